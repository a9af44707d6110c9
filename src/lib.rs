//! The resizer: a component that answers HTTP requests with pictures from an object store.
//!
//! ```text
//! wasi_http ──► request ──► plan ──► lookup ──► picture ──► derivative ──► response ──► wasi_http
//! I/O           pure        pure     store      pure        store          pure         I/O
//!                                               └ pulls on `original`, which reads from the store
//! ```
//!
//! `answer` goes through these stages, and `route` tells pictures from Marble's own addresses. `dialect` translates links
//! in the words of other services. Stages talk in values, and none receives what came before its predecessor; beside them
//! go the `log`, which learns of each and writes the line of the request behind the answer, and the `lease`, which keeps
//! others from making the same picture. Only `bindings`, `export`, `store`, `wasi_http` and this file know the platform;
//! all else runs natively. Nothing below this file reads a clock or a variable.
//!
//! Where the original cannot be had, the way from `lookup` on is gone once more, for the fallback (`FALLBACK`). Where it
//! changed, `events` says so, `purge` deletes what was made of it, and `warm` makes its presets anew.

pub mod accept;
pub mod answer;
mod bindings;
pub mod clock;
pub mod conditions;
pub mod config;
pub mod derivative;
pub mod dialect;
pub mod digest;
pub mod error;
pub mod events;
// The names of exports hold `:` and `#`, which native linkers reject.
#[cfg(target_arch = "wasm32")]
mod export;
pub mod health;
pub mod incoming;
pub mod lease;
pub mod link;
pub mod log;
pub mod lookup;
pub mod names;
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
pub mod version;
pub mod warm;
mod wasi_http;

use std::time::{Duration, SystemTime};

use http::Method;
use marble_log::{Mode, Severity};
use wasi::clocks::monotonic_clock;
use wasi::http::types::{IncomingRequest, ResponseOutparam};

use crate::answer::{Answering, MAX_EVENT_BYTES};
use crate::bindings::exports::wasi::http::incoming_handler::Guest;
use crate::clock::Clock;
use crate::config::Config;
use crate::lease::Lease;
use crate::log::Record;
use crate::timings::Timings;

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
            &incoming.header("traceparent"),
        );
        store::trace(record.traceparent());
        let mut leases = Vec::new();
        let mut answering = Answering {
            clock: CLOCK,
            leases: &mut leases,
            record: &mut record,
        };
        let body = || wasi_http::body(&request, MAX_EVENT_BYTES);
        let answer = answering.answer(&incoming, body, Config::parse(env));
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
        leases.into_iter().for_each(Lease::release);
        record.write(status, used_memory());
    }
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

/// Linear memory of this component, in bytes: the most that it had, since it never shrinks.
fn used_memory() -> Option<u64> {
    #[cfg(target_arch = "wasm32")]
    return u64::try_from(core::arch::wasm32::memory_size::<0>())
        .ok()
        .map(|pages| pages.saturating_mul(64 << 10));
    #[cfg(not(target_arch = "wasm32"))]
    None
}
