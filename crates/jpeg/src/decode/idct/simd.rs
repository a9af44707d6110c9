//! The transforms to 8 and 4 points a side with WebAssembly's vectors: bit for bit what the portable ones give,
//! because both add the same exact products in 32 bits and narrow with saturation at the same places.

use core::arch::wasm32::{
    i8x16_shuffle, i16x8, i16x8_mul, i16x8_narrow_i32x4, i16x8_shuffle, i32x4_add, i32x4_dot_i16x8,
    i32x4_shr, i32x4_splat, i32x4_sub, i64x2_shuffle, u8x16_narrow_i16x8, v128, v128_load,
    v128_store,
};

use super::factors::{
    COS_1, COS_2, COS_3, COS_5, COS_6, COS_7, FIRST, LESS_1, LESS_3, LESS_5, LESS_7, MORE_1,
    MORE_3, MORE_5, MORE_7, PAIR_2, PAIR_6, SECOND,
};
use super::samples::{LEVEL as SAMPLE_LEVEL, Samples};

pub(super) fn eight(corner: &[i16; 64], steps: &[i16; 64], samples: &mut Samples) {
    let columns = transposed(eight_points::<FIRST, 0>(terms(corner, steps)));
    let rows = transposed(eight_points::<SECOND, SAMPLE_LEVEL>(columns));
    let targets = samples.as_chunks_mut::<16>().0.iter_mut();
    for (target, &[upper, lower]) in targets.zip(rows.as_chunks::<2>().0) {
        store(target, u8x16_narrow_i16x8(upper, lower));
    }
}

/// Coefficients times steps, row by row.
#[inline(always)]
#[expect(clippy::inline_always, reason = "the values stay in registers")]
fn terms(corner: &[i16; 64], steps: &[i16; 64]) -> [v128; 8] {
    let mut rows = [i32x4_splat(0); 8];
    let corner = corner.as_chunks::<8>().0;
    let steps = steps.as_chunks::<8>().0;
    for ((row, coefficients), steps) in rows.iter_mut().zip(corner).zip(steps) {
        *row = i16x8_mul(load(coefficients), load(steps));
    }
    rows
}

/// Eight transforms of eight points, one in each lane.
#[inline(always)]
#[expect(clippy::inline_always, reason = "the values stay in registers")]
fn eight_points<const SHIFT: u32, const LEVEL: i32>(terms: [v128; 8]) -> [v128; 8] {
    let [t0, t1, t2, t3, t4, t5, t6, t7] = terms;
    let low = eight_points_of_four_lanes::<SHIFT, LEVEL>([
        low_pairs(t0, t4),
        low_pairs(t2, t6),
        low_pairs(t1, t3),
        low_pairs(t5, t7),
    ]);
    let high = eight_points_of_four_lanes::<SHIFT, LEVEL>([
        high_pairs(t0, t4),
        high_pairs(t2, t6),
        high_pairs(t1, t3),
        high_pairs(t5, t7),
    ]);
    [
        i16x8_narrow_i32x4(low[0], high[0]),
        i16x8_narrow_i32x4(low[1], high[1]),
        i16x8_narrow_i32x4(low[2], high[2]),
        i16x8_narrow_i32x4(low[3], high[3]),
        i16x8_narrow_i32x4(low[4], high[4]),
        i16x8_narrow_i32x4(low[5], high[5]),
        i16x8_narrow_i32x4(low[6], high[6]),
        i16x8_narrow_i32x4(low[7], high[7]),
    ]
}

/// The terms 0 and 4, 2 and 6, 1 and 3, 5 and 7 side by side.
#[inline(always)]
#[expect(clippy::inline_always, reason = "the values stay in registers")]
fn eight_points_of_four_lanes<const SHIFT: u32, const LEVEL: i32>(pairs: [v128; 4]) -> [v128; 8] {
    let [p04, p26, p13, p57] = pairs;
    let middle = i32x4_splat(const { (LEVEL << SHIFT) + (1 << (SHIFT - 1)) });
    let sum = i32x4_add(products(p04, 1 << 13, 1 << 13), middle);
    let difference = i32x4_add(products(p04, 1 << 13, -(1 << 13)), middle);
    let cosine = products(p26, COS_2, COS_6);
    let sine = products(p26, COS_6, -COS_2);
    let even = [
        i32x4_add(sum, cosine),
        i32x4_add(difference, sine),
        i32x4_sub(difference, sine),
        i32x4_sub(sum, cosine),
    ];
    let odd = [
        i32x4_add(products(p13, COS_1, COS_3), products(p57, COS_5, COS_7)),
        i32x4_add(products(p13, COS_3, -COS_7), products(p57, -COS_1, -COS_5)),
        i32x4_add(products(p13, COS_5, -COS_1), products(p57, COS_7, COS_3)),
        i32x4_add(products(p13, COS_7, -COS_5), products(p57, COS_3, -COS_1)),
    ];
    let [e0, e1, e2, e3] = even;
    let [o0, o1, o2, o3] = odd;
    [
        i32x4_shr(i32x4_add(e0, o0), SHIFT),
        i32x4_shr(i32x4_add(e1, o1), SHIFT),
        i32x4_shr(i32x4_add(e2, o2), SHIFT),
        i32x4_shr(i32x4_add(e3, o3), SHIFT),
        i32x4_shr(i32x4_sub(e3, o3), SHIFT),
        i32x4_shr(i32x4_sub(e2, o2), SHIFT),
        i32x4_shr(i32x4_sub(e1, o1), SHIFT),
        i32x4_shr(i32x4_sub(e0, o0), SHIFT),
    ]
}

