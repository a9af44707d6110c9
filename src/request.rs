//! What the client asks for: the key, from the query or from the path. Nothing is decided here.
//!
//! ```text
//! query form   any-path "?" [ other "&" ] "key=" key      ; the key reaches to the end of the query
//! path form    [ BASE_PATH ] "/" key
//! key          [ "/" ] [ RESULT_PREFIX ] transform "/" original
//! ```
//!
//! The query form is read as a bucket's redirect writes it: raw. `&`, `=` and `+` belong to the key, and since
//! some stores encode twice, escapes that remain after decoding are decoded once more. The path form is
//! decoded once.
//!
//! That is the literal key. Clients and CDNs also write a query as forms do, and names in decomposed characters: those
//! alternatives are for originals that the literal key does not find.

use std::borrow::Cow;
use std::fmt;

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use percent_encoding::percent_decode_str;

use crate::accept::Accept;

/// The longest key of an object, in bytes (S3 user guide, "Creating object key names").
pub const MAX_KEY_BYTES: usize = 1024;

/// What the client asks for, split but not yet understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The first segment of the key.
    pub transform: String,
    /// All behind it: the original's key without `SOURCE_PREFIX`.
    pub original: String,
    /// What else it may mean, two at most, in the order in which they are tried.
    pub alternatives: Vec<Alternative>,
    /// The formats that the client shows.
    pub accept: Accept,
}

/// Another way to decode what the client asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// The original's key without `SOURCE_PREFIX`.
    pub original: String,
    /// What stands in its place in the derivative's key, so that the bucket finds it where the client asks for it.
    pub requested: String,
}

/// Why there is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    /// No key in the query and none in the path.
    Missing,
    /// Not UTF-8 after decoding.
    NotUtf8,
    /// A control character.
    Control,
    /// A backslash, which some clients turn into a slash.
    Backslash,
    /// A segment `.` or `..`, which clients and proxies remove.
    DotSegment,
    /// No slash, or nothing behind it.
    NoOriginal,
    /// Longer than [`MAX_KEY_BYTES`].
    TooLong(usize),
}

impl Request {
    /// Finds and splits the key in a request target such as `/default/resize?key=300x300/a.jpg`. The path form may
    /// have `base_path` in front of the key, and the key itself `result_prefix`.
    ///
    /// # Errors
    ///
    /// Every case of [`Error`].
    pub fn parse(
        path_and_query: &str,
        accept: Accept,
        base_path: &str,
        result_prefix: &str,
    ) -> Result<Self, Error> {
        let (path, query) = path_and_query
            .split_once('?')
            .unwrap_or((path_and_query, ""));
        let raw = key_of_query(query);
        let key = match raw {
            Some(raw) => decode_twice(raw)?,
            None => decode(below(path, base_path))?.into_owned(),
        };
        let (transform, original) = split(&key, result_prefix)?;
        let form = raw.and_then(|raw| decode_form(raw, transform, result_prefix));
        let form = form.filter(|form| form != original);
        Ok(Self {
            alternatives: alternatives(original, form),
            transform: transform.to_owned(),
            original: original.to_owned(),
            accept,
        })
    }
}

/// The path without `base_path`, if it is in front.
fn below<'a>(path: &'a str, base_path: &str) -> &'a str {
    let below = path.strip_prefix(base_path);
    let below = below.filter(|rest| rest.is_empty() || rest.starts_with('/'));
    below.unwrap_or(path)
}

/// The transform and the original.
fn split<'a>(key: &'a str, result_prefix: &str) -> Result<(&'a str, &'a str), Error> {
    let key = key.strip_prefix('/').unwrap_or(key);
    if key.is_empty() {
        return Err(Error::Missing);
    }
    check(key)?;
    let key = key.strip_prefix(result_prefix).unwrap_or(key);
    let parts = key.split_once('/');
    let parts = parts.filter(|(_, original)| !original.is_empty());
    parts.ok_or(Error::NoOriginal)
}

/// The original, if what follows `key=` was written as forms write it (WHATWG URL, 5.1): `+` for a space, and another
/// parameter behind `&`.
fn decode_form(raw: &str, transform: &str, result_prefix: &str) -> Option<String> {
    let raw = raw.split('&').next()?.replace('+', " ");
    let key = decode(&raw).ok()?;
    let (same, original) = split(&key, result_prefix).ok()?;
    (same == transform).then(|| original.to_owned())
}

