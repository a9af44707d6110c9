//! Blurring in place: along the rows, then down the columns, with samples rounded in between as libvips rounds them.
//! Beyond its edges the picture goes on as it ends.
//!
//! The kernel is a sum of boxes. When it moves on by one sample, each box gains a sample on one side and loses one on
//! the other, so that its width costs nothing.

use crate::geometry::Dimensions;
use crate::pixels::kernel::Kernel;
use crate::pixels::picture::Picture;
use crate::work::Work;

/// A number that is blurred. `kernel.sum` of the largest ones are below 2^24.
pub(super) trait Sample: Copy + Default + Into<i32> {
    /// The nearest sample of a number that is none too large.
    fn nearest(value: f32) -> Self;
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "means of samples are samples"
)]
impl Sample for u8 {
    fn nearest(value: f32) -> Self {
        (value + 0.5) as i32 as Self
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "means of samples are samples"
)]
impl Sample for u16 {
    fn nearest(value: f32) -> Self {
        (value + 0.5) as i32 as Self
    }
}

/// Blurs a picture, whose alpha is multiplied in.
pub(super) fn picture(picture: &mut Picture, kernel: &Kernel) {
    let width = picture.size.width as usize;
    let pixels = &mut picture.pixels;
    match picture.layout.channels() {
        1 => samples::<u8, 1>(pixels, width, kernel),
        2 => samples::<u8, 2>(pixels, width, kernel),
        3 => samples::<u8, 3>(pixels, width, kernel),
        _ => samples::<u8, 4>(pixels, width, kernel),
    }
}

/// What blurring takes beside the picture, in bytes.
pub(super) fn cost(kernel: &Kernel, size: Dimensions, channels: u64, sample: u64) -> u64 {
    let reach = kernel.reach() as u64;
    let samples = |pixels: u64| pixels.saturating_mul(channels);
    let row = samples(size.width.into());
    let past = reach.saturating_add(1).min(size.height.into());
    let past = row.saturating_mul(past).saturating_mul(sample);
    let padded = row.saturating_add(samples(reach.saturating_mul(2)));
    let rows = padded.saturating_mul(sample.saturating_add(4));
    past.saturating_add(rows)
}

/// How long blurring takes: each box adds one sample and takes one away, in each direction.
pub(super) fn work(kernel: &Kernel, size: Dimensions, channels: u64) -> Work {
    const BOX: f64 = 0.9;
    const SAMPLE: f64 = 3.0;
    let samples = |pixels: u64| pixels.saturating_mul(channels);
    let boxes = kernel.boxes.len() as u64;
    // Beyond its ends each row, and above its first one the picture, go on.
    let reach = (kernel.reach() as u64).saturating_mul(2);
    let around = reach.saturating_mul(u64::from(size.width).saturating_add(size.height.into()));
    let added = samples(size.pixels()).saturating_mul(boxes);
    Work::of(added.saturating_add(samples(around)), BOX) + Work::of(samples(size.pixels()), SAMPLE)
}

/// Blurs rows of `width` pixels of so many interleaved channels.
pub(super) fn samples<T: Sample, const CHANNELS: usize>(
    samples: &mut [T],
    width: usize,
    kernel: &Kernel,
) {
    let row = width.saturating_mul(CHANNELS);
    if row == 0 || kernel.reach() == 0 {
        return;
    }
    let mut padded = Vec::new();
    let mut sums = vec![0; row];
    for row in samples.chunks_exact_mut(row) {
        pad::<T, CHANNELS>(row, kernel.reach(), &mut padded);
        blur_row::<T, CHANNELS>(row, &padded, &mut sums, kernel);
    }
    blur_columns(samples, &mut sums, kernel);
}

