//! The steps of a 4x4 block in vectors of WebAssembly, of the same numbers as the portable ones.

use core::arch::wasm32::{
    i8x16_shuffle, i8x16_splat, i8x16_sub, i16x8, i16x8_abs, i16x8_add, i16x8_add_sat,
    i16x8_bitmask, i16x8_eq, i16x8_min, i16x8_mul, i16x8_narrow_i32x4, i16x8_shr, i16x8_shuffle,
    i16x8_splat, i16x8_sub, i32x4_add, i32x4_dot_i16x8, i32x4_extract_lane, i32x4_ne, i32x4_shl,
    i32x4_shr, i32x4_splat, i32x4_sub, i64x2_shuffle, u8x16_avgr, u8x16_narrow_i16x8,
    u16x8_extend_high_u8x16, u16x8_extend_low_u8x16, u16x8_min, u16x8_shr, u32x4_extmul_high_u16x8,
    u32x4_extmul_low_u16x8, u32x4_shr, v128, v128_and, v128_not, v128_xor,
};

use super::{Around, COSINE, Divisors, MOST, PRECISION, Quantized, SINE};
use crate::transform::Samples;
use crate::vector;

/// The coefficients of a block less its prediction.
#[inline]
pub(crate) fn forward(source: &Samples, prediction: &Samples) -> [i16; 16] {
    let (source, prediction) = (vector::load(source), vector::load(prediction));
    let low = i16x8_sub(
        u16x8_extend_low_u8x16(source),
        u16x8_extend_low_u8x16(prediction),
    );
    let high = i16x8_sub(
        u16x8_extend_high_u8x16(source),
        u16x8_extend_high_u8x16(prediction),
    );
    let even = pair(COSINE, SINE);
    let odd = pair(SINE, COSINE.wrapping_neg());
    let (sums, differences) = folded(low, high);
    let rounded = |value, half, bits| i32x4_shr(i32x4_add(value, i32x4_splat(half)), bits);
    let columns = [
        i32x4_dot_i16x8(sums, pair(8, 8)),
        rounded(i32x4_dot_i16x8(differences, even), 1812, 9),
        i32x4_dot_i16x8(sums, pair(8, -8)),
        rounded(i32x4_dot_i16x8(differences, odd), 937, 9),
    ];
    let [c0, c1, c2, c3] = columns;
    let (sums, differences) = folded(i16x8_narrow_i32x4(c0, c1), i16x8_narrow_i32x4(c2, c3));
    let is_outer = i32x4_ne(i32x4_shl(differences, 16), i32x4_splat(0));
    let r0 = rounded(i32x4_dot_i16x8(sums, pair(1, 1)), 7, 4);
    let r1 = rounded(i32x4_dot_i16x8(differences, even), 12_000, 16);
    let r2 = rounded(i32x4_dot_i16x8(sums, pair(1, -1)), 7, 4);
    let r3 = rounded(i32x4_dot_i16x8(differences, odd), 51_000, 16);
    let mut out = [0; 16];
    let upper = i16x8_narrow_i32x4(r0, i32x4_sub(r1, is_outer));
    store(&mut out, [upper, i16x8_narrow_i32x4(r2, r3)]);
    out
}

/// Of each four lanes the sums of the outer and the inner ones, and their differences.
#[inline(always)]
#[expect(clippy::inline_always, reason = "the values stay in registers")]
fn folded(low: v128, high: v128) -> (v128, v128) {
    let first = i16x8_shuffle::<0, 1, 4, 5, 8, 9, 12, 13>(low, high);
    let last = i16x8_shuffle::<3, 2, 7, 6, 11, 10, 15, 14>(low, high);
    (i16x8_add(first, last), i16x8_sub(first, last))
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "a constant")]
fn pair(a: i16, b: i16) -> v128 {
    i16x8(a, b, a, b, a, b, a, b)
}

/// How large coefficients are, in eighths, up to 31.
#[inline]
pub(crate) fn sizes(coefficients: &[i16; 16]) -> [u8; 16] {
    let sizes = load(coefficients).map(|it| {
        let eighths = u16x8_shr(i16x8_abs(it), 3);
        u16x8_min(eighths, i16x8_splat(31))
    });
    let mut out = [0; 16];
    vector::store(&mut out, u8x16_narrow_i16x8(sizes[0], sizes[1]));
    out
}

