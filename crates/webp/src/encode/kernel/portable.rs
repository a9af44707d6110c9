//! The steps of a 4x4 block in plain numbers.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    clippy::indexing_slicing,
    reason = "samples have 8 bits, coefficients 12, sums and products of them at most 31; places are below 4 or 16"
)]

use super::{Around, COSINE, Divisors, MOST, PRECISION, Quantized, SINE, ZIGZAG};
use crate::encode::modes::BLOCK;
use crate::predict::{predict_block, rows, true_motion_row};
use crate::transform::Samples;

/// The coefficients of a block less its prediction.
#[inline]
pub(crate) fn forward(source: &Samples, prediction: &Samples) -> [i16; 16] {
    let (cosine, sine) = (i32::from(COSINE), i32::from(SINE));
    let mut rows = [[0; 4]; 4];
    let sources = source.as_chunks::<4>().0.iter();
    for ((s, p), row) in sources.zip(prediction.as_chunks::<4>().0).zip(&mut rows) {
        let d = |at: usize| i32::from(s[at & 3]) - i32::from(p[at & 3]);
        let (a0, a1, a2, a3) = (d(0) + d(3), d(1) + d(2), d(1) - d(2), d(0) - d(3));
        *row = [
            (a0 + a1) * 8,
            (a2 * sine + a3 * cosine + 1812) >> 9,
            (a0 - a1) * 8,
            (a3 * sine - a2 * cosine + 937) >> 9,
        ];
    }
    let [r0, r1, r2, r3] = rows;
    let mut out = [0; 16];
    for x in 0..4 {
        let (a0, a1) = (r0[x] + r3[x], r1[x] + r2[x]);
        let (a2, a3) = (r1[x] - r2[x], r0[x] - r3[x]);
        out[x] = ((a0 + a1 + 7) >> 4) as i16;
        out[4 + x] = (((a2 * sine + a3 * cosine + 12_000) >> 16) + i32::from(a3 != 0)) as i16;
        out[8 + x] = ((a0 - a1 + 7) >> 4) as i16;
        out[12 + x] = ((a3 * sine - a2 * cosine + 51_000) >> 16) as i16;
    }
    out
}

/// How large coefficients are, in eighths, up to 31.
#[inline]
pub(crate) fn sizes(coefficients: &[i16; 16]) -> [u8; 16] {
    coefficients.map(|it| (it.unsigned_abs() >> 3).min(31) as u8)
}

/// What all modes make of the samples around a block.
#[inline]
pub(crate) fn predictions(around: &Around) -> [Samples; 10] {
    let Around {
        corner,
        above,
        right,
        left,
    } = *around;
    BLOCK.map(|mode| predict_block(mode, corner, above, right, left))
}

/// Rows that differ from the one above by as much as the samples to their left from the corner.
#[inline]
pub(crate) fn true_motion(above: [u8; 4], left: [u8; 4], corner: u8) -> Samples {
    rows(left.map(|left| true_motion_row(above, left, corner)))
}

#[inline]
pub(crate) fn quantize(coefficients: &[i16; 16], divisors: &Divisors) -> Quantized {
    let mut levels = [0; 16];
    let mut values = [0; 16];
    for at in 0..16 {
        let coefficient = i32::from(coefficients[at]);
        let magnitude = coefficient.unsigned_abs() + divisors.sharpening[at] as u32;
        let scaled = magnitude * u32::from(divisors.reciprocals[at]) + divisors.bias[at];
        let level = (scaled >> PRECISION).min(MOST as u32) as i32;
        let level = if coefficient < 0 { -level } else { level } as i16;
        levels[at] = level;
        values[at] = level.wrapping_mul(divisors.steps[at]);
    }
    let levels = ZIGZAG.map(|at| levels[at]);
    let nonzero = levels
        .iter()
        .enumerate()
        .fold(0, |bits, (at, &level)| bits | (u16::from(level != 0) << at));
    Quantized {
        levels,
        values,
        nonzero,
    }
}

/// The sum of squares of differences.
#[inline]
pub(crate) fn squared_error(a: &Samples, b: &Samples) -> u32 {
    let squares = a.iter().zip(b).map(|(&a, &b)| {
        let difference = u32::from(a.abs_diff(b));
        difference * difference
    });
    squares.sum()
}

/// How much there is of coarse and fine changes: the sizes of the Hadamard transform's parts, weighted by what is
/// seen of them.
#[inline]
pub(crate) fn texture(samples: &Samples) -> i32 {
    const WEIGHTS: [[i32; 4]; 4] = [
        [38, 32, 20, 9],
        [32, 28, 17, 7],
        [20, 17, 10, 4],
        [9, 7, 4, 2],
    ];
    let points = |d0: i32, d1: i32, d2: i32, d3: i32| {
        let (a0, a1, a2, a3) = (d0 + d2, d1 + d3, d1 - d3, d0 - d2);
        [a0 + a1, a3 + a2, a3 - a2, a0 - a1]
    };
    let s = samples.map(i32::from);
    let row = |y: usize| points(s[4 * y], s[4 * y + 1], s[4 * y + 2], s[4 * y + 3]);
    let (r0, r1, r2, r3) = (row(0), row(1), row(2), row(3));
    let mut sum = 0;
    for x in 0..4 {
        let column = points(r0[x], r1[x], r2[x], r3[x]);
        for (value, weights) in column.iter().zip(WEIGHTS) {
            sum += value.abs() * weights[x];
        }
    }
    sum
}
