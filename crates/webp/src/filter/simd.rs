//! Sixteen samples at a time, in vectors of WebAssembly. The same as the portable version, lane by lane.

use core::arch::wasm32::{
    i8x16_add_sat, i8x16_narrow_i16x8, i8x16_shr, i8x16_shuffle, i8x16_splat, i8x16_sub_sat,
    i16x8_add, i16x8_extend_high_i8x16, i16x8_extend_low_i8x16, i16x8_mul, i16x8_shr, i16x8_splat,
    i64x2_shuffle, u8x16_add_sat, u8x16_le, u8x16_max, u8x16_min, u8x16_shr, u8x16_splat,
    u8x16_sub, u64x2_extract_lane, v128, v128_and, v128_andnot, v128_any_true, v128_load64_lane,
    v128_load64_zero, v128_store64_lane, v128_xor,
};

use crate::vector;

/// Sixteen samples, or numbers from -128 to 127.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lanes(v128);

#[expect(clippy::inline_always, reason = "one or a few instructions each")]
impl Lanes {
    #[inline(always)]
    pub(crate) fn splat(value: u8) -> Self {
        Self(u8x16_splat(value))
    }

    #[inline(always)]
    pub(crate) fn load(samples: &[u8; 16]) -> Self {
        Self(vector::load(samples))
    }

    #[inline(always)]
    pub(crate) fn store(self, samples: &mut [u8; 16]) {
        vector::store(samples, self.0);
    }

    #[inline(always)]
    #[expect(unsafe_code, reason = "instructions that have no safe form")]
    pub(crate) fn load_halves(low: &[u8; 8], high: &[u8; 8]) -> Self {
        // SAFETY: the pointers are those of 8 bytes each that may be read, and any alignment will do.
        Self(unsafe {
            let low = v128_load64_zero(low.as_ptr().cast());
            v128_load64_lane::<1>(low, high.as_ptr().cast())
        })
    }

    #[inline(always)]
    #[expect(unsafe_code, reason = "instructions that have no safe form")]
    pub(crate) fn store_halves(self, low: &mut [u8; 8], high: &mut [u8; 8]) {
        // SAFETY: the pointers are those of 8 bytes each that may be written, and any alignment will do.
        unsafe {
            v128_store64_lane::<0>(self.0, low.as_mut_ptr().cast());
            v128_store64_lane::<1>(self.0, high.as_mut_ptr().cast());
        }
    }

    /// Samples of both in turn.
    #[inline(always)]
    #[expect(unsafe_code, reason = "instructions that have no safe form")]
    pub(crate) fn load_pair(low: &[u8; 8], high: &[u8; 8]) -> Self {
        // SAFETY: the pointers are those of 8 bytes each that may be read, and any alignment will do.
        let [low, high] =
            unsafe { [low, high].map(|half| Self(v128_load64_zero(half.as_ptr().cast()))) };
        low.interleave_low(high)
    }

    #[inline(always)]
    pub(crate) fn halves(self) -> [[u8; 8]; 2] {
        [
            u64x2_extract_lane::<0>(self.0).to_le_bytes(),
            u64x2_extract_lane::<1>(self.0).to_le_bytes(),
        ]
    }

    #[inline(always)]
    pub(crate) fn distance(self, other: Self) -> Self {
        let (above, below) = (u8x16_max(self.0, other.0), u8x16_min(self.0, other.0));
        Self(u8x16_sub(above, below))
    }

    #[inline(always)]
    pub(crate) fn add(self, other: Self) -> Self {
        Self(u8x16_add_sat(self.0, other.0))
    }

    #[inline(always)]
    pub(crate) fn half(self) -> Self {
        Self(u8x16_shr(self.0, 1))
    }

    #[inline(always)]
    pub(crate) fn max(self, other: Self) -> Self {
        Self(u8x16_max(self.0, other.0))
    }

    /// All bits of the lanes that are not above those of `other`.
    #[inline(always)]
    pub(crate) fn at_most(self, other: Self) -> Self {
        Self(u8x16_le(self.0, other.0))
    }

    #[inline(always)]
    pub(crate) fn any(self) -> bool {
        v128_any_true(self.0)
    }

    #[inline(always)]
    pub(crate) fn and(self, other: Self) -> Self {
        Self(v128_and(self.0, other.0))
    }

    #[inline(always)]
    pub(crate) fn and_not(self, other: Self) -> Self {
        Self(v128_andnot(self.0, other.0))
    }

    /// Samples to numbers around 0, and back.
    #[inline(always)]
    pub(crate) fn flip(self) -> Self {
        Self(v128_xor(self.0, i8x16_splat(i8::MIN)))
    }

    #[inline(always)]
    pub(crate) fn plus(self, other: Self) -> Self {
        Self(i8x16_add_sat(self.0, other.0))
    }

    #[inline(always)]
    pub(crate) fn minus(self, other: Self) -> Self {
        Self(i8x16_sub_sat(self.0, other.0))
    }

    /// Numbers shifted to the right by `BITS`.
    #[inline(always)]
    pub(crate) fn shifted<const BITS: u32>(self) -> Self {
        Self(i8x16_shr(self.0, BITS))
    }

    /// Numbers times `FACTOR` of 128, at most 64 of them, rounded.
    #[inline(always)]
    pub(crate) fn weighted<const FACTOR: i16>(self) -> Self {
        let scaled = |half| {
            let product = i16x8_mul(half, i16x8_splat(FACTOR));
            i16x8_shr(i16x8_add(product, i16x8_splat(63)), 7)
        };
        Self(i8x16_narrow_i16x8(
            scaled(i16x8_extend_low_i8x16(self.0)),
            scaled(i16x8_extend_high_i8x16(self.0)),
        ))
    }

    /// The first eight lanes of both.
    #[inline(always)]
    pub(crate) fn low_halves(self, other: Self) -> Self {
        Self(i64x2_shuffle::<0, 2>(self.0, other.0))
    }

    /// The last eight lanes of both.
    #[inline(always)]
    pub(crate) fn high_halves(self, other: Self) -> Self {
        Self(i64x2_shuffle::<1, 3>(self.0, other.0))
    }

    /// The first eight lanes of both in turn.
    #[inline(always)]
    pub(crate) fn interleave_low(self, other: Self) -> Self {
        Self(i8x16_shuffle::<
            0,
            16,
            1,
            17,
            2,
            18,
            3,
            19,
            4,
            20,
            5,
            21,
            6,
            22,
            7,
            23,
        >(self.0, other.0))
    }

    /// The last eight lanes of both in turn.
    #[inline(always)]
    pub(crate) fn interleave_high(self, other: Self) -> Self {
        Self(i8x16_shuffle::<
            8,
            24,
            9,
            25,
            10,
            26,
            11,
            27,
            12,
            28,
            13,
            29,
            14,
            30,
            15,
            31,
        >(self.0, other.0))
    }
}
