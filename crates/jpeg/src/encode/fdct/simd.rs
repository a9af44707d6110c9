//! The transform on Wasm's vectors of eight 16-bit lanes. Finds, bit for bit, what the portable version finds.

use core::arch::wasm32::{
    i16x8, i16x8_add, i16x8_narrow_i32x4, i16x8_shl, i16x8_shr, i16x8_shuffle, i16x8_splat,
    i16x8_sub, i32x4_add, i32x4_dot_i16x8, i32x4_shr, i32x4_shuffle, i32x4_splat, i64x2_shuffle,
    u16x8_extend_low_u8x16, u64x2_splat, v128,
};

use super::block::Block;
use super::constants::{
    CONST_BITS, F_0_298, F_0_390, F_0_541, F_0_765, F_0_899, F_1_175, F_1_501, F_1_847, F_1_961,
    F_2_053, F_2_562, F_3_072, PASS1_BITS,
};
use crate::encode::wasm::to_array;

/// The coefficients of a block of samples, times 8.
#[inline]
pub(crate) fn forward(samples: &[[u8; 8]; 8]) -> Block {
    let middle = i16x8_splat(128);
    let rows = samples.map(|row| {
        let row = u16x8_extend_low_u8x16(u64x2_splat(u64::from_le_bytes(row)));
        i16x8_sub(row, middle)
    });
    let rows_done = pass::<true>(transposed(rows));
    pass::<false>(transposed(rows_done)).map(to_array)
}

#[inline]
fn pass<const FIRST: bool>(d: [v128; 8]) -> [v128; 8] {
    let [d0, d1, d2, d3, d4, d5, d6, d7] = d;
    let (a0, a7) = (i16x8_add(d0, d7), i16x8_sub(d0, d7));
    let (a1, a6) = (i16x8_add(d1, d6), i16x8_sub(d1, d6));
    let (a2, a5) = (i16x8_add(d2, d5), i16x8_sub(d2, d5));
    let (a3, a4) = (i16x8_add(d3, d4), i16x8_sub(d3, d4));

    let (a10, a13) = (i16x8_add(a0, a3), i16x8_sub(a0, a3));
    let (a11, a12) = (i16x8_add(a1, a2), i16x8_sub(a1, a2));
    let plain = |value| {
        if FIRST {
            i16x8_shl(value, PASS1_BITS)
        } else {
            i16x8_shr(i16x8_add(value, i16x8_splat(2)), PASS1_BITS)
        }
    };

    let even = Pairs::new(a13, a12);
    let z = Pairs::new(i16x8_add(a4, a6), i16x8_add(a5, a7));
    let z3 = z.dot(F_1_175 - F_1_961, F_1_175);
    let z4 = z.dot(F_1_175, F_1_175 - F_0_390);
    let outer = Pairs::new(a4, a7);
    let inner = Pairs::new(a5, a6);
    [
        plain(i16x8_add(a10, a11)),
        descaled::<FIRST>(sum(outer.dot(-F_0_899, F_1_501 - F_0_899), z4)),
        descaled::<FIRST>(even.dot(F_0_541 + F_0_765, F_0_541)),
        descaled::<FIRST>(sum(inner.dot(-F_2_562, F_3_072 - F_2_562), z3)),
        plain(i16x8_sub(a10, a11)),
        descaled::<FIRST>(sum(inner.dot(F_2_053 - F_2_562, -F_2_562), z4)),
        descaled::<FIRST>(even.dot(F_0_541, F_0_541 - F_1_847)),
        descaled::<FIRST>(sum(outer.dot(F_0_298 - F_0_899, -F_0_899), z3)),
    ]
}

/// The lanes of two vectors in turns: the low four of each, the high four of each.
struct Pairs([v128; 2]);

impl Pairs {
    #[inline]
    fn new(a: v128, b: v128) -> Self {
        Self([
            i16x8_shuffle::<0, 8, 1, 9, 2, 10, 3, 11>(a, b),
            i16x8_shuffle::<4, 12, 5, 13, 6, 14, 7, 15>(a, b),
        ])
    }

    /// The sums of products, 32 bits wide.
    #[inline]
    fn dot(&self, a: i16, b: i16) -> [v128; 2] {
        let factors = i16x8(a, b, a, b, a, b, a, b);
        self.0.map(|pairs| i32x4_dot_i16x8(pairs, factors))
    }
}

#[inline]
fn sum([a_low, a_high]: [v128; 2], [b_low, b_high]: [v128; 2]) -> [v128; 2] {
    [i32x4_add(a_low, b_low), i32x4_add(a_high, b_high)]
}

#[inline]
fn descaled<const FIRST: bool>(value: [v128; 2]) -> v128 {
    let bits = if FIRST {
        CONST_BITS - PASS1_BITS
    } else {
        CONST_BITS + PASS1_BITS
    };
    let half = i32x4_splat(1_i32.wrapping_shl(bits.wrapping_sub(1)));
    let [low, high] = value.map(|value| i32x4_shr(i32x4_add(value, half), bits));
    i16x8_narrow_i32x4(low, high)
}

#[inline]
fn transposed(rows: [v128; 8]) -> [v128; 8] {
    let [r0, r1, r2, r3, r4, r5, r6, r7] = rows;
    let ([a0, a1], [a2, a3]) = (Pairs::new(r0, r1).0, Pairs::new(r2, r3).0);
    let ([a4, a5], [a6, a7]) = (Pairs::new(r4, r5).0, Pairs::new(r6, r7).0);
    let ([b0, b1], [b2, b3]) = (zipped(a0, a2), zipped(a1, a3));
    let ([b4, b5], [b6, b7]) = (zipped(a4, a6), zipped(a5, a7));
    let ([c0, c1], [c2, c3]) = (joined(b0, b4), joined(b1, b5));
    let ([c4, c5], [c6, c7]) = (joined(b2, b6), joined(b3, b7));
    [c0, c1, c2, c3, c4, c5, c6, c7]
}

/// The 32-bit halves in turns.
#[inline]
fn zipped(a: v128, b: v128) -> [v128; 2] {
    [
        i32x4_shuffle::<0, 4, 1, 5>(a, b),
        i32x4_shuffle::<2, 6, 3, 7>(a, b),
    ]
}

/// The low halves, the high halves.
#[inline]
fn joined(a: v128, b: v128) -> [v128; 2] {
    [i64x2_shuffle::<0, 2>(a, b), i64x2_shuffle::<1, 3>(a, b)]
}
