//! The resizer: a component that answers HTTP requests with pictures from an object store.
//!
//! ```text
//! wasi_http ──► request ──► plan ──► lookup ──► picture ──► derivative ──► response ──► wasi_http
//! I/O           pure        pure     store      pure        store          pure         I/O
//!                                               └ pulls on `original`, which reads from the store
//! ```
//!
//! Stages talk in values, and none receives what came before its predecessor. Only `bindings`, `export`, `store`,
//! `wasi_http` and this file know the platform; all else runs natively. Nothing below this file reads a clock or a
//! variable.
//!
//! A redirect is answered when the picture is stored, because the bucket is asked for it next. A picture that is its own
//! answer (`DELIVERY=inline`) goes out first and is stored then: nobody waits for that.

pub mod accept;
mod bindings;
pub mod config;
pub mod derivative;
pub mod error;
// The names of exports hold `:` and `#`, which native linkers reject.
#[cfg(target_arch = "wasm32")]
mod export;
pub mod lookup;
pub mod original;
pub mod plan;
pub mod policy;
pub mod request;
pub mod response;
pub mod store;
pub mod timings;
mod wasi_http;

use std::rc::Rc;
use std::time::Duration;

use http::Method;
use marble_picture::{Source, process};
use wasi::clocks::monotonic_clock;
use wasi::http::types::{IncomingRequest, ResponseOutparam};

use crate::accept::Accept;
use crate::bindings::exports::wasi::http::incoming_handler::Guest;
use crate::config::Config;
use crate::derivative::{Derivative, MadeOf};
use crate::error::Error;
use crate::lookup::{Found, look};
use crate::original::Original;
use crate::plan::Plan;
use crate::request::Request;
use crate::response::Response;
use crate::timings::Timings;

struct Component;

impl Guest for Component {
    fn handle(request: IncomingRequest, out: ResponseOutparam) {
        let (method, target, accept) = wasi_http::from_wasi_request(&request);
        let head_only = method == Some(Method::HEAD);
        let mut timings = Timings::start(now);
        let answer = match method {
            Some(Method::GET | Method::HEAD) => respond(&target, &accept, &mut timings),
            Some(Method::OPTIONS) => Ok(response::options().into()),
            _ => Err(Error::MethodNotAllowed),
        };
        let mut answer = answer.unwrap_or_else(|error| {
            if error.is_server_error() {
                eprintln!("marble: {error}");
            }
            response::failed(&error).into()
        });
        response::add_common_headers(&mut answer.response, &timings);
        wasi_http::send(answer.response, head_only, out);
        if let Some(Err(error)) = answer.unstored.map(|derivative| derivative.store()) {
            eprintln!("marble: not stored: {error}");
        }
    }
}

/// What is answered, and what is done after it.
struct Answer {
    response: Response,
    unstored: Option<Derivative>,
}

impl From<Response> for Answer {
    fn from(response: Response) -> Self {
        Self {
            response,
            unstored: None,
        }
    }
}

/// The whole product: parse, plan, look, read, make, store, respond.
fn respond(target: &str, accept: &str, timings: &mut Timings) -> Result<Answer, Error> {
    let config = Config::parse(|name| std::env::var(name).ok())?;
    timings.set_deadline(config.max_time);
    let accept = Accept::parse(accept);
    let request = Request::parse(target, accept, &config.base_path, &config.result_prefix)?;
    let plan = Plan::new(&request, &config)?;
    if let (true, Some(location)) = (plan.redirect_first, &plan.keys.location) {
        return Ok(response::redirected(location, &plan).into());
    }
    let (keys, mut original, mut watermark) = match look(&plan, timings)? {
        Found::Derivative(object) => return Ok(response::stored(object, &plan)?.into()),
        Found::Original(keys, original, watermark) => (keys, original, watermark),
    };
    let drawn = watermark.as_deref_mut();
    let drawn = drawn.map(|it| -> &mut dyn Source { it });
    let encoded = process(&mut original, drawn, &plan.transform, &plan.limits, timings);
    let encoded = encoded.map_err(|error| {
        let interrupted = original.failure();
        let interrupted = interrupted.or_else(|| watermark.as_mut()?.failure());
        interrupted.unwrap_or_else(|| error.into())
    })?;
    let encoded = Rc::new(encoded);
    let made_of = MadeOf {
        original: original.etag(),
        watermark: watermark.as_deref().and_then(Original::etag),
    };
    let derivative = Derivative::new(&plan, keys, made_of, &encoded);
    if keys.location.is_none() {
        return Ok(Answer {
            response: response::made(&plan, keys, encoded),
            unstored: Some(derivative),
        });
    }
    derivative.store()?;
    timings.end("store");
    Ok(response::made(&plan, keys, encoded).into())
}

fn now() -> Duration {
    Duration::from_nanos(monotonic_clock::now())
}
