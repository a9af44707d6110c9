//! Single objects, by the S3 API: what the store does, and what it says where it does not.

use std::fmt;

use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::primitives::ByteStream;
use http::{Method, StatusCode};
use s3_store::ErrorResponse;

use crate::bucket::Bucket;

/// Why the store did not do what was asked.
#[derive(Debug)]
pub(super) struct Refusal {
    response: Option<ErrorResponse>,
    text: String,
}

/// Whether an object may be written over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Over {
    /// Only where there is none.
    Nothing,
    /// Whatever is there.
    Anything,
}

impl Refusal {
    fn new<E: ProvideErrorMetadata + std::error::Error + 'static>(
        bucket: &Bucket,
        method: &Method,
        error: &SdkError<E>,
    ) -> Self {
        match bucket.response(method, error) {
            Ok(response) => Self {
                text: response.failure().text,
                response: Some(response),
            },
            Err(failure) => Self {
                response: None,
                text: failure.text,
            },
        }
    }

    /// Whether the store said one of these codes.
    pub(super) fn says(&self, codes: &[&str]) -> bool {
        let response = self.response.as_ref();
        response.is_some_and(|response| codes.iter().any(|code| response.says(code)))
    }

    /// The status of the store's answer.
    pub(super) fn status(&self) -> Option<StatusCode> {
        self.response.as_ref().map(|response| response.status)
    }

    /// Whether there is no such object.
    pub(super) fn is_absence(&self) -> bool {
        let response = self.response.as_ref();
        response.is_some_and(|response| response.absent_or_failure().is_ok())
    }

    /// Whether the keys may not, or there is no such object.
    pub(super) fn is_denial(&self) -> bool {
        let response = self.response.as_ref();
        response.is_some_and(ErrorResponse::may_be_absence)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The bytes of an object.
pub(super) async fn get(bucket: &Bucket, key: &str) -> Result<Vec<u8>, Refusal> {
    let api = bucket.api().get_object();
    let answer = api.bucket(bucket.name()).key(key).send().await;
    let answer = answer.map_err(|error| Refusal::new(bucket, &Method::GET, &error))?;
    let body = answer.body.collect().await.map_err(|error| Refusal {
        response: None,
        text: format!("the body broke off: {error}"),
    })?;
    Ok(body.to_vec())
}

/// Writes an object.
pub(super) async fn put(
    bucket: &Bucket,
    key: &str,
    bytes: &'static [u8],
    content_type: &str,
    over: Over,
) -> Result<(), Refusal> {
    let api = bucket.api().put_object();
    let api = api.bucket(bucket.name()).key(key);
    let api = api.content_type(content_type);
    let api = api.set_if_none_match((over == Over::Nothing).then(|| "*".to_owned()));
    let answer = api.body(ByteStream::from_static(bytes)).send().await;
    match answer {
        Ok(_) => Ok(()),
        Err(error) => Err(Refusal::new(bucket, &Method::PUT, &error)),
    }
}

/// Deletes an object, whether it is there or not.
pub(super) async fn delete(bucket: &Bucket, key: &str) -> Result<(), Refusal> {
    let api = bucket.api().delete_object();
    match api.bucket(bucket.name()).key(key).send().await {
        Ok(_) => Ok(()),
        Err(error) => Err(Refusal::new(bucket, &Method::DELETE, &error)),
    }
}

/// Lists one object at most whose key begins with `prefix`.
pub(super) async fn list(bucket: &Bucket, prefix: &str) -> Result<(), Refusal> {
    let api = bucket.api().list_objects_v2();
    let api = api.bucket(bucket.name()).prefix(prefix).max_keys(1);
    match api.send().await {
        Ok(_) => Ok(()),
        Err(error) => Err(Refusal::new(bucket, &Method::GET, &error)),
    }
}
