//! A clock that tests can tell the time of.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use wasmtime_wasi::HostMonotonicClock;

/// Goes on by the same step whenever it is read.
pub(crate) struct StepClock {
    step: Duration,
    readings: AtomicU64,
}

impl StepClock {
    pub(crate) fn new(step: Duration) -> Self {
        Self {
            step,
            readings: AtomicU64::new(0),
        }
    }
}

impl HostMonotonicClock for StepClock {
    fn resolution(&self) -> u64 {
        1
    }

    fn now(&self) -> u64 {
        let readings = self.readings.fetch_add(1, Ordering::Relaxed);
        let step = u64::try_from(self.step.as_nanos()).unwrap_or(u64::MAX);
        readings.saturating_mul(step)
    }
}
