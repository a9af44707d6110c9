//! How long each stage of a request took. The clock is an argument.

use std::fmt;
use std::time::Duration;

use marble_picture::{Stage, Stages};

/// The stages of one request, in the order they ended.
#[derive(Debug)]
pub struct Timings {
    now: fn() -> Duration,
    last: Duration,
    stages: Vec<(&'static str, Duration)>,
}

impl Timings {
    /// Starts the first stage. `now` is a monotonic clock.
    #[must_use]
    pub fn start(now: fn() -> Duration) -> Self {
        Self {
            now,
            last: now(),
            stages: Vec::new(),
        }
    }

    /// Ends a stage and starts the next. `name` is a token of RFC 9110, 5.6.2.
    pub fn end(&mut self, name: &'static str) {
        let now = (self.now)();
        self.stages.push((name, now.saturating_sub(self.last)));
        self.last = now;
    }
}

impl Stages for Timings {
    fn ended(&mut self, stage: Stage) {
        self.end(match stage {
            Stage::Decode => "decode",
            Stage::Encode => "encode",
            Stage::Frames => "frames",
            Stage::Resize => "resize",
        });
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
}
