//! One maker: of many who ask for one new picture, one makes it, and the others wait for what it stores.
//!
//! ```text
//! ask ─┬─ ours ────── make, store, release
//!      ├─ another's ─ wait ─┬─ the derivative is there
//!      │                    └─ over: its maker gave up or died
//!      └─ nobody's ── make and store: the store does not let us have one
//! ```
//!
//! A lease is an object beside the derivatives, written only where there is none, with the time until which it counts.
//! Nothing but work saved depends on it: who waited for long enough makes the picture itself, and a store that knows no
//! conditions gives everybody a lease. Clocks that differ make a wait shorter, or as long as a lease lasts; never longer.

use std::time::Duration;

use marble_picture::geometry::Dimensions;
use marble_picture::{Estimate, Progress, Stage};
use serde::{Deserialize, Serialize};

use crate::clock::Clock;
use crate::error::Error;
use crate::log::{Call, Record};
use crate::store::{self, Condition, Metadata, Object, PendingPut, Place, PutOutcome};
use crate::timings::Waits;

/// How long a lease counts at least. Most pictures are made in a tenth of it; the rest is for the store.
const SHORTEST: Duration = Duration::from_secs(2);

/// A lease counts for so many times as long as the work is estimated to take.
const MARGIN: u32 = 2;

/// The pauses between two looks at what another one makes: as long as a small picture takes, and then twice as long each.
const FIRST_PAUSE: Duration = Duration::from_millis(25);
const LONGEST_PAUSE: Duration = Duration::from_millis(400);

/// How many makers are waited for, one after the other died, until everybody makes the picture.
const MAKERS: u32 = 2;

/// The longest lease that is read, in bytes.
pub const MAX_BYTES: usize = 1_024;

/// A lease that was asked for. It is released, whoever has it, by [`Self::release`] alone.
pub struct Lease {
    key: String,
    state: State,
}

enum State {
    /// The store has not answered yet.
    Asked(PendingPut),
    /// It is ours.
    Held,
    /// It is ours, and made to last longer; nobody waits for the answer.
    Renewed { _pending: PendingPut },
}

/// Whose a lease is.
pub enum Holder {
    /// Ours: nobody else makes the picture.
    Us(Lease),
    /// Another one makes the picture.
    Another,
    /// The store does not let us have one.
    Nobody,
}

/// What became of waiting.
pub enum Waited {
    /// The picture is there.
    Stored(Object),
    /// It is still to be made: with a lease that was taken over, or without one.
    Over(Option<Lease>),
}

/// What a lease says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Terms {
    /// The time of day until which it counts, in milliseconds since the beginning of 1970.
    until: u64,
    /// How long it counts in all, in milliseconds.
    lasts: u64,
}

impl Lease {
    /// Asks for the lease `key`, and does not wait.
    #[must_use]
    pub fn ask(key: &str, clock: Clock) -> Self {
        let state = State::Asked(write(key, SHORTEST, clock, &Condition::IfAbsent));
        let key = key.to_owned();
        Self { key, state }
    }

    /// Waits for the store to say whose it is.
    pub fn holder(self, record: &mut Record) -> Holder {
        let State::Asked(pending) = self.state else {
            return Holder::Us(self);
        };
        let outcome = pending.wait();
        record.answered(Call::Lease, &outcome, |outcome| match outcome {
            PutOutcome::ConditionFailed => "taken",
            PutOutcome::Stored => "ours",
        });
        match outcome {
            Ok(PutOutcome::Stored) => Holder::Us(Self {
                state: State::Held,
                ..self
            }),
            Ok(PutOutcome::ConditionFailed) => Holder::Another,
            Err(_) => Holder::Nobody,
        }
    }

    /// Lets it last as long as the work does, where that is longer than it lasts anyway.
    fn renew(&mut self, work: Duration, clock: Clock) {
        let lasts = work.saturating_mul(MARGIN);
        if lasts > SHORTEST {
            let pending = write(&self.key, lasts, clock, &Condition::Always);
            self.state = State::Renewed { _pending: pending };
        }
    }

    /// Gives it back, if it is ours. That it is not deleted, the store's component tells.
    pub fn release(self) {
        let ours = match self.state {
            State::Asked(pending) => matches!(pending.wait(), Ok(PutOutcome::Stored)),
            State::Held | State::Renewed { .. } => true,
        };
        if ours {
            drop(store::delete(&[self.key]));
        }
    }
}

