//! How often a request is tried, and how long the pauses are. Pure: the random number is an argument.
//!
//! Which failures are tried again is said where they arise (`s3_error`, `send`): the store's
//! own faults (500, 502, 503, 504), its requests to slow down (429, `SlowDown`), conflicts with another writer
//! (409), and broken connections, in the middle of a body as well. Both reads and writes may be repeated: a write is of
//! the whole object, and a read goes on where it broke off (`resume`).
//!
//! Never a timeout: one attempt may have taken the whole time allowed, and three of them would outlast the 30
//! seconds that hosted runtimes give a request, while the store is slow for everybody.

use std::time::Duration;

/// Attempts in all, the first one included. AWS's own tools make three as well.
const MAX_ATTEMPTS: u32 = 3;

/// The first pause is 50 to 200 ms, the second 100 to 400 ms.
const MIN_BACKOFF_MS: u64 = 50;
const MAX_BACKOFF_MS: u64 = 200;

/// The attempts at one call: to get an object, those at the rest of its body included.
#[derive(Debug, Default)]
pub(crate) struct Tries(u32);

impl Tries {
    /// One more was made.
    pub(crate) fn count(&mut self) {
        self.0 = self.0.saturating_add(1);
    }

    /// The pause before the next one, or none where no attempt is left.
    pub(crate) fn pause(&self, random: u64) -> Option<Duration> {
        backoff(self.0, random)
    }
}

/// The pause after `attempts` failed attempts, or none where no attempt is left.
///
/// `random` spreads those who failed at one moment over the span of the pause.
fn backoff(attempts: u32, random: u64) -> Option<Duration> {
    if attempts >= MAX_ATTEMPTS {
        return None;
    }
    let growth = 1_u64.checked_shl(attempts.saturating_sub(1)).unwrap_or(1);
    let shortest = MIN_BACKOFF_MS.saturating_mul(growth);
    let longest = MAX_BACKOFF_MS.saturating_mul(growth);
    let span = longest.saturating_sub(shortest).saturating_add(1);
    let jitter = random.checked_rem(span).unwrap_or(0);
    Some(Duration::from_millis(shortest.saturating_add(jitter)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end() {
        for (attempts, random, expected) in [
            (1, 0, Some(50)),
            (1, 150, Some(200)),
            (1, 151, Some(50)),
            (2, 0, Some(100)),
            (2, 300, Some(400)),
            (2, 301, Some(100)),
            (3, 0, None),
            (u32::MAX, 7, None),
        ] {
            assert_eq!(
                backoff(attempts, random),
                expected.map(Duration::from_millis),
                "after {attempts} attempts, with {random}"
            );
        }
    }

    #[test]
    fn pauses_stay_in_their_span() {
        for random in (0..u64::MAX).step_by(usize::MAX / 1_000) {
            let first = backoff(1, random).unwrap().as_millis();
            let second = backoff(2, random).unwrap().as_millis();
            assert!((50..=200).contains(&first), "{random}: {first}");
            assert!((100..=400).contains(&second), "{random}: {second}");
        }
    }
}
