//! What the client asks for: the key, from the query or from the path. Nothing is decided here.
//!
//! ```text
//! query form   [ BASE_PATH ] [ "/" ] "?" [ other "&" ] "key=" key    ; the key reaches to the end of the query
//! path form    [ BASE_PATH ] "/" key [ "?" ignored ]
//! key          [ "/" ] [ RESULT_PREFIX ] transform "/" original
//! ```
//!
//! A path that is a key is not overridden by a query: caches that leave queries out of their keys would keep one
//! picture under the address of another.
//!
//! The query form is read as a bucket's redirect writes it: raw. `&`, `=` and `+` belong to the key, and since
//! some stores encode twice, escapes that remain after decoding are decoded once more. The path form is
//! decoded once. What is no escape of UTF-8 stays as it is (`escapes.rs`).
//!
//! That is the literal key. Clients and CDNs also write a query as forms do, and names in decomposed characters: those
//! alternatives are for originals that the literal key does not find.
//!
//! What is said in the words of other services is no key; `dialect.rs` makes one of it.

mod escapes;

use std::fmt;

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

use self::escapes::{decode, decode_whole};
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
    /// In whose words it was said.
    pub words: Words,
}

/// In whose words a client asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// Marble's own.
    Own,
    /// Those of another service.
    Other,
    /// Those of another service, with a signature of its own that holds.
    OtherSigned,
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
        let (raw, key) = find_key(path_and_query, base_path);
        let (transform, original) = split(&key, result_prefix)?;
        let form = raw.and_then(|raw| decode_form(raw, transform, result_prefix));
        let form = form.filter(|form| form != original);
        Ok(Self {
            alternatives: alternatives(original, form),
            transform: transform.to_owned(),
            original: original.to_owned(),
            accept,
            words: Words::Own,
        })
    }

    /// A request that was said in other `words`: the first segment of the key that it stands for, and the original.
    ///
    /// # Errors
    ///
    /// What is in no key is in no original.
    pub fn translated(
        transform: String,
        original: String,
        words: Words,
        accept: Accept,
    ) -> Result<Self, Error> {
        check(&original)?;
        Ok(Self {
            alternatives: alternatives(&original, None),
            transform,
            original,
            accept,
            words,
        })
    }
}

/// What may have been asked for before a bucket's redirect wrote it, without a slash in front, the likeliest first. Whatever
/// was signed is one of these texts.
#[must_use]
pub fn spellings(path_and_query: &str, base_path: &str) -> Vec<Spelling> {
    let (raw, key) = find_key(path_and_query, base_path);
    let spelling = |text: &str, is_escaped| Spelling {
        text: text.strip_prefix('/').unwrap_or(text).to_owned(),
        is_escaped,
    };
    if let Some(raw) = raw {
        return vec![
            spelling(&key, false),
            spelling(raw, true),
            spelling(&decode(raw), true),
        ];
    }
    let path = path_and_query.split_once('?').map(|(path, _)| path);
    let path = below(path.unwrap_or(path_and_query), base_path);
    vec![spelling(path, true), spelling(&key, false)]
}

/// A text that may have been asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spelling {
    /// The text.
    pub text: String,
    /// Whether it is percent-encoded still.
    pub is_escaped: bool,
}

/// The key in a request target as it is asked for: decoded, without a leading slash, and not looked at. `None` where there
/// is none.
#[must_use]
pub fn key(path_and_query: &str, base_path: &str) -> Option<String> {
    let (_, key) = find_key(path_and_query, base_path);
    let key = key.strip_prefix('/').unwrap_or(&key);
    (!key.is_empty()).then(|| key.to_owned())
}

/// The key as the query has it, if it is there, and the key itself.
fn find_key<'a>(path_and_query: &'a str, base_path: &str) -> (Option<&'a str>, String) {
    let (path, query) = path_and_query
        .split_once('?')
        .unwrap_or((path_and_query, ""));
    let below = below(path, base_path);
    let raw = matches!(below, "" | "/").then(|| key_of_query(query));
    let raw = raw.flatten();
    (raw, raw.map_or_else(|| decode(below), decode_twice))
}

/// The path without `base_path`, if it is in front.
pub(crate) fn below<'a>(path: &'a str, base_path: &str) -> &'a str {
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
    let key = decode(&raw);
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
pub(crate) fn compose(text: &str) -> Option<String> {
    let composed = ComposingNormalizerBorrowed::new_nfc().normalize(text);
    let decomposed = DecomposingNormalizerBorrowed::new_nfd().normalize(text);
    (composed != text && decomposed == text).then(|| composed.into_owned())
}

/// Everything behind the first parameter name `key`, to the end of the query.
fn key_of_query(query: &str) -> Option<&str> {
    let behind = query.split_once("&key=").map(|(_, key)| key);
    query.strip_prefix("key=").or(behind)
}

/// Decodes escapes, and what remains once more if it reads as encoded: where one `%` is no escape, or not of UTF-8, it
/// is the key itself.
fn decode_twice(raw: &str) -> String {
    let once = decode(raw);
    decode_whole(&once).unwrap_or(once)
}

/// Refuses what no key may have in it, nor the beginning of one.
pub(crate) fn check(key: &str) -> Result<(), Error> {
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
mod tests;
