//! How long each stage of a request took. The clock is an argument.

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;
use std::time::Duration;

use marble_picture::{Estimate, Progress, Stage};

/// What stands among the stages, and is none.
const ESTIMATE: &str = "estimate";

/// The stages of one request, in the order they ended.
#[derive(Debug)]
pub struct Timings {
    now: fn() -> Duration,
    deadline: Deadline,
    last: Duration,
    started: Duration,
    stages: Vec<(&'static str, Duration)>,
    waits: Waits,
    /// What `waits` had when the last stage ended.
    waited: Duration,
    /// Where in `stages` the one is that is made of waits.
    fetch: Option<usize>,
}

/// When a request has to be over.
#[derive(Debug, Clone, Copy)]
pub struct Deadline {
    now: fn() -> Duration,
    /// By the clock.
    end: Duration,
}

/// How long the original was waited for and read, all times together. Clones add to one sum.
#[derive(Debug, Clone)]
pub struct Waits {
    now: fn() -> Duration,
    sum: Rc<Cell<Duration>>,
}

impl Timings {
    /// Starts the first stage. `now` is a monotonic clock.
    #[must_use]
    pub fn start(now: fn() -> Duration) -> Self {
        let started = now();
        Self {
            now,
            deadline: Deadline {
                now,
                end: Duration::MAX,
            },
            last: started,
            started,
            stages: Vec::new(),
            waits: Waits::new(now),
            waited: Duration::ZERO,
            fetch: None,
        }
    }

    /// Says how long all stages may take together.
    pub fn set_deadline(&mut self, most: Duration) {
        self.deadline.end = self.started.saturating_add(most);
    }

    /// Ends a stage and starts the next. `name` is a token of RFC 9110, 5.6.2. What was waited for the original in the
    /// meantime is no part of it.
    pub fn end(&mut self, name: &'static str) {
        let now = (self.now)();
        let waited = self.waits.sum.get();
        let waits = waited.saturating_sub(self.waited);
        let took = now.saturating_sub(self.last).saturating_sub(waits);
        self.stages.push((name, took));
        self.last = now;
        self.waited = waited;
    }

    /// Starts what has stages of its own and is one stage here, which the next call of [`Timings::end`] ends. It has to be
    /// over when all is.
    #[must_use]
    pub fn part(&mut self) -> Self {
        let part = Self {
            deadline: self.deadline,
            ..Self::start(self.now)
        };
        self.last = part.started;
        self.waited = self.waits.sum.get();
        part
    }

    /// How long all of it takes so far.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        (self.now)().saturating_sub(self.started)
    }

    /// The stages so far, in the order they ended, and how long each took.
    pub fn stages(&self) -> impl Iterator<Item = (&'static str, Duration)> {
        self.entries().filter(|(name, _)| *name != ESTIMATE)
    }

    /// The same with the estimate among them.
    fn entries(&self) -> impl Iterator<Item = (&'static str, Duration)> {
        let stages = self.stages.iter().enumerate();
        stages.map(|(index, (name, duration))| {
            let waits = Some(index) == self.fetch;
            (
                *name,
                if waits {
                    self.waits.sum.get()
                } else {
                    *duration
                },
            )
        })
    }

    /// When all stages have to be over.
    #[must_use]
    pub fn deadline(&self) -> Deadline {
        self.deadline
    }

    /// The monotonic clock.
    #[must_use]
    pub fn clock(&self) -> fn() -> Duration {
        self.now
    }

    /// Begins the stage `fetch`, which goes on beside the others: it has what is waited for the original until the
    /// answer.
    pub fn fetch(&mut self) -> Waits {
        self.fetch = Some(self.stages.len());
        self.stages.push(("fetch", Duration::ZERO));
        self.waits.clone()
    }
}

impl Deadline {
    /// Whether the time is up.
    #[must_use]
    pub fn is_over(self) -> bool {
        (self.now)() > self.end
    }
}

impl Waits {
    /// No wait yet. `now` is a monotonic clock.
    #[must_use]
    pub fn new(now: fn() -> Duration) -> Self {
        Self {
            now,
            sum: Rc::default(),
        }
    }

    /// Counts how long `wait` takes.
    pub fn during<T>(&self, wait: impl FnOnce() -> T) -> T {
        let begun = (self.now)();
        let waited_for = wait();
        let took = (self.now)().saturating_sub(begun);
        self.sum.set(self.sum.get().saturating_add(took));
        waited_for
    }
}

impl Progress for Timings {
    fn estimated(&mut self, estimate: Estimate) {
        self.stages
            .push((ESTIMATE, Duration::from_millis(estimate.work)));
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
        self.deadline.is_over()
    }
}

/// The value of the header `Server-Timing` (W3C Server Timing, 4), in milliseconds.
impl fmt::Display for Timings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (name, duration)) in self.entries().enumerate() {
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
    fn waits_for_the_original_are_a_stage_of_their_own() {
        thread_local!(static NOW: Cell<Duration> = const { Cell::new(Duration::ZERO) });
        let pass = |milliseconds| {
            let passed = Duration::from_millis(milliseconds);
            NOW.set(NOW.get().saturating_add(passed));
        };
        let mut timings = Timings::start(|| NOW.get());
        pass(1);
        timings.end("stored");
        let waits = timings.fetch();
        waits.during(|| pass(2));
        pass(4);
        waits.clone().during(|| pass(8));
        pass(16);
        timings.end("decode");
        waits.during(|| pass(32));
        pass(64);
        timings.end("encode");
        timings.estimated(Estimate { memory: 1, work: 7 });
        let stages: Vec<_> = timings.stages().map(|(name, _)| name).collect();
        assert_eq!(stages, ["stored", "fetch", "decode", "encode"]);
        assert_eq!(timings.elapsed(), Duration::from_millis(127));
        let expected = "stored;dur=1.0, fetch;dur=42.0, decode;dur=20.0, encode;dur=64.0, \
            estimate;dur=7.0";
        assert_eq!(timings.to_string(), expected);
    }

    #[test]
    fn a_part_is_one_stage() {
        thread_local!(static NOW: Cell<Duration> = const { Cell::new(Duration::ZERO) });
        let pass = |milliseconds| {
            let passed = Duration::from_millis(milliseconds);
            NOW.set(NOW.get().saturating_add(passed));
        };
        let mut timings = Timings::start(|| NOW.get());
        timings.set_deadline(Duration::from_millis(31));
        timings.fetch().during(|| pass(1));
        pass(2);
        let mut part = timings.part();
        part.fetch().during(|| pass(4));
        pass(8);
        part.end("decode");
        timings.end("fallback");
        let expected = "fetch;dur=4.0, decode;dur=8.0";
        assert_eq!(part.to_string(), expected);
        let expected = "fetch;dur=1.0, fallback;dur=12.0";
        assert_eq!(timings.to_string(), expected);
        assert!(!part.is_late());
        pass(17);
        assert!(part.is_late(), "by the deadline of the whole");
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
