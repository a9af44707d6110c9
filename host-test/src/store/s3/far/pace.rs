//! When bytes may go on a line that carries so many a second. Pure: the clock is an argument.

use std::time::{Duration, Instant};

/// What goes at once takes the line this long: as finely as a thread wakes up, and as coarsely as a network card
/// interrupts.
const QUANTUM: Duration = Duration::from_micros(250);

/// The most bytes that go at once, however fast the line is.
const MOST_AT_ONCE: u64 = 64 << 10;

/// A sender that wakes up late may make up for this much. What a client lost by not reading, it does not get back.
pub(super) const LATENESS: Duration = Duration::from_millis(2);

/// A line, and when it will have carried what was sent so far.
#[derive(Clone, Debug)]
pub(super) struct Pace {
    bytes_per_second: u64,
    free: Instant,
}

impl Pace {
    /// A line that nothing was sent on yet. A rate of 0 counts as 1.
    pub(super) fn new(bytes_per_second: u64, now: Instant) -> Self {
        Self {
            bytes_per_second: bytes_per_second.max(1),
            free: now,
        }
    }

    /// The most that goes at once, in bytes.
    pub(super) fn quantum(&self) -> usize {
        let per_quantum = u128::from(self.bytes_per_second) * QUANTUM.as_nanos() / 1_000_000_000;
        let bounded = per_quantum.clamp(1, MOST_AT_ONCE.into());
        usize::try_from(bounded).unwrap_or(1)
    }

    /// When so many bytes have come out at the other end, of which the first goes in now.
    pub(super) fn due(&self, bytes: usize, now: Instant) -> Instant {
        let earliest = now.checked_sub(LATENESS).unwrap_or(now);
        self.free.max(earliest) + duration(bytes as u64, self.bytes_per_second)
    }

    /// So many bytes are gone; they were due.
    pub(super) fn sent(&mut self, bytes: usize, now: Instant) {
        self.free = self.due(bytes, now);
    }
}

/// How long a line takes for so many bytes.
pub(super) fn duration(bytes: u64, bytes_per_second: u64) -> Duration {
    let rate = u128::from(bytes_per_second.max(1));
    let nanoseconds = u128::from(bytes) * 1_000_000_000 / rate;
    Duration::from_nanos(u64::try_from(nanoseconds).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantum_is_what_the_line_carries_in_a_quarter_of_a_millisecond() {
        for (bytes_per_second, expected) in [
            (0, 1),
            (1_000, 1),
            (20_000_000, 5_000),
            (60_000_000, 15_000),
            (200_000_000, 50_000),
            (u64::MAX, 65_536),
        ] {
            let pace = Pace::new(bytes_per_second, Instant::now());
            assert_eq!(pace.quantum(), expected, "{bytes_per_second}");
        }
    }

    #[test]
    fn a_late_sender_keeps_the_rate_and_a_stall_is_not_made_up_for() {
        let start = Instant::now();
        let after = |micros| start + Duration::from_micros(micros);
        let mut pace = Pace::new(60_000_000, start);
        // Each of ten writes is due a quarter of a millisecond behind the one before, and wakes up a tenth too late.
        for index in 0..10 {
            let due = pace.due(15_000, after(index * 250));
            assert_eq!(due, after((index + 1) * 250), "{index}");
            pace.sent(15_000, due + Duration::from_micros(100));
        }
        // A client that did not read for 100 milliseconds gets 2 milliseconds of it at once, and then the line's rate.
        let mut at_once = 0;
        let now = after(102_500);
        while pace.due(15_000, now) <= now {
            pace.sent(15_000, now);
            at_once += 15_000;
        }
        assert_eq!(at_once, 120_000);
    }

    #[test]
    fn a_line_without_bounds_takes_no_time() {
        let start = Instant::now();
        assert_eq!(Pace::new(u64::MAX, start).due(65_536, start), start);
        assert_eq!(duration(3_000_000, 60_000_000), Duration::from_millis(50));
        assert!(duration(u64::MAX, 0) > Duration::from_hours(24));
    }
}
