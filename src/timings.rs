//! How long each stage of a request took. The clock is an argument.

use std::fmt;
use std::time::Duration;

use marble_picture::{Estimate, Progress, Stage};

/// The stages of one request, in the order they ended.
#[derive(Debug)]
pub struct Timings {
    now: fn() -> Duration,
    deadline: Duration,
    last: Duration,
    started: Duration,
    stages: Vec<(&'static str, Duration)>,
}

impl Timings {
    /// Starts the first stage. `now` is a monotonic clock.
    #[must_use]
    pub fn start(now: fn() -> Duration) -> Self {
        let started = now();
        Self {
            now,
            deadline: Duration::MAX,
            last: started,
            started,
            stages: Vec::new(),
        }
    }

    /// Says how long all stages may take together.
    pub fn set_deadline(&mut self, most: Duration) {
        self.deadline = self.started.saturating_add(most);
    }

    /// Ends a stage and starts the next. `name` is a token of RFC 9110, 5.6.2.
    pub fn end(&mut self, name: &'static str) {
        let now = (self.now)();
        self.stages.push((name, now.saturating_sub(self.last)));
        self.last = now;
    }
}

impl Progress for Timings {
    fn estimated(&mut self, estimate: Estimate) {
        self.stages
            .push(("estimate", Duration::from_millis(estimate.work)));
    }

    fn ended(&mut self, stage: Stage) {
        self.end(match stage {
            Stage::Decode => "decode",
            Stage::Encode => "encode",
            Stage::Frames => "frames",
            Stage::Resize => "resize",
        });
    }

    fn is_late(&self) -> bool {
        (self.now)() > self.deadline
    }
}

/// The value of the header `Server-Timing` (W3C Server Timing, 4), in milliseconds.
impl fmt::Display for Timings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (name, duration)) in self.stages.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{name};dur={:.1}", duration.as_secs_f64() * 1e3)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn writes_milliseconds() {
        let mut timings = Timings::start(Duration::default);
        assert_eq!(timings.to_string(), "");
        timings.stages = vec![
            ("fetch", Duration::from_micros(12_340)),
            ("decode", Duration::from_micros(50)),
        ];
        assert_eq!(timings.to_string(), "fetch;dur=12.3, decode;dur=0.1");
    }

    #[test]
    fn is_late_behind_the_deadline() {
        thread_local!(static NOW: Cell<Duration> = const { Cell::new(Duration::from_secs(7)) });
        let mut timings = Timings::start(|| NOW.get());
        assert!(!timings.is_late());
        timings.set_deadline(Duration::from_secs(2));
        for (now, expected) in [(7, false), (9, false), (10, true)] {
            NOW.set(Duration::from_secs(now));
            assert_eq!(timings.is_late(), expected, "{now}");
        }
    }
}
