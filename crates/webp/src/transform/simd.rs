//! The transform of section 14.4 in vectors of WebAssembly, of the same numbers as the portable one.

use core::arch::wasm32::{
    i16x8_add_sat, i16x8_narrow_i32x4, i32x4_add, i32x4_extend_high_i16x8, i32x4_extend_low_i16x8,
    i32x4_mul, i32x4_shr, i32x4_shuffle, i32x4_splat, i32x4_sub, u8x16_narrow_i16x8,
    u16x8_extend_high_u8x16, u16x8_extend_low_u8x16, v128,
};

use super::{COSINE, SINE, Samples};
use crate::vector::{load, store};

/// Adds what a block's coefficients stand for to the prediction.
#[inline]
pub(crate) fn add(block: &[i16; 16], samples: &mut Samples) {
    let [upper, lower] = block.as_chunks::<8>().0 else {
        return;
    };
    let (upper, lower) = (load(upper), load(lower));
    let rows = [
        i32x4_extend_low_i16x8(upper),
        i32x4_extend_high_i16x8(upper),
        i32x4_extend_low_i16x8(lower),
        i32x4_extend_high_i16x8(lower),
    ];
    let [p0, p1, p2, p3] = transposed(points(rows));
    let p0 = i32x4_add(p0, i32x4_splat(4));
    let [r0, r1, r2, r3] = transposed(points([p0, p1, p2, p3]));
    let shifted = |row| i32x4_shr(row, 3);
    let upper = i16x8_narrow_i32x4(shifted(r0), shifted(r1));
    let lower = i16x8_narrow_i32x4(shifted(r2), shifted(r3));
    let old = load(samples);
    let upper = i16x8_add_sat(upper, u16x8_extend_low_u8x16(old));
    let lower = i16x8_add_sat(lower, u16x8_extend_high_u8x16(old));
    store(samples, u8x16_narrow_i16x8(upper, lower));
}

/// Four transforms of four points.
#[inline(always)]
#[expect(clippy::inline_always, reason = "the values stay in registers")]
fn points([p0, p1, p2, p3]: [v128; 4]) -> [v128; 4] {
    let cosine = |value| i32x4_add(i32x4_shr(i32x4_mul(value, i32x4_splat(COSINE)), 16), value);
    let sine = |value| i32x4_shr(i32x4_mul(value, i32x4_splat(SINE)), 16);
    let a = i32x4_add(p0, p2);
    let b = i32x4_sub(p0, p2);
    let c = i32x4_sub(sine(p1), cosine(p3));
    let d = i32x4_add(cosine(p1), sine(p3));
    [
        i32x4_add(a, d),
        i32x4_add(b, c),
        i32x4_sub(b, c),
        i32x4_sub(a, d),
    ]
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "the values stay in registers")]
fn transposed([r0, r1, r2, r3]: [v128; 4]) -> [v128; 4] {
    let (a, b) = (
        i32x4_shuffle::<0, 4, 1, 5>(r0, r2),
        i32x4_shuffle::<2, 6, 3, 7>(r0, r2),
    );
    let (c, d) = (
        i32x4_shuffle::<0, 4, 1, 5>(r1, r3),
        i32x4_shuffle::<2, 6, 3, 7>(r1, r3),
    );
    [
        i32x4_shuffle::<0, 4, 1, 5>(a, c),
        i32x4_shuffle::<2, 6, 3, 7>(a, c),
        i32x4_shuffle::<0, 4, 1, 5>(b, d),
        i32x4_shuffle::<2, 6, 3, 7>(b, d),
    ]
}
