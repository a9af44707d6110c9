//! The transform in plain numbers.

use core::array;

use super::block::Block;
use super::constants::{
    CONST_BITS, F_0_298, F_0_390, F_0_541, F_0_765, F_0_899, F_1_175, F_1_501, F_1_847, F_1_961,
    F_2_053, F_2_562, F_3_072, PASS1_BITS,
};

/// The coefficients of a block of samples, times 8.
#[inline]
pub(crate) fn forward(samples: &[[u8; 8]; 8]) -> Block {
    // A pass works down the columns: rows are turned into columns for the first one and back for the second.
    let shifted = samples.map(|row| row.map(|sample| i16::from(sample).wrapping_sub(128)));
    let rows_done = pass::<true>(&transposed(&shifted));
    pass::<false>(&transposed(&rows_done))
}

#[inline]
fn transposed(block: &Block) -> Block {
    array::from_fn(|row| array::from_fn(|column| entry(block, column, row)))
}

#[inline]
#[expect(
    clippy::indexing_slicing,
    reason = "only called from `array::from_fn` with indices below 8"
)]
fn entry(block: &Block, row: usize, column: usize) -> i16 {
    block[row][column]
}

/// One line after the other down each column. `FIRST` leaves [`PASS1_BITS`] more in the result, the second pass
/// takes them away.
#[inline]
#[expect(
    clippy::indexing_slicing,
    reason = "rows and lanes are below 8, the sizes of the arrays"
)]
fn pass<const FIRST: bool>(input: &Block) -> Block {
    let mut output = [[0; 8]; 8];
    for lane in 0..8 {
        let line = line::<FIRST>([
            input[0][lane],
            input[1][lane],
            input[2][lane],
            input[3][lane],
            input[4][lane],
            input[5][lane],
            input[6][lane],
            input[7][lane],
        ]);
        output[0][lane] = line[0];
        output[1][lane] = line[1];
        output[2][lane] = line[2];
        output[3][lane] = line[3];
        output[4][lane] = line[4];
        output[5][lane] = line[5];
        output[6][lane] = line[6];
        output[7][lane] = line[7];
    }
    output
}

/// The transform of one line. No sum leaves 16 bits: samples are 8 bits, each pass adds 3 and the first keeps 2
/// more, and the sum of a whole row of extremes is -32768.
#[inline]
fn line<const FIRST: bool>(d: [i16; 8]) -> [i16; 8] {
    let [d0, d1, d2, d3, d4, d5, d6, d7] = d;
    let (a0, a7) = (d0.wrapping_add(d7), d0.wrapping_sub(d7));
    let (a1, a6) = (d1.wrapping_add(d6), d1.wrapping_sub(d6));
    let (a2, a5) = (d2.wrapping_add(d5), d2.wrapping_sub(d5));
    let (a3, a4) = (d3.wrapping_add(d4), d3.wrapping_sub(d4));

    let (a10, a13) = (a0.wrapping_add(a3), a0.wrapping_sub(a3));
    let (a11, a12) = (a1.wrapping_add(a2), a1.wrapping_sub(a2));
    let (sum, difference) = (a10.wrapping_add(a11), a10.wrapping_sub(a11));
    let plain = |value: i16| {
        if FIRST {
            value.wrapping_shl(PASS1_BITS)
        } else {
            value.wrapping_add(2).wrapping_shr(PASS1_BITS)
        }
    };

    let (a46, a57) = (a4.wrapping_add(a6), a5.wrapping_add(a7));
    let z3 = dot(a46, F_1_175 - F_1_961, a57, F_1_175);
    let z4 = dot(a46, F_1_175, a57, F_1_175 - F_0_390);
    [
        plain(sum),
        descaled::<FIRST>(dot(a4, -F_0_899, a7, F_1_501 - F_0_899).wrapping_add(z4)),
        descaled::<FIRST>(dot(a13, F_0_541 + F_0_765, a12, F_0_541)),
        descaled::<FIRST>(dot(a5, -F_2_562, a6, F_3_072 - F_2_562).wrapping_add(z3)),
        plain(difference),
        descaled::<FIRST>(dot(a5, F_2_053 - F_2_562, a6, -F_2_562).wrapping_add(z4)),
        descaled::<FIRST>(dot(a13, F_0_541, a12, F_0_541 - F_1_847)),
        descaled::<FIRST>(dot(a4, F_0_298 - F_0_899, a7, -F_0_899).wrapping_add(z3)),
    ]
}

#[inline]
fn dot(a: i16, a_factor: i16, b: i16, b_factor: i16) -> i32 {
    let a = i32::from(a).wrapping_mul(i32::from(a_factor));
    let b = i32::from(b).wrapping_mul(i32::from(b_factor));
    a.wrapping_add(b)
}

/// Rounds the constants' fraction away.
#[inline]
#[expect(
    clippy::cast_possible_truncation,
    reason = "coefficients fit 16 bits, see `line`"
)]
fn descaled<const FIRST: bool>(value: i32) -> i16 {
    let bits = if FIRST {
        CONST_BITS - PASS1_BITS
    } else {
        CONST_BITS + PASS1_BITS
    };
    value
        .wrapping_add(1_i32.wrapping_shl(bits.wrapping_sub(1)))
        .wrapping_shr(bits) as i16
}
