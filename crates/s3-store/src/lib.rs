//! The S3 adapter: one bucket behind the interface `object-store` (`wit/object-store.wit`).
//!
//! ```text
//! config ─► action ─► sigv4 ─► send ─────► error_response ─► the interface's error
//! which     unsigned  signed   response   what S3
//! bucket    request   request             says
//! ```
//!
//! A call reads the settings, makes one unsigned request, and signs and sends it up to three times
//! (`retry`). A body that breaks off is asked for again from there on, within the same three times (`resume`). A
//! response other than 200 is classified by its code; everything that fails is one
//! line on standard error that tells the operator what to do, and the interface's error for the caller. Only what may be
//! mere absence, for want of `s3:ListBucket`, is left to the caller to tell.
//!
//! Only this file, `bindings`, `export` and `send` know the platform; all others are pure and run natively. The
//! environment is read here and nowhere else.

mod action;
mod bindings;
mod bucket_url;
pub mod config;
mod credentials;
mod error_response;
// The names of exports hold `:` and `#`, which native linkers reject.
#[cfg(target_arch = "wasm32")]
mod export;
mod failure;
mod metadata;
mod object_store;
mod progress;
mod resume;
mod retry;
mod s3_error;
mod send;
mod sigv4;

use std::cell::RefCell;
use std::io::Write as _;

use http::{Method, Request, Response, StatusCode};

use config::Config;
use error_response::ErrorResponse;
use failure::{Failure, Kind};
use object_store::{Error, Metadata, PutCondition, PutOutcome};
use progress::Progress;
use resume::Version;
use retry::Tries;
use send::Body;

/// The component.
#[derive(Debug)]
pub struct Component;

impl object_store::Guest for Component {
    type Object = Object;

    fn get(key: String) -> Result<Option<object_store::Object>, Error> {
        if !bucket_url::is_valid_key(&key) {
            return Ok(None);
        }
        let mut tries = Tries::default();
        let response = read(&Method::GET, &key, &mut tries)?;
        Ok(response.map(|response| object_store::Object::new(Object::new(key, response, tries))))
    }

    fn head(key: String) -> Result<Option<Metadata>, Error> {
        if !bucket_url::is_valid_key(&key) {
            return Ok(None);
        }
        let response = read(&Method::HEAD, &key, &mut Tries::default())?;
        Ok(response.map(|response| metadata::from_headers(response.headers())))
    }

    fn put(
        key: String,
        metadata: Metadata,
        body: Vec<u8>,
        condition: PutCondition,
    ) -> Result<PutOutcome, Error> {
        let outcome = configured(|config| write(config, &key, &metadata, &body, condition));
        outcome.map_err(|failure| report(&Method::PUT, &key, failure))
    }
}

/// An object that is being read.
pub struct Object {
    key: String,
    metadata: Metadata,
    reading: RefCell<Reading>,
}

/// How far it was read.
struct Reading {
    /// Gone once it has ended.
    body: Option<Body>,
    progress: Progress,
    /// Bytes at the beginning of `body` that were read from an earlier one.
    skip: u64,
    tries: Tries,
}

impl Object {
    fn new(key: String, response: Response<Body>, tries: Tries) -> Self {
        let metadata = metadata::from_headers(response.headers());
        let progress = Progress::new(metadata.size);
        Self {
            key,
            metadata,
            reading: RefCell::new(Reading {
                body: Some(response.into_body()),
                progress,
                skip: 0,
                tries,
            }),
        }
    }

    /// The next bytes, from another response where one breaks off.
    fn next(&self, reading: &mut Reading, max_bytes: u64) -> Result<Vec<u8>, Failure> {
        loop {
            let failure = match reading.next(max_bytes) {
                Err(failure) if failure.transient => failure,
                other => return other,
            };
            // Its connection is of no use any more.
            reading.body = None;
            let version = Version::of(&self.metadata).ok_or_else(|| failure.clone())?;
            let pause = reading.tries.pause(send::random());
            send::sleep(pause.ok_or(failure)?);
            self.resume(reading, &version)?;
        }
    }

    /// Opens the rest of the body.
    fn resume(&self, reading: &mut Reading, version: &Version) -> Result<(), Failure> {
        let received = reading.progress.received();
        let response = configured(|config| {
            let mut request = action::read(Method::GET, &config.bucket_url, &self.key)?;
            version.ask_for_rest(&mut request, received);
            match exchange(config, &request, &mut reading.tries)? {
                Err(error) if resume::is_gone(error.status) => Err(resume::changed()),
                Err(error) => Err(error.failure()),
                Ok(response) => Ok(response),
            }
        });
        let (response, body) = response?.into_parts();
        reading.skip = version.bytes_to_skip(&response, received)?;
        reading.body = Some(body);
        Ok(())
    }
}

