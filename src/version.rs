//! What this component says it is: its version, and a digest of its content if one was stamped into it.

use std::hint::black_box;

/// Stands in the component's data once. Where the component is composed (`cargo dev compose`), the hyphens become the
/// beginning of the SHA-256 of the composed file as it was before: `host-test/src/runtime/digest.rs`.
static STAMP: [u8; 30] = *b"marble digest ----------------";

/// The length of the digest that is stamped, in hexadecimal digits.
const DIGITS: usize = 16;

/// The version, as in `0.1.0+sha256.0123456789abcdef`; without its digest in a component that was not composed by
/// `cargo dev compose`. ASCII without spaces, in the form of Semantic Versioning 2.0.0.
#[must_use]
pub fn version() -> String {
    let version = env!("CARGO_PKG_VERSION");
    // What is stamped is not known when this is compiled.
    match digest(black_box(&STAMP)) {
        Some(digest) => format!("{version}+sha256.{digest}"),
        None => version.to_owned(),
    }
}

fn digest(stamp: &[u8]) -> Option<&str> {
    let digits = str::from_utf8(stamp.last_chunk::<DIGITS>()?).ok()?;
    let hexadecimal = |digit: u8| matches!(digit, b'0'..=b'9' | b'a'..=b'f');
    digits.bytes().all(hexadecimal).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_the_bare_version_where_nothing_is_stamped() {
        assert_eq!(version(), env!("CARGO_PKG_VERSION"));
    }

    #[test]
    fn reads_what_is_stamped() {
        for (stamp, expected) in [
            ("marble digest 0123456789abcdef", Some("0123456789abcdef")),
            ("marble digest ----------------", None),
            ("marble digest 0123456789abcde-", None),
            ("marble digest 0123456789ABCDEF", None),
            ("", None),
        ] {
            assert_eq!(digest(stamp.as_bytes()), expected, "{stamp}");
        }
    }
}