pub(super) fn four(corner: &[i16; 16], steps: &[i16; 16], samples: &mut Samples) {
    let ([upper, lower], [upper_steps, lower_steps]) =
        (corner.as_chunks::<8>().0, steps.as_chunks::<8>().0)
    else {
        return;
    };
    // Rows 0 and 1, rows 2 and 3; the even ones side by side, then the odd ones.
    let upper = i16x8_mul(load(upper), load(upper_steps));
    let lower = i16x8_mul(load(lower), load(lower_steps));
    let (upper, lower) =
        means_of_four::<FIRST, 0>(low_pairs(upper, lower), high_pairs(upper, lower));
    // Columns 0 and 2, columns 1 and 3, in pairs.
    let even = i16x8_shuffle::<0, 2, 4, 6, 8, 10, 12, 14>(upper, lower);
    let odd = i16x8_shuffle::<1, 3, 5, 7, 9, 11, 13, 15>(upper, lower);
    let (left, right) = means_of_four::<SECOND, SAMPLE_LEVEL>(even, odd);
    put_columns(left, right, samples);
}

/// Four times the means of pairs of eight points, of the terms 0 and 2, 1 and 3 side by side: the means 0 and 1,
/// 2 and 3.
#[inline(always)]
#[expect(clippy::inline_always, reason = "the values stay in registers")]
fn means_of_four<const SHIFT: u32, const LEVEL: i32>(p02: v128, p13: v128) -> (v128, v128) {
    let middle = i32x4_splat(const { (LEVEL << SHIFT) + (1 << (SHIFT - 1)) });
    let [m0, m1, m2, m3] = mirrored::<SHIFT>(
        i32x4_add(products(p02, 1 << 13, PAIR_2), middle),
        i32x4_add(products(p02, 1 << 13, -PAIR_2), middle),
        products(p13, MORE_1, LESS_3),
        products(p13, LESS_1, -MORE_3),
    );
    (i16x8_narrow_i32x4(m0, m1), i16x8_narrow_i32x4(m2, m3))
}

pub(super) fn halved(corner: &[i16; 64], steps: &[i16; 64], samples: &mut Samples) {
    let [t0, t1, t2, t3, t4, t5, t6, t7] = terms(corner, steps);
    let left = means::<FIRST, 0>([
        low_pairs(t0, t4),
        low_pairs(t2, t6),
        low_pairs(t1, t7),
        low_pairs(t3, t5),
    ]);
    let right = means::<FIRST, 0>([
        high_pairs(t0, t4),
        high_pairs(t2, t6),
        high_pairs(t1, t7),
        high_pairs(t3, t5),
    ]);
    let r0 = i16x8_narrow_i32x4(left[0], right[0]);
    let r1 = i16x8_narrow_i32x4(left[1], right[1]);
    let r2 = i16x8_narrow_i32x4(left[2], right[2]);
    let r3 = i16x8_narrow_i32x4(left[3], right[3]);
    // The columns as the rows before, two rows in each vector: 1 and 7, then 3 and 5; 2 and 6, then 0 and 4.
    let odd_upper = i16x8_shuffle::<1, 7, 9, 15, 3, 5, 11, 13>(r0, r1);
    let odd_lower = i16x8_shuffle::<1, 7, 9, 15, 3, 5, 11, 13>(r2, r3);
    let even_upper = i16x8_shuffle::<2, 6, 10, 14, 0, 4, 8, 12>(r0, r1);
    let even_lower = i16x8_shuffle::<2, 6, 10, 14, 0, 4, 8, 12>(r2, r3);
    let [m0, m1, m2, m3] = means::<SECOND, SAMPLE_LEVEL>([
        i64x2_shuffle::<1, 3>(even_upper, even_lower),
        i64x2_shuffle::<0, 2>(even_upper, even_lower),
        i64x2_shuffle::<0, 2>(odd_upper, odd_lower),
        i64x2_shuffle::<1, 3>(odd_upper, odd_lower),
    ]);
    put_columns(
        i16x8_narrow_i32x4(m0, m1),
        i16x8_narrow_i32x4(m2, m3),
        samples,
    );
}

