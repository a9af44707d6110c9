//! The resizer: a component that answers HTTP requests with pictures from an object store.
//!
//! ```text
//! wasi_http ──► request ──► plan ──► lookup ──► picture ──► derivative ──► response ──► wasi_http
//! I/O           pure        pure     store      pure        store          pure         I/O
//!                                               └ pulls on `original`, which reads from the store
//! ```
//!
//! `route` tells pictures from Marble's own addresses. Stages talk in values, and none receives what came before its
//! predecessor; beside them goes the `log`, which learns of each and writes the line of the request behind the answer.
//! Only `bindings`, `export`, `store`, `wasi_http` and this file know the platform; all else runs natively. Nothing below
//! this file reads a clock or a variable.
//!
//! A redirect is answered when the picture is stored, because the bucket is asked for it next. A picture that is its own
//! answer (`DELIVERY=inline`) goes out first and is stored then: nobody waits for that.

pub mod accept;
mod bindings;
pub mod clock;
pub mod config;
pub mod derivative;
pub mod digest;
pub mod error;
pub mod events;
// The names of exports hold `:` and `#`, which native linkers reject.
#[cfg(target_arch = "wasm32")]
mod export;
pub mod health;
pub mod lease;
pub mod log;
pub mod lookup;
pub mod original;
pub mod plan;
pub mod policy;
pub mod purge;
pub mod request;
pub mod response;
pub mod route;
pub mod store;
pub mod timings;
pub mod token;
mod wasi_http;

use std::rc::Rc;
use std::time::{Duration, SystemTime};

use http::Method;
use marble_log::{Mode, Severity, quoted};
use marble_picture::{Source as _, process};
use wasi::clocks::monotonic_clock;
use wasi::http::types::{IncomingRequest, ResponseOutparam};

use crate::accept::Accept;
use crate::bindings::exports::wasi::http::incoming_handler::Guest;
use crate::clock::Clock;
use crate::config::Config;
use crate::derivative::Derivative;
use crate::error::Error;
use crate::events::Message;
use crate::lease::{Lease, Making};
use crate::log::Record;
use crate::lookup::{Found, look};
use crate::plan::Plan;
use crate::purge::{Report, purge};
use crate::request::Request;
use crate::response::Response;
use crate::route::Route;
use crate::timings::Timings;
use crate::wasi_http::Incoming;

/// The longest message about originals that changed, in bytes. S3 sends one record at a time, and SNS at most 256 KiB.
const MAX_EVENT_BYTES: usize = 1 << 20;

struct Component;

impl Guest for Component {
    fn handle(request: IncomingRequest, out: ResponseOutparam) {
        let incoming = wasi_http::from_wasi_request(&request);
        let method = incoming.method.as_ref();
        let head_only = method == Some(&Method::HEAD);
        let env = |name: &str| std::env::var(name).ok();
        let mut record = Record::new(
            Mode::read(env).unwrap_or_default(),
            Timings::start(now),
            method,
            &incoming.target,
            &incoming.traceparent,
        );
        store::trace(record.traceparent());
        let mut lease = None;
        let body = || wasi_http::body(&request, MAX_EVENT_BYTES);
        let answer = answer(&incoming, body, Config::parse(env), &mut lease, &mut record);
        let mut answer = answer.unwrap_or_else(|error| {
            record.failed(&error);
            response::failed(&error).into()
        });
        response::add_common_headers(&mut answer.response, &record.timings);
        let status = answer.response.status();
        let tell = |body: &str| record.tell(Severity::Error, body);
        wasi_http::send(answer.response, head_only, out, tell);
        record.timings.end("send");
        if let Some(derivative) = answer.derivative
            && let Err(error) = derivative.finish(&mut record)
        {
            record.tell(Severity::Error, &format!("not stored: {error}"));
        }
        if let Some(lease) = lease {
            lease.release();
        }
        record.write(status, used_memory());
    }
}

/// What is answered, and what is done after it.
struct Answer {
    response: Response,
    derivative: Option<Derivative>,
}

impl From<Response> for Answer {
    fn from(response: Response) -> Self {
        Self {
            response,
            derivative: None,
        }
    }
}

