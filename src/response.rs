//! The answer: status, headers and body. Pure but for the object that a body may still be read from.

use std::rc::Rc;

use http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, ETAG,
    HeaderName, HeaderValue, LAST_MODIFIED, LOCATION, RETRY_AFTER, VARY, WWW_AUTHENTICATE,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, StatusCode};
use marble_picture::Encoded;
use md5::{Digest, Md5};

use crate::conditions::Conditions;
use crate::error::Error;
use crate::plan::{Keys, Plan};
use crate::purge::Report;
use crate::store::{self, Metadata, Object};
use crate::timings::Timings;
use crate::version::version;

/// The methods that are answered.
const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, OPTIONS");
/// Those of events.
const POST: HeaderValue = HeaderValue::from_static("POST, OPTIONS");
/// SNS sends a password only when it is asked for one (RFC 7617, 2).
const CHALLENGE: HeaderValue = HeaderValue::from_static("Basic realm=\"marble\"");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
/// Seconds after which a client may try again: S3 asks for about two (Amazon S3 user guide, "Best practices
/// design patterns").
const RETRY_AFTER_SECONDS: HeaderValue = HeaderValue::from_static("2");
/// How many frames of an animation were kept, of how many, where not all could be: a header, and user metadata.
pub const FRAMES: &str = "marble-frames";
/// Why the answer has the fallback instead of the picture.
const FALLBACK: HeaderName = HeaderName::from_static("marble-fallback");
const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

/// An answer.
pub type Response = http::Response<Body>;

/// The body of an answer.
pub enum Body {
    /// All of it.
    Bytes(Vec<u8>),
    /// The picture, which is also on its way to the store.
    Made(Rc<Encoded>),
    /// Its beginning, and the object that the rest is read from.
    Stored(Vec<u8>, Box<Object>),
}

/// The picture that was stored before; nothing of it where the client has it.
///
/// # Errors
///
/// What the first read says: while nothing is sent, a failure can still have a status.
pub fn stored(
    mut object: Object,
    plan: &Plan,
    conditions: &Conditions,
) -> Result<Response, store::Error> {
    let metadata = &object.metadata;
    let (etag, last_modified) = (metadata.etag.as_deref(), metadata.last_modified.as_deref());
    if conditions.have(etag, last_modified) {
        return Ok(not_modified(&object.metadata, plan));
    }
    let mut first = Vec::new();
    object.read(&mut first)?;
    let metadata = &object.metadata;
    let mut response = http::Response::new(Body::Bytes(Vec::new()));
    let headers = response.headers_mut();
    insert(headers, CONTENT_TYPE, metadata.content_type.as_deref());
    insert(headers, CACHE_CONTROL, metadata.cache_control.as_deref());
    insert(headers, ETAG, metadata.etag.as_deref());
    insert(headers, LAST_MODIFIED, metadata.last_modified.as_deref());
    let frames = metadata.user.iter().find(|(name, _)| name == FRAMES);
    let frames = frames.map(|(_, frames)| frames.as_str());
    insert(headers, HeaderName::from_static(FRAMES), frames);
    if let Some(size) = metadata.size {
        headers.insert(CONTENT_LENGTH, size.into());
    }
    *response.body_mut() = Body::Stored(first, Box::new(object));
    vary(&mut response, plan);
    Ok(response)
}

/// The headers of the picture that tell a cache how long it may go on with what it has (RFC 9110, 15.4.5). The date only
/// where nothing else tells the version.
fn not_modified(metadata: &Metadata, plan: &Plan) -> Response {
    let mut response = http::Response::new(Body::Bytes(Vec::new()));
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    let headers = response.headers_mut();
    insert(headers, CACHE_CONTROL, metadata.cache_control.as_deref());
    match &metadata.etag {
        Some(etag) => insert(headers, ETAG, Some(etag)),
        None => insert(headers, LAST_MODIFIED, metadata.last_modified.as_deref()),
    }
    vary(&mut response, plan);
    response
}

/// The picture that was just made: where it is, or the picture itself.
#[must_use]
pub fn made(plan: &Plan, keys: &Keys, encoded: Rc<Encoded>) -> Response {
    let frames = encoded.frames.map(|frames| frames.to_string());
    let mut response = match &keys.location {
        Some(location) => redirect(location),
        None => inline(plan, encoded),
    };
    let header = HeaderName::from_static(FRAMES);
    insert(response.headers_mut(), header, frames.as_deref());
    response
}

fn inline(plan: &Plan, encoded: Rc<Encoded>) -> Response {
    let media_type = encoded.format.media_type();
    let length = encoded.bytes.len();
    let etag = future_etag(&encoded.bytes);
    let mut response = http::Response::new(Body::Made(encoded));
    let headers = response.headers_mut();
    headers.insert(CONTENT_LENGTH, length.into());
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    insert(headers, CACHE_CONTROL, Some(&plan.cache_control));
    insert(headers, ETAG, Some(&etag));
    vary(&mut response, plan);
    response
}

