//! How a macroblock is predicted: what each way takes in bits and loses in samples, and the best of them.

mod blocks;
mod chroma;
mod whole;

use super::border::Edges;
use super::kernel::{squared_error, texture};
use super::level_costs::Prices;
use super::levels::Levels;
use super::modes;
use super::segment::Segment;
use super::source::Blocks;
use crate::modes::{Luma, Mode};
use crate::tokens::Context;
use crate::transform::{self, Samples};

pub(crate) use chroma::Errors;

/// What is known before a macroblock's modes are.
pub(crate) struct Question<'a> {
    pub(crate) source: &'a Blocks,
    pub(crate) edges: &'a Edges,
    pub(crate) segment: &'a Segment,
    pub(crate) prices: &'a Prices,
    pub(crate) mode_prices: &'a modes::Prices,
    pub(crate) above: &'a Beside,
    pub(crate) left: &'a Beside,
    /// What the modes of its 4x4 blocks may cost at the most.
    pub(crate) most_for_modes: u32,
}

/// What a macroblock leaves to those below and to the right of it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Beside {
    pub(crate) modes: [Mode; 4],
    pub(crate) context: Context,
    pub(crate) errors: Errors,
}

/// A macroblock as it is written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answer {
    pub(crate) luma: Luma,
    pub(crate) chroma: Mode,
    pub(crate) levels: Levels,
    /// What the decoder has of it before it filters.
    pub(crate) blocks: Blocks,
    pub(crate) errors: [Errors; 2],
    /// What the modes of its 4x4 blocks cost.
    pub(crate) for_modes: u32,
}

/// What a choice takes and loses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Score {
    /// In squares of errors.
    loss: u32,
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
        u64::from(self.rate) * u64::from(lambda) + (u64::from(self.loss) << 8)
    }

    fn plus(self, other: Self) -> Self {
        Self {
            loss: self.loss.saturating_add(other.loss),
            rate: self.rate.saturating_add(other.rate),
        }
    }
}

impl Question<'_> {
    pub(crate) fn answer(&self) -> Answer {
        let textures = self.source.luma.each_ref().map(texture);
        let whole = whole::best(self, &textures);
        let mut answer = Answer {
            luma: Luma::Whole(whole.mode),
            chroma: Mode::Dc,
            levels: Levels::default(),
            blocks: Blocks::default(),
            errors: [Errors::default(); 2],
            for_modes: 0,
        };
        if let Some(blocks) = blocks::best(self, &textures, whole.score) {
            answer.luma = Luma::Blocks(blocks.modes);
            answer.levels.luma = blocks.levels;
            answer.blocks.luma = blocks.samples;
            answer.for_modes = blocks.for_modes;
        } else {
            answer.levels.second = Some(whole.second);
            answer.levels.luma = whole.levels;
            answer.blocks.luma = whole.samples;
        }
        let chroma = chroma::best(self);
        answer.chroma = chroma.mode;
        answer.levels.chroma = chroma.levels;
        answer.blocks.chroma = chroma.samples;
        answer.errors = chroma.errors;
        answer
    }

    /// What a change of texture is worth.
    #[inline]
    fn texture_loss(&self, changes: u32) -> u32 {
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
