//! The S3 adapter: one bucket behind the interface `object-store` (`wit/object-store.wit`).
//!
//! ```text
//! config ─► action ─► sigv4 ─► send ─────► error_response ─► the interface's error
//! which     unsigned  signed   response   what S3
//! bucket    request   request             says
//! ```
//!
//! A call reads the settings, makes one unsigned request, and signs and sends it up to three times (`attempts`, `retry`).
//! A read is sent at once and waited for later, and its body is the runtime's own stream, which the caller reads
//! (`reading`). One that breaks off is asked for again from there on, within the same three times (`resume`). A
//! response other than 200 is classified by its code; everything that fails is one
//! line on standard error that tells the operator what to do, and the interface's error for the caller (`report`). Only
//! what may be mere absence, for want of `s3:ListBucket`, is left to the caller to tell.
//!
//! Only `attempts`, `bindings`, `export`, `reading`, `report`, `send` and this file know the platform; all others are pure
//! and run natively. The environment is read in `report` and nowhere else.

mod action;
mod attempts;
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
mod reading;
mod report;
mod resume;
mod retry;
mod s3_error;
mod send;
mod sigv4;
mod trace;

use http::{Method, StatusCode};

use attempts::exchange;
use config::Config;
use failure::Failure;
use object_store::{Error, Metadata, PutCondition, PutOutcome};
use report::{configured, found, report, report_settings};
use retry::Tries;

pub use reading::{Object, PendingObject};

/// The component.
#[derive(Debug)]
pub struct Component;

impl object_store::Guest for Component {
    type Object = Object;
    type PendingObject = PendingObject;

    fn trace(traceparent: Option<String>) {
        trace::set(traceparent.as_deref());
    }

    fn check() -> Result<(), Error> {
        configured().map(drop).map_err(report_settings)
    }

    fn get(key: String) -> object_store::PendingObject {
        object_store::PendingObject::new(PendingObject::ask(key))
    }

    fn head(key: String) -> Result<Option<Metadata>, Error> {
        if !bucket_url::is_valid_key(&key) {
            return Ok(None);
        }
        let found = configured().and_then(|config| head(&config, &key));
        found.map_err(|failure| report(&Method::HEAD, &key, failure))?
    }

    fn put(
        key: String,
        metadata: Metadata,
        body: Vec<u8>,
        condition: PutCondition,
    ) -> Result<PutOutcome, Error> {
        let outcome =
            configured().and_then(|config| write(&config, &key, &metadata, &body, condition));
        outcome.map_err(|failure| report(&Method::PUT, &key, failure))
    }
}

/// Asks for an object's headers; none where there is none.
fn head(config: &Config, key: &str) -> Result<Result<Option<Metadata>, Error>, Failure> {
    let request = action::read(Method::HEAD, &config.bucket_url, key)?;
    let found = found(exchange(config, &request, &mut Tries::default())?)?;
    Ok(found.map(|found| found.map(|response| metadata::from_headers(response.headers()))))
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
