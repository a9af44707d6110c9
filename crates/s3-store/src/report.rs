//! How a call begins and how it fails: the settings, the operator's line, and the interface's error.

use std::io::Write as _;

use http::{Method, Response};

use crate::attempts::Answer;
use crate::config::Config;
use crate::failure::{self, Failure, Kind};
use crate::object_store::{Error, Place};
use crate::send::Body;

/// Reads the settings for one call.
pub(crate) fn configured(place: Place) -> Result<Config, Failure> {
    Ok(Config::parse(place, |name| std::env::var(name).ok())?)
}

/// Writes the operator's line, and makes a failure the interface's error.
pub(crate) fn report(method: &Method, place: Place, key: &str, failure: Failure) -> Error {
    let key = failure::quoted(key);
    let place = match place {
        Place::Derivatives => "derivative",
        Place::Originals => "original",
    };
    let line = format!("s3-store: {method} {failure}; {place} {key}\n");
    // There is nobody to tell that standard error is closed; `eprintln!` would panic.
    let _ = std::io::stderr().write_all(line.as_bytes());
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