/// The entity tag that the store will give these bytes, so that the client can ask later whether its copy is still good:
/// their MD5, as S3 has it of what is put whole (S3 API reference, "Object"). A store with another one, such as S3 where
/// KMS encrypts, sends the picture once more then.
fn future_etag(bytes: &[u8]) -> String {
    let digest: [u8; 16] = Md5::digest(bytes).into();
    format!("\"{:032x}\"", u128::from_be_bytes(digest))
}

/// The derivative has another URL than the one that was asked for.
#[must_use]
pub fn redirected(location: &str, plan: &Plan) -> Response {
    let mut response = redirect(location);
    vary(&mut response, plan);
    response
}

/// Says that another client may get another answer here (RFC 9110, 12.5.5).
fn vary(response: &mut Response, plan: &Plan) {
    if plan.negotiated {
        let accept = HeaderValue::from_static("Accept");
        response.headers_mut().insert(VARY, accept);
    }
}

/// Where the picture is, or will be made.
fn redirect(location: &str) -> Response {
    let mut response = whole(StatusCode::TEMPORARY_REDIRECT, Vec::new());
    insert(response.headers_mut(), LOCATION, Some(location));
    response.headers_mut().insert(CACHE_CONTROL, NO_STORE);
    response
}

/// Everything is in order; with `store`, the bucket as well.
#[must_use]
pub fn healthy() -> Response {
    let version = version();
    // Digits, letters, points and a plus sign.
    let body = format!(r#"{{"status":"ok","version":"{version}"}}"#);
    json(StatusCode::OK, body.into())
}

/// What was done about originals that changed. Where a derivative may be left of some, it is a failure: the sender tries
/// again then, as it does not after any status from 200 to 299.
#[must_use]
pub fn purged(report: &Report) -> Response {
    let status = if report.failed.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    // Numbers and strings always serialise.
    let mut response = json(status, serde_json::to_vec(report).unwrap_or_default());
    if status == StatusCode::SERVICE_UNAVAILABLE {
        let headers = response.headers_mut();
        headers.insert(RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    response
}

/// The answer to OPTIONS.
#[must_use]
pub fn options() -> Response {
    let mut response = http::Response::new(Body::Bytes(Vec::new()));
    *response.status_mut() = StatusCode::NO_CONTENT;
    response.headers_mut().insert(ALLOW, METHODS);
    let allowed = HeaderName::from_static("access-control-allow-methods");
    response.headers_mut().insert(allowed, METHODS);
    response
}

/// What went wrong, as JSON.
#[must_use]
pub fn failed(error: &Error) -> Response {
    let mut response = json(error.status(), error.body());
    let headers = response.headers_mut();
    match error.status() {
        StatusCode::METHOD_NOT_ALLOWED => {
            let posted = matches!(error, Error::NotPosted);
            headers.insert(ALLOW, if posted { POST } else { METHODS });
        }
        StatusCode::UNAUTHORIZED => {
            headers.insert(WWW_AUTHENTICATE, CHALLENGE);
        }
        StatusCode::SERVICE_UNAVAILABLE => {
            headers.insert(RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        _ => {}
    }
    response
}

/// Says that this is the fallback, or leads there, and why. No cache may keep it. The picture itself goes out under the
/// status of the error, and without what tells its version: another picture is meant to be here.
pub fn mark_fallback(response: &mut Response, error: &Error) {
    if response.status() == StatusCode::OK {
        *response.status_mut() = error.status();
    }
    let headers = response.headers_mut();
    headers.insert(FALLBACK, HeaderValue::from_static(error.code()));
    headers.insert(CACHE_CONTROL, NO_STORE);
    headers.remove(ETAG);
    headers.remove(LAST_MODIFIED);
}

/// Adds what every answer carries.
pub fn add_common_headers(response: &mut Response, timings: &Timings) {
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let timings = timings.to_string();
    if !timings.is_empty() {
        insert(headers, SERVER_TIMING, Some(&timings));
    }
}

/// What no cache keeps.
fn json(status: StatusCode, bytes: Vec<u8>) -> Response {
    let mut response = whole(status, bytes);
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, NO_STORE);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

fn whole(status: StatusCode, bytes: Vec<u8>) -> Response {
    let length = bytes.len();
    let mut response = http::Response::new(Body::Bytes(bytes));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_LENGTH, length.into());
    response
}

/// Sets a header; what cannot stand in one is left out, since it comes from the store.
fn insert(headers: &mut HeaderMap, name: HeaderName, value: Option<&str>) {
    if let Some(value) = value.and_then(|value| HeaderValue::from_str(value).ok()) {
        headers.insert(name, value);
    }
}