/// Whatever is asked for.
fn answer(
    incoming: &Incoming,
    body: impl FnOnce() -> Option<Vec<u8>>,
    config: Result<Config, config::Error>,
    lease: &mut Option<Lease>,
    record: &mut Record,
) -> Result<Answer, Error> {
    let base_path = config.as_ref().map_or("", |config| &config.base_path);
    match (&incoming.method, Route::of(&incoming.target, base_path)) {
        (Some(Method::OPTIONS), _) => Ok(response::options().into()),
        (_, Route::Events) => Ok(changed(incoming, body, &config?, record)?.into()),
        (Some(Method::GET | Method::HEAD), Route::Health { store }) => {
            health::check(&config?, store, record)?;
            Ok(response::healthy().into())
        }
        (Some(Method::GET | Method::HEAD), Route::Picture) => {
            picture(incoming, &config?, lease, record)
        }
        _ => Err(Error::MethodNotAllowed),
    }
}

/// The whole product: parse, plan, look, read, make, store, respond.
fn picture(
    incoming: &Incoming,
    config: &Config,
    lease: &mut Option<Lease>,
    record: &mut Record,
) -> Result<Answer, Error> {
    record.timings.set_deadline(config.max_time);
    let target = &incoming.target;
    record.key = request::key(target, &config.base_path);
    let accept = Accept::parse(&incoming.accept);
    let request = Request::parse(target, accept, &config.base_path, &config.result_prefix)?;
    let plan = Plan::new(&request, config)?;
    record.transform = Some(plan.transform.to_string());
    if let (true, Some(location)) = (plan.redirect_first, &plan.keys.location) {
        return Ok(response::redirected(location, &plan).into());
    }
    let (keys, mut original, replaces) = match look(&plan, CLOCK, lease, record)? {
        Found::Derivative(object) => {
            record.stored(&object.metadata);
            return Ok(response::stored(object, &plan)?.into());
        }
        Found::Original {
            keys,
            original,
            replaces,
        } => (keys, original, replaces),
        Found::Waited(object) => {
            record.waited(&object.metadata);
            return Ok(match &plan.keys.location {
                Some(location) => response::redirected(location, &plan).into(),
                None => response::stored(object, &plan)?.into(),
            });
        }
    };
    record.source_bytes = original.length();
    let mut making = Making {
        clock: CLOCK,
        lease: lease.as_mut(),
        record,
    };
    let encoded = process(&mut original, &plan.transform, &plan.limits, &mut making);
    let encoded = encoded.map_err(|error| original.failure().unwrap_or_else(|| error.into()))?;
    record.made(&encoded);
    let encoded = Rc::new(encoded);
    let mut derivative = Derivative::new(&plan, keys, original.etag(), replaces, &encoded);
    if keys.location.is_some() {
        derivative.store(record)?;
    }
    Ok(Answer {
        response: response::made(&plan, keys, encoded),
        derivative: Some(derivative),
    })
}

/// Originals changed: what was made of them goes.
fn changed(
    incoming: &Incoming,
    body: impl FnOnce() -> Option<Vec<u8>>,
    config: &Config,
    record: &mut Record,
) -> Result<Response, Error> {
    record.timings.set_deadline(config.max_time);
    let token = config.events_token.as_ref().ok_or(Error::EventsOff)?;
    if incoming.method != Some(Method::POST) {
        return Err(Error::NotPosted);
    }
    if !token.admits(&incoming.authorization) {
        return Err(Error::Unauthorized);
    }
    let body = body().ok_or_else(|| {
        let text = format!("expected at most {MAX_EVENT_BYTES} bytes, but found more, or not all");
        Error::TooManyEvents(text)
    })?;
    match events::parse(&body)? {
        Message::Events(events) => Ok(response::purged(&purge(&events, config, record)?)),
        Message::Confirmation(topic) => {
            let topic = quoted(&topic);
            let body = format!(
                "SNS asks to confirm the subscription to {topic}: confirm it there, since no address of a request is called"
            );
            record.tell(Severity::Warn, &body);
            Ok(response::purged(&Report::default()))
        }
    }
}

/// Linear memory of this component, in bytes: the most that it had, since it never shrinks.
fn used_memory() -> Option<u64> {
    #[cfg(target_arch = "wasm32")]
    return u64::try_from(core::arch::wasm32::memory_size::<0>())
        .ok()
        .map(|pages| pages.saturating_mul(64 << 10));
    #[cfg(not(target_arch = "wasm32"))]
    None
}

const CLOCK: Clock = Clock {
    monotonic: now,
    wall: || {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        // Before 1970 it is off, and all that depends on it is how long is waited.
        now.unwrap_or_default()
    },
    pause: |duration| {
        let nanoseconds = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
        monotonic_clock::subscribe_duration(nanoseconds).block();
    },
};

fn now() -> Duration {
    Duration::from_nanos(monotonic_clock::now())
}
