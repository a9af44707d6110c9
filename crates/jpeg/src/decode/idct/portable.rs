//! The transforms to 8 and 4 points a side for every machine, in loops that compilers make vectors of.

use super::factors::{
    COS_1, COS_2, COS_3, COS_5, COS_6, COS_7, FIRST, LESS_1, LESS_3, LESS_5, LESS_7, MORE_1,
    MORE_3, MORE_5, MORE_7, PAIR_2, PAIR_6, SECOND,
};
use super::samples::{LEVEL as SAMPLE_LEVEL, Samples, clamped};

/// Four by four coefficients are eight by eight, of which the others are 0.
pub(super) fn four(corner: &[i16; 16], steps: &[i16; 16], samples: &mut Samples) {
    pairs(&terms::<4>(corner, steps), samples);
}

pub(super) fn halved(corner: &[i16; 64], steps: &[i16; 64], samples: &mut Samples) {
    pairs(&terms::<8>(corner, steps), samples);
}

/// Coefficients times steps, of a corner of `SIDE` by `SIDE`.
#[inline(always)]
#[expect(
    clippy::inline_always,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "indices of at most eight by eight numbers, all constant after unrolling"
)]
fn terms<const SIDE: usize>(corner: &[i16], steps: &[i16]) -> [[i16; 8]; 8] {
    let mut terms = [[0; 8]; 8];
    for (index, (&coefficient, &step)) in corner.iter().zip(steps).enumerate() {
        terms[index / SIDE][index % SIDE] = coefficient.wrapping_mul(step);
    }
    terms
}

#[inline(always)]
#[expect(
    clippy::inline_always,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "called twice; indices of four by eight numbers, all constant after unrolling"
)]
fn pairs(terms: &[[i16; 8]; 8], samples: &mut Samples) {
    let half = means::<FIRST, 0, 8>(terms);
    let half: [[i16; 4]; 8] = core::array::from_fn(|x| core::array::from_fn(|y| half[y][x]));
    let whole = means::<SECOND, SAMPLE_LEVEL, 4>(&half);
    for y in 0..4 {
        for x in 0..4 {
            samples[y * 4 + x] = clamped(i32::from(whole[x][y]));
        }
    }
}

/// The means of pairs of eight points, `LANES` times side by side.
#[inline(always)]
#[expect(
    clippy::inline_always,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "the factors of one sum are below 2^16 together, so products with 16-bit numbers stay below 2^31; \
              indices below 8 and below LANES"
)]
fn means<const SHIFT: u32, const LEVEL: i32, const LANES: usize>(
    terms: &[[i16; LANES]; 8],
) -> [[i16; LANES]; 4] {
    let mut points = [[0; LANES]; 4];
    for lane in 0..LANES {
        let term = |n: usize| i32::from(terms[n][lane]);
        let middle = (term(0) << 13) + (LEVEL << SHIFT) + (1 << (SHIFT - 1));
        let outer = term(2) * PAIR_2 - term(6) * PAIR_6;
        let (even_0, even_1) = (middle + outer, middle - outer);
        let odd_0 = (term(1) * MORE_1 - term(7) * MORE_7) + (term(3) * LESS_3 - term(5) * LESS_5);
        let odd_1 = (term(1) * LESS_1 - term(7) * LESS_7) - (term(3) * MORE_3 - term(5) * MORE_5);
        points[0][lane] = saturated((even_0 + odd_0) >> SHIFT);
        points[1][lane] = saturated((even_1 + odd_1) >> SHIFT);
        points[2][lane] = saturated((even_1 - odd_1) >> SHIFT);
        points[3][lane] = saturated((even_0 - odd_0) >> SHIFT);
    }
    points
}

#[expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "indices of eight by eight numbers, all constant after unrolling"
)]
pub(super) fn eight(corner: &[i16; 64], steps: &[i16; 64], samples: &mut Samples) {
    let terms = terms::<8>(corner, steps);
    let half = eight_points::<FIRST, 0>(&terms);
    let half: [[i16; 8]; 8] = core::array::from_fn(|x| core::array::from_fn(|y| half[y][x]));
    let whole = eight_points::<SECOND, SAMPLE_LEVEL>(&half);
    for y in 0..8 {
        for x in 0..8 {
            samples[y * 8 + x] = clamped(i32::from(whole[x][y]));
        }
    }
}

/// Eight transforms of eight points, side by side.
#[inline(always)]
#[expect(
    clippy::inline_always,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "the factors of one sum are below 2^16 together, so products with 16-bit numbers stay below 2^31; \
              indices below 8"
)]
fn eight_points<const SHIFT: u32, const LEVEL: i32>(terms: &[[i16; 8]; 8]) -> [[i16; 8]; 8] {
    let mut points = [[0; 8]; 8];
    for lane in 0..8 {
        let term = |n: usize| i32::from(terms[n][lane]);
        let middle = (LEVEL << SHIFT) + (1 << (SHIFT - 1));
        let (sum, difference) = (
            ((term(0) + term(4)) << 13) + middle,
            ((term(0) - term(4)) << 13) + middle,
        );
        let cosine = term(2) * COS_2 + term(6) * COS_6;
        let sine = term(2) * COS_6 - term(6) * COS_2;
        let even = [
            sum + cosine,
            difference + sine,
            difference - sine,
            sum - cosine,
        ];
        let odd = [
            term(1) * COS_1 + term(3) * COS_3 + (term(5) * COS_5 + term(7) * COS_7),
            term(1) * COS_3 - term(3) * COS_7 - (term(5) * COS_1 + term(7) * COS_5),
            term(1) * COS_5 - term(3) * COS_1 + (term(5) * COS_7 + term(7) * COS_3),
            term(1) * COS_7 - term(3) * COS_5 + (term(5) * COS_3 - term(7) * COS_1),
        ];
        for n in 0..4 {
            points[n][lane] = saturated((even[n] + odd[n]) >> SHIFT);
            points[7 - n][lane] = saturated((even[n] - odd[n]) >> SHIFT);
        }
    }
    points
}

#[inline(always)]
#[expect(
    clippy::inline_always,
    clippy::cast_possible_truncation,
    reason = "innermost; clamped"
)]
fn saturated(value: i32) -> i16 {
    value.clamp(i32::from(i16::MIN), i32::from(i16::MAX)) as i16
}
