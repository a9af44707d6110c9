//! All that touches the platform: HTTP, streams, clocks and random numbers. This file and its children are the only
//! ones, besides the generated code and what exports the component.
//!
//! Every wait is for something *or* a timer, so a store that falls silent costs one timeout on every runtime,
//! whatever the runtime makes of its own timeouts.

use std::time::SystemTime;

mod body;
mod exchange;
mod timer;
mod upload;
mod wasi_error;

pub(crate) use body::{Body, Source, wait};
pub(crate) use exchange::{Sent, send};
pub(crate) use timer::sleep;

/// The time of day.
pub(crate) fn now() -> SystemTime {
    SystemTime::now()
}

/// A number that nobody foresees.
pub(crate) fn random() -> u64 {
    wasi::random::random::get_random_u64()
}
