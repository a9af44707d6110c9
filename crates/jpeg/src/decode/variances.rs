//! What a scale leaves out of a block, as the variance of the samples that each of its own stands for.

use alloc::vec::Vec;

use super::idct::Samples;
use crate::Plane;

/// How much the samples of the full size differ within one sample of luma, or of grey: for each block that is kept, the
/// mean over its samples of the variance of what each stands for. It is told as the squares of coefficients tell it
/// (Parseval), so before samples are rounded and cut to 8 bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variances {
    /// Blocks in a row. The first one is that of the plane's first sample, and each is as many samples wide and high as the
    /// scale leaves of 8.
    pub columns: u32,
    /// Row by row, rounded. A variance of samples of 8 bits is at most 127.5².
    pub values: Vec<u16>,
}

/// A plane, and the variances where they were wanted.
pub(super) type Measured = (Plane, Option<Variances>);

/// Of the squares of all coefficients beyond the corner that became samples.
#[inline(always)]
#[expect(clippy::inline_always, reason = "a part of the innermost loop")]
pub(super) fn beyond_corner(squares: u32) -> u16 {
    saturated(squares.saturating_add(32) >> 6)
}

/// Of a whole block of coefficients, and of the `N` by `N` samples that are means of it.
#[inline(always)]
#[expect(
    clippy::inline_always,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "a part of the innermost loop; at most 16 samples of 8 bits, and squares wrap by intent"
)]
pub(super) fn beyond_samples<const N: usize>(
    block: &[i16; 64],
    steps: &[i16; 64],
    samples: &Samples,
) -> u16 {
    let mut terms: [i16; 64] = core::array::from_fn(|at| block[at].wrapping_mul(steps[at]));
    // The DC term.
    terms[0] = 0;
    let all = terms.iter().fold(0_u32, |sum, term| {
        let term = i32::from(*term);
        sum.wrapping_add((term * term).cast_unsigned())
    });
    let (mut sum, mut squares) = (0_u32, 0_u32);
    for sample in &samples[..N * N] {
        let sample = u32::from(*sample);
        sum += sample;
        squares += sample * sample;
    }
    let count = (N * N) as u32;
    // 64 times their variance.
    let kept = (squares * count - sum * sum) * (64 / count) / count;
    beyond_corner(all.saturating_sub(kept))
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "a part of the innermost loop")]
fn saturated(variance: u32) -> u16 {
    u16::try_from(variance).unwrap_or(u16::MAX)
}
