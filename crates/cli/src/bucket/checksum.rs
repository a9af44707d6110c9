//! `Content-MD5` of the requests that S3 wants a checksum of.
//!
//! The SDK sends one of the newer checksums, which other stores do not take for one (they answer `MissingContentMD5` or
//! `InvalidRequest`). S3 takes both at once.

use aws_sdk_s3::config::interceptors::BeforeTransmitInterceptorContextMut;
use aws_sdk_s3::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_s3::error::BoxError;
use base64ct::{Base64, Encoding as _};
use md5::{Digest as _, Md5};

/// The query parameters of the requests that S3 wants a checksum of (Amazon S3 API Reference).
const OPERATIONS: [&str; 5] = ["cors", "delete", "lifecycle", "policy", "website"];

/// Adds the header.
#[derive(Debug)]
pub(super) struct ContentMd5;

impl Intercept for ContentMd5 {
    fn name(&self) -> &'static str {
        "ContentMd5"
    }

    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request_mut();
        let (_, query) = request.uri().split_once('?').unwrap_or_default();
        let mut names = query
            .split('&')
            .map(|it| it.split_once('=').map_or(it, |(name, _)| name));
        let wanted = names.any(|name| OPERATIONS.contains(&name));
        let body = request.body().bytes().filter(|body| !body.is_empty());
        if let (true, Some(body)) = (wanted, body) {
            let md5 = Base64::encode_string(&Md5::digest(body));
            request.headers_mut().try_insert("content-md5", md5)?;
        }
        Ok(())
    }
}
