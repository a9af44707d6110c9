//! The rest of a body that broke off: how it is asked for, and whether what comes is of the same object. Pure.
//!
//! ```text
//! GET <key>    Range: bytes=<received>-    If-Match: <etag>
//! 206          Content-Range: bytes <received>-<last>/<size>
//! 200          the whole object, from a store that ignores Range
//! ```
//!
//! (RFC 9110, 13.1.1 and 14.) Two versions are never mixed: without a strong entity tag nothing is asked for, and what
//! comes must carry the same one.

use http::header::{CONTENT_RANGE, ETAG, IF_MATCH, RANGE};
use http::response::Parts;
use http::{HeaderMap, HeaderValue, Request, StatusCode};

use crate::failure::{Failure, Kind};
use crate::object_store::Metadata;

/// What the rest must be a part of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Version {
    etag: HeaderValue,
    size: Option<u64>,
}

impl Version {
    /// None where the store gave no strong entity tag, so that nobody can tell one version from another.
    pub(crate) fn of(metadata: &Metadata) -> Option<Self> {
        let etag = metadata.etag.as_deref()?;
        let strong = etag.len() > 2 && etag.starts_with('"') && etag.ends_with('"');
        let etag = HeaderValue::from_str(etag).ok().filter(|_| strong)?;
        let size = metadata.size;
        Some(Self { etag, size })
    }

    /// Asks for what follows the first `received` bytes.
    pub(crate) fn ask_for_rest(&self, request: &mut Request<&[u8]>, received: u64) {
        let headers = request.headers_mut();
        headers.insert(IF_MATCH, self.etag.clone());
        // The rest from 0 on is the whole, and of an empty object no range can be had.
        let range = HeaderValue::from_str(&format!("bytes={received}-"));
        if let Some(range) = range.ok().filter(|_| received > 0) {
            headers.insert(RANGE, range);
        }
    }

    /// How many bytes of a response's body are here already.
    ///
    /// # Errors
    ///
    /// The response is of another version, or of another part.
    pub(crate) fn bytes_to_skip(&self, response: &Parts, received: u64) -> Result<u64, Failure> {
        if response.headers.get(ETAG) != Some(&self.etag) {
            return Err(changed());
        }
        if response.status == StatusCode::OK {
            return Ok(received);
        }
        let (first, size) = content_range(&response.headers).unwrap_or_default();
        let same_size = size.is_none() || self.size.is_none() || size == self.size;
        if first != Some(received) || !same_size {
            let text = "answered with another part of the object than was asked for";
            return Err(Failure::permanent(Kind::Invalid, text));
        }
        Ok(0)
    }
}

/// Whether a request asks for a part, so that one is an answer.
pub(crate) fn asks_for_part(request: &Request<&[u8]>) -> bool {
    request.headers().contains_key(RANGE)
}

/// Whether a response to such a request says that there is no such version any more.
pub(crate) fn is_gone(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::NOT_FOUND
            | StatusCode::GONE
            | StatusCode::PRECONDITION_FAILED
            | StatusCode::RANGE_NOT_SATISFIABLE
    )
}

/// For the caller the store broke off, and the next call finds the new version.
pub(crate) fn changed() -> Failure {
    Failure::permanent(
        Kind::Unavailable,
        "broke off in the middle of a body, and the object was changed before the rest was read; \
         the next request reads the new one",
    )
}

/// The first byte and the size of the whole, where `Content-Range` tells them.
fn content_range(headers: &HeaderMap) -> Option<(Option<u64>, Option<u64>)> {
    let range = headers.get(CONTENT_RANGE)?.to_str().ok()?;
    let (part, size) = range.strip_prefix("bytes ")?.split_once('/')?;
    let (first, _) = part.split_once('-')?;
    Some((first.parse().ok(), size.parse().ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metadata(etag: Option<&str>, size: Option<u64>) -> Metadata {
        Metadata {
            etag: etag.map(str::to_owned),
            size,
            ..crate::metadata::from_headers(&HeaderMap::new())
        }
    }

    #[test]
    fn only_a_strong_entity_tag_is_a_version() {
        for (etag, expected) in [
            (Some("\"abc\""), true),
            (Some("W/\"abc\""), false),
            (Some("abc"), false),
            (Some("\""), false),
            (Some("*"), false),
            (None, false),
        ] {
            let found = Version::of(&metadata(etag, None));
            assert_eq!(found.is_some(), expected, "{etag:?}");
        }
    }

    #[test]
    fn the_rest_begins_behind_what_was_received() {
        for (received, range) in [(0, None), (1, Some("bytes=1-")), (77, Some("bytes=77-"))] {
            let mut request = Request::new(&b""[..]);
            let version = Version::of(&metadata(Some("\"abc\""), None)).unwrap();
            version.ask_for_rest(&mut request, received);
            assert_eq!(request.headers()["if-match"], "\"abc\"");
            let found = request.headers().get("range");
            assert_eq!(found.map(|value| value.to_str().unwrap()), range);
            assert_eq!(asks_for_part(&request), range.is_some());
        }
    }

    #[test]
    fn what_comes_is_the_rest_of_the_same_object() {
        for (status, etag, range, expected) in [
            (206, "\"abc\"", "bytes 7-9/10", Ok(0)),
            (206, "\"abc\"", "bytes 7-9/*", Ok(0)),
            (206, "\"abc\"", "bytes 7-8/10", Ok(0)),
            (206, "\"abc\"", "bytes 0-9/10", Err(Kind::Invalid)),
            (206, "\"abc\"", "bytes 7-9/11", Err(Kind::Invalid)),
            (206, "\"abc\"", "bytes */10", Err(Kind::Invalid)),
            (206, "\"abc\"", "", Err(Kind::Invalid)),
            (206, "\"other\"", "bytes 7-9/10", Err(Kind::Unavailable)),
            (206, "", "bytes 7-9/10", Err(Kind::Unavailable)),
            (200, "\"abc\"", "", Ok(7)),
            (200, "\"other\"", "", Err(Kind::Unavailable)),
            (200, "", "", Err(Kind::Unavailable)),
        ] {
            let mut response = http::Response::new(());
            *response.status_mut() = StatusCode::from_u16(status).unwrap();
            for (name, value) in [(ETAG, etag), (CONTENT_RANGE, range)] {
                if !value.is_empty() {
                    let value = HeaderValue::from_str(value).unwrap();
                    response.headers_mut().insert(name, value);
                }
            }
            let version = Version::of(&metadata(Some("\"abc\""), Some(10))).unwrap();
            let found = version.bytes_to_skip(&response.into_parts().0, 7);
            let found = found.map_err(|failure| failure.kind);
            assert_eq!(found, expected, "{status} {etag} {range}");
        }
    }
}