/// What all modes make of the samples around a block. Long, because it is a table: a row a mode.
#[inline]
#[expect(
    clippy::many_single_char_names,
    reason = "the standard's own letters, in its own formulas"
)]
pub(crate) fn predictions(around: &Around) -> [Samples; 10] {
    let Around {
        corner: p,
        above,
        right,
        left,
    } = *around;
    let ([a, b, c, d], [e, f, g, h], [i, j, k, l]) = (above, right, left);
    // Along the edge from the bottom left to the top right: where two or three are averaged, they are neighbours.
    let edge = vector::load(&[l, l, k, j, i, p, a, b, c, d, e, f, g, h, h, h]);
    let next = i8x16_shuffle::<1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 15>(edge, edge);
    let third = i8x16_shuffle::<2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 15, 15>(edge, edge);
    let two = u8x16_avgr(edge, next);
    // Rounded once: the average of the outer ones is cut off.
    let odd = v128_and(v128_xor(edge, third), i8x16_splat(1));
    let outer = i8x16_sub(u8x16_avgr(edge, third), odd);
    let three = u8x16_avgr(outer, next);
    let sum = [a, b, c, d, i, j, k, l].map(u16::from).iter().sum::<u16>();
    let average = (sum.wrapping_add(4) >> 3).to_le_bytes()[0];
    let mut out = [[average; 16]; 10];
    let [
        _,
        true_motion_samples,
        vertical,
        horizontal,
        left_down,
        right_down,
        vertical_right,
        vertical_left,
        horizontal_down,
        horizontal_up,
    ] = &mut out;
    *true_motion_samples = true_motion(above, left, p);
    let put = vector::store;
    put(
        vertical,
        i8x16_shuffle::<5, 6, 7, 8, 5, 6, 7, 8, 5, 6, 7, 8, 5, 6, 7, 8>(three, two),
    );
    put(
        horizontal,
        i8x16_shuffle::<3, 3, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1, 0, 0, 0, 0>(three, two),
    );
    put(
        left_down,
        i8x16_shuffle::<6, 7, 8, 9, 7, 8, 9, 10, 8, 9, 10, 11, 9, 10, 11, 12>(three, two),
    );
    put(
        right_down,
        i8x16_shuffle::<4, 5, 6, 7, 3, 4, 5, 6, 2, 3, 4, 5, 1, 2, 3, 4>(three, two),
    );
    put(
        vertical_right,
        i8x16_shuffle::<21, 22, 23, 24, 4, 5, 6, 7, 3, 21, 22, 23, 2, 4, 5, 6>(three, two),
    );
    put(
        vertical_left,
        i8x16_shuffle::<22, 23, 24, 25, 6, 7, 8, 9, 23, 24, 25, 10, 7, 8, 9, 11>(three, two),
    );
    put(
        horizontal_down,
        i8x16_shuffle::<20, 4, 5, 6, 19, 3, 20, 4, 18, 2, 19, 3, 17, 1, 18, 2>(three, two),
    );
    put(
        horizontal_up,
        i8x16_shuffle::<19, 2, 18, 1, 18, 1, 17, 0, 17, 0, 16, 16, 16, 16, 16, 16>(three, two),
    );
    out
}

/// Rows that differ from the one above by as much as the samples to their left from the corner.
#[inline]
pub(crate) fn true_motion(above: [u8; 4], left: [u8; 4], corner: u8) -> Samples {
    let above = u16x8_extend_low_u8x16(i32x4_splat(i32::from_le_bytes(above)));
    let left = u16x8_extend_low_u8x16(i32x4_splat(i32::from_le_bytes(left)));
    let more = i16x8_sub(left, i16x8_splat(corner.into()));
    let upper = i16x8_shuffle::<0, 0, 0, 0, 1, 1, 1, 1>(more, more);
    let lower = i16x8_shuffle::<2, 2, 2, 2, 3, 3, 3, 3>(more, more);
    let mut out = [0; 16];
    let rows = u8x16_narrow_i16x8(i16x8_add(above, upper), i16x8_add(above, lower));
    vector::store(&mut out, rows);
    out
}

