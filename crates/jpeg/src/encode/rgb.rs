//! Pixels to planes: the colours of JFIF (ITU-R BT.601, full range), rounded as libjpeg rounds them, and colour
//! reduced as its `h2v1_downsample` and `h2v2_downsample` do.

use alloc::vec::Vec;

use super::sampling::Sampling;
use crate::error::Error;
use crate::planes::{Color, Plane, Planes};

/// Makes planes of pixels of red, green and blue (`channels` is 3) and a fourth byte that is ignored (4).
///
/// Allocates the planes and two rows more of each colour difference.
///
/// # Errors
///
/// `Invalid` when a side is 0 or above 65535, when `channels` is another number, or when `rgb` has not
/// `width * height * channels` bytes; `OutOfMemory`.
pub fn rgb_to_planes(
    width: u32,
    height: u32,
    rgb: &[u8],
    channels: u8,
    sampling: Sampling,
) -> Result<Planes, Error> {
    let sides = 1..=65_535;
    if !sides.contains(&width) || !sides.contains(&height) {
        return Err(Error::Invalid("sides of 1 to 65535 pixels are written"));
    }
    // At most 2^34: no overflow.
    let bytes = u64::from(width)
        .wrapping_mul(u64::from(height))
        .wrapping_mul(u64::from(channels));
    if u64::try_from(rgb.len()).ok() != Some(bytes) {
        return Err(Error::Invalid("not width * height * channels bytes"));
    }
    let planes = match channels {
        3 => planes(width, height, rgb.as_chunks::<3>().0, sampling)?,
        4 => planes(width, height, rgb.as_chunks::<4>().0, sampling)?,
        _ => return Err(Error::Invalid("pixels of 3 or 4 channels are read")),
    };
    Ok(Planes {
        width,
        height,
        color: match sampling {
            Sampling::Grey => Color::Grey,
            _ => Color::YCbCr,
        },
        planes,
    })
}

fn planes<const N: usize>(
    width: u32,
    height: u32,
    pixels: &[[u8; N]],
    sampling: Sampling,
) -> Result<Vec<Plane>, Error> {
    let mut luma = plane(width, height)?;
    let mut planes = Vec::new();
    planes
        .try_reserve_exact(3)
        .map_err(|_| Error::OutOfMemory)?;
    if sampling == Sampling::Grey {
        for (target, pixel) in luma.samples.iter_mut().zip(pixels) {
            *target = luma_of(*pixel);
        }
        planes.push(luma);
        return Ok(planes);
    }

    let (chroma_width, chroma_height) = sampling.chroma_size(width, height);
    let mut cb = plane(chroma_width, chroma_height)?;
    let mut cr = plane(chroma_width, chroma_height)?;
    let mut colors = Colors::new(width, sampling)?;
    let (width, chroma_width) = (index(width), index(chroma_width));
    let rows_at_once = width.saturating_mul(usize::from(sampling.factors().1));
    let targets = cb
        .samples
        .chunks_exact_mut(chroma_width)
        .zip(cr.samples.chunks_exact_mut(chroma_width));
    let sources = pixels
        .chunks(rows_at_once)
        .zip(luma.samples.chunks_mut(rows_at_once));
    for ((cb, cr), (pixels, luma)) in targets.zip(sources) {
        let rows = pixels.chunks_exact(width);
        colors.rows = 0;
        for (pixels, luma) in rows.zip(luma.chunks_exact_mut(width)) {
            colors.convert(pixels, luma);
        }
        colors.reduce(cb, cr);
    }
    planes.extend([luma, cb, cr]);
    Ok(planes)
}

/// The colour of up to two rows, at full size.
struct Colors {
    sampling: Sampling,
    /// For each of two rows, `Cb` and `Cr`: as many samples as pixels, and one more where the number is odd.
    differences: [[Vec<u8>; 2]; 2],
    /// Rows that were converted.
    rows: usize,
}

impl Colors {
    fn new(width: u32, sampling: Sampling) -> Result<Self, Error> {
        let row = || zeroed(index(width).next_multiple_of(2));
        Ok(Self {
            sampling,
            differences: [[row()?, row()?], [row()?, row()?]],
            rows: 0,
        })
    }

