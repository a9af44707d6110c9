//! The samples that are resampled: bytes of a picture, or light of 15 bits.

use super::vectors;
use super::weights::{FRACTION, Weights};

/// Bits of fraction that bytes have between the two directions.
pub(super) const BYTE_FRACTION: u32 = 6;

/// A sample of what is resampled.
pub(crate) trait Sample: Copy {
    /// One line of rows and their weights.
    fn down(rows: &[&[Self]], weights: &[i16], line: &mut [i16]);

    /// A line of one channel to the result's.
    fn along_samples(line: &[i16], weights: &Weights, result: &mut [i16]);

    /// A line of several channels to the result's.
    fn along_pixels<const N: usize>(line: &[i16], weights: &Weights, result: &mut [i16]);
}

impl Sample for u8 {
    fn down(rows: &[&[Self]], weights: &[i16], line: &mut [i16]) {
        vectors::down_bytes(rows, weights, line);
    }

    fn along_samples(line: &[i16], weights: &Weights, result: &mut [i16]) {
        vectors::along_samples::<{ FRACTION + BYTE_FRACTION }>(line, weights, result);
    }

    fn along_pixels<const N: usize>(line: &[i16], weights: &Weights, result: &mut [i16]) {
        vectors::along_pixels::<N, { FRACTION + BYTE_FRACTION }>(line, weights, result);
    }
}

/// From 0 to 32,767.
impl Sample for i16 {
    fn down(rows: &[&[Self]], weights: &[i16], line: &mut [i16]) {
        vectors::down_light(rows, weights, line);
    }

    fn along_samples(line: &[i16], weights: &Weights, result: &mut [i16]) {
        vectors::along_samples::<FRACTION>(line, weights, result);
    }

    fn along_pixels<const N: usize>(line: &[i16], weights: &Weights, result: &mut [i16]) {
        vectors::along_pixels::<N, FRACTION>(line, weights, result);
    }
}
