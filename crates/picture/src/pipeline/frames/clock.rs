//! How long frames are seen, from one unit to another.

use crate::original::frames::TimeUnit;

/// What browsers make of a frame that is seen for 10 milliseconds or less.
const SHORT_MS: u32 = 100;

/// The longest that a browser takes for too short, in milliseconds.
const TOO_SHORT_MS: u32 = 10;

/// Turns the delays of one animation into those of another.
pub(crate) struct Clock {
    from: TimeUnit,
    to: TimeUnit,
    /// Milliseconds that the original took so far.
    taken_ms: u64,
    /// Hundredths of a second that were given so far.
    given: u64,
}

impl Clock {
    pub(crate) fn new(from: TimeUnit, to: TimeUnit) -> Self {
        Self {
            from,
            to,
            taken_ms: 0,
            given: 0,
        }
    }

    /// The next frame's delay, in the unit of the result. Within a unit it stays as it is.
    pub(crate) fn delay(&mut self, delay: u32) -> u32 {
        match (self.from, self.to) {
            (TimeUnit::Centisecond, TimeUnit::Millisecond) => shown_for(delay.saturating_mul(10)),
            (TimeUnit::Millisecond, TimeUnit::Centisecond) => self.hundredths(shown_for(delay)),
            _ => delay,
        }
    }

    /// The delay of two frames that look the same; `None` where one cannot say it.
    pub(crate) fn sum(&self, one: u32, other: u32) -> Option<u32> {
        let (too_short, longest) = match self.to {
            TimeUnit::Centisecond => (TOO_SHORT_MS / 10, u32::from(u16::MAX)),
            TimeUnit::Millisecond => (TOO_SHORT_MS, (1 << 24) - 1),
        };
        let sum = one.checked_add(other)?;
        (one.min(other) > too_short && sum <= longest).then_some(sum)
    }

    /// Rounded so that the sum stays right.
    fn hundredths(&mut self, delay_ms: u32) -> u32 {
        self.taken_ms = self.taken_ms.saturating_add(delay_ms.into());
        let until = self.taken_ms.saturating_add(5) / 10;
        let delay = u32::try_from(until.saturating_sub(self.given)).unwrap_or(u32::MAX);
        let delay = delay.clamp(TOO_SHORT_MS / 10 + 1, u16::MAX.into());
        self.given = self.given.saturating_add(delay.into());
        delay
    }
}

fn shown_for(delay_ms: u32) -> u32 {
    if delay_ms <= TOO_SHORT_MS {
        SHORT_MS
    } else {
        delay_ms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_time() {
        let (gif, webp) = (TimeUnit::Centisecond, TimeUnit::Millisecond);
        for (from, to, delays, expected) in [
            (
                gif,
                TimeUnit::Centisecond,
                [0, 1, 2, 65_535],
                [0, 1, 2, 65_535],
            ),
            (
                gif,
                TimeUnit::Millisecond,
                [0, 1, 2, 65_535],
                [100, 100, 20, 655_350],
            ),
            (
                webp,
                TimeUnit::Millisecond,
                [0, 1, 33, 99_999],
                [0, 1, 33, 99_999],
            ),
            (webp, TimeUnit::Centisecond, [33, 33, 33, 10], [3, 4, 3, 10]),
            (
                webp,
                TimeUnit::Centisecond,
                [11, 12, 19, 700_000],
                [2, 2, 2, 65_535],
            ),
        ] {
            let mut clock = Clock::new(from, to);
            let found = delays.map(|delay| clock.delay(delay));
            assert_eq!(found, expected, "{from:?} to {to:?}: {delays:?}");
        }
    }

    #[test]
    fn adds_up_what_can_be_said() {
        for (to, one, other, expected) in [
            (TimeUnit::Centisecond, 2, 3, Some(5)),
            (TimeUnit::Centisecond, 1, 3, None),
            (TimeUnit::Centisecond, 3, 0, None),
            (TimeUnit::Centisecond, 60_000, 6_000, None),
            (TimeUnit::Millisecond, 20, 6_000, Some(6_020)),
            (TimeUnit::Millisecond, 10, 20, None),
            (TimeUnit::Millisecond, 1 << 23, 1 << 23, None),
        ] {
            let clock = Clock::new(TimeUnit::Centisecond, to);
            assert_eq!(clock.sum(one, other), expected, "{to:?}: {one} and {other}");
        }
    }
}
