//! Sends a request through `wasi:http`, and hands its response over when it is there.

use std::time::Duration;

use http::uri::Scheme;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use wasi::http::outgoing_handler;
use wasi::http::types as wasi_http;

use super::body::Body;
use super::timer::{Timer, nanoseconds};
use super::upload::{self, Unfinished};
use super::wasi_error::{self, unexpected};
use crate::failure::Failure;

/// The runtime's own timeouts are longer than ours by this much, so that ours decide and a timeout looks the
/// same everywhere. They are set so that a runtime with a shorter default waits as long as we do.
const RUNTIME_SLACK: Duration = Duration::from_secs(1);

/// A request that was sent, and whose response is still to come. Dropping it closes the connection.
pub(crate) struct Sent {
    // In the order in which they must be dropped: an unfinished body breaks the connection.
    response: wasi_http::FutureIncomingResponse,
    unfinished: Option<Unfinished>,
    timer: Timer,
    timeout: Duration,
}

/// Sends `request`, with its body if it has one, and does not wait for the response.
///
/// `timeout` is the longest wait without a sign of life, from now on: for connecting and the first byte together, and
/// for each further piece of the request's or the response's body.
///
/// # Errors
///
/// `Kind::Misconfigured` where the runtime does not let the request out, `Kind::TimedOut` where the store does not take
/// the body, and whatever the runtime says at once.
pub(crate) fn send(request: &Request<&[u8]>, timeout: Duration) -> Result<Sent, Failure> {
    let outgoing = to_outgoing(request)?;
    // Only a write has a body; a read without one is sent by every runtime as soon as it is handed over.
    let body = match *request.method() {
        Method::PUT | Method::POST => Some(
            outgoing
                .body()
                .map_err(|()| unexpected("no request body"))?,
        ),
        _ => None,
    };
    // The body is written after this: before it, runtimes take no more than the first few kilobytes.
    let response = outgoing_handler::handle(outgoing, Some(options(timeout)));
    let response = response.map_err(|code| wasi_error::failure(&code))?;
    let unfinished = match body {
        Some(body) => upload::write(body, request.body(), &response, timeout)?,
        None => None,
    };
    Ok(Sent {
        response,
        unfinished,
        timer: Timer::new(timeout),
        timeout,
    })
}

impl Sent {
    /// Waits for the response's headers. What came while nobody waited is in time.
    ///
    /// # Errors
    ///
    /// `Kind::TimedOut`, `Kind::Unavailable` for a broken connection, `Kind::Misconfigured` where the runtime
    /// does not let the request out, `Kind::Invalid` for what is no HTTP.
    pub(crate) fn wait(self) -> Result<Response<Body>, Failure> {
        let incoming = loop {
            match self.response.get() {
                Some(Ok(Ok(incoming))) => break incoming,
                Some(Ok(Err(code))) => return Err(wasi_error::failure(&code)),
                Some(Err(())) => return Err(unexpected("the reply was taken already")),
                None => self.timer.wait(&[&self.response.subscribe()], "answer")?,
            }
        };
        from_incoming(incoming, self.unfinished, self.timeout)
    }
}

fn to_outgoing(request: &Request<&[u8]>) -> Result<wasi_http::OutgoingRequest, Failure> {
    let headers = request.headers().iter();
    let headers = headers.map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()));
    let headers: Vec<_> = headers.collect();
    let fields = wasi_http::Fields::from_list(&headers);
    let outgoing = wasi_http::OutgoingRequest::new(
        fields.map_err(|_| unexpected("the runtime refuses a header of the request"))?,
    );
    let method = match *request.method() {
        Method::DELETE => wasi_http::Method::Delete,
        Method::HEAD => wasi_http::Method::Head,
        Method::POST => wasi_http::Method::Post,
        Method::PUT => wasi_http::Method::Put,
        _ => wasi_http::Method::Get,
    };
    let uri = request.uri();
    let scheme = match uri.scheme() {
        Some(scheme) if *scheme == Scheme::HTTP => wasi_http::Scheme::Http,
        _ => wasi_http::Scheme::Https,
    };
    let authority = uri.authority().map(http::uri::Authority::as_str);
    // Byte for byte what was signed.
    let path = uri.path_and_query().map(http::uri::PathAndQuery::as_str);
    outgoing
        .set_method(&method)
        .and_then(|()| outgoing.set_scheme(Some(&scheme)))
        .and_then(|()| outgoing.set_authority(authority))
        .and_then(|()| outgoing.set_path_with_query(path))
        .map_err(|()| unexpected("the runtime refuses the address of the request"))?;
    Ok(outgoing)
}

/// A runtime that supports no timeouts says so; ours hold without it.
fn options(timeout: Duration) -> wasi_http::RequestOptions {
    let options = wasi_http::RequestOptions::new();
    let longest = Some(nanoseconds(timeout.saturating_add(RUNTIME_SLACK)));
    let _ = options.set_connect_timeout(longest);
    let _ = options.set_first_byte_timeout(longest);
    let _ = options.set_between_bytes_timeout(longest);
    options
}

fn from_incoming(
    incoming: wasi_http::IncomingResponse,
    unfinished: Option<Unfinished>,
    timeout: Duration,
) -> Result<Response<Body>, Failure> {
    let status = StatusCode::from_u16(incoming.status());
    let status = status.map_err(|_| unexpected("the reply's status is none"))?;
    let headers = from_fields(&incoming.headers());
    let mut response = Response::new(Body::new(incoming, unfinished, timeout)?);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    Ok(response)
}

/// Leaves out what is no header by the rules of the crate `http`, and whatever exceeds its tables.
fn from_fields(fields: &wasi_http::Fields) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in fields.entries() {
        let name = HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_bytes(&value)) {
            let _ = headers.try_append(name, value);
        }
    }
    headers
}
