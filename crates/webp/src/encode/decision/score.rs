//! What a choice takes in bits and loses in samples, and how that is measured.

use crate::encode::kernel::{squared_error, texture};
use crate::transform::Samples;

/// What a choice takes and loses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Score {
    /// In squares of errors.
    pub(super) distortion: u32,
    /// In 1/256 of a bit.
    pub(super) rate: u32,
}

impl Score {
    #[inline]
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "what a macroblock loses and takes has less than 30 bits, and a bit's worth 20"
    )]
    pub(super) fn weighted(self, lambda: u32) -> u64 {
        u64::from(self.rate) * u64::from(lambda) + (u64::from(self.distortion) << 8)
    }

    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            distortion: self.distortion.saturating_add(other.distortion),
            rate: self.rate.saturating_add(other.rate),
        }
    }
}

/// The places of the `COUNT` lowest numbers, the lowest first.
#[inline]
pub(super) fn lowest<const COUNT: usize, const N: usize>(mut numbers: [u64; N]) -> [usize; COUNT] {
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
pub(super) fn distance(source: &[Samples], prediction: &[Samples]) -> u32 {
    let pairs = source.iter().zip(prediction);
    pairs.fold(0, |sum: u32, (source, prediction)| {
        sum.wrapping_add(squared_error(source, prediction))
    })
}

/// How much the texture of a block changed.
#[inline]
pub(super) fn texture_change(before: i32, samples: &Samples) -> u32 {
    before.abs_diff(texture(samples)) >> 5
}
