//! The `Location` of a redirect.

use http::HeaderValue;
use percent_encoding::AsciiSet;
use percent_encoding::CONTROLS;
use percent_encoding::NON_ALPHANUMERIC;
use percent_encoding::percent_encode;

use super::rule::RoutingRule;

/// What S3 signs as it is, and a slash; all else is `%XX`.
const UNENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/');

/// How the part of the key that a rule keeps is written into a `Location`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeySpelling {
    /// Percent-encoded twice: a store that encodes what came in encoded.
    DoubleEncoded,
    /// Percent-encoded once: `VersityGW`, and perhaps AWS.
    Encoded,
    /// As decoded, non-ASCII as raw bytes: RGW, Garage, s3rver. Control bytes are percent-encoded
    /// here and not there, where they make a header of the visitor's choice.
    #[default]
    Raw,
}

impl KeySpelling {
    fn spell(self, key: &[u8]) -> Vec<u8> {
        match self {
            Self::DoubleEncoded => Self::Encoded.spell(&Self::Encoded.spell(key)),
            Self::Encoded => percent_encode(key, UNENCODED).to_string().into_bytes(),
            Self::Raw => key.iter().flat_map(|byte| raw(*byte)).collect(),
        }
    }
}

/// `percent_encode` would escape every byte that is not ASCII, too.
fn raw(byte: u8) -> Vec<u8> {
    if byte.is_ascii() {
        percent_encode(&[byte], CONTROLS).to_string().into_bytes()
    } else {
        vec![byte]
    }
}

/// Where `rule` sends the visitor of `key` who came to `host`.
pub(super) fn of_rule(
    rule: &RoutingRule,
    key: &str,
    host: &str,
    spelling: KeySpelling,
) -> Option<HeaderValue> {
    let redirect = &rule.redirect;
    let protocol = redirect.protocol.as_deref().unwrap_or("http");
    let host = redirect.host_name.as_deref().unwrap_or(host);
    let mut location = format!("{protocol}://{host}/").into_bytes();
    if let Some(whole) = &redirect.replace_key_with {
        location.extend_from_slice(whole.as_bytes());
    } else if let Some(prefix) = &redirect.replace_key_prefix_with {
        let kept = key.strip_prefix(rule.prefix()).unwrap_or(key);
        location.extend_from_slice(prefix.as_bytes());
        location.extend(spelling.spell(kept.as_bytes()));
    } else {
        location.extend(spelling.spell(key.as_bytes()));
    }
    HeaderValue::from_bytes(&location).ok()
}

/// `/x/`, for a visitor of `/x` where there is only `x/<index>`. It leads back here, so it is
/// encoded once whatever the spelling.
pub(super) fn of_folder(key: &str) -> Option<HeaderValue> {
    let path = KeySpelling::Encoded.spell(key.as_bytes());
    HeaderValue::from_bytes(&[b"/", path.as_slice(), b"/"].concat()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_spelling_is_what_it_says() {
        let key = "a b+c&d=e?f#g%41/ü\r\n\u{7f}~";
        for (spelling, expected) in [
            (KeySpelling::Raw, "a b+c&d=e?f#g%41/ü%0D%0A%7F~"),
            (
                KeySpelling::Encoded,
                "a%20b%2Bc%26d%3De%3Ff%23g%2541/%C3%BC%0D%0A%7F~",
            ),
            (
                KeySpelling::DoubleEncoded,
                "a%2520b%252Bc%2526d%253De%253Ff%2523g%252541/%25C3%25BC%250D%250A%257F~",
            ),
        ] {
            let spelled = String::from_utf8(spelling.spell(key.as_bytes()));
            assert_eq!(spelled.as_deref(), Ok(expected), "{spelling:?}");
        }
    }
}
