//! The Paeth filter on Wasm's vectors. Each pixel waits for the one before it, so what counts is how long one takes:
//! its bytes side by side, no branch, and four pixels to a load.

use core::arch::wasm32::{
    i8x16_swizzle, i16x8_add, i16x8_le, i16x8_max, i16x8_min, i16x8_sub, u16x8_splat, u64x2,
    u64x2_extract_lane, v128, v128_and, v128_bitselect, v128_or,
};

/// Undoes the filter where a pixel has `BYTES`, four at most, and `FOUR` pixels have four times as many. Goes as far
/// as whole fours reach.
pub(super) fn paeth<const BYTES: usize, const FOUR: usize>(above: &[u8], row: &mut [u8]) {
    let apart: [[u8; 16]; 4] = const { apart(BYTES) };
    let together: [[u8; 16]; 4] = const { together(BYTES) };
    let (apart, together) = (apart.map(vector), together.map(vector));
    let byte = u16x8_splat(0xff);
    let mut left = u16x8_splat(0);
    let mut corner = left;
    let (fours, _) = row.as_chunks_mut::<FOUR>();
    for (pixels, above) in fours.iter_mut().zip(above.as_chunks::<FOUR>().0) {
        let filtered = load(pixels);
        let all_above = load(above);
        let mut done = u16x8_splat(0);
        for (apart, together) in apart.into_iter().zip(together) {
            let above = i8x16_swizzle(all_above, apart);
            let predicted = nearest(left, above, corner);
            left = v128_and(i16x8_add(i8x16_swizzle(filtered, apart), predicted), byte);
            corner = above;
            done = v128_or(done, i8x16_swizzle(left, together));
        }
        store(done, pixels);
    }
}

/// The same as [`super::nearest`], without its distances: how the corner lies to the others decides (after
/// `stb_image`).
#[inline]
fn nearest(left: v128, above: v128, corner: v128) -> v128 {
    let thrice = i16x8_add(i16x8_add(corner, corner), corner);
    let bound = i16x8_sub(i16x8_sub(thrice, above), left);
    let low = i16x8_min(left, above);
    let high = i16x8_max(left, above);
    let below = v128_bitselect(low, corner, i16x8_le(high, bound));
    v128_bitselect(high, below, i16x8_le(bound, low))
}

/// No lane: a swizzle makes zero of it.
const NONE: u8 = 0x80;

/// Which bytes make up the 16-bit lanes of each of four pixels.
#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "run by the compiler, which would refuse"
)]
const fn apart(bytes: usize) -> [[u8; 16]; 4] {
    let mut lanes = [[NONE; 16]; 4];
    let mut at = 0;
    while at < 4 * bytes {
        lanes[at / bytes][2 * (at % bytes)] = at as u8;
        at += 1;
    }
    lanes
}

/// And back.
#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "run by the compiler, which would refuse"
)]
const fn together(bytes: usize) -> [[u8; 16]; 4] {
    let mut lanes = [[NONE; 16]; 4];
    let mut at = 0;
    while at < 4 * bytes {
        lanes[at / bytes][at] = 2 * (at % bytes) as u8;
        at += 1;
    }
    lanes
}

#[inline]
fn load<const FOUR: usize>(pixels: &[u8; FOUR]) -> v128 {
    let mut bytes = [0; 16];
    if let Some(first) = bytes.first_chunk_mut() {
        *first = *pixels;
    }
    vector(bytes)
}

#[inline]
fn store<const FOUR: usize>(vector: v128, pixels: &mut [u8; FOUR]) {
    let low = u64x2_extract_lane::<0>(vector);
    let high = u64x2_extract_lane::<1>(vector);
    let bytes = (u128::from(low) | u128::from(high) << 64).to_le_bytes();
    if let Some(first) = bytes.first_chunk() {
        *pixels = *first;
    }
}

#[inline]
fn vector(bytes: [u8; 16]) -> v128 {
    let [low, high] = [0, 8].map(|at| bytes.get(at..).and_then(<[u8]>::first_chunk));
    let number = |half: Option<&[u8; 8]>| half.map_or(0, |half| u64::from_le_bytes(*half));
    u64x2(number(low), number(high))
}
