//! The end of every wait.

use std::time::Duration;

use wasi::clocks::monotonic_clock::subscribe_duration;
use wasi::io::poll::{Pollable, poll};

use crate::failure::{Failure, Kind};

/// The end of one wait.
pub(super) struct Timer(Pollable);

impl Timer {
    pub(super) fn new(timeout: Duration) -> Self {
        Self(subscribe_duration(nanoseconds(timeout)))
    }

    /// Waits for any of `events`. Ready events may be found not to be so: then the caller waits again, by the
    /// same timer. `what` the store does not do in time goes to the log.
    pub(super) fn wait(&self, events: &[&Pollable], what: &str) -> Result<(), Failure> {
        let mut all = vec![&self.0];
        all.extend(events);
        if poll(&all).contains(&0) {
            let text = format!("timed out: the store did not {what} within S3_TIMEOUT_MS");
            return Err(Failure::permanent(Kind::TimedOut, text));
        }
        Ok(())
    }
}

/// Waits, whatever happens.
pub(crate) fn sleep(duration: Duration) {
    subscribe_duration(nanoseconds(duration)).block();
}

pub(super) fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
