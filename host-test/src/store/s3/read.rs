//! GET and HEAD of one object: preconditions, the range, the headers.

use std::ops;

use bytes::Bytes;
use http::HeaderMap;
use http::HeaderValue;
use http::header::ETAG;
use s3s::Body;
use s3s::S3Error;
use s3s::S3Result;
use s3s::dto::ETagCondition;
use s3s::dto::GetObjectInput;
use s3s::dto::GetObjectOutput;
use s3s::dto::HeadObjectInput;
use s3s::dto::HeadObjectOutput;
use s3s::dto::Range;
use s3s::dto::StreamingBlob;
use s3s::s3_error;

use super::etag::strong;
use crate::store::bucket::Object;

/// What S3 says of an object that came without a type.
const UNKNOWN_TYPE: &str = "binary/octet-stream";

/// The part of an object that was asked for.
struct Part {
    bytes: Bytes,
    /// `Content-Range`, if it was not the whole.
    range: Option<String>,
}

pub(super) fn get(object: Object, input: &GetObjectInput) -> S3Result<GetObjectOutput> {
    check(
        &object,
        input.if_match.as_ref(),
        input.if_none_match.as_ref(),
    )?;
    let part = part(&object.bytes, input.range)?;
    Ok(GetObjectOutput {
        accept_ranges: Some("bytes".to_owned()),
        cache_control: object.cache_control,
        content_length: length(&part.bytes),
        content_range: part.range,
        content_type: Some(object.content_type.unwrap_or(UNKNOWN_TYPE.to_owned())),
        e_tag: Some(strong(&object.etag)),
        last_modified: Some(object.last_modified.into()),
        metadata: Some(object.user.into_iter().collect()),
        body: Some(StreamingBlob::from(Body::from(part.bytes))),
        ..GetObjectOutput::default()
    })
}

pub(super) fn head(object: Object, input: &HeadObjectInput) -> S3Result<HeadObjectOutput> {
    check(
        &object,
        input.if_match.as_ref(),
        input.if_none_match.as_ref(),
    )?;
    let part = part(&object.bytes, input.range)?;
    Ok(HeadObjectOutput {
        accept_ranges: Some("bytes".to_owned()),
        cache_control: object.cache_control,
        content_length: length(&part.bytes),
        content_range: part.range,
        content_type: Some(object.content_type.unwrap_or(UNKNOWN_TYPE.to_owned())),
        e_tag: Some(strong(&object.etag)),
        last_modified: Some(object.last_modified.into()),
        metadata: Some(object.user.into_iter().collect()),
        ..HeadObjectOutput::default()
    })
}

fn check(
    object: &Object,
    if_match: Option<&ETagCondition>,
    if_none_match: Option<&ETagCondition>,
) -> S3Result<()> {
    if if_match.is_some_and(|wanted| !holds(wanted, object)) {
        return Err(s3_error!(
            PreconditionFailed,
            "At least one of the pre-conditions you specified did not hold"
        ));
    }
    if if_none_match.is_some_and(|unwanted| holds(unwanted, object)) {
        return Err(not_modified(object));
    }
    Ok(())
}

fn holds(condition: &ETagCondition, object: &Object) -> bool {
    match condition {
        ETagCondition::Any => true,
        ETagCondition::ETag(etag) => etag.value() == object.etag.trim_matches('"'),
    }
}

/// No error, but `s3s` takes a status from errors only. The body goes in `service.rs`.
fn not_modified(object: &Object) -> S3Error {
    let mut error = s3_error!(NotModified);
    let etag = HeaderValue::from_str(&object.etag).ok();
    error.set_headers(
        etag.map(|etag| (ETAG, etag))
            .into_iter()
            .collect::<HeaderMap>(),
    );
    error
}

fn part(bytes: &Bytes, range: Option<Range>) -> S3Result<Part> {
    let Some(range) = range else {
        return Ok(Part {
            bytes: bytes.clone(),
            range: None,
        });
    };
    let size = bytes.len();
    let ops::Range { start, end } = satisfy(range, size)?;
    Ok(Part {
        bytes: bytes.slice(start..end),
        range: Some(format!("bytes {start}-{}/{size}", end - 1)),
    })
}

fn satisfy(range: Range, size: usize) -> S3Result<ops::Range<usize>> {
    let not_satisfiable = || s3_error!(InvalidRange, "The requested range is not satisfiable");
    let range = range.check(size as u64).map_err(|_| not_satisfiable())?;
    let start = usize::try_from(range.start).map_err(|_| not_satisfiable())?;
    let end = usize::try_from(range.end).map_err(|_| not_satisfiable())?;
    // `s3s` lets a suffix of an empty object through.
    if start == end {
        return Err(not_satisfiable());
    }
    Ok(start..end)
}

fn length(bytes: &Bytes) -> Option<i64> {
    i64::try_from(bytes.len()).ok()
}
