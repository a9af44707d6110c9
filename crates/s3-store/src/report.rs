//! How a call begins and how it fails: the settings, the operator's line, and the interface's error.

use http::{Method, Response};
use marble_log::{Component, Field, Line, Message, Mode, Severity, Value, quoted};

use crate::attempts::Answer;
use crate::config::Config;
use crate::failure::{Failure, Kind};
use crate::object_store::{Error, Place};
use crate::send::Body;
use crate::trace;

/// The names of OpenTelemetry (Semantic Conventions for HTTP, for AWS S3, and for errors). Text has them in its words.
const METHOD: Field = Field::new("method", "http.request.method");
const KEY: Field = Field::new("key", "aws.s3.key");
const ERROR: Field = Field::new("error", "error.type");

/// Reads the settings for one call.
pub(crate) fn configured(place: Place) -> Result<Config, Failure> {
    Ok(Config::parse(place, |name| std::env::var(name).ok())?)
}

/// Writes the operator's line, and makes a failure the interface's error.
pub(crate) fn report(method: &Method, place: Place, key: &str, failure: Failure) -> Error {
    let mut fields = Line::default();
    fields.add(METHOD, method.as_str());
    fields.add(KEY, key);
    let place = match place {
        Place::Derivatives => "derivative",
        Place::Originals => "original",
    };
    let body = format!("{method} {failure}; {place} {}", quoted(key));
    tell(&body, fields, failure)
}

/// The same of settings that are not understood.
pub(crate) fn report_settings(failure: Failure) -> Error {
    tell(&failure.to_string(), Line::default(), failure)
}

fn tell(body: &str, mut fields: Line, failure: Failure) -> Error {
    fields.add(ERROR, Value::Word(word(failure.kind)));
    // A `LOG` that is not understood, the caller answers with an error of its own.
    let mode = Mode::read(|name| std::env::var(name).ok()).unwrap_or_default();
    mode.message(&Message {
        component: Component::S3Store,
        severity: Severity::Error,
        body,
        fields,
        trace: trace::current().as_ref(),
    });
    to_error(failure)
}

/// What the answer to a read tells: a response, or none where there is no such object.
///
/// # Errors
///
/// Outside a failure to report; inside what may be mere absence, of which the caller knows whether it is news.
pub(crate) fn found(answer: Answer) -> Result<Result<Option<Response<Body>>, Error>, Failure> {
    match answer {
        Ok(response) => Ok(Ok(Some(response))),
        Err(error) if error.may_be_absence() => Ok(Err(to_error(error.failure()))),
        Err(error) => error.absent_or_failure().map(|()| Ok(None)),
    }
}

/// A failure as the interface has it.
pub(crate) fn to_error(failure: Failure) -> Error {
    match failure.kind {
        Kind::Denied => Error::Denied(failure.text),
        Kind::Invalid => Error::Invalid(failure.text),
        Kind::Misconfigured => Error::Misconfigured(failure.text),
        Kind::Refused => Error::Refused(failure.text),
        Kind::Throttled => Error::Throttled,
        Kind::TimedOut => Error::TimedOut,
        Kind::Unavailable => Error::Unavailable,
    }
}

/// The name of a failure, as the interface spells it.
fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Denied => "denied",
        Kind::Invalid => "invalid",
        Kind::Misconfigured => "misconfigured",
        Kind::Refused => "refused",
        Kind::Throttled => "throttled",
        Kind::TimedOut => "timed-out",
        Kind::Unavailable => "unavailable",
    }
}
