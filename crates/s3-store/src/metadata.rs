//! What is known of an object, as S3's headers say it. User metadata travels as `x-amz-meta-<name>`.
//! (AWS, "Working with object metadata".)

use http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, ETAG, LAST_MODIFIED};
use http::{HeaderMap, HeaderName, HeaderValue};
use marble_log::quoted;

use crate::failure::{Failure, Kind};
use crate::object_store::Metadata;

const USER_PREFIX: &str = "x-amz-meta-";

/// Reads a response's headers. What the interface cannot carry (values that are not text) is left out.
pub(crate) fn from_headers(headers: &HeaderMap) -> Metadata {
    let text = |name| text(headers.get(name)?);
    Metadata {
        content_type: text(CONTENT_TYPE),
        cache_control: text(CACHE_CONTROL),
        etag: text(ETAG),
        last_modified: text(LAST_MODIFIED),
        size: text(CONTENT_LENGTH).and_then(|size| size.parse().ok()),
        user: headers.iter().filter_map(user_pair).collect(),
    }
}

fn user_pair((name, value): (&HeaderName, &HeaderValue)) -> Option<(String, String)> {
    let name = name.as_str().strip_prefix(USER_PREFIX)?;
    Some((name.to_owned(), text(value)?))
}

/// Visible ASCII and spaces.
fn text(value: &HeaderValue) -> Option<String> {
    let text = value.to_str().ok()?;
    is_text(text).then(|| text.to_owned())
}

fn is_text(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Writes what a caller may set into a request's headers.
///
/// # Errors
///
/// [`Kind::Invalid`] for a name or a value that no header can carry.
pub(crate) fn to_headers(metadata: &Metadata, headers: &mut HeaderMap) -> Result<(), Failure> {
    let standard = [
        (CONTENT_TYPE, &metadata.content_type),
        (CACHE_CONTROL, &metadata.cache_control),
    ];
    for (name, value) in standard {
        if let Some(value) = value {
            append(headers, name, value)?;
        }
    }
    for (name, value) in &metadata.user {
        let header = HeaderName::from_bytes(format!("{USER_PREFIX}{name}").as_bytes());
        let header = header.ok().filter(|_| !name.is_empty());
        append(headers, header.ok_or_else(|| unfit(name))?, value)?;
    }
    Ok(())
}

fn append(headers: &mut HeaderMap, name: HeaderName, value: &str) -> Result<(), Failure> {
    let header = HeaderValue::from_str(value).ok();
    let header = header.filter(|_| is_text(value));
    let header = header.ok_or_else(|| unfit(name.as_str()))?;
    let appended = headers.try_append(name, header);
    appended.map(drop).map_err(|_| too_many())
}

fn unfit(name: &str) -> Failure {
    let name = quoted(name);
    let text = format!(
        "not sent: expected metadata of visible ASCII and spaces, but {name} has other characters"
    );
    Failure::permanent(Kind::Invalid, text)
}

fn too_many() -> Failure {
    Failure::permanent(Kind::Invalid, "not sent: too much metadata")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(name: &str, value: &str) -> Metadata {
        Metadata {
            user: vec![(name.to_owned(), value.to_owned())],
            ..from_headers(&HeaderMap::new())
        }
    }

    #[test]
    fn headers_become_metadata() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("content-type", &b"image/jpeg"[..]),
            ("cache-control", b"max-age=1"),
            ("etag", b"\"abc\""),
            ("last-modified", b"Wed, 21 Oct 2015 07:28:00 GMT"),
            ("content-length", b"18446744073709551615"),
            ("x-amz-meta-marble-version", b"0.1 beta"),
            ("x-amz-meta-odd", b"\xc3\xbc"),
            ("x-amz-request-id", b"1"),
        ] {
            headers.insert(name, HeaderValue::from_bytes(value).unwrap());
        }
        let found = from_headers(&headers);
        assert_eq!(found.content_type.as_deref(), Some("image/jpeg"));
        assert_eq!(found.cache_control.as_deref(), Some("max-age=1"));
        assert_eq!(found.etag.as_deref(), Some("\"abc\""));
        assert_eq!(
            found.last_modified.as_deref(),
            Some("Wed, 21 Oct 2015 07:28:00 GMT")
        );
        assert_eq!(found.size, Some(u64::MAX));
        assert_eq!(
            found.user,
            [("marble-version".to_owned(), "0.1 beta".to_owned())]
        );
    }

    #[test]
    fn an_unreadable_size_is_none() {
        for size in ["", "-1", "1, 1", "18446744073709551616"] {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_LENGTH, HeaderValue::from_str(size).unwrap());
            assert_eq!(from_headers(&headers).size, None, "{size:?}");
        }
    }

    #[test]
    fn metadata_becomes_headers_and_the_stores_own_fields_do_not() {
        let metadata = Metadata {
            content_type: Some("image/png".to_owned()),
            cache_control: Some("no-cache".to_owned()),
            etag: Some("\"abc\"".to_owned()),
            last_modified: Some("now".to_owned()),
            size: Some(7),
            ..user("marble-transform", "300x300,fit=cover")
        };
        let mut headers = HeaderMap::new();
        to_headers(&metadata, &mut headers).unwrap();
        assert_eq!(headers.len(), 3);
        assert_eq!(headers["content-type"], "image/png");
        assert_eq!(headers["cache-control"], "no-cache");
        assert_eq!(headers["x-amz-meta-marble-transform"], "300x300,fit=cover");
    }

    #[test]
    fn what_no_header_carries_is_refused() {
        for (name, value) in [
            ("", "v"),
            ("a b", "v"),
            ("a:b", "v"),
            ("ü", "v"),
            ("a", "line\r\nx-amz-acl: public-read"),
            ("a", "tab\t"),
            ("a", "ü"),
            ("a", "\0"),
            ("a", "\u{7f}"),
        ] {
            let found = to_headers(&user(name, value), &mut HeaderMap::new());
            assert_eq!(
                found.unwrap_err().kind,
                Kind::Invalid,
                "{name:?}: {value:?}"
            );
        }
    }
}
