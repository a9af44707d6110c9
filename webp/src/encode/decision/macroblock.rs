//! How a macroblock is predicted: what each way takes in bits and loses in samples, and the best of them.

mod blocks;
mod chroma;
mod whole;

use super::border::Edges;
use super::kernel::{squared_error, texture};
use super::level_costs::LevelCosts;
use super::levels::Levels;
use super::modes;
use super::segment::Segment;
use super::source::Blocks;
use crate::modes::{Luma, Mode};
use crate::tokens::Context;
use crate::transform::{self, Samples};

pub(crate) use chroma::DcErrors;

/// What is known before a macroblock's modes are.
pub(crate) struct Inputs<'a> {
    pub(crate) source: &'a Blocks,
    pub(crate) edges: &'a Edges,
    pub(crate) segment: &'a Segment,
    pub(crate) level_costs: &'a LevelCosts,
    pub(crate) mode_costs: &'a modes::ModeCosts,
    pub(crate) above: &'a Neighbor,
    pub(crate) left: &'a Neighbor,
    /// What the modes of its 4x4 blocks may cost at the most.
    pub(crate) max_block_mode_cost: u32,
}

/// What a macroblock leaves to those below and to the right of it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Neighbor {
    pub(crate) modes: [Mode; 4],
    pub(crate) context: Context,
    pub(crate) errors: DcErrors,
}

/// A macroblock as it is written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Decision {
    pub(crate) luma: Luma,
    pub(crate) chroma: Mode,
    pub(crate) levels: Levels,
    /// What the decoder has of it before it filters.
    pub(crate) blocks: Blocks,
    pub(crate) errors: [DcErrors; 2],
    /// What the modes of its 4x4 blocks cost.
    pub(crate) block_mode_cost: u32,
}

/// What a choice takes and loses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Score {
    /// In squares of errors.
    distortion: u32,
    /// In 1/256 of a bit.
    rate: u32,
}

impl Score {
    #[inline]
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "what a macroblock loses and takes has less than 30 bits, and a bit's worth 20"
    )]
    fn weighted(self, lambda: u32) -> u64 {
        u64::from(self.rate) * u64::from(lambda) + (u64::from(self.distortion) << 8)
    }

    fn plus(self, other: Self) -> Self {
        Self {
            distortion: self.distortion.saturating_add(other.distortion),
            rate: self.rate.saturating_add(other.rate),
        }
    }
}

impl Inputs<'_> {
    pub(crate) fn decide(&self) -> Decision {
        let textures = self.source.luma.each_ref().map(texture);
        let whole = whole::best(self, &textures);
        let mut decision = Decision {
            luma: Luma::Whole(whole.mode),
            chroma: Mode::Dc,
            levels: Levels::default(),
            blocks: Blocks::default(),
            errors: [DcErrors::default(); 2],
            block_mode_cost: 0,
        };
        if let Some(blocks) = blocks::best(self, &textures, whole.score) {
            decision.luma = Luma::Blocks(blocks.modes);
            decision.levels.luma = blocks.levels;
            decision.blocks.luma = blocks.samples;
            decision.block_mode_cost = blocks.block_mode_cost;
        } else {
            decision.levels.y2 = Some(whole.y2);
            decision.levels.luma = whole.levels;
            decision.blocks.luma = whole.samples;
        }
        let chroma = chroma::best(self);
        decision.chroma = chroma.mode;
        decision.levels.chroma = chroma.levels;
        decision.blocks.chroma = chroma.samples;
        decision.errors = chroma.errors;
        decision
    }

    /// What a change of texture is worth.
    #[inline]
    fn texture_distortion(&self, changes: u32) -> u32 {
        let weighted = changes.wrapping_mul(self.segment.texture);
        weighted.wrapping_add(128) >> 8
    }
}

/// The places of the `COUNT` lowest numbers, the lowest first.
#[inline]
fn lowest<const COUNT: usize, const N: usize>(mut numbers: [u64; N]) -> [usize; COUNT] {
    core::array::from_fn(|_| {
        let (mut place, mut least) = (0, u64::MAX);
        for (at, &number) in numbers.iter().enumerate() {
            if number < least {
                (place, least) = (at, number);
            }
        }
        if let Some(number) = numbers.get_mut(place) {
            *number = u64::MAX;
        }
        place
    })
}

/// The squares of what predictions are wrong by.
#[inline]
fn distance(source: &[Samples], prediction: &[Samples]) -> u32 {
    let pairs = source.iter().zip(prediction);
    pairs.fold(0, |sum: u32, (source, prediction)| {
        sum.wrapping_add(squared_error(source, prediction))
    })
}

/// How much the texture of a block changed.
#[inline]
fn texture_change(before: i32, samples: &Samples) -> u32 {
    before.abs_diff(texture(samples)) >> 5
}

/// Adds what coefficients stand for to a prediction.
#[inline]
fn add(values: &[i16; 16], nonzero: u16, samples: &mut Samples) {
    if nonzero > 1 {
        transform::add(values, samples);
    } else if values[0] != 0 {
        transform::add_flat(values[0], samples);
    }
}