    fn convert<const N: usize>(&mut self, pixels: &[[u8; N]], luma: &mut [u8]) {
        let [first, second] = &mut self.differences;
        let [cb, cr] = if self.rows == 0 { first } else { second };
        let targets = luma.iter_mut().zip(cb.iter_mut().zip(cr.iter_mut()));
        for (pixel, (luma, (cb, cr))) in pixels.iter().zip(targets) {
            *luma = luma_of(*pixel);
            *cb = cb_of(*pixel);
            *cr = cr_of(*pixel);
        }
        for row in [cb, cr] {
            // An odd width: the last sample once more.
            let after_last = row.get_mut(pixels.len().saturating_sub(1)..);
            if let Some([last, padding]) = after_last {
                *padding = *last;
            }
        }
        self.rows = self.rows.saturating_add(1);
    }

    fn reduce(&self, cb: &mut [u8], cr: &mut [u8]) {
        let [first, second] = &self.differences;
        // An odd height: the last row once more.
        let second = if self.rows == 1 { first } else { second };
        let rows = first.iter().zip(second);
        for ((first, second), target) in rows.zip([cb, cr]) {
            match self.sampling {
                Sampling::Full444 | Sampling::Grey => {
                    for (target, sample) in target.iter_mut().zip(first) {
                        *target = *sample;
                    }
                }
                Sampling::Half420 => reduce_both_ways(first, second, target),
                Sampling::Half422 => reduce_across(first, target),
                Sampling::Half440 => {
                    for (target, (a, b)) in target.iter_mut().zip(first.iter().zip(second)) {
                        *target = mean(u16::from(*a).wrapping_add(u16::from(*b)), 1, 1);
                    }
                }
            }
        }
    }
}

/// The mean of two samples, halves rounded down and up in turns, so that no shade is favoured.
fn reduce_across(row: &[u8], target: &mut [u8]) {
    let (pairs, _) = row.as_chunks::<4>();
    let (targets, last_target) = target.as_chunks_mut::<2>();
    for (target, [a, b, c, d]) in targets.iter_mut().zip(pairs) {
        *target = [
            mean(u16::from(*a).wrapping_add(u16::from(*b)), 0, 1),
            mean(u16::from(*c).wrapping_add(u16::from(*d)), 1, 1),
        ];
    }
    if let ([target], [.., a, b]) = (last_target, row) {
        *target = mean(u16::from(*a).wrapping_add(u16::from(*b)), 0, 1);
    }
}

/// The mean of four samples, with 1 and 2 for rounding in turns.
fn reduce_both_ways(first: &[u8], second: &[u8], target: &mut [u8]) {
    let sum = |pairs: [[u8; 2]; 2]| {
        let samples = pairs.as_flattened().iter();
        samples.fold(0_u16, |sum, sample| sum.wrapping_add(u16::from(*sample)))
    };
    let (firsts, _) = first.as_chunks::<4>();
    let (seconds, _) = second.as_chunks::<4>();
    let (targets, last_target) = target.as_chunks_mut::<2>();
    for (target, (first, second)) in targets.iter_mut().zip(firsts.iter().zip(seconds)) {
        let ([upper, upper_next], []) = first.as_chunks() else {
            continue;
        };
        let ([lower, lower_next], []) = second.as_chunks() else {
            continue;
        };
        *target = [
            mean(sum([*upper, *lower]), 1, 2),
            mean(sum([*upper_next, *lower_next]), 2, 2),
        ];
    }
    if let ([target], Some(upper), Some(lower)) =
        (last_target, first.last_chunk(), second.last_chunk())
    {
        *target = mean(sum([*upper, *lower]), 1, 2);
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the mean of bytes is a byte"
)]
fn mean(sum: u16, rounding: u16, bits: u32) -> u8 {
    sum.wrapping_add(rounding).wrapping_shr(bits) as u8
}

fn luma_of<const N: usize>(pixel: [u8; N]) -> u8 {
    weighted(pixel, [19_595, 38_470, 7_471], 1 << 15)
}

fn cb_of<const N: usize>(pixel: [u8; N]) -> u8 {
    weighted(pixel, [-11_059, -21_709, 32_768], CENTER)
}