/// Waits for the derivative that another one makes, whose lease is `lease`. One that was there before may not count.
///
/// # Errors
///
/// What the store says of the derivative; [`Error::TooSlow`].
pub fn wait(
    derivative: &str,
    lease: &str,
    counts: impl Fn(&Object) -> bool,
    clock: Clock,
    record: &mut Record,
) -> Result<Waited, Error> {
    let mut pause = FIRST_PAUSE;
    let mut makers = 0;
    let mut seen: Option<(Option<String>, Duration)> = None;
    loop {
        (clock.pause)(pause);
        if record.timings.deadline().is_over() {
            return Err(Error::TooSlow);
        }
        pause = pause.saturating_mul(2).min(LONGEST_PAUSE);
        let waits = || Waits::new(clock.monotonic);
        let pending = store::get(Place::Derivatives, derivative);
        let leased = store::get(Place::Derivatives, lease);
        if let Some(object) = store::or_denied(pending.wait(waits()))?.filter(&counts) {
            return Ok(Waited::Stored(object));
        }
        let Some((etag, terms)) = leased.wait(waits()).ok().flatten().and_then(read) else {
            // Its maker stores first, and releases it then: perhaps between the two answers.
            let pending = store::get(Place::Derivatives, derivative);
            let object = store::or_denied(pending.wait(waits()))?.filter(&counts);
            return Ok(object.map_or(Waited::Over(None), Waited::Stored));
        };
        let now = (clock.monotonic)();
        let end = match seen {
            Some((known, end)) if known == etag => end,
            _ => {
                makers = u32::saturating_add(makers, 1);
                now.saturating_add(terms.rest((clock.wall)()))
            }
        };
        seen = Some((etag.clone(), end));
        if now < end {
            pause = pause.min(end.saturating_sub(now));
            continue;
        }
        let Some(etag) = etag else {
            return Ok(Waited::Over(None));
        };
        let condition = Condition::IfMatch(etag);
        match write(lease, SHORTEST, clock, &condition).wait() {
            Ok(PutOutcome::Stored) => {
                let key = lease.to_owned();
                let state = State::Held;
                return Ok(Waited::Over(Some(Lease { key, state })));
            }
            // Somebody else was quicker.
            Ok(PutOutcome::ConditionFailed) if makers < MAKERS => {}
            _ => return Ok(Waited::Over(None)),
        }
    }
}

fn write(key: &str, lasts: Duration, clock: Clock, condition: &Condition) -> PendingPut {
    let terms = Terms::new((clock.wall)(), lasts);
    // Two numbers always serialise.
    let body = serde_json::to_vec(&terms).unwrap_or_default();
    let metadata = Metadata {
        content_type: Some("application/json".to_owned()),
        cache_control: Some("no-store".to_owned()),
        etag: None,
        last_modified: None,
        size: None,
        user: Vec::new(),
    };
    store::put(key, &metadata, &body, condition)
}

/// How long ago a lease with this body ended, at this time of day: nothing while it counts. None of what is no lease.
#[must_use]
pub fn ended(body: &[u8], now: Duration) -> Option<Duration> {
    let terms: Terms = serde_json::from_slice(body).ok()?;
    let since = milliseconds(now).saturating_sub(terms.until);
    Some(Duration::from_millis(since))
}

/// Version and terms; none of an object that is no lease.
fn read(mut object: Object) -> Option<(Option<String>, Terms)> {
    let mut body = Vec::new();
    loop {
        let before = body.len();
        object.read(&mut body).ok()?;
        if body.len() == before {
            break;
        }
        if body.len() > MAX_BYTES {
            return None;
        }
    }
    let terms = serde_json::from_slice(&body).ok()?;
    Some((object.metadata.etag.clone(), terms))
}

impl Terms {
    fn new(now: Duration, lasts: Duration) -> Self {
        Self {
            until: milliseconds(now.saturating_add(lasts)),
            lasts: milliseconds(lasts),
        }
    }

    /// How long it still counts: never longer than it lasts, whatever the clock of its maker says.
    fn rest(self, now: Duration) -> Duration {
        let rest = self.until.saturating_sub(milliseconds(now));
        Duration::from_millis(rest.min(self.lasts))
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// The progress of a picture that is made under a lease: once it is known how long that takes, the lease lasts for it.
pub struct Making<'a> {
    /// The clock of the lease.
    pub clock: Clock,
    /// None where it is made without one.
    pub lease: Option<&'a mut Lease>,
    /// Who is told as well.
    pub record: &'a mut Record,
}

impl Progress for Making<'_> {
    fn recognized(&mut self, format: &'static str) {
        self.record.recognized(format);
    }

    fn opened(&mut self, size: Dimensions) {
        self.record.opened(size);
    }

    fn estimated(&mut self, estimate: Estimate) {
        self.record.estimated(estimate);
        if let Some(lease) = &mut self.lease {
            lease.renew(Duration::from_millis(estimate.work), self.clock);
        }
    }

    fn ended(&mut self, stage: Stage) {
        self.record.ended(stage);
    }

    fn is_late(&self) -> bool {
        self.record.is_late()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_counts_until_its_end_and_no_longer_than_it_lasts() {
        let terms = Terms::new(Duration::from_secs(100), Duration::from_secs(2));
        for (now, rest) in [
            (100_000, 2_000),
            (101_500, 500),
            (102_000, 0),
            (200_000, 0),
            // The clock of its maker is ahead.
            (0, 2_000),
        ] {
            let found = terms.rest(Duration::from_millis(now));
            assert_eq!(found, Duration::from_millis(rest), "{now}");
        }
    }

    #[test]
    fn terms_are_read_as_they_are_written() {
        let terms = Terms::new(Duration::from_secs(1), Duration::from_secs(2));
        let text = serde_json::to_string(&terms).unwrap();
        assert_eq!(text, r#"{"until":3000,"lasts":2000}"#);
        assert_eq!(serde_json::from_str::<Terms>(&text).unwrap(), terms);
    }
}