/// The alternatives to the literal key: decoded as a form, and then composed.
fn alternatives(literal: &str, form: Option<String>) -> Vec<Alternative> {
    let last = form.as_deref().unwrap_or(literal);
    let composed = compose(last).map(|original| Alternative {
        original,
        requested: last.to_owned(),
    });
    let form = form.map(|original| Alternative {
        requested: original.clone(),
        original,
    });
    form.into_iter().chain(composed).collect()
}

/// The composed characters (Unicode NFC) of a text that is decomposed throughout (NFD), as file names of macOS are.
/// A text that is neither has no alternative: there would be endless spellings of one name.
fn compose(text: &str) -> Option<String> {
    let composed = ComposingNormalizerBorrowed::new_nfc().normalize(text);
    let decomposed = DecomposingNormalizerBorrowed::new_nfd().normalize(text);
    (composed != text && decomposed == text).then(|| composed.into_owned())
}

/// Everything behind the first parameter name `key`, to the end of the query.
fn key_of_query(query: &str) -> Option<&str> {
    let behind = query.split_once("&key=").map(|(_, key)| key);
    query.strip_prefix("key=").or(behind)
}

/// Decodes percent-escapes, and those that remain once more.
fn decode_twice(raw: &str) -> Result<String, Error> {
    let key = decode(raw)?;
    Ok(match decode(&key)? {
        Cow::Owned(twice) => twice,
        Cow::Borrowed(_) => key.into_owned(),
    })
}

/// Decodes percent-escapes; borrowed where there are none. What is no escape stays as it is.
fn decode(text: &str) -> Result<Cow<'_, str>, Error> {
    percent_decode_str(text)
        .decode_utf8()
        .map_err(|_| Error::NotUtf8)
}

