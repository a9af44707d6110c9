//! The steps of a 4x4 block: what a mode is tried with, hundreds of times a macroblock.

#[cfg(any(test, not(all(target_arch = "wasm32", target_feature = "simd128"))))]
mod portable;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd;

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
use self::portable as own;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use self::simd as own;

pub(crate) use self::own::{
    forward, predictions, quantize, sizes, squared_error, texture, true_motion,
};

use crate::transform::{self, Samples};

/// Bits behind the point of a step's reciprocal, and of its bias.
pub(crate) const PRECISION: u32 = 17;

/// The largest level that a token can tell.
pub(crate) const MOST: i16 = 2047;

/// How a kind of block is quantised, coefficient by coefficient, row by row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Divisors {
    pub(crate) steps: [i16; 16],
    /// 2^17 over the step.
    pub(crate) reciprocals: [u16; 16],
    /// What is added before the lower 17 bits are cut off: below a half, zeros cost less than they harm.
    pub(crate) bias: [u32; 16],
    /// What is added to a magnitude beforehand: the fine ones are kept a little longer.
    pub(crate) sharpening: [i16; 16],
}

/// A block as it is written, and what the decoder makes of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Quantized {
    /// In the order of the file (zigzag).
    pub(crate) levels: [i16; 16],
    /// Levels times steps, row by row.
    pub(crate) values: [i16; 16],
    /// A bit for each level that is not 0, the first in the lowest bit.
    pub(crate) nonzero: u16,
}

/// The samples around a 4x4 block.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Around {
    pub(crate) corner: u8,
    pub(crate) above: [u8; 4],
    /// Above to the right.
    pub(crate) right: [u8; 4],
    pub(crate) left: [u8; 4],
}

impl Quantized {
    /// One more than the last place that is not 0.
    #[inline]
    pub(crate) fn end(&self) -> usize {
        let unused = self.nonzero.leading_zeros();
        usize::try_from(16_u32.saturating_sub(unused)).unwrap_or_default()
    }
}

/// Where the levels of the file are in a block.
#[cfg(any(test, not(all(target_arch = "wasm32", target_feature = "simd128"))))]
const ZIGZAG: [usize; 16] = [0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15];

/// Multipliers of the forward transform: sqrt(2) times the cosine and the sine of an eighth turn's half, times 4096.
const COSINE: i16 = 5352;
const SINE: i16 = 2217;

/// The first coefficients of the luma blocks to the block that holds them.
#[expect(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "sums of sixteen numbers of 13 bits, halved: 16 bits"
)]
pub(crate) fn walsh_hadamard(firsts: &[i16; 16]) -> [i16; 16] {
    let points = |[d0, d1, d2, d3]: [i32; 4]| {
        let (a0, a1, a2, a3) = (d0 + d2, d1 + d3, d1 - d3, d0 - d2);
        [a0 + a1, a3 + a2, a3 - a2, a0 - a1]
    };
    let [r0, r1, r2, r3] = *firsts.as_chunks::<4>().0 else {
        return [0; 16];
    };
    let [r0, r1, r2, r3] = [r0, r1, r2, r3].map(|row| points(row.map(i32::from)));
    let mut out = [0; 16];
    for x in 0..4 {
        let at = |row: [i32; 4]| row.get(x).copied().unwrap_or_default();
        let column = points([at(r0), at(r1), at(r2), at(r3)]);
        for (row, value) in out.as_chunks_mut::<4>().0.iter_mut().zip(column) {
            if let Some(place) = row.get_mut(x) {
                *place = (value >> 1) as i16;
            }
        }
    }
    out
}

/// Adds what coefficients stand for to a prediction.
#[inline]
pub(crate) fn add(values: &[i16; 16], nonzero: u16, samples: &mut Samples) {
    if nonzero > 1 {
        transform::add(values, samples);
    } else if values[0] != 0 {
        transform::add_flat(values[0], samples);
    }
}

#[cfg(test)]
mod tests;
