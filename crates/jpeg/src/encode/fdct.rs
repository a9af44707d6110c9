//! The forward transform of T.81, A.3.3: libjpeg's accurate integer version ("islow", after Loeffler, Ligtenberg
//! and Moschytz), step for step, so that coefficients are those that libjpeg-turbo finds.
//!
//! Each pass is written for one line of a block and run on eight lines side by side, in 16-bit values with 32-bit
//! products, which is what a compiler can turn into SIMD. Coefficients come out 8 times too large, which
//! [`super::quantizer`] takes back.

use core::array;

/// Eight rows of eight values.
pub(crate) type Block = [[i16; 8]; 8];

/// The coefficients of a block of samples, times 8.
#[inline]
pub(crate) fn forward(samples: &[[u8; 8]; 8]) -> Block {
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    return super::wasm::forward(samples);
    #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
    portable(samples)
}

#[cfg_attr(
    all(target_arch = "wasm32", target_feature = "simd128", not(test)),
    expect(dead_code, reason = "what tests compare with")
)]
#[inline]
fn portable(samples: &[[u8; 8]; 8]) -> Block {
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

/// Fractional bits of the constants.
pub(crate) const CONST_BITS: u32 = 13;
/// Fractional bits that the first pass leaves in its results.
pub(crate) const PASS1_BITS: u32 = 2;

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

// Cosines and their sums with 13 bits of fraction, named as in libjpeg.
pub(crate) const F_0_298: i16 = 2446;
pub(crate) const F_0_390: i16 = 3196;
pub(crate) const F_0_541: i16 = 4433;
pub(crate) const F_0_765: i16 = 6270;
pub(crate) const F_0_899: i16 = 7373;
pub(crate) const F_1_175: i16 = 9633;
pub(crate) const F_1_501: i16 = 12299;
pub(crate) const F_1_847: i16 = 15137;
pub(crate) const F_1_961: i16 = 16069;
pub(crate) const F_2_053: i16 = 16819;
pub(crate) const F_2_562: i16 = 20995;
pub(crate) const F_3_072: i16 = 25172;

#[cfg(test)]
#[expect(
    clippy::arithmetic_side_effects,
    clippy::cast_precision_loss,
    reason = "numbers below 64"
)]
mod tests {
    use super::*;
    use core::f64::consts::PI;

    /// The definition in A.3.3, times 8.
    fn exact(samples: &[[u8; 8]; 8]) -> [[f64; 8]; 8] {
        let scale = |n: usize| if n == 0 { 0.5_f64.sqrt() } else { 1.0 };
        let cosine = |x: usize, u: usize| ((2 * x + 1) as f64 * u as f64 * PI / 16.0).cos();
        array::from_fn(|v| {
            array::from_fn(|u| {
                let mut sum = 0.0;
                for (y, row) in samples.iter().enumerate() {
                    for (x, sample) in row.iter().enumerate() {
                        sum += (f64::from(*sample) - 128.0) * cosine(x, u) * cosine(y, v);
                    }
                }
                sum / 4.0 * scale(u) * scale(v) * 8.0
            })
        })
    }

    #[test]
    fn agrees_with_the_definition() {
        let mut seed = 1_u32;
        let mut blocks: Vec<[[u8; 8]; 8]> = vec![[[0; 8]; 8], [[255; 8]; 8], [[128; 8]; 8]];
        // Extremes in the pattern of each basis function: the largest coefficients that there are.
        for (v, u) in (0..64).map(|n| (n / 8, n % 8)) {
            blocks.push(array::from_fn(|y| {
                array::from_fn(|x| {
                    let cosine = ((2 * x + 1) as f64 * f64::from(u) * PI / 16.0).cos()
                        * ((2 * y + 1) as f64 * f64::from(v) * PI / 16.0).cos();
                    if cosine < 0.0 { 0 } else { 255 }
                })
            }));
        }
        for _ in 0..1000 {
            blocks.push(array::from_fn(|_| {
                array::from_fn(|_| {
                    seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (seed >> 24) as u8
                })
            }));
        }
        for block in blocks {
            let (found, expected) = (forward(&block), exact(&block));
            assert_eq!(found, portable(&block), "{block:?}");
            for (found, expected) in found.iter().flatten().zip(expected.iter().flatten()) {
                let difference = (f64::from(*found) - expected).abs();
                assert!(difference < 3.0, "{found} for {expected} of {block:?}");
            }
        }
    }
}