/// A row with so many pixels more at either end.
fn pad<T: Sample, const CHANNELS: usize>(row: &[T], reach: usize, padded: &mut Vec<T>) {
    padded.clear();
    let first = row.first_chunk::<CHANNELS>().copied();
    let last = row.last_chunk::<CHANNELS>().copied();
    for _ in 0..reach {
        padded.extend(first.into_iter().flatten());
    }
    padded.extend_from_slice(row);
    for _ in 0..reach {
        padded.extend(last.into_iter().flatten());
    }
}

/// `sums` has the length of the row.
fn blur_row<T: Sample, const CHANNELS: usize>(
    row: &mut [T],
    padded: &[T],
    sums: &mut [i32],
    kernel: &Kernel,
) {
    let from = |pixel: usize| {
        let samples = padded.get(pixel.saturating_mul(CHANNELS)..);
        samples.unwrap_or_default()
    };
    let middle = kernel.reach();
    sums.fill(0);
    let (first, changes) = sums.split_at_mut(CHANNELS.min(row.len()));
    for it in &kernel.boxes {
        let behind = middle.saturating_sub(it.reach);
        let ahead = middle.saturating_add(it.reach).saturating_add(1);
        for place in behind..ahead {
            add(first, from(place), it.weight);
        }
        exchange(changes, from(ahead), from(behind), it.weight);
    }
    accumulate::<CHANNELS>(sums);
    write(row, sums, kernel);
}

/// `sums` has the length of a row.
fn blur_columns<T: Sample>(samples: &mut [T], sums: &mut [i32], kernel: &Kernel) {
    let row = sums.len();
    let rows = samples.len().checked_div(row).unwrap_or(0);
    let Some(bottom) = rows.checked_sub(1) else {
        return;
    };
    // The rows that are overwritten before the kernel has left them.
    let kept = kernel.reach().saturating_add(1).min(rows);
    let mut past = line(samples, 0, kept.saturating_mul(row)).to_vec();
    sums.fill(0);
    for it in &kernel.boxes {
        for distance in 0..=it.reach {
            add(sums, line(&past, distance.min(bottom), row), it.weight);
            if distance > 0 {
                add(sums, line(&past, 0, row), it.weight);
            }
        }
    }
    for y in 0..rows {
        let slot = |y: usize| y.checked_rem(kept).unwrap_or(0);
        if y >= kept {
            line_mut(&mut past, slot(y), row).copy_from_slice(line(samples, y, row));
        }
        write(line_mut(samples, y, row), sums, kernel);
        if y < bottom {
            for it in &kernel.boxes {
                let ahead = y.saturating_add(it.reach).saturating_add(1).min(bottom);
                let behind = slot(y.saturating_sub(it.reach));
                let ahead = line(samples, ahead, row);
                exchange(sums, ahead, line(&past, behind, row), it.weight);
            }
        }
    }
}

fn line<T>(samples: &[T], y: usize, row: usize) -> &[T] {
    let from = y.saturating_mul(row);
    samples
        .get(from..from.saturating_add(row))
        .unwrap_or_default()
}

fn line_mut<T>(samples: &mut [T], y: usize, row: usize) -> &mut [T] {
    let from = y.saturating_mul(row);
    let line = samples.get_mut(from..from.saturating_add(row));
    line.unwrap_or_default()
}

#[expect(clippy::arithmetic_side_effects, reason = "sums are below 2^24")]
fn add<T: Sample>(sums: &mut [i32], samples: &[T], weight: u8) {
    let weight = i32::from(weight);
    for (sum, sample) in sums.iter_mut().zip(samples) {
        *sum += weight * (*sample).into();
    }
}

#[expect(clippy::arithmetic_side_effects, reason = "sums are below 2^24")]
fn exchange<T: Sample>(sums: &mut [i32], ahead: &[T], behind: &[T], weight: u8) {
    let weight = i32::from(weight);
    for ((sum, ahead), behind) in sums.iter_mut().zip(ahead).zip(behind) {
        *sum += weight * ((*ahead).into() - (*behind).into());
    }
}

