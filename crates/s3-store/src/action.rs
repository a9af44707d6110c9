//! What is asked of S3, as requests without a signature.
//! (AWS, Amazon S3 API Reference, `GetObject`, `HeadObject`, `PutObject`, `DeleteObject`, `DeleteObjects`,
//! `ListObjectsV2`.)

use http::header::{CONTENT_LENGTH, IF_MATCH, IF_NONE_MATCH};
use http::{HeaderName, HeaderValue, Method, Request};

use crate::bucket_url::BucketUrl;
use crate::failure::{Failure, Kind};
use crate::metadata;
use crate::object_store::{Metadata, PutCondition};

/// Asks for an object (`GET`), for its headers alone (`HEAD`), or for its end (`DELETE`).
///
/// # Errors
///
/// A key that no object can have.
pub(crate) fn bare(
    method: Method,
    bucket: &BucketUrl,
    key: &str,
) -> Result<Request<&'static [u8]>, Failure> {
    request(method, bucket, key, &[])
}

/// Writes an object whole.
///
/// # Errors
///
/// A key that no object can have, and metadata or an entity tag that no header can carry.
pub(crate) fn put(
    bucket: &BucketUrl,
    key: &str,
    metadata: &Metadata,
    body: Vec<u8>,
    condition: &PutCondition,
) -> Result<Request<Vec<u8>>, Failure> {
    let length = body.len();
    let mut request = request(Method::PUT, bucket, key, body)?;
    let headers = request.headers_mut();
    metadata::to_headers(metadata, headers)?;
    // Without it S3 answers 411, and a runtime might send the body in chunks, which S3 does not take.
    headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    match condition {
        PutCondition::Always => {}
        PutCondition::IfAbsent => {
            headers.insert(IF_NONE_MATCH, HeaderValue::from_static("*"));
        }
        PutCondition::IfMatch(etag) => {
            let etag = HeaderValue::from_str(etag).map_err(|_| unfit_etag())?;
            headers.insert(IF_MATCH, etag);
        }
    }
    Ok(request)
}

/// Whether a write depends on what is there.
pub(crate) fn is_conditional<T>(request: &Request<T>) -> bool {
    CONDITIONS
        .iter()
        .any(|name| request.headers().contains_key(name))
}

/// The same write, whatever is there.
pub(crate) fn without_condition<T>(request: &mut Request<T>) {
    for name in CONDITIONS {
        request.headers_mut().remove(name);
    }
}

const CONDITIONS: [HeaderName; 2] = [IF_MATCH, IF_NONE_MATCH];

fn unfit_etag() -> Failure {
    let text = "not sent: expected an entity tag that a header can carry";
    Failure::permanent(Kind::Invalid, text)
}

/// Asks for one page of what lies directly below `prefix`.
///
/// # Errors
///
/// A prefix or a page whose address is too long.
pub(crate) fn list(
    bucket: &BucketUrl,
    prefix: &str,
    page: Option<&str>,
) -> Result<Request<&'static [u8]>, Failure> {
    // XML cannot carry every character of a key.
    let mut parameters = vec![
        ("list-type", "2"),
        ("delimiter", "/"),
        ("encoding-type", "url"),
        ("prefix", prefix),
    ];
    parameters.extend(page.map(|page| ("continuation-token", page)));
    let mut request = Request::new(&b""[..]);
    *request.uri_mut() = bucket.query(&parameters)?;
    Ok(request)
}

/// Deletes many objects. `document` names them; S3 wants its MD5 as well, and many stores know no other sum.
///
/// # Errors
///
/// None but an address that is too long.
pub(crate) fn delete_many(
    bucket: &BucketUrl,
    document: Vec<u8>,
    md5: HeaderValue,
) -> Result<Request<Vec<u8>>, Failure> {
    let length = document.len();
    let mut request = Request::new(document);
    *request.method_mut() = Method::POST;
    *request.uri_mut() = bucket.query(&[("delete", "")])?;
    let headers = request.headers_mut();
    headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    headers.insert(HeaderName::from_static("content-md5"), md5);
    Ok(request)
}

fn request<T>(
    method: Method,
    bucket: &BucketUrl,
    key: &str,
    body: T,
) -> Result<Request<T>, Failure> {
    let mut request = Request::new(body);
    *request.method_mut() = method;
    *request.uri_mut() = bucket.object(key)?;
    Ok(request)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bucket_url::{Endpoint, UrlStyle};

    fn bucket() -> BucketUrl {
        BucketUrl::new(
            &Endpoint::parse("https://h").unwrap(),
            "bkt",
            UrlStyle::Path,
        )
    }

    fn no_metadata() -> Metadata {
        metadata::from_headers(&http::HeaderMap::new())
    }

    #[test]
    fn a_read_has_neither_headers_nor_body() {
        for method in [Method::GET, Method::HEAD, Method::DELETE] {
            let request = bare(method.clone(), &bucket(), "a b").unwrap();
            assert_eq!(request.method(), method);
            assert_eq!(request.uri(), "https://h/bkt/a%20b");
            assert!(request.headers().is_empty());
            assert!(request.body().is_empty());
        }
    }

    #[test]
    fn a_write_tells_its_length_and_its_condition() {
        let other = || PutCondition::IfMatch("\"other\"".to_owned());
        for (body, condition, length, if_none_match, if_match) in [
            (&b""[..], PutCondition::Always, "0", None, None),
            (b"abc", PutCondition::Always, "3", None, None),
            (b"abc", PutCondition::IfAbsent, "3", Some("*"), None),
            (b"abc", other(), "3", None, Some("\"other\"")),
        ] {
            let request = put(&bucket(), "k", &no_metadata(), body.to_vec(), &condition);
            let mut request = request.unwrap();
            assert_eq!(request.method(), Method::PUT);
            assert_eq!(*request.body(), body);
            let header = |name| {
                request
                    .headers()
                    .get(name)
                    .map(|value| value.to_str().unwrap())
            };
            assert_eq!(header("content-length"), Some(length));
            assert_eq!(header("if-none-match"), if_none_match);
            assert_eq!(header("if-match"), if_match);
            assert_eq!(header("host"), None);
            let conditional = if_none_match.or(if_match).is_some();
            assert_eq!(is_conditional(&request), conditional);
            without_condition(&mut request);
            assert!(!is_conditional(&request));
        }
    }

    #[test]
    fn a_listing_is_of_what_lies_directly_below() {
        for (prefix, page, query) in [
            ("", None, "prefix="),
            ("a b/", None, "prefix=a%20b%2F"),
            ("", Some("t/+="), "prefix=&continuation-token=t%2F%2B%3D"),
        ] {
            let request = list(&bucket(), prefix, page).unwrap();
            assert_eq!(request.method(), Method::GET);
            let expected =
                format!("https://h/bkt/?list-type=2&delimiter=%2F&encoding-type=url&{query}");
            assert_eq!(request.uri().to_string(), expected);
        }
    }

    #[test]
    fn what_cannot_be_asked_is_refused() {
        assert!(bare(Method::GET, &bucket(), "").is_err());
        let odd = Metadata {
            content_type: Some("a\r\nb".to_owned()),
            ..no_metadata()
        };
        assert!(put(&bucket(), "k", &odd, Vec::new(), &PutCondition::Always).is_err());
        let odd = PutCondition::IfMatch("a\nb".to_owned());
        assert!(put(&bucket(), "k", &no_metadata(), Vec::new(), &odd).is_err());
    }
}
