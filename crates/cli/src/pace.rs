//! How many requests are under way at once: as many as is allowed, and fewer where the other side asks for it.
//!
//! As TCP does it (additive increase, multiplicative decrease): each time that too much is asked, half as many are sent at
//! once from then on, and one more each time that as many as are sent at once went well. What was refused for that is sent
//! again, after pauses that grow; so a store that throttles makes a command slow and lets nothing fail.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use s3_store::{Failure, Kind};
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep_until};

/// The first pause, and the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(20);

/// How often a request is sent that is told to slow down: with the pauses, for eight minutes.
const THROTTLED: u32 = 30;

/// How often one is sent that fails otherwise, and may not fail the next time.
const FAILED: u32 = 5;

/// What all requests to one side share.
#[derive(Clone)]
pub struct Pace {
    state: Arc<Mutex<State>>,
    turns: Arc<Semaphore>,
}

struct State {
    limits: Limits,
    /// When the limit was last halved: requests that were sent before say nothing new.
    cut: Instant,
    /// Nothing is sent until then.
    pause: Instant,
    /// How often somebody was told to slow down.
    throttled: u64,
}

/// The arithmetic of it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Limits {
    most: usize,
    now: usize,
    /// How many went well since it last grew.
    well: usize,
    /// How many turns are still to be taken away, once they are given back.
    debt: usize,
}

/// An attempt that failed.
#[derive(Debug)]
pub struct Setback {
    /// Why.
    pub failure: Failure,
    /// How long the other side wants to be left alone (`Retry-After`).
    pub wait: Option<Duration>,
}

impl From<Failure> for Setback {
    fn from(failure: Failure) -> Self {
        Self {
            failure,
            wait: None,
        }
    }
}

impl Pace {
    /// At most so many at once.
    #[must_use]
    pub fn new(jobs: usize) -> Self {
        let now = Instant::now();
        let most = jobs.max(1);
        Self {
            state: Arc::new(Mutex::new(State {
                limits: Limits {
                    most,
                    now: most,
                    well: 0,
                    debt: 0,
                },
                cut: now,
                pause: now,
                throttled: 0,
            })),
            turns: Arc::new(Semaphore::new(most)),
        }
    }

    /// How many are under way at once now.
    #[must_use]
    pub fn limit(&self) -> usize {
        self.state().limits.now
    }

    /// How often the other side said that it is too much.
    #[must_use]
    pub fn throttled(&self) -> u64 {
        self.state().throttled
    }

    /// Sends a request when it is its turn, again and again where that may help.
    ///
    /// # Errors
    ///
    /// What the last attempt says.
    pub async fn send<T>(
        &self,
        mut attempt: impl AsyncFnMut() -> Result<T, Setback>,
    ) -> Result<T, Failure> {
        let mut tries = 0_u32;
        loop {
            let (sent, outcome) = self.turn(&mut attempt).await;
            let setback = match outcome {
                Ok(value) => return Ok(value),
                Err(setback) => setback,
            };
            tries = tries.saturating_add(1);
            let throttled = setback.failure.kind == Kind::Throttled;
            let most = if throttled { THROTTLED } else { FAILED };
            if !setback.failure.transient || tries >= most {
                return Err(setback.failure);
            }
            let wait = setback.wait.unwrap_or_default().min(LONGEST_PAUSE);
            if throttled {
                self.slow_down(sent, wait);
            }
            tokio::time::sleep(wait.max(pause(tries))).await;
        }
    }

    async fn turn<T>(
        &self,
        attempt: &mut impl AsyncFnMut() -> Result<T, Setback>,
    ) -> (Instant, Result<T, Setback>) {
        // Nobody closes it.
        let turn = self.turns.acquire().await.ok();
        let pause = self.state().pause;
        sleep_until(pause).await;
        let sent = Instant::now();
        let outcome = attempt().await;
        let mut state = self.state();
        if outcome.is_ok() && state.limits.went_well() {
            self.turns.add_permits(1);
        }
        if state.limits.pays()
            && let Some(turn) = turn
        {
            turn.forget();
        }
        (sent, outcome)
    }

