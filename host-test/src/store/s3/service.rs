//! One request through the server: recorded, perhaps hit by a fault, checked, answered, logged.

use std::fmt;
use std::future::pending;
use std::sync::Arc;

use bytes::Bytes;
use http::HeaderValue;
use http::Method;
use http::Request;
use http::Response;
use http::StatusCode;
use http::header::CONTENT_LENGTH;
use http::header::CONTENT_RANGE;
use http::header::HOST;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use s3s::service::S3Service;

use super::address::Domain;
use super::auth::refuse;
use super::body::WireBody;
use super::config::S3Config;
use super::error::code_of;
use super::error::error;
use super::faults::Fault;
use super::faults::Faults;
use super::faults::Ignored;
use super::record::RecordedRequest;
use super::record::Records;
use crate::http_server::{Cut, LogLine};

/// All that a request meets on its way.
pub(super) struct Service {
    pub(super) config: S3Config,
    pub(super) domain: Domain,
    pub(super) faults: Faults,
    pub(super) records: Records,
    pub(super) s3s: S3Service,
}

/// The connection is to be closed without an answer.
#[derive(Debug)]
pub(super) struct NoAnswer;

impl Service {
    pub(super) async fn answer(
        self: Arc<Self>,
        request: Request<Incoming>,
        cut: Cut,
    ) -> Result<Response<WireBody>, NoAnswer> {
        let method = request.method().clone();
        let key = self.key(&request);
        let log = (self.config.log)
            .then(|| LogLine::new("s3", &method, key.as_deref().unwrap_or("(bucket)")));
        self.records.push(RecordedRequest {
            method: method.clone(),
            key: key.clone(),
            uri: request.uri().clone(),
            headers: request.headers().clone(),
        });
        let fault = self.faults.take(&method, key.as_deref(), request.headers());
        let outcome = self.outcome(request, fault.as_ref()).await;
        if let Some(log) = log {
            log.print(Outcome(&outcome, fault.as_ref()));
        }
        Ok(on_the_wire(&method, outcome?, fault, cut).await)
    }

    fn key(&self, request: &Request<Incoming>) -> Option<String> {
        let host = request
            .headers()
            .get(HOST)
            .and_then(|host| host.to_str().ok());
        self.domain.key(host, request.uri().path())
    }

    async fn outcome(
        &self,
        request: Request<Incoming>,
        fault: Option<&Fault>,
    ) -> Result<Response<Bytes>, NoAnswer> {
        match fault {
            Some(Fault::Reset) => return Err(NoAnswer),
            Some(fault) => {
                if let Some(canned) = fault.canned(&self.config.region) {
                    drain(request).await;
                    return Ok(canned);
                }
            }
            None => {}
        }
        let ignored = fault.map(Fault::ignored).unwrap_or_default();
        let answer = self.true_answer(request, ignored).await;
        match fault {
            Some(Fault::LoseAnswer) => Err(NoAnswer),
            _ => Ok(answer),
        }
    }

    async fn true_answer(
        &self,
        mut request: Request<Incoming>,
        ignored: Ignored,
    ) -> Response<Bytes> {
        if let Some(refusal) = refuse(
            &self.config,
            request.method(),
            request.uri(),
            request.headers(),
        ) {
            drain(request).await;
            return refusal;
        }
        // The headers themselves must stay: they are signed.
        request.extensions_mut().insert(ignored);
        match self.s3s.call(request.map(s3s::Body::from)).await {
            Ok(response) => collect(response).await,
            Err(error) => internal_error(&error),
        }
    }
}

/// Every answer is in memory already; only its type says stream.
async fn collect(response: s3s::HttpResponse) -> Response<Bytes> {
    let (mut parts, body) = response.into_parts();
    if parts.headers.contains_key(CONTENT_RANGE) {
        // `s3s` says so for a GET only.
        parts.status = StatusCode::PARTIAL_CONTENT;
    }
    match body.collect().await {
        Ok(body) => Response::from_parts(parts, body.to_bytes()),
        Err(error) => internal_error(&error),
    }
}

fn internal_error(cause: &dyn fmt::Debug) -> Response<Bytes> {
    eprintln!("s3: {cause:?}");
    error(
        StatusCode::INTERNAL_SERVER_ERROR,
        "InternalError",
        "We encountered an internal error. Please try again.",
        "",
    )
}

/// Reads the body away: a client that is still sending would see a reset instead of the answer.
async fn drain(request: Request<Incoming>) {
    let mut body = request.into_body();
    while let Some(Ok(_)) = body.frame().await {}
}

async fn on_the_wire(
    method: &Method,
    response: Response<Bytes>,
    fault: Option<Fault>,
    cut: Cut,
) -> Response<WireBody> {
    let (mut parts, mut bytes) = response.into_parts();
    if method == Method::HEAD || parts.status == StatusCode::NOT_MODIFIED {
        bytes.clear();
    }
    let body = match fault {
        Some(Fault::Delay(delay)) => {
            tokio::time::sleep(delay).await;
            WireBody::whole(bytes)
        }
        Some(Fault::StallBeforeHeaders) => pending().await,
        Some(Fault::Stall) if method == Method::HEAD => pending().await,
        Some(Fault::Stall) => {
            if bytes.is_empty() {
                // A length of zero would be the end.
                parts.headers.remove(CONTENT_LENGTH);
            } else {
                parts.headers.insert(CONTENT_LENGTH, length(&bytes));
            }
            WireBody::stalled_after(Bytes::new())
        }
        Some(Fault::StallAfter(after)) if after < bytes.len() => {
            parts.headers.insert(CONTENT_LENGTH, length(&bytes));
            WireBody::stalled_after(bytes.slice(..after))
        }
        Some(Fault::Truncate(after)) if after < bytes.len() => {
            parts.headers.insert(CONTENT_LENGTH, length(&bytes));
            WireBody::cut_after(bytes.slice(..after), cut)
        }
        _ => WireBody::whole(bytes),
    };
    Response::from_parts(parts, body)
}

fn length(bytes: &Bytes) -> HeaderValue {
    HeaderValue::from(bytes.len())
}

impl fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("connection closed by a fault")
    }
}

impl std::error::Error for NoAnswer {}

/// `404 NoSuchKey`, `200`, `200, then Truncate(3)`.
struct Outcome<'a>(&'a Result<Response<Bytes>, NoAnswer>, Option<&'a Fault>);

impl fmt::Display for Outcome<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Ok(response) => {
                write!(f, "{}", response.status().as_u16())?;
                if response.status().as_u16() >= 300
                    && let Some(code) = code_of(response.body())
                {
                    write!(f, " {code}")?;
                }
            }
            Err(NoAnswer) => f.write_str("no answer")?,
        }
        match self.1 {
            Some(fault) => write!(f, " (fault {fault:?})"),
            None => Ok(()),
        }
    }
}
