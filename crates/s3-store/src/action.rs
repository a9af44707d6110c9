//! The three things that are asked of S3, as requests without a signature.
//! (AWS, Amazon S3 API Reference, `GetObject`, `HeadObject`, `PutObject`.)

use http::header::{CONTENT_LENGTH, IF_NONE_MATCH};
use http::{HeaderValue, Method, Request};

use crate::bucket_url::BucketUrl;
use crate::failure::Failure;
use crate::metadata;
use crate::object_store::{Metadata, PutCondition};

/// Asks for an object (`GET`), or for its headers alone (`HEAD`).
///
/// # Errors
///
/// A key that no object can have.
pub(crate) fn read(
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
/// A key that no object can have, and metadata that no header can carry.
pub(crate) fn put<'a>(
    bucket: &BucketUrl,
    key: &str,
    metadata: &Metadata,
    body: &'a [u8],
    condition: PutCondition,
) -> Result<Request<&'a [u8]>, Failure> {
    let mut request = request(Method::PUT, bucket, key, body)?;
    let headers = request.headers_mut();
    metadata::to_headers(metadata, headers)?;
    // Without it S3 answers 411, and a runtime might send the body in chunks, which S3 does not take.
    headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
    if condition == PutCondition::IfAbsent {
        headers.insert(IF_NONE_MATCH, HeaderValue::from_static("*"));
    }
    Ok(request)
}

fn request<'a>(
    method: Method,
    bucket: &BucketUrl,
    key: &str,
    body: &'a [u8],
) -> Result<Request<&'a [u8]>, Failure> {
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
        for method in [Method::GET, Method::HEAD] {
            let request = read(method.clone(), &bucket(), "a b").unwrap();
            assert_eq!(request.method(), method);
            assert_eq!(request.uri(), "https://h/bkt/a%20b");
            assert!(request.headers().is_empty());
            assert!(request.body().is_empty());
        }
    }

    #[test]
    fn a_write_tells_its_length_and_its_condition() {
        for (body, condition, length, if_none_match) in [
            (&b""[..], PutCondition::Always, "0", None),
            (b"abc", PutCondition::Always, "3", None),
            (b"abc", PutCondition::IfAbsent, "3", Some("*")),
        ] {
            let request = put(&bucket(), "k", &no_metadata(), body, condition).unwrap();
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
            assert_eq!(header("host"), None);
        }
    }

    #[test]
    fn what_cannot_be_asked_is_refused() {
        assert!(read(Method::GET, &bucket(), "").is_err());
        let odd = Metadata {
            content_type: Some("a\r\nb".to_owned()),
            ..no_metadata()
        };
        assert!(put(&bucket(), "k", &odd, b"", PutCondition::Always).is_err());
    }
}
