//! Which coefficients of a block are not zero: most are, and finding the others one by one would take longer than
//! writing them.

use super::fdct::Block;
use crate::zigzag::ZIGZAG;

/// A bit for each coefficient that is not zero, the first of the file in the lowest place.
#[inline]
pub(crate) fn positions(block: &Block) -> u64 {
    let (pairs, _) = block.as_chunks::<2>();
    let (places, _) = PLACES.as_chunks::<2>();
    let mut positions = 0;
    for ([first, second], places) in pairs.iter().zip(places) {
        let bits = bits(*first, *second);
        positions |= place(&places[0], bits[0]) | place(&places[1], bits[1]);
    }
    positions
}

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use super::wasm::nonzero as bits;

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
use portable as bits;

#[cfg_attr(
    all(target_arch = "wasm32", target_feature = "simd128", not(test)),
    expect(dead_code, reason = "what tests compare with")
)]
#[inline]
fn portable(first: [i16; 8], second: [i16; 8]) -> [u8; 2] {
    [row_bits(first), row_bits(second)]
}

/// A bit for each value that is not zero, the first in the lowest place.
#[inline]
fn row_bits(row: [i16; 8]) -> u8 {
    let flags = u64::from_le_bytes(row.map(|value| u8::from(value != 0)));
    // Bit 8i is moved to 56 + i; no two of the sums meet in one place.
    (flags.wrapping_mul(0x0102_0408_1020_4080) >> 56) as u8
}

#[inline]
#[expect(
    clippy::indexing_slicing,
    reason = "an array of 256 has every index of 8 bits"
)]
fn place(places: &[u64; 256], bits: u8) -> u64 {
    places[usize::from(bits)]
}

/// For each row and each set of its columns, the places in the order of the file.
static PLACES: [[u64; 256]; 8] = places();

#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "run by the compiler, which would refuse"
)]
const fn places() -> [[u64; 256]; 8] {
    let mut places = [[0; 256]; 8];
    let mut position = 0;
    while position < 64 {
        let (row, column) = (ZIGZAG[position] as usize / 8, ZIGZAG[position] % 8);
        let mut bits = 0;
        while bits < 256 {
            if (bits >> column) & 1 == 1 {
                places[row][bits] |= 1 << position;
            }
            bits += 1;
        }
        position += 1;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_each_coefficient() {
        let mut all = [[0; 8]; 8];
        let mut expected = 0_u64;
        for (position, place) in ZIGZAG.iter().map(|place| usize::from(*place)).enumerate() {
            let mut one = [[0; 8]; 8];
            let value = if position % 2 == 0 { -1 } else { 0x100 };
            one[place / 8][place % 8] = value;
            assert_eq!(positions(&one), 1 << position);
            all[place / 8][place % 8] = value;
            expected |= 1 << position;
            assert_eq!(positions(&all), expected);
        }
    }
}