fn cr_of<const N: usize>(pixel: [u8; N]) -> u8 {
    weighted(pixel, [32_768, -27_439, -5_329], CENTER)
}

/// 128 and, for rounding, a half less the smallest fraction, as in libjpeg: 255.5 would not fit.
const CENTER: i32 = (128 << 16) + (1 << 15) - 1;

/// The sum of red, green and blue, with 16 bits of fraction in the weights.
#[inline]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the weights add up to 1, or to 0 around the middle: sums are 0 to 255"
)]
fn weighted<const N: usize>(pixel: [u8; N], weights: [i32; 3], rounding: i32) -> u8 {
    let products = pixel.iter().zip(weights);
    let sum = products.fold(rounding, |sum, (sample, weight)| {
        sum.wrapping_add(i32::from(*sample).wrapping_mul(weight))
    });
    (sum >> 16) as u8
}

fn plane(width: u32, height: u32) -> Result<Plane, Error> {
    Ok(Plane {
        width,
        height,
        samples: zeroed(index(width).saturating_mul(index(height)))?,
    })
}

fn zeroed(length: usize) -> Result<Vec<u8>, Error> {
    let mut vector = Vec::new();
    vector
        .try_reserve_exact(length)
        .map_err(|_| Error::OutOfMemory)?;
    vector.resize(length, 0);
    Ok(vector)
}

fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn converts_as_libjpeg_does() {
        for (pixel, expected) in [
            ([0, 0, 0], [0, 128, 128]),
            ([255, 255, 255], [255, 128, 128]),
            ([255, 0, 0], [76, 85, 255]),
            ([0, 255, 0], [150, 44, 21]),
            ([0, 0, 255], [29, 255, 107]),
            ([12, 200, 90], [131, 105, 43]),
        ] {
            let found = rgb_to_planes(1, 1, &pixel, 3, Sampling::Full444).unwrap();
            let found: Vec<u8> = found.planes.iter().map(|plane| plane.samples[0]).collect();
            assert_eq!(found, expected, "{pixel:?}");
        }
    }

    #[test]
    fn stays_in_range_at_the_corners() {
        for corner in 0..8 {
            let pixel = [1, 2, 4].map(|bit| if corner & bit == 0 { 0 } else { 255_i32 });
            for (weights, rounding) in [
                ([19_595, 38_470, 7_471], 1 << 15),
                ([-11_059, -21_709, 32_768], CENTER),
                ([32_768, -27_439, -5_329], CENTER),
            ] {
                let sum: i32 = pixel.iter().zip(weights).map(|(a, b)| a * b).sum();
                assert!((0..=255).contains(&((sum + rounding) >> 16)));
            }
        }
    }

    #[test]
    fn rounds_in_turns_and_repeats_the_edges() {
        let mut target = [0; 3];
        reduce_across(&[1, 2, 1, 2, 7, 8], &mut target);
        assert_eq!(target, [1, 2, 7]);
        reduce_both_ways(&[1, 1, 1, 1, 3, 4], &[1, 2, 2, 2, 3, 4], &mut target);
        assert_eq!(target, [1, 2, 3]);

        // Blue differs by pixel, so that Cb does: 128 and 255 in a 3 by 3 picture.
        let rgb: Vec<u8> = [0, 0, 0, 0, 0, 255].repeat(5)[..27].to_vec();
        let planes = rgb_to_planes(3, 3, &rgb, 3, Sampling::Half420).unwrap();
        assert_eq!((planes.planes[1].width, planes.planes[1].height), (2, 2));
        // 128, 255 / 255, 128; then 128, 128 / 255, 255 (the column repeated) and so on.
        assert_eq!(planes.planes[1].samples, [191, 192, 191, 128]);
    }

    #[test]
    fn refuses_what_does_not_fit() {
        for (width, height, length, channels) in [
            (0, 1, 0, 3),
            (1, 0, 0, 3),
            (65_536, 1, 65_536 * 3, 3),
            (1, 1, 2, 2),
            (1, 1, 3, 4),
            (2, 2, 11, 3),
        ] {
            let found = rgb_to_planes(width, height, &vec![0; length], channels, Sampling::Half420);
            assert!(matches!(found, Err(Error::Invalid(_))), "{width} {height}");
        }
    }
}
