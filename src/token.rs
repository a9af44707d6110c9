//! What a sender of events proves itself with.

use std::fmt;

use base64ct::{Base64, Encoding as _};
use marble_settings::{Error, Value};

use crate::digest::sha256;

/// The shortest token: whoever guesses it can have all derivatives deleted, again and again.
const SHORTEST: usize = 16;

/// A secret that the operator shares with the senders of events. It has no `Debug` that shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// Reads a setting.
    ///
    /// # Errors
    ///
    /// It is shorter than 16 characters, or has others than visible ASCII.
    pub fn parse(value: Value) -> Result<Self, Error> {
        let good =
            |text: &str| text.len() >= SHORTEST && text.bytes().all(|byte| byte.is_ascii_graphic());
        let text = value.check("at least 16 visible ASCII characters", good)?;
        Ok(Self(text))
    }

    /// Whether a header `Authorization` has it: as `Bearer`, or as the password of `Basic`, which is all that SNS can send
    /// (RFC 6750, 2.1; RFC 7617).
    #[must_use]
    pub fn admits(&self, authorization: &str) -> bool {
        let Some((scheme, credentials)) = authorization.trim().split_once(' ') else {
            return false;
        };
        let credentials = credentials.trim();
        if scheme.eq_ignore_ascii_case("bearer") {
            return self.is(credentials);
        }
        if !scheme.eq_ignore_ascii_case("basic") {
            return false;
        }
        let decoded = Base64::decode_vec(credentials).ok();
        let decoded = decoded.and_then(|bytes| String::from_utf8(bytes).ok());
        let password = decoded.as_deref().and_then(|text| text.split_once(':'));
        password.is_some_and(|(_, password)| self.is(password))
    }

    /// By digests: how long the comparison takes says nothing of the token.
    fn is(&self, text: &str) -> bool {
        sha256(text) == sha256(&self.0)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(text: &str) -> Result<Token, Error> {
        Token::parse(Value::read("EVENTS_TOKEN", &[], |_| Some(text.to_owned())))
    }

    #[test]
    fn is_admitted_as_bearer_or_password() {
        let token = token("0123456789abcdef").unwrap();
        for (authorization, expected) in [
            ("Bearer 0123456789abcdef", true),
            ("bearer  0123456789abcdef ", true),
            // marble:0123456789abcdef
            ("Basic bWFyYmxlOjAxMjM0NTY3ODlhYmNkZWY=", true),
            // :0123456789abcdef
            ("basic OjAxMjM0NTY3ODlhYmNkZWY=", true),
            // 0123456789abcdef
            ("Basic MDEyMzQ1Njc4OWFiY2RlZg==", false),
            ("Basic 0123456789abcdef", false),
            ("Bearer 0123456789abcde", false),
            ("Bearer 0123456789abcdefg", false),
            ("Bearer ", false),
            ("0123456789abcdef", false),
            ("Digest 0123456789abcdef", false),
            ("", false),
        ] {
            assert_eq!(token.admits(authorization), expected, "{authorization}");
        }
    }

    #[test]
    fn is_long_and_is_not_shown() {
        for text in [
            "short",
            "0123456789abcde",
            "0123456789 abcdef",
            "0123456789abcdefü",
        ] {
            let error = token(text).unwrap_err().to_string();
            assert!(!error.contains(text), "{error}");
        }
        let shown = format!("{:?}", token("0123456789abcdef").unwrap());
        assert_eq!(shown, "Token([redacted])");
    }
}
