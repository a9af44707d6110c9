//! The resizer: a component that answers HTTP requests with pictures from an object store.
//!
//! ```text
//! wasi_http ──► request ──► plan ──► store ──► picture ──► store ──► response ──► wasi_http
//! I/O           pure        pure     I/O       pure        I/O       pure         I/O
//! ```
//!
//! Stages talk in values, and none receives what came before its predecessor. Only `bindings`, `export`, `store`,
//! `wasi_http` and this file know the platform; all else runs natively. Nothing below this file reads a clock or a
//! variable.

pub mod accept;
mod bindings;
pub mod config;
pub mod error;
// The names of exports hold `:` and `#`, which native linkers reject.
#[cfg(target_arch = "wasm32")]
mod export;
pub mod plan;
pub mod policy;
pub mod request;
pub mod response;
pub mod store;
pub mod timings;
mod wasi_http;

use std::time::Duration;

use http::Method;
use marble_picture::{Bound, Encoded, Excess, Limits, process};
use wasi::clocks::monotonic_clock;
use wasi::http::types::{IncomingRequest, ResponseOutparam};

use crate::accept::Accept;
use crate::bindings::exports::wasi::http::incoming_handler::Guest;
use crate::config::Config;
use crate::error::Error;
use crate::plan::{Keys, Plan};
use crate::request::Request;
use crate::response::Response;
use crate::store::{Content, Metadata, Object};
use crate::timings::Timings;

struct Component;

impl Guest for Component {
    fn handle(request: IncomingRequest, out: ResponseOutparam) {
        let (method, target, accept) = wasi_http::from_wasi_request(&request);
        let head_only = method == Some(Method::HEAD);
        let mut timings = Timings::start(now);
        let response = match method {
            Some(Method::GET | Method::HEAD) => respond(&target, &accept, &mut timings),
            Some(Method::OPTIONS) => Ok(response::options()),
            _ => Err(Error::MethodNotAllowed),
        };
        let mut response = response.unwrap_or_else(|error| {
            if error.is_server_error() {
                eprintln!("marble: {error}");
            }
            response::failed(&error)
        });
        response::add_common_headers(&mut response, &timings);
        wasi_http::send(response, head_only, out);
    }
}

/// The whole product: parse, plan, stored?, fetch, transform, store, respond.
fn respond(target: &str, accept: &str, timings: &mut Timings) -> Result<Response, Error> {
    let config = Config::parse(|name| std::env::var(name).ok())?;
    timings.set_deadline(config.max_time);
    let accept = Accept::parse(accept);
    let request = Request::parse(target, accept, &config.base_path, &config.result_prefix)?;
    let plan = Plan::new(&request, &config)?;
    if let (true, Some(location)) = (plan.redirect_first, &plan.keys.location) {
        return Ok(response::redirected(location, &plan));
    }
    let stored = get_derivative(&plan.keys)?;
    timings.end("stored");
    if let Some(object) = stored {
        return Ok(response::stored(object, &plan)?);
    }
    let (keys, object) = match find_original(&plan)? {
        Found::Original(keys, object) => (keys, object),
        Found::Derivative(object) => return Ok(response::stored(object, &plan)?),
    };
    let mut original = fetch(&object, &plan.limits)?;
    timings.end("fetch");
    let encoded = process(&mut original.bytes, &plan.transform, &plan.limits, timings)?;
    put_derivative(&plan, keys, original.etag, &encoded)?;
    timings.end("store");
    Ok(response::made(&plan, keys, encoded))
}

/// Opens the derivative, if it is there. Without the right to list a bucket, S3 denies what is absent.
fn get_derivative(keys: &Keys) -> Result<Option<Object>, Error> {
    match store::get(&keys.derivative) {
        Err(store::Error::Denied(_)) => Ok(None),
        found => Ok(found?),
    }
}

/// What is found of a request whose derivative is not where it was asked for.
enum Found<'a> {
    Original(&'a Keys, Object),
    Derivative(Object),
}

/// Looks for the original. Only where there is none does it look for the alternatives.
fn find_original(plan: &Plan) -> Result<Found<'_>, Error> {
    if let Some(object) = get_original(&plan.keys)? {
        return Ok(Found::Original(&plan.keys, object));
    }
    for keys in &plan.alternatives {
        let Some(object) = get_original(keys)? else {
            continue;
        };
        if keys.derivative != plan.keys.derivative
            && let Some(derivative) = get_derivative(keys)?
        {
            return Ok(Found::Derivative(derivative));
        }
        return Ok(Found::Original(keys, object));
    }
    Err(Error::OriginalNotFound)
}

/// Opens the original, if there is one.
fn get_original(keys: &Keys) -> Result<Option<Object>, Error> {
    match store::get(&keys.original) {
        Err(store::Error::Denied(text)) => {
            let key = &keys.original;
            eprintln!("marble: denied: {key:?} is absent, or may not be read: {text}");
            Ok(None)
        }
        found => Ok(found?),
    }
}

struct Original {
    bytes: Vec<u8>,
    etag: Option<String>,
}

fn fetch(object: &Object, limits: &Limits) -> Result<Original, Error> {
    let limit = limits.max_source_bytes;
    match object.read_all(limit)? {
        Content::Complete(bytes) => Ok(Original {
            bytes,
            etag: object.metadata.etag.clone(),
        }),
        Content::TooLarge(found) => Err(Error::TooLarge(Excess {
            bound: Bound::SourceBytes,
            found,
            limit,
        })),
    }
}

/// Stores the derivative. One that is there already was made from the same original a moment ago.
fn put_derivative(
    plan: &Plan,
    keys: &Keys,
    source_etag: Option<String>,
    encoded: &Encoded,
) -> Result<(), Error> {
    let mut user = vec![
        ("marble-transform".to_owned(), plan.transform.to_string()),
        (
            "marble-version".to_owned(),
            env!("CARGO_PKG_VERSION").to_owned(),
        ),
    ];
    user.extend(
        encoded
            .frames
            .map(|frames| (response::FRAMES.to_owned(), frames.to_string())),
    );
    user.extend(source_etag.map(|etag| ("marble-source-etag".to_owned(), etag)));
    let metadata = Metadata {
        content_type: Some(encoded.format.media_type().to_owned()),
        cache_control: Some(plan.cache_control.clone()),
        etag: None,
        last_modified: None,
        size: None,
        user,
    };
    store::put_if_absent(&keys.derivative, &metadata, &encoded.bytes)?;
    Ok(())
}

fn now() -> Duration {
    Duration::from_nanos(monotonic_clock::now())
}
