//! The samples that are resampled: bytes of a picture, or light of 15 bits.

use super::vectors;

/// Bits of fraction that bytes have between the two directions.
pub(super) const BYTE_FRACTION: u32 = 6;

/// A sample of what is resampled.
pub(crate) trait Sample: Copy {
    /// Bits of fraction that it has between the two directions.
    const FRACTION: u32;

    /// One line of rows and their weights.
    fn down(rows: &[&[Self]], weights: &[i16], line: &mut [i16]);
}

impl Sample for u8 {
    const FRACTION: u32 = BYTE_FRACTION;

    fn down(rows: &[&[Self]], weights: &[i16], line: &mut [i16]) {
        vectors::down_bytes(rows, weights, line);
    }
}

/// From 0 to 32,767.
impl Sample for i16 {
    const FRACTION: u32 = 0;

    fn down(rows: &[&[Self]], weights: &[i16], line: &mut [i16]) {
        vectors::down_light(rows, weights, line);
    }
}
