//! The time, and how it passes: a value, so that only `lib` knows the platform's clocks.

use std::time::Duration;

/// What the time is, and how it passes.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    /// A clock that never goes back.
    pub monotonic: fn() -> Duration,
    /// The time of day, since the beginning of 1970 (UTC).
    pub wall: fn() -> Duration,
    /// Lets time pass.
    pub pause: fn(Duration),
}
