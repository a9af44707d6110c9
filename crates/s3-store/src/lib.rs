//! The S3 adapter: one bucket behind the interface `object-store` (`wit/object-store.wit`).
//!
//! ```text
//! config ─► action ─► sigv4 ─► send ─────► error_response ─► the interface's error
//! which     unsigned  signed   response   what S3
//! bucket    request   request             says
//! ```
//!
//! A call reads the settings, makes one unsigned request, and signs and sends it up to three times
//! (`retry`). A response other than 200 is classified by its code; everything that fails is one
//! line on standard error that tells the operator what to do, and the interface's error for the caller.
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
        let response = read(&Method::GET, &key)?;
        Ok(response.map(|response| object_store::Object::new(Object::new(key, response))))
    }

    fn head(key: String) -> Result<Option<Metadata>, Error> {
        if !bucket_url::is_valid_key(&key) {
            return Ok(None);
        }
        let response = read(&Method::HEAD, &key)?;
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

/// An object that is being read: `body` is gone once it has ended.
pub struct Object {
    key: String,
    metadata: Metadata,
    state: RefCell<(Progress, Option<Body>)>,
}

impl Object {
    fn new(key: String, response: Response<Body>) -> Self {
        let metadata = metadata::from_headers(response.headers());
        let progress = Progress::new(metadata.size);
        Self {
            key,
            metadata,
            state: RefCell::new((progress, Some(response.into_body()))),
        }
    }
}

impl object_store::GuestObject for Object {
    fn metadata(&self) -> Metadata {
        self.metadata.clone()
    }

    fn read(&self, max_bytes: u32) -> Result<Vec<u8>, Error> {
        // Borrowed already only where a runtime threw an exception through an earlier read, as jco can.
        let mut state = self.state.try_borrow_mut();
        let (progress, body) = match &mut state {
            Ok(state) => &mut **state,
            Err(_) => return Err(Error::Unavailable),
        };
        let chunk = match (progress.end(), body.as_mut()) {
            (Some(end), _) => return end.map(|()| Vec::new()).map_err(to_error),
            (None, None) => Ok(Vec::new()),
            (None, Some(body)) => body.read(u64::from(max_bytes)),
        };
        let chunk = progress.record(chunk);
        if progress.end().is_some() {
            *body = None;
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
fn read(method: &Method, key: &str) -> Result<Option<Response<Body>>, Error> {
    let response = configured(|config| {
        let request = action::read(method.clone(), &config.bucket_url, key)?;
        match exchange(config, &request)? {
            Ok(response) => Ok(Some(response)),
            Err(error) => error.absent_or_failure().map(|()| None),
        }
    });
    response.map_err(|failure| report(method, key, failure))
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
    match exchange(config, &request)? {
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
) -> Result<Result<Response<Body>, ErrorResponse>, Failure> {
    let mut attempts = 0_u32;
    loop {
        let answer = attempt(config, request);
        attempts = attempts.saturating_add(1);
        let transient = match &answer {
            Ok(Ok(_)) => false,
            Ok(Err(error)) => error.is_transient(),
            Err(failure) => failure.transient,
        };
        let pause = if transient {
            retry::backoff(attempts, send::random())
        } else {
            None
        };
        match pause {
            Some(pause) => send::sleep(pause),
            None => return answer,
        }
    }
}

/// Signs and sends a request once. A response other than 200 is read to its end, as far as it matters.
fn attempt(
    config: &Config,
    request: &Request<&[u8]>,
) -> Result<Result<Response<Body>, ErrorResponse>, Failure> {
    let mut signed = request.clone();
    let credentials = &config.credentials;
    sigv4::sign(&mut signed, credentials, &config.region, send::now())?;
    let (response, mut body) = send::send(&signed, config.timeout)?.into_parts();
    if response.status == StatusCode::OK {
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
        Kind::Denied => Error::Denied,
        Kind::Invalid => Error::Invalid(failure.text),
        Kind::Misconfigured => Error::Misconfigured(failure.text),
        Kind::Refused => Error::Refused(failure.text),
        Kind::Throttled => Error::Throttled,
        Kind::TimedOut => Error::TimedOut,
        Kind::Unavailable => Error::Unavailable,
    }
}
