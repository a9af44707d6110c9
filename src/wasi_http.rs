//! `wasi:http` resources to and from values of the crate `http`. The only file that touches streams.

use http::{HeaderMap, Method, StatusCode};
use wasi::http::types::{
    Fields, IncomingRequest, Method as WasiMethod, OutgoingBody, OutgoingResponse, ResponseOutparam,
};
use wasi::io::streams::{OutputStream, StreamError};

use crate::response::{Body, Response};

/// The method, the target and `Accept` of a request. A method that `http` cannot hold becomes `None`.
pub(crate) fn from_wasi_request(request: &IncomingRequest) -> (Option<Method>, String, String) {
    let method = match request.method() {
        WasiMethod::Get => Some(Method::GET),
        WasiMethod::Head => Some(Method::HEAD),
        WasiMethod::Options => Some(Method::OPTIONS),
        _ => None,
    };
    let target = request.path_with_query().unwrap_or_default();
    // Several lines of one name are one list (RFC 9110, 5.3).
    let accept = request.headers().get("accept").join(&b","[..]);
    let accept = String::from_utf8_lossy(&accept).into_owned();
    (method, target, accept)
}

/// Sends an answer; to HEAD without its body.
pub(crate) fn send(response: Response, head_only: bool, out: ResponseOutparam) {
    let (mut parts, body) = response.into_parts();
    if head_only {
        // Hosts hold a body to its Content-Length, and there is none to hold.
        parts.headers.remove(http::header::CONTENT_LENGTH);
    }
    let outgoing = OutgoingResponse::new(to_wasi_headers(&parts.headers));
    let status = outgoing.set_status_code(parts.status.as_u16());
    debug_assert!(status.is_ok(), "an http::StatusCode is a valid status");
    let stream = outgoing.body();
    ResponseOutparam::set(out, Ok(outgoing));
    let Ok(outgoing_body) = stream else {
        return;
    };
    let written = match outgoing_body.write() {
        Ok(stream) if !head_only && parts.status != StatusCode::NO_CONTENT => {
            write_body(&stream, body)
        }
        _ => Ok(()),
    };
    match written {
        // A client that left is nobody's fault.
        Ok(()) => drop(OutgoingBody::finish(outgoing_body, None)),
        // Dropped without `finish`, the body counts as broken off, and no cache keeps it.
        Err(reason) => eprintln!("marble: answer broken off: {reason}"),
    }
}

fn to_wasi_headers(headers: &HeaderMap) -> Fields {
    let fields = Fields::new();
    for (name, value) in headers {
        if fields.append(name.as_str(), value.as_bytes()).is_err() {
            eprintln!("marble: the runtime refuses the header {name}");
        }
    }
    fields
}

fn write_body(stream: &OutputStream, body: Body) -> Result<(), String> {
    match body {
        Body::Bytes(bytes) => write(stream, &bytes)?,
        Body::Stored(first, object) => {
            let mut chunk = first;
            while !chunk.is_empty() {
                write(stream, &chunk)?;
                chunk = object.read().map_err(|error| error.to_string())?;
            }
        }
    }
    flush(stream)
}

/// Writes as much at a time as the host takes.
fn write(stream: &OutputStream, bytes: &[u8]) -> Result<(), String> {
    let mut rest = bytes;
    while !rest.is_empty() {
        let room = usize::try_from(ready(stream)?).unwrap_or(usize::MAX);
        let (now, later) = rest.split_at(room.min(rest.len()));
        stream.write(now).map_err(|error| describe(&error))?;
        rest = later;
    }
    Ok(())
}

fn flush(stream: &OutputStream) -> Result<(), String> {
    stream.flush().map_err(|error| describe(&error))?;
    ready(stream).map(drop)
}

/// Waits until the stream takes bytes, or is done with what it has; says how many.
fn ready(stream: &OutputStream) -> Result<u64, String> {
    loop {
        match stream.check_write() {
            Ok(0) => stream.subscribe().block(),
            Ok(room) => return Ok(room),
            Err(error) => return Err(describe(&error)),
        }
    }
}

fn describe(error: &StreamError) -> String {
    match error {
        StreamError::Closed => "the client left".to_owned(),
        StreamError::LastOperationFailed(error) => error.to_debug_string(),
    }
}
