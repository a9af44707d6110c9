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
mod deletion;
mod error_response;
// The names of exports hold `:` and `#`, which native linkers reject.
#[cfg(target_arch = "wasm32")]
mod export;
mod failure;
mod listing;
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
mod writing;
mod xml;

use http::Method;

use attempts::exchange;
use config::Config;
use object_store::{Error, Folders, Kept, Metadata, Place, PutCondition};
use report::{configured, found, report, report_settings};
use retry::Tries;

pub use error_response::ErrorResponse;
pub use failure::{Failure, Kind};
pub use listing::decode as decode_listed;
pub use reading::{Object, PendingObject};
pub use writing::PendingPut;

/// The component.
#[derive(Debug)]
pub struct Component;

impl object_store::Guest for Component {
    type Object = Object;
    type PendingObject = PendingObject;
    type PendingPut = PendingPut;

    fn trace(traceparent: Option<String>) {
        trace::set(traceparent.as_deref());
    }

    fn check() -> Result<(), Error> {
        for place in [Place::Originals, Place::Derivatives] {
            configured(place).map_err(report_settings)?;
        }
        Ok(())
    }

    fn get(place: Place, key: String) -> object_store::PendingObject {
        object_store::PendingObject::new(PendingObject::ask(place, key))
    }

    fn head(place: Place, key: String) -> Result<Option<Metadata>, Error> {
        if !bucket_url::is_valid_key(&key) {
            return Ok(None);
        }
        let found = configured(place).and_then(|config| head(&config, &key));
        found.map_err(|failure| report(&Method::HEAD, place, &key, failure))?
    }

    fn put(
        key: String,
        metadata: Metadata,
        body: Vec<u8>,
        condition: PutCondition,
    ) -> object_store::PendingPut {
        let pending = PendingPut::send(key, &metadata, body, &condition);
        object_store::PendingPut::new(pending)
    }

    fn list_folders(prefix: String, page: Option<String>) -> Result<Folders, Error> {
        let place = Place::Derivatives;
        let folders = configured(place)
            .and_then(|config| listing::folders(&config, &prefix, page.as_deref()));
        folders.map_err(|failure| report(&Method::GET, place, &prefix, failure))
    }

    fn delete(keys: Vec<String>) -> Vec<Kept> {
        let place = Place::Derivatives;
        let kept = match configured(place) {
            Ok(config) => deletion::delete(&config, &keys),
            Err(failure) => deletion::all(&keys, &failure),
        };
        // One line for all that fail alike.
        let mut told: Vec<Failure> = Vec::new();
        let kept = kept.into_iter().map(|(key, failure)| {
            let error = if told.contains(&failure) {
                report::to_error(failure)
            } else {
                told.push(failure.clone());
                report(&Method::DELETE, place, &key, failure)
            };
            Kept { key, error }
        });
        kept.collect()
    }
}

/// Asks for an object's headers; none where there is none.
fn head(config: &Config, key: &str) -> Result<Result<Option<Metadata>, Error>, Failure> {
    let request = action::bare(Method::HEAD, &config.bucket_url, key)?;
    let found = found(exchange(config, &request, &mut Tries::default())?)?;
    Ok(found.map(|found| found.map(|response| metadata::from_headers(response.headers()))))
}