#[inline]
pub(crate) fn quantize(coefficients: &[i16; 16], divisors: &Divisors) -> Quantized {
    let [low, high] = load(coefficients);
    let [low_steps, high_steps] = load(&divisors.steps);
    let [low_sharpening, high_sharpening] = load(&divisors.sharpening);
    let [low_reciprocals, high_reciprocals] = load(&divisors.reciprocals.map(u16::cast_signed));
    let [b0, b1, b2, b3] = load_wide(&divisors.bias);
    let low = levels(low, low_sharpening, low_reciprocals, [b0, b1]);
    let high = levels(high, high_sharpening, high_reciprocals, [b2, b3]);
    let first = i16x8_shuffle::<0, 1, 4, 8, 5, 2, 3, 6>(low, high);
    let last = i16x8_shuffle::<9, 12, 13, 10, 7, 11, 14, 15>(low, high);
    let zero = i16x8_splat(0);
    let bits = |levels| i16x8_bitmask(v128_not(i16x8_eq(levels, zero)));
    let mut quantized = Quantized {
        nonzero: u16::from_le_bytes([bits(first), bits(last)]),
        ..Quantized::default()
    };
    store(&mut quantized.levels, [first, last]);
    let values = [i16x8_mul(low, low_steps), i16x8_mul(high, high_steps)];
    store(&mut quantized.values, values);
    quantized
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "the values stay in registers")]
fn levels(coefficients: v128, sharpening: v128, reciprocals: v128, bias: [v128; 2]) -> v128 {
    let magnitudes = i16x8_add_sat(i16x8_abs(coefficients), sharpening);
    let [low, high] = bias;
    let low = i32x4_add(u32x4_extmul_low_u16x8(magnitudes, reciprocals), low);
    let high = i32x4_add(u32x4_extmul_high_u16x8(magnitudes, reciprocals), high);
    let levels = i16x8_narrow_i32x4(u32x4_shr(low, PRECISION), u32x4_shr(high, PRECISION));
    let levels = i16x8_min(levels, i16x8_splat(MOST));
    let sign = i16x8_shr(coefficients, 15);
    i16x8_sub(v128_xor(levels, sign), sign)
}

/// The sum of squares of differences.
#[inline]
pub(crate) fn squared_error(a: &Samples, b: &Samples) -> u32 {
    let (a, b) = (vector::load(a), vector::load(b));
    let low = i16x8_sub(u16x8_extend_low_u8x16(a), u16x8_extend_low_u8x16(b));
    let high = i16x8_sub(u16x8_extend_high_u8x16(a), u16x8_extend_high_u8x16(b));
    let squares = i32x4_add(i32x4_dot_i16x8(low, low), i32x4_dot_i16x8(high, high));
    sum(squares).cast_unsigned()
}

/// How much there is of coarse and fine changes: the sizes of the Hadamard transform's parts, weighted by what is
/// seen of them.
#[inline]
pub(crate) fn texture(samples: &Samples) -> i32 {
    let samples = vector::load(samples);
    let (low, high) = (
        u16x8_extend_low_u8x16(samples),
        u16x8_extend_high_u8x16(samples),
    );
    // Rows first: sums 0 + 2 and 1 + 3, differences 0 - 2 and 1 - 3.
    let (sums, differences) = (i16x8_add(low, high), i16x8_sub(low, high));
    let first = i64x2_shuffle::<0, 2>(sums, differences);
    let second = i64x2_shuffle::<1, 3>(sums, differences);
    // Rows 0 and 1 of the result, rows 3 and 2.
    let (upper, lower) = (i16x8_add(first, second), i16x8_sub(first, second));
    let left = i16x8_shuffle::<0, 1, 4, 5, 8, 9, 12, 13>(upper, lower);
    let right = i16x8_shuffle::<2, 3, 6, 7, 10, 11, 14, 15>(upper, lower);
    let (sums, differences) = (i16x8_add(left, right), i16x8_sub(left, right));
    let first = i16x8_shuffle::<0, 2, 4, 6, 8, 10, 12, 14>(sums, differences);
    let second = i16x8_shuffle::<1, 3, 5, 7, 9, 11, 13, 15>(sums, differences);
    // Columns 0 and 1, columns 3 and 2, the rows of each as above.
    let upper = i16x8_abs(i16x8_add(first, second));
    let lower = i16x8_abs(i16x8_sub(first, second));
    sum(i32x4_add(
        i32x4_dot_i16x8(upper, i16x8(38, 32, 9, 20, 32, 28, 7, 17)),
        i32x4_dot_i16x8(lower, i16x8(9, 7, 2, 4, 20, 17, 4, 10)),
    ))
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "the values stay in registers")]
fn sum(values: v128) -> i32 {
    let values = i32x4_add(values, i64x2_shuffle::<1, 0>(values, values));
    i32x4_extract_lane::<0>(values).wrapping_add(i32x4_extract_lane::<1>(values))
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "the values stay in registers")]
fn load(values: &[i16; 16]) -> [v128; 2] {
    let [low, high] = values.as_chunks::<8>().0 else {
        return [i16x8_splat(0); 2];
    };
    [low, high].map(vector::load)
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "the values stay in registers")]
fn load_wide(values: &[u32; 16]) -> [v128; 4] {
    let [a, b, c, d] = values.as_chunks::<4>().0 else {
        return [i16x8_splat(0); 4];
    };
    [a, b, c, d].map(vector::load)
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "the values stay in registers")]
fn store(values: &mut [i16; 16], [low, high]: [v128; 2]) {
    let [low_values, high_values] = values.as_chunks_mut::<8>().0 else {
        return;
    };
    vector::store(low_values, low);
    vector::store(high_values, high);
}
