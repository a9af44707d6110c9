//! The access key that signs the requests. Nothing prints it: its `Debug` is blank, and what a server sends
//! back is cleared of it before it may reach a log.

use std::fmt;

/// Shorter texts are not looked for in foreign text: they would hit ordinary words, and no store gives out
/// secrets that short.
const SHORTEST_SECRET: usize = 8;

/// What stands where a secret was.
const REDACTED: &str = "[redacted]";

/// An access key, and the session token that short-lived ones come with.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Names the key. Not shown either.
    pub access_key_id: String,
    /// The secret of the key.
    pub secret_access_key: String,
    /// What short-lived keys come with.
    pub session_token: Option<String>,
}

impl Credentials {
    /// `text` without any part of the access key in it.
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        [
            Some(&self.secret_access_key),
            self.session_token.as_ref(),
            Some(&self.access_key_id),
        ]
        .into_iter()
        .flatten()
        .filter(|secret| secret.len() >= SHORTEST_SECRET)
        .fold(text.to_owned(), |text, secret| {
            text.replace(secret, REDACTED)
        })
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Credentials({REDACTED})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn credentials() -> Credentials {
        Credentials {
            access_key_id: "AKIDEXAMPLE".to_owned(),
            secret_access_key: "wJalrXUtnFEMI/K7MDENG".to_owned(),
            session_token: Some("token/with+base64==".to_owned()),
        }
    }

    #[test]
    fn debug_shows_nothing_of_the_key() {
        assert_eq!(format!("{:?}", credentials()), "Credentials([redacted])");
        assert_eq!(format!("{:#?}", credentials()), "Credentials([redacted])");
    }

    #[test]
    fn foreign_text_is_cleared_of_the_key() {
        let echo = "AKIDEXAMPLE sent token/with+base64== (wJalrXUtnFEMI/K7MDENG)";
        assert_eq!(
            credentials().redact(echo),
            "[redacted] sent [redacted] ([redacted])"
        );
    }

    #[test]
    fn short_names_leave_foreign_text_alone() {
        let short = Credentials {
            access_key_id: "key".to_owned(),
            ..credentials()
        };
        assert_eq!(short.redact("no such key"), "no such key");
    }
}
