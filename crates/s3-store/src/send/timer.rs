//! The end of every wait.

use std::cell::Cell;
use std::time::Duration;

use wasi::clocks::monotonic_clock::subscribe_duration;
use wasi::io::poll::{Pollable, poll};

use crate::failure::{Failure, Kind};

/// The end of one wait.
pub(super) struct Timer {
    end: Pollable,
    over: Cell<bool>,
}

impl Timer {
    pub(super) fn new(timeout: Duration) -> Self {
        Self {
            end: subscribe_duration(nanoseconds(timeout)),
            over: Cell::new(false),
        }
    }

    /// Waits for any of `events`. Ready events may be found not to be so: then the caller waits again, by the
    /// same timer. `what` the store does not do in time goes to the log.
    ///
    /// # Errors
    ///
    /// The time is over. What is ready by then may have come before, while nobody waited: it is looked at once.
    pub(super) fn wait(&self, events: &[&Pollable], what: &str) -> Result<(), Failure> {
        let mut all = vec![&self.end];
        all.extend(events);
        let ready = poll(&all);
        // By the index of the timer.
        let over = self.over.get() || ready == [0];
        self.over.set(ready.contains(&0));
        if over {
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
