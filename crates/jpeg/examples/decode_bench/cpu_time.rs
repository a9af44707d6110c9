//! What a run costs.

use std::error::Error;
use std::time::{Duration, Instant};

/// Time since some moment, on the CPU of the thread where the system tells.
pub(crate) fn cpu_time() -> Result<Duration, Box<dyn Error>> {
    std::thread_local! {
        static START: Instant = Instant::now();
    }
    if cfg!(target_os = "linux") {
        let statistics = std::fs::read_to_string("/proc/thread-self/schedstat")?;
        let first = statistics.split(' ').next().unwrap_or_default();
        return Ok(Duration::from_nanos(first.parse()?));
    }
    Ok(START.with(Instant::elapsed))
}
