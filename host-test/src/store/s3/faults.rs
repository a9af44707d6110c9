//! Failures on demand: the next requests that match suffer what was queued for them.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::HeaderMap;
use http::HeaderValue;
use http::Method;
use http::Response;
use http::StatusCode;
use http::header::DATE;
use http::header::IF_MATCH;
use http::header::IF_NONE_MATCH;
use http::header::RANGE;

use super::error::answer;
use super::error::error;

/// What a request suffers. Where it is not said otherwise, the bucket never sees the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// 403 `AccessDenied`.
    AccessDenied,
    /// The answer comes this much later; nothing else is wrong with it.
    Delay(Duration),
    /// This status with a body that is no S3 document.
    Garbage(u16),
    /// The bucket answers whatever the condition says. Only touches a `GET` with a condition.
    IgnoreConditionalReads,
    /// The bucket writes whatever the condition says, as Garage does. Only touches a `PUT` with a condition.
    IgnoreConditionalWrites,
    /// The bucket answers with the whole object, whatever range and condition say. Only touches a `GET` of a range.
    IgnoreRange,
    /// The bucket carries the request out, then the connection is closed without an answer.
    LoseAnswer,
    /// 501 `NotImplemented`. Only touches a `PUT` with a condition.
    NoConditionalWrites,
    /// 501 `NotImplemented`. Only touches `DeleteObjects`, a `POST`.
    NoDeleteObjects,
    /// 403 `QuotaExceeded`, as Ceph RGW answers a write.
    QuotaExceeded,
    /// The connection is closed without an answer.
    Reset,
    /// 403 `RequestTimeTooSkewed`, of a store whose clock is twenty minutes ahead.
    SkewedClock,
    /// 503 `SlowDown`.
    SlowDown,
    /// The headers of the true answer, then nothing more until the client goes. A `HEAD` has nothing
    /// to stall after its headers: there this is `StallBeforeHeaders`.
    Stall,
    /// The true answer as far as these bytes of its body, then nothing more until the client goes.
    StallAfter(usize),
    /// The request is read, then nothing until the client goes.
    StallBeforeHeaders,
    /// This status: as S3 says it where S3 uses it, else as a proxy in between says it.
    Status(u16),
    /// The true answer with its true `Content-Length`, but the connection is closed after this many bytes of the body.
    Truncate(usize),
    /// 301 `PermanentRedirect` with the region in `x-amz-bucket-region`.
    WrongRegion,
}

/// Headers of a request that are not to be honoured.
#[derive(Clone, Copy, Default)]
pub(super) struct Ignored {
    pub(super) conditions: bool,
    pub(super) range: bool,
}

/// Which requests a fault is meant for.
#[derive(Clone, Debug, Default)]
pub struct Target {
    method: Option<Method>,
    key: Option<String>,
}

/// The queue. Where several entries match, the oldest acts.
#[derive(Default)]
pub struct Faults(Mutex<Vec<Planned>>);

struct Planned {
    target: Target,
    fault: Fault,
    /// `None`: for ever.
    times: Option<usize>,
}

impl Target {
    /// Every request.
    #[must_use]
    pub fn any() -> Self {
        Self::default()
    }

    /// Requests with this method.
    #[must_use]
    pub fn method(method: Method) -> Self {
        Self {
            method: Some(method),
            key: None,
        }
    }

    /// Requests for this (decoded) key.
    #[must_use]
    pub fn key(key: impl Into<String>) -> Self {
        Self::any().of(key)
    }

    /// The same, but only for this (decoded) key.
    #[must_use]
    pub fn of(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    fn matches(&self, method: &Method, key: Option<&str>) -> bool {
        self.method.as_ref().is_none_or(|wanted| wanted == method)
            && self.key.as_deref().is_none_or(|wanted| Some(wanted) == key)
    }
}

impl Faults {
    /// The next request that matches suffers `fault`.
    pub fn once(&self, target: Target, fault: Fault) {
        self.times(1, target, fault);
    }

    /// The next `times` requests that match suffer `fault`.
    pub fn times(&self, times: usize, target: Target, fault: Fault) {
        self.plan(target, fault, Some(times));
    }

    /// Every request that matches suffers `fault`, until `clear`.
    pub fn always(&self, target: Target, fault: Fault) {
        self.plan(target, fault, None);
    }

    /// Forgets all that is queued.
    pub fn clear(&self) {
        self.lock().clear();
    }