    fn slow_down(&self, sent: Instant, wait: Duration) {
        let now = Instant::now();
        let mut state = self.state();
        state.throttled = state.throttled.saturating_add(1);
        state.pause = now.checked_add(wait).unwrap_or(now).max(state.pause);
        if sent >= state.cut {
            state.cut = now;
            let fewer = state.limits.halve();
            let taken = self.turns.forget_permits(fewer);
            let left = fewer.saturating_sub(taken);
            state.limits.debt = state.limits.debt.saturating_add(left);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Whole numbers alone: no panic leaves them half written.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Limits {
    /// Half as many; says how many fewer that are.
    fn halve(&mut self) -> usize {
        let half = self.now.div_ceil(2).min(self.now.saturating_sub(1)).max(1);
        let fewer = self.now.saturating_sub(half);
        self.now = half;
        self.well = 0;
        fewer
    }

    /// One went well. Says whether there is to be one more turn.
    fn went_well(&mut self) -> bool {
        self.well = self.well.saturating_add(1);
        if self.well < self.now || self.now >= self.most {
            return false;
        }
        self.well = 0;
        self.now = self.now.saturating_add(1);
        if self.debt > 0 {
            self.debt = self.debt.saturating_sub(1);
            return false;
        }
        true
    }

    /// Whether a turn that is given back is taken away.
    fn pays(&mut self) -> bool {
        let pays = self.debt > 0;
        self.debt = self.debt.saturating_sub(1);
        pays
    }
}

/// The pause behind so many attempts: twice as long each, and somewhere between half of that and all of it, so that not
/// all come back at once.
fn pause(tries: u32) -> Duration {
    let doublings = tries.saturating_sub(1).min(16);
    let longest = FIRST_PAUSE
        .saturating_mul(1 << doublings)
        .min(LONGEST_PAUSE);
    let half = longest.checked_div(2).unwrap_or_default();
    let part = u32::from(fastrand::u8(..));
    let more = half
        .saturating_mul(part)
        .checked_div(256)
        .unwrap_or_default();
    half.saturating_add(more)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn throttled() -> Setback {
        Failure::transient(Kind::Throttled, "SlowDown").into()
    }

    #[test]
    fn it_halves_and_grows_by_one() {
        let mut limits = Limits {
            most: 8,
            now: 8,
            well: 5,
            debt: 0,
        };
        let halved = [(); 5].map(|()| (limits.halve(), limits.now));
        assert_eq!(halved, [(4, 4), (2, 2), (1, 1), (0, 1), (0, 1)]);
        let mut grown = Vec::new();
        for _ in 0..40 {
            if limits.went_well() {
                grown.push(limits.now);
            }
        }
        assert_eq!(grown, [2, 3, 4, 5, 6, 7, 8]);
    }

    #[test]
    fn turns_that_are_under_way_are_taken_away_when_they_end() {
        let mut limits = Limits {
            most: 4,
            now: 2,
            well: 0,
            debt: 2,
        };
        assert!(limits.pays());
        assert!(!limits.went_well());
        // One more, paid with the one that was still owed.
        assert!(!limits.went_well());
        assert_eq!((limits.now, limits.debt), (3, 0));
        assert!(!limits.pays());
    }

    /// A side that takes three requests at once, and refuses the fourth.
    #[tokio::test(start_paused = true)]
    async fn a_side_that_throttles_gets_all_of_it_slowly() {
        let pace = Pace::new(32);
        let under_way = Arc::new(AtomicUsize::new(0));
        let local = tokio::task::LocalSet::new();
        let mut set = tokio::task::JoinSet::new();
        for _ in 0..500 {
            let (pace, under_way) = (pace.clone(), Arc::clone(&under_way));
            let one = async move {
                let attempt = async || {
                    let others = under_way.fetch_add(1, Ordering::SeqCst);
                    tokio::time::sleep(Duration::from_millis(5)).await;
                    under_way.fetch_sub(1, Ordering::SeqCst);
                    if others < 3 { Ok(()) } else { Err(throttled()) }
                };
                pace.send(attempt).await
            };
            set.spawn_local_on(one, &local);
        }
        let outcomes = local.run_until(set.join_all()).await;
        assert!(outcomes.iter().all(Result::is_ok));
        assert!(pace.limit() <= 8, "{}", pace.limit());
        assert!(pace.throttled() < 500, "{}", pace.throttled());
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_that_is_asked_for_is_kept_by_all() {
        let pace = Pace::new(2);
        let begin = Instant::now();
        let mut first = true;
        let attempt = async || {
            if std::mem::take(&mut first) {
                let wait = Some(Duration::from_secs(7));
                return Err(Setback {
                    wait,
                    ..throttled()
                });
            }
            Ok(begin.elapsed())
        };
        let elapsed = pace.send(attempt).await.unwrap();
        assert!(elapsed >= Duration::from_secs(7), "{elapsed:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn what_does_not_help_is_not_repeated() {
        for (failure, sent) in [
            (Failure::permanent(Kind::Refused, "no"), 1),
            (Failure::transient(Kind::Unavailable, "no"), FAILED),
            (Failure::transient(Kind::Throttled, "no"), THROTTLED),
        ] {
            let mut found = 0;
            let attempt = async || {
                found += 1;
                Err::<(), _>(failure.clone().into())
            };
            assert!(Pace::new(1).send(attempt).await.is_err());
            assert_eq!(found, sent, "{failure:?}");
        }
    }
}
