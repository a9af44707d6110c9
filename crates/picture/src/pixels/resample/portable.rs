//! The sums for every machine; and for what does not fill a vector.

use super::sample::BYTE_FRACTION;
use super::weights::FRACTION;
#[cfg(any(test, not(all(target_arch = "wasm32", target_feature = "simd128"))))]
use super::weights::Weights;

pub(super) fn down_bytes(rows: &[&[u8]], weights: &[i16], line: &mut [i16]) {
    for (column, target) in line.iter_mut().enumerate() {
        let samples = rows.iter().filter_map(|row| row.get(column));
        let samples = samples.map(|sample| i32::from(*sample));
        let sum = sum(samples, weights, FRACTION - BYTE_FRACTION);
        *target = sum.clamp(0, 255 << BYTE_FRACTION) as i16;
    }
}

#[expect(clippy::cast_possible_truncation, reason = "clamped to 16 bits")]
pub(super) fn down_light(rows: &[&[i16]], weights: &[i16], line: &mut [i16]) {
    for (column, target) in line.iter_mut().enumerate() {
        let samples = rows.iter().filter_map(|row| row.get(column));
        let samples = samples.map(|sample| i32::from(*sample));
        let sum = sum(samples, weights, FRACTION);
        *target = sum.clamp(0, i16::MAX.into()) as i16;
    }
}

#[cfg(any(test, not(all(target_arch = "wasm32", target_feature = "simd128"))))]
pub(super) fn along_samples(line: &[i16], weights: &Weights, fraction: u32, result: &mut [i16]) {
    along_pixels::<1>(line, weights, fraction, result);
}

#[cfg(any(test, not(all(target_arch = "wasm32", target_feature = "simd128"))))]
#[expect(clippy::cast_possible_truncation, reason = "clamped to 16 bits")]
pub(super) fn along_pixels<const N: usize>(
    line: &[i16],
    weights: &Weights,
    fraction: u32,
    result: &mut [i16],
) {
    let (pixels, _) = line.as_chunks::<N>();
    let (targets, _) = result.as_chunks_mut::<N>();
    for ((start, weights), target) in weights.all().zip(targets) {
        let pixels = pixels.get(start..).unwrap_or_default();
        for (channel, target) in target.iter_mut().enumerate() {
            let samples = pixels.iter().filter_map(|pixel| pixel.get(channel));
            let samples = samples.map(|sample| i32::from(*sample));
            let sum = sum(samples, weights, fraction);
            *target = sum.clamp(i16::MIN.into(), i16::MAX.into()) as i16;
        }
    }
}

#[expect(clippy::cast_sign_loss, reason = "clamped to a byte")]
pub(super) fn to_bytes(row: &[i16], bytes: &mut [u8]) {
    for (byte, sample) in bytes.iter_mut().zip(row) {
        *byte = (*sample).clamp(0, 255) as u8;
    }
}

/// Products of samples and weights, added and rounded to whole numbers. They wrap as vectors do; those of real weights do not.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "at least one bit of fraction, and less than 32"
)]
fn sum(samples: impl Iterator<Item = i32>, weights: &[i16], fraction: u32) -> i32 {
    let products = samples
        .zip(weights)
        .map(|(sample, weight)| sample.wrapping_mul(i32::from(*weight)));
    products.fold(1 << (fraction - 1), i32::wrapping_add) >> fraction
}