fn check(key: &str) -> Result<(), Error> {
    if key.len() > MAX_KEY_BYTES {
        return Err(Error::TooLong(key.len()));
    }
    if key.chars().any(char::is_control) {
        return Err(Error::Control);
    }
    if key.contains('\\') {
        return Err(Error::Backslash);
    }
    if key.split('/').any(|segment| matches!(segment, "." | "..")) {
        return Err(Error::DotSegment);
    }
    Ok(())
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a key such as 300x300/photo.jpg, but found ")?;
        match self {
            Self::Missing => f.write_str("none"),
            Self::NotUtf8 => f.write_str("one that is not UTF-8"),
            Self::Control => f.write_str("one with a control character"),
            Self::Backslash => f.write_str("one with a backslash"),
            Self::DotSegment => f.write_str("one with a segment . or .."),
            Self::NoOriginal => f.write_str("one without an original behind the first slash"),
            Self::TooLong(found) => {
                write!(f, "one of {found} bytes; {MAX_KEY_BYTES} are allowed")
            }
        }
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(target: &str, result_prefix: &str) -> Result<Request, Error> {
        Request::parse(target, Accept::default(), "/default/resize", result_prefix)
    }

    #[test]
    fn finds_the_key_in_query_and_path() {
        for (target, original) in [
            ("/default/resize?key=300x300/a.jpg", "a.jpg"),
            ("/default/resize?key=/300x300/a.jpg", "a.jpg"),
            ("/anything?x=1&key=300x300/a.jpg", "a.jpg"),
            ("/default/resize/300x300/a.jpg", "a.jpg"),
            ("/300x300/a.jpg", "a.jpg"),
            ("/300x300/a.jpg?monkey=1", "a.jpg"),
            ("/300x300/a/b//c.jpg", "a/b//c.jpg"),
            ("/300x300//a.jpg", "/a.jpg"),
        ] {
            let request = parse(target, "").unwrap();
            assert_eq!(
                (request.transform.as_str(), request.original.as_str()),
                ("300x300", original),
                "{target}"
            );
        }
    }

    #[test]
    fn reads_the_query_raw() {
        for (target, original) in [
            ("?key=1x1/a&b=c.jpg", "a&b=c.jpg"),
            ("?key=1x1/a+b.jpg", "a+b.jpg"),
            ("?key=1x1/a?key=b.jpg", "a?key=b.jpg"),
            ("?key=1x1/a%20b.jpg", "a b.jpg"),
            ("?key=1x1%2Fa%2520b.jpg", "a b.jpg"),
            ("?key=1x1/100%.jpg", "100%.jpg"),
            ("?key=1x1/100%25.jpg", "100%.jpg"),
            ("?key=1x1/%C3%BC-%E6%97%A5.jpg", "ü-日.jpg"),
            ("?key=1x1/%25C3%25BC.jpg", "ü.jpg"),
        ] {
            let request = parse(target, "").unwrap();
            assert_eq!(request.original, original, "{target}");
        }
    }

    #[test]
    fn has_alternatives_to_what_is_not_there() {
        for (target, expected) in [
            ("?key=1x1/a.jpg", &[][..]),
            ("?key=1x1/a%20b.jpg", &[]),
            ("/1x1/a+b.jpg", &[]),
            ("?key=1x1/a+b.jpg", &[("a b.jpg", "a b.jpg")]),
            ("?key=1x1/a.jpg&v=2", &[("a.jpg", "a.jpg")]),
            (
                "?v=2&key=1x1%2Fa%2Bb+c.jpg&w=1",
                &[("a+b c.jpg", "a+b c.jpg")],
            ),
            // What is decoded twice of the literal key is decoded once.
            ("?key=1x1/a%2541.jpg", &[("a%41.jpg", "a%41.jpg")]),
            // Another transform, or none.
            ("?key=1x1&a/b.jpg", &[]),
            ("?key=1x1/&a.jpg", &[]),
            ("?key=1x1/a%252Fb/..%2F", &[]),
            // Decomposed throughout, or not.
            ("/1x1/u%CC%88.jpg", &[("ü.jpg", "u\u{308}.jpg")]),
            (
                "?key=1x1/u%CC%88+.jpg",
                &[
                    ("u\u{308} .jpg", "u\u{308} .jpg"),
                    ("ü .jpg", "u\u{308} .jpg"),
                ],
            ),
            ("/1x1/%C3%BC.jpg", &[]),
            ("/1x1/u%CC%88%C3%BC.jpg", &[]),
        ] {
            let request = parse(target, "");
            let found = request.map(|request| request.alternatives);
            let found = found.unwrap_or_default();
            let found: Vec<_> = found
                .iter()
                .map(|found| (found.original.as_str(), found.requested.as_str()))
                .collect();
            assert_eq!(found, expected, "{target}");
        }
    }

    #[test]
    fn decodes_the_path_once() {
        let request = parse("/1x1/pct%2541%25.jpg", "").unwrap();
        assert_eq!(request.original, "pct%41%.jpg");
    }

    #[test]
    fn takes_the_result_prefix_off() {
        for target in ["/derived/1x1/a.jpg", "?key=derived/1x1/a.jpg", "/1x1/a.jpg"] {
            let request = parse(target, "derived/").unwrap();
            assert_eq!((request.transform.as_str()), "1x1", "{target}");
        }
    }

    #[test]
    fn refuses_what_is_no_key() {
        let long = format!("/1x1/{}", "a".repeat(1021));
        for (target, error) in [
            ("/default/resize", Error::Missing),
            ("/default/resize/", Error::Missing),
            ("/default/resize?key=", Error::Missing),
            ("/", Error::Missing),
            ("?key=%ff", Error::NotUtf8),
            ("?key=1x1/%25ff", Error::NotUtf8),
            ("?key=1x1/a%00.jpg", Error::Control),
            ("?key=1x1/a%0d%0aSet-Cookie:x", Error::Control),
            ("?key=1x1/a%250a.jpg", Error::Control),
            ("?key=1x1/%5c..%5ca.jpg", Error::Backslash),
            ("?key=1x1/../a.jpg", Error::DotSegment),
            ("?key=1x1/%2e%2E/a.jpg", Error::DotSegment),
            ("/1x1/./a.jpg", Error::DotSegment),
            ("/a.jpg", Error::NoOriginal),
            ("/1x1/", Error::NoOriginal),
            (&long, Error::TooLong(1025)),
        ] {
            assert_eq!(parse(target, "").unwrap_err(), error, "{target}");
        }
    }
}
