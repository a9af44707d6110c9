//! Who may talk to the bucket: Marble's pair of keys, the owner's, and what S3 checks beside the signature.
//!
//! `s3s` verifies the signature and the clock. The region of the scope and the session token are
//! checked here and before it, because `s3s` takes any.

use bytes::Bytes;
use http::HeaderMap;
use http::Method;
use http::Response;
use http::StatusCode;
use http::Uri;
use http::header::AUTHORIZATION;
use http::header::CONTENT_LENGTH;
use percent_encoding::percent_decode_str;
use s3s::S3Result;
use s3s::access::{S3Access, S3AccessContext};
use s3s::auth::S3Auth;
use s3s::auth::SecretKey;
use s3s::s3_error;

use super::config::S3Config;
use super::error::error;

/// The pairs of keys. `s3s`'s own `SimpleAuth` answers `NotSignedUp` to an unknown id; S3 does not.
pub(super) struct Keys(Vec<(String, SecretKey)>);

impl Keys {
    pub(super) fn new(config: &S3Config) -> Self {
        let marble = (config.access_key.clone(), config.secret_key.clone());
        let pairs = [marble].into_iter().chain(config.owner.clone());
        let pairs = pairs.map(|(key, secret)| (key, SecretKey::from(secret.as_str())));
        Self(pairs.collect())
    }
}

/// Lets those through who have no key, where [`Objects`](super::objects::Objects) asks what they may do.
pub(super) struct Anonymous;

#[async_trait::async_trait]
impl S3Access for Anonymous {
    async fn check(&self, context: &mut S3AccessContext<'_>) -> S3Result<()> {
        const CHECKED: [&str; 5] = [
            "GetObject",
            "HeadObject",
            "PutObject",
            "DeleteObject",
            "ListObjectsV2",
        ];
        if context.credentials().is_some() || CHECKED.contains(&context.s3_op().name()) {
            return Ok(());
        }
        Err(s3_error!(AccessDenied, "Access Denied"))
    }
}

#[async_trait::async_trait]
impl S3Auth for Keys {
    async fn get_secret_key(&self, access_key: &str) -> S3Result<SecretKey> {
        if let Some((_, secret)) = self.0.iter().find(|(key, _)| key == access_key) {
            return Ok(secret.clone());
        }
        Err(s3_error!(
            InvalidAccessKeyId,
            "The AWS Access Key Id you provided does not exist in our records."
        ))
    }
}

/// The refusal of a request whose region, token or length S3 would not take.
pub(super) fn refuse(
    config: &S3Config,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
) -> Option<Response<Bytes>> {
    if let Some(region) = region(uri, headers)
        && region != config.region
    {
        return Some(wrong_region(&region, &config.region));
    }
    if is_signed(uri, headers) && token(uri, headers) != config.session_token {
        return Some(error(
            StatusCode::BAD_REQUEST,
            "InvalidToken",
            "The provided token is malformed or otherwise invalid.",
            "",
        ));
    }
    // `s3s` asks for a length only where there is a body.
    if method == Method::PUT && !headers.contains_key(CONTENT_LENGTH) {
        return Some(error(
            StatusCode::LENGTH_REQUIRED,
            "MissingContentLength",
            "You must provide the Content-Length HTTP header.",
            "",
        ));
    }
    None
}

fn wrong_region(found: &str, expected: &str) -> Response<Bytes> {
    // What came in the header is foreign text; a region is made of these characters only.
    let found: String = found
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect();
    error(
        StatusCode::BAD_REQUEST,
        "AuthorizationHeaderMalformed",
        &format!(
            "The authorization header is malformed; the region '{found}' is wrong; expecting '{expected}'"
        ),
        &format!("<Region>{expected}</Region>"),
    )
}

fn is_signed(uri: &Uri, headers: &HeaderMap) -> bool {
    headers.contains_key(AUTHORIZATION) || query(uri, "X-Amz-Signature").is_some()
}

/// `Credential=<id>/<date>/<region>/<service>/aws4_request`, from the header or a presigned query.
fn region(uri: &Uri, headers: &HeaderMap) -> Option<String> {
    let header = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let credential = match header.and_then(|value| value.split_once("Credential=")) {
        Some((_, rest)) => rest.split(',').next()?.to_owned(),
        None => query(uri, "X-Amz-Credential")?,
    };
    // From the end: an access key id may hold slashes.
    Some(credential.rsplit('/').nth(2)?.to_owned())
}

fn token(uri: &Uri, headers: &HeaderMap) -> Option<String> {
    match headers.get("x-amz-security-token") {
        Some(value) => Some(String::from_utf8_lossy(value.as_bytes()).into_owned()),
        None => query(uri, "X-Amz-Security-Token"),
    }
}

fn query(uri: &Uri, name: &str) -> Option<String> {
    let pair = uri.query()?.split('&').find_map(|pair| {
        let (found, value) = pair.split_once('=')?;
        (found == name).then_some(value)
    })?;
    Some(percent_decode_str(pair).decode_utf8_lossy().into_owned())
}
