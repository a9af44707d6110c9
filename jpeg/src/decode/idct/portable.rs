//! The transforms of 8 and 4 points a side for every machine, in loops that compilers make vectors of.

use super::{
    COS_1, COS_2, COS_3, COS_5, COS_6, COS_7, FIRST, LEVEL as SAMPLE_LEVEL, SECOND, Samples,
    clamped,
};

#[expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "indices of four by four numbers, all constant after unrolling"
)]
pub(super) fn four(corner: &[i16; 16], steps: &[i16; 16], samples: &mut Samples) {
    let mut terms = [[0; 4]; 4];
    for (index, (&coefficient, &step)) in corner.iter().zip(steps).enumerate() {
        terms[index / 4][index % 4] = coefficient.wrapping_mul(step);
    }
    let half = four_points::<FIRST, 0>(&terms);
    let half: [[i16; 4]; 4] = core::array::from_fn(|x| core::array::from_fn(|y| half[y][x]));
    let whole = four_points::<SECOND, SAMPLE_LEVEL>(&half);
    for y in 0..4 {
        for x in 0..4 {
            samples[y * 4 + x] = clamped(i32::from(whole[x][y]));
        }
    }
}

/// Four transforms of four points, side by side.
#[inline(always)]
#[expect(
    clippy::inline_always,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "products of 16-bit numbers and factors whose sum is below 2^15; indices below 4"
)]
fn four_points<const SHIFT: u32, const LEVEL: i32>(terms: &[[i16; 4]; 4]) -> [[i16; 4]; 4] {
    let mut points = [[0; 4]; 4];
    for lane in 0..4 {
        let term = |n: usize| i32::from(terms[n][lane]);
        let middle = (LEVEL << SHIFT) + (1 << (SHIFT - 1));
        let (even_0, even_1) = (
            ((term(0) + term(2)) << 13) + middle,
            ((term(0) - term(2)) << 13) + middle,
        );
        let odd_0 = term(1) * COS_2 + term(3) * COS_6;
        let odd_1 = term(1) * COS_6 - term(3) * COS_2;
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
    let mut terms = [[0; 8]; 8];
    for (index, (&coefficient, &step)) in corner.iter().zip(steps).enumerate() {
        terms[index / 8][index % 8] = coefficient.wrapping_mul(step);
    }
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