/// The first sums and what changes from pixel to pixel, to the sums of each pixel.
#[expect(clippy::arithmetic_side_effects, reason = "sums are below 2^24")]
fn accumulate<const CHANNELS: usize>(sums: &mut [i32]) {
    let mut carried = [0; CHANNELS];
    for pixel in sums.chunks_exact_mut(CHANNELS) {
        for (sum, carried) in pixel.iter_mut().zip(&mut carried) {
            *carried += *sum;
            *sum = *carried;
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "sums are below 2^24")]
fn write<T: Sample>(row: &mut [T], sums: &[i32], kernel: &Kernel) {
    let scale = 1.0 / f32::from(kernel.sum);
    for (sample, sum) in row.iter_mut().zip(sums) {
        *sample = T::nearest(*sum as f32 * scale);
    }
}

#[cfg(test)]
#[expect(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "small numbers, in tests"
)]
mod tests {
    use super::*;

    /// What it should be, weight by weight.
    fn naive(samples: &[u8], width: usize, channels: usize, kernel: &Kernel) -> Vec<u8> {
        let height = samples.len() / width / channels;
        let reach = i64::try_from(kernel.reach()).unwrap();
        let weight = |distance: i64| {
            let boxes = kernel.boxes.iter();
            let inside = boxes.filter(|it| it.reach as u64 >= distance.unsigned_abs());
            inside.map(|it| f64::from(it.weight)).sum::<f64>()
        };
        let mean = |at: &dyn Fn(i64) -> u8| {
            let sum: f64 = (-reach..=reach).map(|d| weight(d) * f64::from(at(d))).sum();
            (sum / f64::from(kernel.sum) + 0.5).floor() as u8
        };
        let clamp = |at: i64, side: usize| usize::try_from(at.max(0)).unwrap().min(side - 1);
        let pass = |samples: &[u8], down: bool| -> Vec<u8> {
            let places = (0..samples.len())
                .map(|at| (at % channels, at / channels % width, at / channels / width));
            let blurred = places.map(|(channel, x, y)| {
                mean(&|d| {
                    let (x, y) = (x as i64, y as i64);
                    let (x, y) = if down { (x, y + d) } else { (x + d, y) };
                    samples[(clamp(y, height) * width + clamp(x, width)) * channels + channel]
                })
            });
            blurred.collect()
        };
        pass(&pass(samples, false), true)
    }

    #[test]
    fn sums_every_weight() {
        for (width, height, sigma) in [
            (1, 1, 5.0),
            (9, 7, 0.6),
            (40, 3, 2.0),
            (3, 40, 4.0),
            (60, 50, 7.0),
        ] {
            let kernel = Kernel::of_blur(sigma);
            let pixels: Vec<_> = (0..width * height * 3)
                .map(|at| (at * at * 31 % 253) as u8)
                .collect();
            let mut found = pixels.clone();
            samples::<u8, 3>(&mut found, width, &kernel);
            let expected = naive(&pixels, width, 3, &kernel);
            for (found, expected) in found.iter().zip(&expected) {
                // A half may be rounded either way.
                assert!(found.abs_diff(*expected) <= 1, "{width}x{height} {sigma}");
            }
            let off = found.iter().zip(&expected).filter(|(a, b)| a != b).count();
            assert!(
                off * 50 <= expected.len(),
                "{width}x{height} {sigma}: {off}"
            );
        }
    }

    #[test]
    fn keeps_what_is_flat() {
        for sigma in [0.3, 1.0, 30.0, 100.0] {
            let kernel = Kernel::of_blur(sigma);
            for value in [0, 1, 127, 254, 255] {
                let mut pixels = [value; 20 * 30 * 4];
                samples::<u8, 4>(&mut pixels, 20, &kernel);
                assert!(
                    pixels.iter().all(|found| *found == value),
                    "{sigma} {value}"
                );
            }
            let mut lightness = [32_767_u16; 20 * 30];
            samples::<u16, 1>(&mut lightness, 20, &Kernel::of_sharpening(10.0));
            assert!(lightness.iter().all(|found| *found == 32_767));
        }
    }
}
