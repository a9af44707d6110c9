//! `wasi:http` resources to and from values of the crate `http`. The only file that touches streams.
//!
//! Every wait is for the client *or* a timer: not every runtime says that a client is gone.

use std::time::Duration;

use http::header::CONTENT_LENGTH;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use wasi::clocks::monotonic_clock::subscribe_duration;
use wasi::http::types::{
    Fields, IncomingRequest, Method as WasiMethod, OutgoingBody, OutgoingResponse, ResponseOutparam,
};
use wasi::io::poll::poll;
use wasi::io::streams::{OutputStream, StreamError};

use crate::incoming::Incoming;
use crate::response::{Body, Response};

/// How long a client may take nothing: less than the 30 seconds that hosted runtimes give a whole request.
const CLIENT_TIMEOUT: Duration = Duration::from_secs(10);

/// Why a body was not written to its end.
enum Broken {
    /// The client left, which is nobody's fault.
    Left,
    /// The operator has to know.
    Failed(String),
}

/// Reads a request.
pub(crate) fn from_wasi_request(request: &IncomingRequest) -> Incoming {
    let method = match request.method() {
        WasiMethod::Connect => Some(Method::CONNECT),
        WasiMethod::Delete => Some(Method::DELETE),
        WasiMethod::Get => Some(Method::GET),
        WasiMethod::Head => Some(Method::HEAD),
        WasiMethod::Options => Some(Method::OPTIONS),
        WasiMethod::Patch => Some(Method::PATCH),
        WasiMethod::Post => Some(Method::POST),
        WasiMethod::Put => Some(Method::PUT),
        WasiMethod::Trace => Some(Method::TRACE),
        WasiMethod::Other(_) => None,
    };
    Incoming {
        method,
        target: request.path_with_query().unwrap_or_default(),
        headers: from_wasi_headers(&request.headers()),
    }
}

/// All headers that `http` can hold.
fn from_wasi_headers(fields: &Fields) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in fields.entries() {
        let name = HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_bytes(&value)) {
            // There is room for some thirty thousand.
            let _ = headers.try_append(name, value);
        }
    }
    headers
}

/// The body of a request, of at most `most` bytes; none where it is longer, or breaks off.
pub(crate) fn body(request: &IncomingRequest, most: usize) -> Option<Vec<u8>> {
    let body = request.consume().ok()?;
    let stream = body.stream().ok()?;
    let nanoseconds = u64::try_from(CLIENT_TIMEOUT.as_nanos()).unwrap_or(u64::MAX);
    // For all of it: who sends so little sends it at once.
    let timer = subscribe_duration(nanoseconds);
    let mut bytes = Vec::new();
    loop {
        match stream.read(64 << 10) {
            Ok(piece) if piece.is_empty() => {
                // By the index of the timer.
                if poll(&[&timer, &stream.subscribe()]).contains(&0) {
                    return None;
                }
            }
            Ok(piece) => bytes.extend(piece),
            Err(StreamError::Closed) => return Some(bytes),
            Err(StreamError::LastOperationFailed(_)) => return None,
        }
        if bytes.len() > most {
            return None;
        }
    }
}

/// Sends an answer; to HEAD without its body. What the operator has to know of it goes to `tell`.
pub(crate) fn send(
    response: Response,
    head_only: bool,
    out: ResponseOutparam,
    tell: impl Fn(&str),
) {
    let (parts, body) = response.into_parts();
    let sized = parts.headers.contains_key(CONTENT_LENGTH);
    let outgoing = OutgoingResponse::new(to_wasi_headers(&parts.headers, &tell));
    let status = outgoing.set_status_code(parts.status.as_u16());
    debug_assert!(status.is_ok(), "an http::StatusCode is a valid status");
    let stream = outgoing.body();
    ResponseOutparam::set(out, Ok(outgoing));
    let Ok(outgoing_body) = stream else {
        return;
    };
    if head_only && sized {
        // Hosts hold a body to its Content-Length when it is finished or dropped; so it ends with the instance. That no
        // body is asked for at all would do for Wasmtime, but ends the server under jco.
        std::mem::forget(outgoing_body);
        return;
    }
    let bodiless = matches!(
        parts.status,
        StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED
    );
    let written = match outgoing_body.write() {
        Ok(stream) if !head_only && !bodiless => write_body(&stream, body),
        _ => Ok(()),
    };
    // A body that ends before its Content-Length counts as broken off, and no cache keeps it. So does one that is
    // dropped, but that ends the server under jco.
    if sized || written.is_ok() {
        drop(OutgoingBody::finish(outgoing_body, None));
    }
    if let Err(Broken::Failed(reason)) = written {
        tell(&format!("answer broken off: {reason}"));
    }
}

fn to_wasi_headers(headers: &HeaderMap, tell: &impl Fn(&str)) -> Fields {
    let fields = Fields::new();
    for (name, value) in headers {
        if fields.append(name.as_str(), value.as_bytes()).is_err() {
            tell(&format!("the runtime refuses the header {name}"));
        }
    }
    fields
}

fn write_body(stream: &OutputStream, body: Body) -> Result<(), Broken> {
    match body {
        Body::Bytes(bytes) => write(stream, &bytes)?,
        Body::Made(encoded) => write(stream, &encoded.bytes)?,
        // Not by `splice`: it does not tell a store that broke off from a client that left.
        Body::Stored(first, mut object) => {
            let mut chunk = first;
            while !chunk.is_empty() {
                write(stream, &chunk)?;
                chunk = Vec::new();
                let next = object.read(&mut chunk);
                next.map_err(|error| Broken::Failed(error.to_string()))?;
            }
        }
    }
    match flush(stream) {
        // All bytes were taken: some runtimes close a stream once it had as many as Content-Length says.
        Err(Broken::Left) => Ok(()),
        flushed => flushed,
    }
}

/// Writes as much at a time as the host takes.
fn write(stream: &OutputStream, bytes: &[u8]) -> Result<(), Broken> {
    let mut rest = bytes;
    while !rest.is_empty() {
        let room = usize::try_from(ready(stream)?).unwrap_or(usize::MAX);
        let (now, later) = rest.split_at(room.min(rest.len()));
        stream.write(now).map_err(broken)?;
        rest = later;
    }
    Ok(())
}

fn flush(stream: &OutputStream) -> Result<(), Broken> {
    stream.flush().map_err(broken)?;
    ready(stream).map(drop)
}

/// Waits until the stream takes bytes, or is done with what it has; says how many.
fn ready(stream: &OutputStream) -> Result<u64, Broken> {
    let mut timer = None;
    loop {
        match stream.check_write() {
            Ok(0) => {}
            Ok(room) => return Ok(room),
            Err(error) => return Err(broken(error)),
        }
        let nanoseconds = u64::try_from(CLIENT_TIMEOUT.as_nanos()).unwrap_or(u64::MAX);
        let timer = timer.get_or_insert_with(|| subscribe_duration(nanoseconds));
        // By the index of the timer.
        if poll(&[timer, &stream.subscribe()]).contains(&0) {
            let text = format!(
                "the client took nothing for {} seconds",
                CLIENT_TIMEOUT.as_secs()
            );
            return Err(Broken::Failed(text));
        }
    }
}

fn broken(error: StreamError) -> Broken {
    match error {
        StreamError::Closed => Broken::Left,
        StreamError::LastOperationFailed(error) => Broken::Failed(error.to_debug_string()),
    }
}