    /// Whether nothing is queued any more: a test's faults have all happened.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    /// The fault of this request, taken off the queue.
    pub(super) fn take(
        &self,
        method: &Method,
        key: Option<&str>,
        headers: &HeaderMap,
    ) -> Option<Fault> {
        let mut planned = self.lock();
        let at = planned.iter().position(|planned| {
            planned.target.matches(method, key) && planned.fault.concerns(method, headers)
        })?;
        let fault = planned[at].fault.clone();
        if let Some(times) = &mut planned[at].times {
            *times -= 1;
            if *times == 0 {
                planned.remove(at);
            }
        }
        Some(fault)
    }

    fn plan(&self, target: Target, fault: Fault, times: Option<usize>) {
        if times != Some(0) {
            self.lock().push(Planned {
                target,
                fault,
                times,
            });
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Planned>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Fault {
    fn concerns(&self, method: &Method, headers: &HeaderMap) -> bool {
        let condition = headers.contains_key(IF_NONE_MATCH) || headers.contains_key(IF_MATCH);
        match self {
            Self::IgnoreConditionalReads => method == Method::GET && condition,
            Self::IgnoreConditionalWrites | Self::NoConditionalWrites => {
                method == Method::PUT && condition
            }
            Self::IgnoreRange => method == Method::GET && headers.contains_key(RANGE),
            Self::NoDeleteObjects => method == Method::POST,
            _ => true,
        }
    }

    /// What the bucket passes over.
    pub(super) fn ignored(&self) -> Ignored {
        Ignored {
            conditions: matches!(
                self,
                Self::IgnoreConditionalReads | Self::IgnoreConditionalWrites | Self::IgnoreRange
            ),
            range: *self == Self::IgnoreRange,
        }
    }

    /// The answer that stands in for the bucket's, for the faults that are one.
    pub(super) fn canned(&self, region: &str) -> Option<Response<Bytes>> {
        Some(match self {
            Self::AccessDenied => error(StatusCode::FORBIDDEN, "AccessDenied", "Access Denied", ""),
            Self::Garbage(code) => answer(
                status(*code),
                "application/octet-stream",
                &b"\x00\xff<<not> an S3 &document"[..],
            ),
            Self::NoConditionalWrites | Self::NoDeleteObjects => error(
                StatusCode::NOT_IMPLEMENTED,
                "NotImplemented",
                "A header you provided implies functionality that is not implemented",
                "",
            ),
            Self::QuotaExceeded => error(StatusCode::FORBIDDEN, "QuotaExceeded", "", ""),
            Self::SkewedClock => skewed_clock(),
            Self::SlowDown => error(
                StatusCode::SERVICE_UNAVAILABLE,
                "SlowDown",
                "Please reduce your request rate.",
                "",
            ),
            Self::Status(code) => bare_status(status(*code)),
            Self::WrongRegion => wrong_region(region),
            Self::Delay(_)
            | Self::IgnoreConditionalReads
            | Self::IgnoreConditionalWrites
            | Self::IgnoreRange
            | Self::LoseAnswer
            | Self::Reset
            | Self::Stall
            | Self::StallAfter(_)
            | Self::StallBeforeHeaders
            | Self::Truncate(_) => return None,
        })
    }
}

fn skewed_clock() -> Response<Bytes> {
    let mut response = error(
        StatusCode::FORBIDDEN,
        "RequestTimeTooSkewed",
        "The difference between the request time and the current time is too large.",
        "<MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds>",
    );
    let theirs = SystemTime::now() + Duration::from_mins(20);
    if let Ok(date) = HeaderValue::from_str(&httpdate::fmt_http_date(theirs)) {
        response.headers_mut().insert(DATE, date);
    }
    response
}

fn bare_status(status: StatusCode) -> Response<Bytes> {
    match status.as_u16() {
        429 => error(
            status,
            "TooManyRequests",
            "Please reduce your request rate.",
            "",
        ),
        500 => error(
            status,
            "InternalError",
            "We encountered an internal error. Please try again.",
            "",
        ),
        503 => error(status, "ServiceUnavailable", "Please try again.", ""),
        _ => answer(
            status,
            "text/html",
            format!("<html><h1>{status}</h1></html>\n"),
        ),
    }
}

fn wrong_region(ours: &str) -> Response<Bytes> {
    let elsewhere = if ours == "us-west-2" {
        "eu-west-1"
    } else {
        "us-west-2"
    };
    let mut response = error(
        StatusCode::MOVED_PERMANENTLY,
        "PermanentRedirect",
        "The bucket you are attempting to access must be addressed using the specified endpoint. \
         Please send all future requests to this endpoint.",
        &format!("<Endpoint>s3.{elsewhere}.amazonaws.com</Endpoint>"),
    );
    response
        .headers_mut()
        .insert("x-amz-bucket-region", HeaderValue::from_static(elsewhere));
    response
}

/// A number that is no status is a mistake in a test, and shows as one.
fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap_or(StatusCode::NOT_IMPLEMENTED)
}
