//! One request as a waterfall: when each request to the store was sent, answered and taken, and the component's stages.

use anyhow::Result;
use host_test::store::s3::Exchange;

use crate::composed::{Asked, Stage};

/// All times are in milliseconds from the request's start.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Waterfall {
    pub(crate) lanes: Vec<Lane>,
    pub(crate) stages: Vec<Stage>,
    /// When the answer was whole.
    pub(crate) answered: f64,
}

/// A request to the store. What did not happen is not a number.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Lane {
    pub(crate) name: String,
    pub(crate) sent: f64,
    pub(crate) first_byte: f64,
    pub(crate) last_byte: f64,
    /// When it was broken off, in the middle of its answer.
    pub(crate) closed: f64,
    pub(crate) bytes: f64,
}

impl Waterfall {
    pub(crate) fn new(asked: &Asked, exchanges: &[Exchange]) -> Result<Self> {
        let since = |at: Option<std::time::Instant>| {
            at.map_or(f64::NAN, |at| {
                at.saturating_duration_since(asked.start).as_secs_f64() * 1e3
            })
        };
        let lane = |exchange: &Exchange| {
            let key = exchange.key.as_deref().unwrap_or_default();
            let bytes = exchange.taken.max(exchange.uploaded);
            Lane {
                name: format!("{} {key}", exchange.method),
                sent: since(Some(exchange.asked)),
                first_byte: since(exchange.first_byte),
                last_byte: since(exchange.last_byte),
                closed: since(exchange.closed.filter(|_| exchange.closed_early())),
                bytes: float(bytes),
            }
        };
        Ok(Self {
            lanes: exchanges.iter().map(lane).collect(),
            stages: asked.stages()?,
            answered: asked.took.as_secs_f64() * 1e3,
        })
    }

    /// Where everything is over.
    pub(crate) fn end(&self) -> f64 {
        let ends = self.lanes.iter().flat_map(|it| [it.last_byte, it.closed]);
        // `max` of a number and of what is none is the number.
        ends.fold(self.answered, f64::max)
    }
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
pub(crate) fn float(bytes: u64) -> f64 {
    bytes as f64
}
