//! One case, done by everybody in turns.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use host_test::store::s3::{Exchange, FarStore};

use crate::case::Case;
use crate::composed::{Asked, Composed};
use crate::lambda::Lambda;
use crate::stand::Stand;
use crate::store_alone;
use crate::waterfall::Waterfall;

/// Before the first run that counts: V8 compiles while it runs.
const WARM_UPS: usize = 2;

/// Medians of a case, in milliseconds.
pub(crate) struct Row {
    pub(crate) case: Case,
    pub(crate) store_alone: f64,
    /// Nothing where it takes no part.
    pub(crate) lambda: Option<f64>,
    pub(crate) marble: f64,
    pub(crate) fetched: Fetched,
    /// Of the run that is Marble's median.
    pub(crate) waterfall: Waterfall,
}

/// What Marble asked of the store, in the run that is its median.
pub(crate) struct Fetched {
    pub(crate) requests: usize,
    /// How many of them were broken off.
    pub(crate) closed_early: usize,
    /// Of the original, in bytes.
    pub(crate) bytes: u64,
    /// Length of the original.
    pub(crate) of: u64,
}

/// One request through Marble.
struct Run {
    asked: Asked,
    exchanges: Vec<Exchange>,
}

impl Row {
    /// `lambda` becomes an error where the process fails.
    pub(crate) fn measure(
        case: Case,
        runs: usize,
        stand: &Stand,
        lambda: &mut Result<Lambda, String>,
    ) -> Result<Self> {
        eprintln!("{case} …");
        let far = stand.far(case.distance)?;
        let marble = Composed::new(far.addr())?;
        let (mut marbles, mut alone, mut lambdas) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..WARM_UPS + runs {
            let (run, derivative) = Run::of(&marble, &case, stand, &far)?;
            marbles.push(run);
            let store = store_alone::run(&case, &derivative, far.addr());
            alone.push(milliseconds(stand.clients.block_on(store)?));
            if let Ok(process) = lambda {
                match process.run(&case, far.addr()) {
                    Ok(taken) => lambdas.push(taken),
                    Err(why) => *lambda = Err(why),
                }
            }
            far.forget_exchanges();
        }
        let counted = |all: &[f64]| median(all.get(WARM_UPS..).unwrap_or_default());
        marbles.drain(..WARM_UPS);
        let marble = middle(marbles, Run::milliseconds).context("no run")?;
        Ok(Self {
            store_alone: counted(&alone),
            lambda: lambda.is_ok().then(|| counted(&lambdas)),
            marble: marble.milliseconds(),
            fetched: Fetched::new(&case, &marble.exchanges, stand)?,
            waterfall: Waterfall::new(&marble.asked, &marble.exchanges)?,
            case,
        })
    }
}

impl Run {
    /// Makes the derivative, and removes it again.
    fn of(
        marble: &Composed,
        case: &Case,
        stand: &Stand,
        far: &FarStore,
    ) -> Result<(Self, bytes::Bytes)> {
        let asked = marble.ask(case, &stand.clients)?;
        ensure!(asked.answer.status == 307, "{case}: {:?}", asked.answer);
        let exchanges = stand.finished(far)?;
        let derivative = stand.take(&case.derivative())?;
        Ok((Self { asked, exchanges }, derivative))
    }

    fn milliseconds(&self) -> f64 {
        milliseconds(self.asked.took)
    }
}

impl Fetched {
    pub(crate) fn new(case: &Case, exchanges: &[Exchange], stand: &Stand) -> Result<Self> {
        let original = |it: &&Exchange| it.key.as_deref() == Some(case.original);
        let early = exchanges.iter().filter(|it| it.closed_early());
        Ok(Self {
            requests: exchanges.len(),
            closed_early: early.count(),
            bytes: exchanges.iter().filter(original).map(|it| it.taken).sum(),
            of: stand.length(case.original)?,
        })
    }
}

/// An original that is refused by its header.
pub(crate) struct Refused {
    pub(crate) case: Case,
    pub(crate) status: u16,
    pub(crate) ms: f64,
    pub(crate) fetched: Fetched,
}

impl Refused {
    pub(crate) fn measure(case: Case, runs: usize, stand: &Stand) -> Result<Self> {
        eprintln!("{case} …");
        let far = stand.far(case.distance)?;
        let marble = Composed::new(far.addr())?;
        let mut seen = Vec::new();
        for _ in 0..runs {
            let asked = marble.ask(&case, &stand.clients)?;
            let exchanges = stand.finished(&far)?;
            ensure!(asked.answer.status != 307, "{case} is not refused");
            seen.push(Run { asked, exchanges });
        }
        let run = middle(seen, Run::milliseconds).context("no run")?;
        Ok(Self {
            status: run.asked.answer.status.as_u16(),
            ms: run.milliseconds(),
            fetched: Fetched::new(&case, &run.exchanges, stand)?,
            case,
        })
    }
}

pub(crate) fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

/// The upper one of two in the middle.
pub(crate) fn median(values: &[f64]) -> f64 {
    middle(values.to_vec(), |value| *value).unwrap_or(f64::NAN)
}

fn middle<T>(mut all: Vec<T>, by: impl Fn(&T) -> f64) -> Option<T> {
    all.sort_by(|one, other| by(one).total_cmp(&by(other)));
    let middle = all.len() / 2;
    (middle < all.len()).then(|| all.swap_remove(middle))
}
