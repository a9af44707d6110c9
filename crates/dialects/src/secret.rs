//! The secrets that other services sign links with. Their `Debug` does not tell them, and comparing a signature takes the
//! same time whatever is found.

use std::fmt;

use base64ct::{Base64Url, Base64UrlUnpadded, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// A key and a salt of imgproxy (`IMGPROXY_KEY`, `IMGPROXY_SALT`).
#[derive(Clone, PartialEq, Eq)]
pub struct ImgproxyKey {
    key: Vec<u8>,
    salt: Vec<u8>,
    size: usize,
}

/// A key of thumbor (`SECURITY_KEY`).
#[derive(Clone, PartialEq, Eq)]
pub struct ThumborKey {
    key: Vec<u8>,
}

impl ImgproxyKey {
    /// The most bytes of a signature: as many as SHA-256 has.
    pub const MAX_SIZE: usize = 32;
    /// The fewest: less can be found by trying.
    pub const MIN_SIZE: usize = 8;

    /// Reads both in hexadecimal digits; `size` is how many bytes of a signature are written. `None` where one is empty or
    /// has anything else in it, or the size is out of bounds.
    #[must_use]
    pub fn parse(key: &str, salt: &str, size: usize) -> Option<Self> {
        let bytes = |hex| hex::decode(hex).ok().filter(|bytes| !bytes.is_empty());
        let sized = (Self::MIN_SIZE..=Self::MAX_SIZE).contains(&size);
        let (key, salt) = (bytes(key)?, bytes(salt)?);
        sized.then_some(Self { key, salt, size })
    }

    /// Whether `signature` is that of a path, which has no slash in front.
    pub(crate) fn signed(&self, path: &str, signature: &str) -> bool {
        // HMAC takes keys of any length; its constructor has an error for those that do not.
        let Ok(mac) = Hmac::<Sha256>::new_from_slice(&self.key) else {
            return false;
        };
        let mac = mac.chain_update(&self.salt).chain_update("/");
        let tag = mac.chain_update(path).finalize().into_bytes();
        let tag = tag.get(..self.size).unwrap_or_default();
        is(&Base64UrlUnpadded::encode_string(tag), signature)
    }
}

impl ThumborKey {
    /// Any text but an empty one.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let key = text.as_bytes().to_vec();
        (!key.is_empty()).then_some(Self { key })
    }

    /// Whether `signature` is that of a path, which has no slash in front.
    pub(crate) fn signed(&self, path: &str, signature: &str) -> bool {
        let Ok(mac) = Hmac::<Sha1>::new_from_slice(&self.key) else {
            return false;
        };
        let tag = mac.chain_update(path).finalize().into_bytes();
        is(&Base64Url::encode_string(&tag), signature)
    }
}

fn is(expected: &str, found: &str) -> bool {
    expected.as_bytes().ct_eq(found.as_bytes()).into()
}

impl fmt::Debug for ImgproxyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ImgproxyKey(hidden)")
    }
}

impl fmt::Debug for ThumborKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ThumborKey(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imgproxy(key: &str, salt: &str, size: usize) -> ImgproxyKey {
        ImgproxyKey::parse(&hex::encode(key), &hex::encode(salt), size).unwrap()
    }

    /// Those of imgproxy's documentation (signing a URL) and of its tests (`security/signature_test.go`).
    #[test]
    fn imgproxy_signatures_hold() {
        let first = imgproxy("test-key", "test-salt", 32);
        let second = imgproxy("test-key2", "test-salt2", 32);
        let short = imgproxy("test-key", "test-salt", 8);
        let documented = imgproxy("secret", "hello", 32);
        let path =
            "rs:fill:300:400:0/g:sm/aHR0cDovL2V4YW1w/bGUuY29tL2ltYWdl/cy9jdXJpb3NpdHku/anBn.png";
        for (key, path, signature) in [
            (&first, "asd", "oWaL7QoW5TsgbuiS9-5-DI8S3Ibbo1gdB2SteJh3a20"),
            (
                &second,
                "asd",
                "jYz1UZ7j1BCdSzH3pZhaYf0iuz0vusoOTdqJsUT6WXI",
            ),
            (&short, "asd", "oWaL7QoW5Ts"),
            (
                &documented,
                path,
                "oKfUtW34Dvo2BGQehJFR4Nr0_rIjOtdtzJ3QFsUcXH8",
            ),
        ] {
            assert!(key.signed(path, signature), "{signature}");
            assert!(!key.signed(&format!("{path}x"), signature));
            for wrong in ["", "unsafe", &signature[1..], &format!("{signature}A")] {
                assert!(!key.signed(path, wrong), "{wrong}");
            }
        }
        assert!(!first.signed("asd", "oWaL7QoW5Ts"));
        assert!(!short.signed("asd", "oWaL7QoW5TsgbuiS9-5-DI8S3Ibbo1gdB2SteJh3a20"));
    }

    /// Those of libthumbor's tests (`tests/test_cryptourl.py`).
    #[test]
    fn thumbor_signatures_hold() {
        let key = ThumborKey::new("my-security-key").unwrap();
        let image = "my.server.com/some/path/to/image.jpg";
        for (options, signature) in [
            ("300x200", "8ammJH8D-7tXy6kU3lTvoXlhu4o="),
            ("10x10:200x200/300x200", "B35oBEIwztbc3jm7vsdqLez2C78="),
            (
                "10x10:200x200/300x200/filters:brightness(20):contrast(10)",
                "as8U2DbUUtTMgvPF26LkjS3MocY=",
            ),
            ("meta", "Ps3ORJDqxlSQ8y00T29GdNAh2CY="),
        ] {
            let path = format!("{options}/{image}");
            assert!(key.signed(&path, signature), "{signature}");
            assert!(!key.signed(image, signature));
            let unpadded = signature.trim_end_matches('=');
            assert!(!key.signed(&path, unpadded));
        }
    }

    #[test]
    fn secrets_are_never_shown() {
        let imgproxy = imgproxy("secret", "hello", 32);
        let thumbor = ThumborKey::new("my-security-key").unwrap();
        let shown = format!("{imgproxy:?} {thumbor:?}");
        assert_eq!(shown, "ImgproxyKey(hidden) ThumborKey(hidden)");
        for (key, salt, size) in [
            ("", "00", 32),
            ("00", "", 32),
            ("0", "00", 32),
            ("zz", "00", 32),
            ("00", "00", 7),
            ("00", "00", 33),
        ] {
            assert_eq!(ImgproxyKey::parse(key, salt, size), None, "{key} {salt}");
        }
        assert_eq!(ThumborKey::new(""), None);
    }
}
