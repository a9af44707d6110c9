//! Who made a link: a signature over what it asks for.
//!
//! ```text
//! signature = base64url of the first 16 bytes of HMAC-SHA256(key, message)     ; RFC 2104, RFC 4648 5, no padding
//! message   = transform "/" original                                           ; UTF-8
//! ```
//!
//! The transform is in its canonical spelling, so that one signature is good for every spelling. The original is the key
//! that a link names, before any encoding. There is no expiry: what is made is stored, and public from then on.

use std::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::transform::Transform;

/// A secret that signs. Its `Debug` does not tell it.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningKey {
    bytes: Vec<u8>,
}

/// The signature of one transform of one original, as it stands in a key. There is no `==`: comparing takes the same
/// time whatever is found.
#[derive(Debug, Clone)]
pub struct Signature {
    text: String,
}

impl SigningKey {
    /// The fewest bytes of a key: as many as a signature has.
    pub const MIN_BYTES: usize = 16;

    /// Reads hexadecimal digits. `None` for anything else, and for less than [`Self::MIN_BYTES`].
    #[must_use]
    pub fn parse(hex: &str) -> Option<Self> {
        let bytes = hex::decode(hex).ok()?;
        (bytes.len() >= Self::MIN_BYTES).then_some(Self { bytes })
    }

    /// Signs a transform of an original, which is named by its key, not encoded.
    #[must_use]
    pub fn sign(&self, transform: &Transform, original: &str) -> Signature {
        let message = format!("{transform}/{original}");
        // HMAC takes keys of any length; its constructor has an error for those that do not.
        let tag = Hmac::<Sha256>::new_from_slice(&self.bytes).map(|mac| {
            let tag = mac.chain_update(message).finalize().into_bytes();
            <[u8; 32]>::from(tag)
        });
        let tag = tag.unwrap_or_default();
        let first = tag.first_chunk().copied().unwrap_or_default();
        Signature::new(first)
    }
}

impl Signature {
    /// How many bytes of the HMAC are kept: 128 bits cannot be guessed.
    const BYTES: usize = 16;

    /// What stands between a transform and its signature.
    pub const OPTION: &str = ",sig=";

    fn new(tag: [u8; Self::BYTES]) -> Self {
        Self {
            text: Base64UrlUnpadded::encode_string(&tag),
        }
    }

    /// Whether `text` is this signature, in its one spelling. How long it takes tells nothing but the length of `text`.
    #[must_use]
    pub fn is(&self, text: &str) -> bool {
        self.text.as_bytes().ct_eq(text.as_bytes()).into()
    }
}

/// The first segment of a key, signed: the transform, and the signature as the last of its options.
#[must_use]
pub fn signed(transform: &Transform, signature: impl fmt::Display) -> String {
    format!("{transform}{}{signature}", Signature::OPTION)
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    /// Made without this code: `crates/transform/signatures.py`.
    #[test]
    fn signs_as_the_vectors_say() {
        let vectors: Value = serde_json::from_str(include_str!("../signatures.json")).unwrap();
        let vectors = vectors.as_array().unwrap();
        assert!(vectors.len() >= 12, "{} vectors", vectors.len());
        for vector in vectors {
            let text = |name: &str| vector[name].as_str().unwrap();
            let key = SigningKey::parse(text("key")).unwrap();
            let transform = Transform::parse(text("transform"), 16_383).unwrap();
            assert_eq!(transform.to_string(), text("canonical"));
            let message = format!("{transform}/{}", text("original"));
            assert_eq!(message, text("message"));
            let signature = key.sign(&transform, text("original"));
            assert_eq!(signature.to_string(), text("signature"), "{message}");
            assert!(signature.is(text("signature")));
        }
    }

    #[test]
    fn is_one_text_alone() {
        let key = SigningKey::parse(&"a7".repeat(16)).unwrap();
        let transform = Transform::parse("300x300", 4096).unwrap();
        let signature = key.sign(&transform, "a.jpg");
        let text = signature.to_string();
        assert_eq!(text.len(), 22);
        let (all_but_one, last) = text.split_at(21);
        for other in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".chars() {
            let found = signature.is(&format!("{all_but_one}{other}"));
            assert_eq!(found, last == other.to_string(), "{other}");
        }
        for other in [
            "",
            all_but_one,
            &format!("{text}A"),
            &format!("{text}=="),
            &text.to_uppercase(),
        ] {
            assert!(!signature.is(other), "{other}");
        }
        let other = key.sign(&transform, "b.jpg");
        assert!(!signature.is(&other.to_string()));
        let other = SigningKey::parse(&"a8".repeat(16)).unwrap();
        assert!(!signature.is(&other.sign(&transform, "a.jpg").to_string()));
    }

    #[test]
    fn keys_are_long_enough_and_never_shown() {
        for (hex, good) in [
            ("00".repeat(16), true),
            ("Ab".repeat(64), true),
            ("ab".repeat(200), true),
            ("ab".repeat(15), false),
            ("a".repeat(33), false),
            ("zz".repeat(16), false),
            (" ".repeat(32), false),
            (String::new(), false),
        ] {
            let key = SigningKey::parse(&hex);
            assert_eq!(key.is_some(), good, "{hex}");
            let shown = format!("{key:?}").to_lowercase();
            assert!(hex.is_empty() || !shown.contains(&hex.to_lowercase()));
        }
    }
}