/// Four times the means of pairs of eight points, of the terms 0 and 4, 2 and 6, 1 and 7, 3 and 5 side by side.
#[inline(always)]
#[expect(clippy::inline_always, reason = "the values stay in registers")]
fn means<const SHIFT: u32, const LEVEL: i32>(pairs: [v128; 4]) -> [v128; 4] {
    let [p04, p26, p17, p35] = pairs;
    let middle = i32x4_splat(const { (LEVEL << SHIFT) + (1 << (SHIFT - 1)) });
    let middle = i32x4_add(products(p04, 1 << 13, 0), middle);
    let outer = products(p26, PAIR_2, -PAIR_6);
    mirrored::<SHIFT>(
        i32x4_add(middle, outer),
        i32x4_sub(middle, outer),
        i32x4_add(
            products(p17, MORE_1, -MORE_7),
            products(p35, LESS_3, -LESS_5),
        ),
        i32x4_sub(
            products(p17, LESS_1, -LESS_7),
            products(p35, MORE_3, -MORE_5),
        ),
    )
}

/// Four points of what they have in common with their mirror images and of what they have not.
#[inline(always)]
#[expect(clippy::inline_always, reason = "the values stay in registers")]
fn mirrored<const SHIFT: u32>(even_0: v128, even_1: v128, odd_0: v128, odd_1: v128) -> [v128; 4] {
    [
        i32x4_shr(i32x4_add(even_0, odd_0), SHIFT),
        i32x4_shr(i32x4_add(even_1, odd_1), SHIFT),
        i32x4_shr(i32x4_sub(even_1, odd_1), SHIFT),
        i32x4_shr(i32x4_sub(even_0, odd_0), SHIFT),
    ]
}

/// The columns 0 and 1, 2 and 3 of four by four samples, stored as rows.
#[inline(always)]
#[expect(clippy::inline_always, reason = "the values stay in registers")]
fn put_columns(left: v128, right: v128, samples: &mut Samples) {
    let columns = u8x16_narrow_i16x8(left, right);
    let rows =
        i8x16_shuffle::<0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15>(columns, columns);
    if let Some(target) = samples.first_chunk_mut::<16>() {
        store(target, rows);
    }
}

/// The sum of the products of each pair with two factors.
#[inline(always)]
#[expect(
    clippy::inline_always,
    clippy::cast_possible_truncation,
    reason = "the values stay in registers; factors have 15 bits"
)]
fn products(pairs: v128, first: i32, second: i32) -> v128 {
    let (first, second) = (first as i16, second as i16);
    let factors = i16x8(first, second, first, second, first, second, first, second);
    i32x4_dot_i16x8(pairs, factors)
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "one instruction")]
fn low_pairs(a: v128, b: v128) -> v128 {
    i16x8_shuffle::<0, 8, 1, 9, 2, 10, 3, 11>(a, b)
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "one instruction")]
fn high_pairs(a: v128, b: v128) -> v128 {
    i16x8_shuffle::<4, 12, 5, 13, 6, 14, 7, 15>(a, b)
}

/// Rows to columns: three times, each half is interleaved with the other.
#[inline(always)]
#[expect(clippy::inline_always, reason = "the values stay in registers")]
fn transposed(rows: [v128; 8]) -> [v128; 8] {
    interleaved(interleaved(interleaved(rows)))
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "the values stay in registers")]
fn interleaved(rows: [v128; 8]) -> [v128; 8] {
    [
        low_pairs(rows[0], rows[4]),
        high_pairs(rows[0], rows[4]),
        low_pairs(rows[1], rows[5]),
        high_pairs(rows[1], rows[5]),
        low_pairs(rows[2], rows[6]),
        high_pairs(rows[2], rows[6]),
        low_pairs(rows[3], rows[7]),
        high_pairs(rows[3], rows[7]),
    ]
}

#[inline(always)]
#[expect(
    clippy::inline_always,
    unsafe_code,
    reason = "one instruction, which has no safe form"
)]
fn load(values: &[i16; 8]) -> v128 {
    // SAFETY: the pointer is that of 16 bytes that may be read, and any alignment will do.
    unsafe { v128_load(values.as_ptr().cast()) }
}

#[inline(always)]
#[expect(
    clippy::inline_always,
    unsafe_code,
    reason = "one instruction, which has no safe form"
)]
fn store(target: &mut [u8; 16], values: v128) {
    // SAFETY: the pointer is that of 16 bytes that may be written, and any alignment will do.
    unsafe { v128_store(target.as_mut_ptr().cast(), values) };
}
