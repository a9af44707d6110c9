//! Where a result is found, below the address of a bucket's website.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::signature::{SigningKey, signed};
use crate::transform::Transform;

/// Everything but what a path may hold as it is (RFC 3986, 3.3) and every store and client leaves alone.
/// `+` is encoded, because S3 takes it for a space.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b'-')
    .remove(b'.')
    .remove(b'/')
    .remove(b':')
    .remove(b'=')
    .remove(b'@')
    .remove(b'_')
    .remove(b'~');

/// The path of the object `key` below a bucket's website.
#[must_use]
pub fn path(key: &str) -> String {
    format!("/{}", utf8_percent_encode(key, PATH))
}

/// The address of what `transform` makes of `original`, below the address `base` of the bucket's website (`URL`, and
/// `RESULT_PREFIX` where there is one); signed by `key`, where that is given. The original is named by its key, not encoded
/// and without `SOURCE_PREFIX`.
#[must_use]
pub fn link(base: &str, original: &str, transform: &Transform, key: Option<&SigningKey>) -> String {
    let signature = key.map(|key| key.sign(transform, original));
    let folder = match signature {
        Some(signature) => signed(transform, signature),
        None => transform.to_string(),
    };
    let base = base.trim_end_matches('/');
    format!("{base}{}", path(&format!("{folder}/{original}")))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    /// The rows of `links.json` that have an address. Which keys are refused, the resizer says.
    #[test]
    fn leads_where_the_table_says() {
        let table: Value = serde_json::from_str(include_str!("../links.json")).unwrap();
        let rows = table["links"].as_array().unwrap();
        let rows: Vec<_> = rows.iter().filter(|row| !row["url"].is_null()).collect();
        assert!(rows.len() >= 20, "{} rows", rows.len());
        for row in rows {
            let text = |name: &str| row[name].as_str().unwrap();
            let transform = Transform::parse(text("transform"), 4096).unwrap();
            let found = link(text("base"), text("key"), &transform, None);
            assert_eq!(found, text("url"), "{row}");
        }
    }

    #[test]
    fn signs() {
        let key = SigningKey::parse(&"a7".repeat(16)).unwrap();
        let transform = Transform::parse("300x300", 4096).unwrap();
        let signature = key.sign(&transform, "a b.jpg");
        let found = link(
            "https://pictures.example",
            "a b.jpg",
            &transform,
            Some(&key),
        );
        let expected = format!("https://pictures.example/300x300,sig={signature}/a%20b.jpg");
        assert_eq!(found, expected);
    }
}
