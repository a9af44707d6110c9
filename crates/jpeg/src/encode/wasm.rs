//! The steps of a block besides its transform on Wasm's vectors of eight 16-bit lanes. Each finds, bit for bit, what
//! the portable version beside its caller finds; the tests there compare the two where they run in Wasm.

use core::arch::wasm32::{
    i8x16_bitmask, i8x16_narrow_i16x8, i8x16_ne, i8x16_splat, i16x8, i16x8_abs, i16x8_add,
    i16x8_extract_lane, i16x8_ge, i16x8_mul, i16x8_narrow_i32x4, i16x8_shr, i16x8_sub, u16x8_shr,
    u32x4_extmul_high_u16x8, u32x4_extmul_low_u16x8, u32x4_shr, v128, v128_and, v128_xor,
};

/// Eight coefficients divided: see [`super::quantizer`].
#[inline]
pub(crate) fn quotients(
    coefficients: [i16; 8],
    round: [i16; 8],
    prescale: [i16; 8],
    factor: [u16; 8],
    least: [i16; 8],
) -> [i16; 8] {
    let coefficients = from_array(coefficients);
    let sign = i16x8_shr(coefficients, 15);
    let magnitude = i16x8_abs(coefficients);
    let kept = i16x8_ge(magnitude, from_array(least));
    let numerator = u16x8_shr(i16x8_add(magnitude, from_array(round)), 3);
    let scaled = i16x8_mul(numerator, from_array(prescale));
    let factor = from_array(factor.map(u16::cast_signed));
    let quotient = i16x8_narrow_i32x4(
        u32x4_shr(u32x4_extmul_low_u16x8(scaled, factor), 20),
        u32x4_shr(u32x4_extmul_high_u16x8(scaled, factor), 20),
    );
    let quotient = v128_and(quotient, kept);
    to_array(i16x8_sub(v128_xor(quotient, sign), sign))
}

/// A bit for each value that is not zero, for the first row in the low byte.
#[inline]
pub(crate) fn nonzero(first: [i16; 8], second: [i16; 8]) -> [u8; 2] {
    // Saturation makes no zeros.
    let bytes = i8x16_narrow_i16x8(from_array(first), from_array(second));
    i8x16_bitmask(i8x16_ne(bytes, i8x16_splat(0))).to_le_bytes()
}

#[inline]
fn from_array([l0, l1, l2, l3, l4, l5, l6, l7]: [i16; 8]) -> v128 {
    i16x8(l0, l1, l2, l3, l4, l5, l6, l7)
}

/// The lanes of a vector.
#[inline]
pub(crate) fn to_array(v: v128) -> [i16; 8] {
    [
        i16x8_extract_lane::<0>(v),
        i16x8_extract_lane::<1>(v),
        i16x8_extract_lane::<2>(v),
        i16x8_extract_lane::<3>(v),
        i16x8_extract_lane::<4>(v),
        i16x8_extract_lane::<5>(v),
        i16x8_extract_lane::<6>(v),
        i16x8_extract_lane::<7>(v),
    ]
}