impl Reading {
    fn next(&mut self, max_bytes: u64) -> Result<Vec<u8>, Failure> {
        let Some(body) = &mut self.body else {
            return self.progress.record(Vec::new());
        };
        while self.skip > 0 {
            let skipped = body.read(self.skip)?;
            if skipped.is_empty() {
                return self.progress.record(skipped);
            }
            let length = u64::try_from(skipped.len()).unwrap_or(u64::MAX);
            self.skip = self.skip.saturating_sub(length);
        }
        self.progress.record(body.read(max_bytes)?)
    }
}

impl object_store::GuestObject for Object {
    fn metadata(&self) -> Metadata {
        self.metadata.clone()
    }

    fn read(&self, max_bytes: u32) -> Result<Vec<u8>, Error> {
        // Borrowed already only where a runtime threw an exception through an earlier read, as jco can.
        let Ok(mut reading) = self.reading.try_borrow_mut() else {
            return Err(Error::Unavailable);
        };
        if let Some(end) = reading.progress.end() {
            return end.map(|()| Vec::new()).map_err(to_error);
        }
        let chunk = self.next(&mut reading, u64::from(max_bytes));
        if let Err(failure) = &chunk {
            reading.progress.fail(failure.clone());
        }
        if reading.progress.end().is_some() {
            reading.body = None;
        }
        chunk.map_err(|failure| report(&Method::GET, &self.key, failure))
    }
}

/// Reads the settings for one call.
fn configured<T>(call: impl FnOnce(&Config) -> Result<T, Failure>) -> Result<T, Failure> {
    let config = Config::parse(|name| std::env::var(name).ok())?;
    call(&config)
}

/// Asks for an object, or for its headers alone; none where there is none.
fn read(method: &Method, key: &str, tries: &mut Tries) -> Result<Option<Response<Body>>, Error> {
    let response = configured(|config| {
        let request = action::read(method.clone(), &config.bucket_url, key)?;
        Ok(match exchange(config, &request, tries)? {
            Ok(response) => Ok(Some(response)),
            // Whether that is news, the caller knows.
            Err(error) if error.may_be_absence() => Err(to_error(error.failure())),
            Err(error) => Ok(error.absent_or_failure().map(|()| None)?),
        })
    });
    response.map_err(|failure| report(method, key, failure))?
}

fn write(
    config: &Config,
    key: &str,
    metadata: &Metadata,
    body: &[u8],
    condition: PutCondition,
) -> Result<PutOutcome, Failure> {
    let request = action::put(&config.bucket_url, key, metadata, body, condition)?;
    let conditional = condition == PutCondition::IfAbsent;
    match exchange(config, &request, &mut Tries::default())? {
        Ok(_) => Ok(PutOutcome::Stored),
        // Whoever wrote it: perhaps we, by an earlier attempt whose response was lost.
        Err(error) if conditional && error.status == StatusCode::PRECONDITION_FAILED => {
            Ok(PutOutcome::AlreadyThere)
        }
        // Some stores know no conditions. Nothing but work saved depends on them.
        Err(error) if conditional && error.status == StatusCode::NOT_IMPLEMENTED => {
            write(config, key, metadata, body, PutCondition::Always)
        }
        Err(error) => Err(error.failure()),
    }
}

/// Tries a request until there is an answer that another attempt would not better.
fn exchange(
    config: &Config,
    request: &Request<&[u8]>,
    tries: &mut Tries,
) -> Result<Result<Response<Body>, ErrorResponse>, Failure> {
    loop {
        let answer = attempt(config, request);
        tries.count();
        let transient = match &answer {
            Ok(Ok(_)) => false,
            Ok(Err(error)) => error.is_transient(),
            Err(failure) => failure.transient,
        };
        let pause = if transient {
            tries.pause(send::random())
        } else {
            None
        };
        match pause {
            Some(pause) => send::sleep(pause),
            None => return answer,
        }
    }
}

/// Signs and sends a request once. A response other than 200, or 206 where a part is asked for, is read to its end, as
/// far as it matters.
fn attempt(
    config: &Config,
    request: &Request<&[u8]>,
) -> Result<Result<Response<Body>, ErrorResponse>, Failure> {
    let mut signed = request.clone();
    let credentials = &config.credentials;
    sigv4::sign(&mut signed, credentials, &config.region, send::now())?;
    let (response, mut body) = send::send(&signed, config.timeout)?.into_parts();
    let part = response.status == StatusCode::PARTIAL_CONTENT && resume::asks_for_part(request);
    if response.status == StatusCode::OK || part {
        return Ok(Ok(Response::from_parts(response, body)));
    }
    let document = body.read_beginning(error_response::MAX_DOCUMENT_BYTES);
    let method = request.method().clone();
    let error = ErrorResponse::parse(method, &response, &document, |text| {
        credentials.redact(text)
    });
    Ok(Err(error))
}

/// Writes the operator's line, and makes a failure the interface's error.
fn report(method: &Method, key: &str, failure: Failure) -> Error {
    let key = failure::quoted(key);
    let line = format!("s3-store: {method} {failure}; key {key}\n");
    // There is nobody to tell that standard error is closed; `eprintln!` would panic.
    let _ = std::io::stderr().write_all(line.as_bytes());
    to_error(failure)
}

fn to_error(failure: Failure) -> Error {
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
