//! Sixteen bytes at a time, in vectors of WebAssembly. The same as the portable version, lane by lane.

use core::arch::wasm32::{
    i8x16_add, i8x16_gt, i8x16_shuffle, i8x16_sub, u8x16_add_sat, u8x16_eq, u8x16_max, u8x16_min,
    u8x16_shr, u8x16_splat, u8x16_sub_sat, u64x2, u64x2_extract_lane, v128, v128_and,
    v128_bitselect, v128_not, v128_xor,
};

/// Sixteen bytes, or what is true or not of them: all bits or none.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lanes(v128);

#[expect(clippy::inline_always, reason = "one or a few instructions each")]
impl Lanes {
    #[inline(always)]
    pub(super) fn splat(byte: u8) -> Self {
        Self(u8x16_splat(byte))
    }

    #[inline(always)]
    pub(super) fn load(bytes: &[u8; 16]) -> Self {
        let [low, high] = bytes.as_chunks::<8>().0 else {
            return Self::splat(0);
        };
        Self(u64x2(u64::from_le_bytes(*low), u64::from_le_bytes(*high)))
    }

    #[inline(always)]
    pub(super) fn store(self, bytes: &mut [u8; 16]) {
        let (low, high) = self.halves();
        *bytes = (u128::from(low) | u128::from(high) << 64).to_le_bytes();
    }

    /// The first twelve.
    #[inline(always)]
    pub(super) fn store_twelve(self, bytes: &mut [u8; 12]) {
        let (low, high) = self.halves();
        let all = (u128::from(low) | u128::from(high) << 64).to_le_bytes();
        if let Some(first) = all.first_chunk() {
            *bytes = *first;
        }
    }

    #[inline(always)]
    fn halves(self) -> (u64, u64) {
        (
            u64x2_extract_lane::<0>(self.0),
            u64x2_extract_lane::<1>(self.0),
        )
    }

    /// The bytes `BYTES` further, behind the last of `before`.
    #[inline(always)]
    pub(super) fn after<const BYTES: usize>(self, before: Self) -> Self {
        let (a, b) = (before.0, self.0);
        Self(match BYTES {
            3 => i8x16_shuffle::<13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28>(
                a, b,
            ),
            4 => i8x16_shuffle::<12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27>(
                a, b,
            ),
            6 => i8x16_shuffle::<10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25>(
                a, b,
            ),
            _ => {
                i8x16_shuffle::<8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23>(a, b)
            }
        })
    }

    /// With the end of a group of `GROUP` at the end of all.
    #[inline(always)]
    pub(super) fn group_last<const GROUP: usize>(self) -> Self {
        match GROUP {
            12 => Self(i8x16_shuffle::<
                12,
                13,
                14,
                15,
                0,
                1,
                2,
                3,
                4,
                5,
                6,
                7,
                8,
                9,
                10,
                11,
            >(self.0, self.0)),
            _ => self,
        }
    }

    /// The sum, 255 at most.
    #[inline(always)]
    pub(super) fn plus(self, other: Self) -> Self {
        Self(u8x16_add_sat(self.0, other.0))
    }

    /// The difference, 0 at least.
    #[inline(always)]
    pub(super) fn minus(self, other: Self) -> Self {
        Self(u8x16_sub_sat(self.0, other.0))
    }

    #[inline(always)]
    pub(super) fn wrapping_plus(self, other: Self) -> Self {
        Self(i8x16_add(self.0, other.0))
    }

    #[inline(always)]
    pub(super) fn wrapping_minus(self, other: Self) -> Self {
        Self(i8x16_sub(self.0, other.0))
    }

    #[inline(always)]
    pub(super) fn half(self) -> Self {
        Self(u8x16_shr(self.0, 1))
    }

    #[inline(always)]
    pub(super) fn min(self, other: Self) -> Self {
        Self(u8x16_min(self.0, other.0))
    }

    #[inline(always)]
    pub(super) fn max(self, other: Self) -> Self {
        Self(u8x16_max(self.0, other.0))
    }

    /// Bytes to numbers around 0, and back.
    #[inline(always)]
    pub(super) fn flip(self) -> Self {
        Self(v128_xor(self.0, u8x16_splat(0x80)))
    }

    /// Which are above those of `other`, as numbers with a sign.
    #[inline(always)]
    pub(super) fn exceeds(self, other: Self) -> Self {
        Self(i8x16_gt(self.0, other.0))
    }

    /// Which are the same.
    #[inline(always)]
    pub(super) fn equal(self, other: Self) -> Self {
        Self(u8x16_eq(self.0, other.0))
    }

    #[inline(always)]
    pub(super) fn not(self) -> Self {
        Self(v128_not(self.0))
    }

    #[inline(always)]
    pub(super) fn and(self, other: Self) -> Self {
        Self(v128_and(self.0, other.0))
    }

    /// `other` where it is true, and else this.
    #[inline(always)]
    pub(super) fn or_where(self, other: Self, is_true: Self) -> Self {
        Self(v128_bitselect(other.0, self.0, is_true.0))
    }
}
