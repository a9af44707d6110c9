//! The resizer: a component that answers HTTP requests with pictures from an object store.
//!
//! ```text
//! wasi_http ──► request ──► plan ──► store ──► transform ──► store ──► response ──► wasi_http
//! I/O           pure        pure     I/O       pure          I/O       pure         I/O
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
pub mod format;
pub mod geometry;
pub mod options;
pub mod plan;
pub mod policy;
pub mod request;
pub mod response;
pub mod store;
pub mod timings;
pub mod transform;
mod wasi_http;

use std::time::Duration;

use http::Method;
use wasi::clocks::monotonic_clock;
use wasi::http::types::{IncomingRequest, ResponseOutparam};

use crate::accept::Accept;
use crate::bindings::exports::wasi::http::incoming_handler::Guest;
use crate::config::{Config, Limits};
use crate::error::{Bound, Error, Excess};
use crate::plan::{Place, Plan};
use crate::request::Request;
use crate::response::Response;
use crate::store::{Contents, Metadata, Object};
use crate::timings::Timings;
use crate::transform::Encoded;

struct Component;

impl Guest for Component {
    fn handle(request: IncomingRequest, out: ResponseOutparam) {
        let (method, target, accept) = wasi_http::from_wasi_request(&request);
        let head_only = method == Some(Method::HEAD);
        let mut timings = Timings::start(now);
        let answer = match method {
            Some(Method::GET | Method::HEAD) => answer(&target, &accept, &mut timings),
            Some(Method::OPTIONS) => Ok(response::options()),
            _ => Err(Error::MethodNotAllowed),
        };
        let mut response = answer.unwrap_or_else(|error| {
            if error.is_ours() {
                eprintln!("marble: {error}");
            }
            response::failed(&error)
        });
        response::finish(&mut response, &timings);
        wasi_http::send(response, head_only, out);
    }
}

/// The whole product: parse, plan, stored?, fetch, transform, store, respond.
fn answer(target: &str, accept: &str, timings: &mut Timings) -> Result<Response, Error> {
    let config = Config::parse(|name| std::env::var(name).ok())?;
    let accept = Accept::parse(accept);
    let request = Request::parse(target, accept, &config.base_path, &config.result_prefix)?;
    let plan = Plan::new(&request, &config)?;
    if let (true, Some(location)) = (plan.elsewhere, &plan.place.location) {
        return Ok(response::elsewhere(location, &plan));
    }
    let stored = find_stored(&plan.place)?;
    timings.end("stored");
    if let Some(object) = stored {
        return Ok(response::stored(object, &plan)?);
    }
    let (place, object) = match find(&plan)? {
        Found::Original(place, object) => (place, object),
        Found::Derivative(object) => return Ok(response::stored(object, &plan)?),
    };
    let original = fetch(&object, &plan.limits)?;
    timings.end("fetch");
    let encoded = transform::transform(original.bytes, &plan.options, &plan.limits, timings)?;
    keep(&plan, place, original.etag, &encoded)?;
    timings.end("store");
    Ok(response::made(&plan, place, encoded))
}

/// Looks whether the derivative is there. Without the right to list a bucket, S3 denies what is absent.
fn find_stored(place: &Place) -> Result<Option<Object>, Error> {
    match store::get(&place.derivative_key) {
        Err(store::Error::Denied) => Ok(None),
        found => Ok(found?),
    }
}

/// What is found of a request whose derivative is not where it was asked for.
enum Found<'a> {
    Original(&'a Place, Object),
    Derivative(Object),
}

/// Looks for the original. Only where there is none does it look in the other places.
fn find(plan: &Plan) -> Result<Found<'_>, Error> {
    if let Some(object) = open(&plan.place)? {
        return Ok(Found::Original(&plan.place, object));
    }
    for place in &plan.others {
        let Some(object) = open(place)? else {
            continue;
        };
        if place.derivative_key != plan.place.derivative_key
            && let Some(derivative) = find_stored(place)?
        {
            return Ok(Found::Derivative(derivative));
        }
        return Ok(Found::Original(place, object));
    }
    Err(Error::OriginalNotFound)
}

/// Opens the original, if there is one.
fn open(place: &Place) -> Result<Option<Object>, Error> {
    match store::get(&place.source_key) {
        Err(store::Error::Denied) => {
            eprintln!(
                "marble: the store denies {:?}: it is absent and the credentials lack s3:ListBucket, or they lack s3:GetObject",
                place.source_key
            );
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
        Contents::Whole(bytes) => Ok(Original {
            bytes,
            etag: object.metadata.etag.clone(),
        }),
        Contents::TooLong(found) => Err(Error::TooLarge(Excess {
            bound: Bound::SourceBytes,
            found,
            limit,
        })),
    }
}

/// Stores the derivative. One that is there already was made from the same original a moment ago.
fn keep(
    plan: &Plan,
    place: &Place,
    source_etag: Option<String>,
    encoded: &Encoded,
) -> Result<(), Error> {
    let mut user = vec![
        ("marble-transform".to_owned(), plan.options.to_string()),
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
    store::put_if_absent(&place.derivative_key, &metadata, &encoded.bytes)?;
    Ok(())
}

fn now() -> Duration {
    Duration::from_nanos(monotonic_clock::now())
}
