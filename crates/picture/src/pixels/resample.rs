//! Lanczos3 in whole numbers: rows of a picture in, rows of the result out. Each row of the result is scaled down its columns
//! first and then along, so that nothing but one line lies between the two.
//!
//! Weights have 14 bits of fraction and the sum 1, so that what is even stays as it is. Between the directions bytes have six
//! bits of fraction, and are clipped as libvips clips them.

mod portable;
pub(crate) mod row_scaler;
mod sample;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd;
mod weights;
pub(crate) mod window;

use std::ops::Range;

use crate::geometry::{Area, Dimensions};

use super::picture::Picture;

use self::sample::Sample;
use self::weights::{FRACTION, Weights, stays};

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
use self::portable as vectors;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use self::simd as vectors;

/// Samples behind the end of a line that may be read, or written, with a vector that is not full.
const VECTOR: usize = 20;

/// An area of pictures of one size, brought to another size.
pub(crate) struct Resampler {
    down: Weights,
    along: Weights,
    columns: Range<usize>,
    channels: usize,
    /// What is scaled in one direction, and in both.
    line: Vec<i16>,
    result: Vec<i16>,
    /// Samples of the result.
    length: usize,
}

impl Resampler {
    /// Where the area reaches over the edge, it ends there.
    pub(crate) fn new(from: Dimensions, area: Area, to: Dimensions, channels: usize) -> Self {
        let down = Weights::new(area.top, area.height, from.height, to.height);
        let mut along = Weights::new(area.left, area.width, from.width, to.width);
        let columns = along.seen();
        along.begin_at(columns.start);
        // Behind its end, there are samples for weights of 0.
        let length = columns.len().saturating_add(along.width());
        let line = vec![0; length.saturating_mul(channels).saturating_add(VECTOR)];
        let length = (to.width as usize).saturating_mul(channels);
        let result = vec![0; length.saturating_add(VECTOR)];
        Self {
            down,
            along,
            columns,
            channels,
            line,
            result,
            length,
        }
    }

    /// The columns of the picture that are seen.
    pub(crate) fn columns(&self) -> Range<usize> {
        self.columns.clone()
    }

    /// The rows of the picture that a row of the result is made of. They never begin before those of the row above.
    pub(crate) fn rows(&self, row: usize) -> Range<usize> {
        self.down.sees(row)
    }

    /// How many rows that are at most.
    pub(crate) fn most_rows(&self) -> usize {
        self.down.most()
    }

    /// A row of the result, of those rows from the first column on that is seen. The samples of bytes may be out of their
    /// range.
    pub(crate) fn row<S: Sample>(&mut self, row: usize, rows: &[&[S]]) -> &[i16] {
        let length = self.columns.len().saturating_mul(self.channels);
        if let Some(line) = self.line.get_mut(..length) {
            S::down(rows, self.down.of(row), line);
        }
        let (line, along, result) = (&self.line, &self.along, &mut self.result);
        let fraction = const { FRACTION + S::FRACTION };
        match self.channels {
            1 => vectors::along_samples(line, along, fraction, result),
            2 => vectors::along_pixels::<2>(line, along, fraction, result),
            3 => vectors::along_pixels::<3>(line, along, fraction, result),
            _ => vectors::along_pixels::<4>(line, along, fraction, result),
        }
        self.result.get(..self.length).unwrap_or_default()
    }
}

/// Whether an area is as many whole pixels as it becomes.
pub(crate) fn is_there(area: Area, size: Dimensions) -> bool {
    stays(area.left, area.width, size.width) && stays(area.top, area.height, size.height)
}

/// Scales an area of a picture, which ends at the edge, to a size.
pub(crate) fn scale(picture: &Picture, area: Area, size: Dimensions) -> Picture {
    let channels = picture.layout.channels();
    let mut resampler = Resampler::new(picture.size, area, size, channels);
    let columns = resampler.columns();
    let mut rows = Vec::with_capacity(resampler.most_rows());
    let row = (size.width as usize).saturating_mul(channels);
    let mut pixels = vec![0; row.saturating_mul(size.height as usize)];
    for (index, target) in pixels.chunks_exact_mut(row.max(1)).enumerate() {
        rows.clear();
        let seen = resampler.rows(index);
        rows.extend(seen.map(|row| picture.row(row, columns.start)));
        vectors::to_bytes(resampler.row(index, &rows), target);
    }
    Picture {
        size,
        layout: picture.layout,
        pixels,
        profile: None,
    }
}

/// Bytes that a resampler has of pictures of so many channels, and who asks it.
pub(crate) fn cost(from: Dimensions, to: Dimensions, channels: u64) -> u64 {
    // Six weights a sample of the longer side, in groups, and where they begin.
    let weights = |from: u32, to: u32| {
        let seen = u64::from(from.max(to)).saturating_mul(12);
        seen.saturating_add(u64::from(to).saturating_mul(24))
    };
    // The rows that are seen: a list of them, and two in pairs.
    let seen = window::most_rows(from.height, to.height).saturating_mul(8 + 2 * 16);
    let step = u64::from(from.width.div_ceil(to.width.max(1)));
    let behind = step.saturating_mul(6).saturating_add(8);
    let wide = u64::from(from.width).saturating_add(to.width.into());
    let lines = wide.saturating_add(behind).saturating_mul(channels);
    weights(from.width, to.width)
        .saturating_add(weights(from.height, to.height))
        .saturating_add(lines.saturating_mul(2))
        .saturating_add(seen)
}

#[cfg(test)]
#[expect(
    clippy::arithmetic_side_effects,
    clippy::cast_precision_loss,
    reason = "small numbers, in tests"
)]
mod tests {
    use crate::pixels::picture::Layout;

    use super::*;

    fn noise(count: usize) -> Vec<u8> {
        let mut state = 1_u32;
        let noise = (0..count).map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        });
        noise.collect()
    }

    fn resampled(
        pixels: &[u8],
        channels: usize,
        from: Dimensions,
        area: Area,
        to: Dimensions,
    ) -> Vec<u8> {
        let layout = match channels {
            1 => Layout::Grey,
            2 => Layout::GreyAlpha,
            3 => Layout::Rgb,
            _ => Layout::Rgba,
        };
        let picture = Picture {
            size: from,
            layout,
            pixels: pixels.to_vec(),
            profile: None,
        };
        scale(&picture, area, to).pixels
    }

    fn dimensions((width, height): (u32, u32)) -> Dimensions {
        Dimensions { width, height }
    }

    fn area((left, top, width, height): (f64, f64, f64, f64)) -> Area {
        Area {
            left,
            top,
            width,
            height,
        }
    }

    fn lanczos(t: f64) -> f64 {
        let sinc = |t: f64| {
            if t.abs() < 1e-9 {
                1.0
            } else {
                (t * std::f64::consts::PI).sin() / (t * std::f64::consts::PI)
            }
        };
        if t.abs() < 3.0 {
            sinc(t) * sinc(t / 3.0)
        } else {
            0.0
        }
    }

    /// The definition, in floating point: one direction.
    fn exact(line: &[f64], start: f64, length: f64, to: usize) -> Vec<f64> {
        let step = length / to as f64;
        let reach = step.max(1.0);
        let result = (0..to).map(|n| {
            let center = start + (n as f64 + 0.5) * step;
            let weights = (0..line.len()).map(|x| lanczos((x as f64 + 0.5 - center) / reach));
            let weights: Vec<_> = weights.collect();
            let sum: f64 = weights.iter().sum();
            line.iter().zip(&weights).map(|(a, b)| a * b).sum::<f64>() / sum
        });
        result.collect()
    }

    fn exact_picture(
        pixels: &[u8],
        channels: usize,
        from: Dimensions,
        area: Area,
        to: Dimensions,
    ) -> Vec<f64> {
        let (width, height) = (to.width as usize, to.height as usize);
        let mut result = vec![0.0; width * height * channels];
        for channel in 0..channels {
            let columns = (0..from.width as usize).map(|x| {
                let column = (0..from.height as usize)
                    .map(|y| f64::from(pixels[(y * from.width as usize + x) * channels + channel]));
                let column: Vec<_> = column.collect();
                let down = exact(&column, area.top, area.height, height);
                down.into_iter()
                    .map(|it| it.clamp(0.0, 255.0))
                    .collect::<Vec<_>>()
            });
            let columns: Vec<Vec<f64>> = columns.collect();
            for y in 0..height {
                let line: Vec<_> = columns.iter().map(|column| column[y]).collect();
                let line = exact(&line, area.left, area.width, width);
                for (x, value) in line.into_iter().enumerate() {
                    result[(y * width + x) * channels + channel] = value.clamp(0.0, 255.0);
                }
            }
        }
        result
    }

    #[test]
    fn differs_from_the_definition_by_little_more_than_rounding() {
        for channels in 1..=4 {
            for (from, seen, to) in [
                ((70, 40), (0.0, 0.0, 70.0, 40.0), (53, 31)),
                ((70, 40), (0.0, 0.0, 70.0, 40.0), (20, 9)),
                ((70, 40), (3.4, 5.7, 60.2, 21.9), (50, 50)),
                ((9, 7), (0.0, 0.0, 9.0, 7.0), (40, 33)),
                ((300, 200), (0.0, 0.0, 300.0, 200.0), (3, 1)),
                ((1, 1), (0.0, 0.0, 1.0, 1.0), (5, 6)),
                ((130, 5), (66.0, 0.0, 64.0, 5.0), (64, 5)),
            ] {
                let (from, area, to) = (dimensions(from), area(seen), dimensions(to));
                let pixels = noise(from.width as usize * from.height as usize * channels);
                let found = resampled(&pixels, channels, from, area, to);
                let should = exact_picture(&pixels, channels, from, area, to);
                assert_eq!(found.len(), should.len());
                for (found, should) in found.iter().zip(should) {
                    let off = (f64::from(*found) - should).abs();
                    assert!(off < 0.6, "{found}, not {should}: {from:?} to {to:?}");
                }
            }
        }
    }

    #[test]
    fn what_is_not_scaled_stays_as_it_is() {
        let (from, to) = (dimensions((50, 30)), dimensions((20, 10)));
        let area = area((7.0, 3.0, 20.0, 10.0));
        let pixels = noise(50 * 30 * 3);
        let found = resampled(&pixels, 3, from, area, to);
        for (y, row) in found.chunks(20 * 3).enumerate() {
            let start = ((y + 3) * 50 + 7) * 3;
            assert_eq!(row, &pixels[start..start + 20 * 3]);
        }
    }

    #[test]
    fn what_is_even_stays_even() {
        let from = dimensions((97, 61));
        let area = area((0.3, 0.7, 90.0, 60.0));
        for value in [0, 1, 127, 254, 255] {
            for to in [(96, 60), (50, 50), (7, 3), (200, 100)].map(dimensions) {
                let found = resampled(&vec![value; 97 * 61 * 4], 4, from, area, to);
                assert!(found.iter().all(|it| *it == value), "{value}");
            }
        }
    }

    /// What runs here against the portable version: the same, but in WebAssembly.
    #[test]
    fn gives_what_the_portable_version_gives() {
        for (start, length, to) in [(0.0, 83.0, 61), (1.2, 70.0, 20), (0.0, 83.0, 200)] {
            let along = Weights::new(start, length, 83, to);
            let bytes = noise(83 * 4 * 5);
            let rows: Vec<&[u8]> = bytes.chunks(83 * 4).collect();
            let wide: Vec<i16> = bytes.iter().map(|it| i16::from(*it) * 128).collect();
            let wide: Vec<&[i16]> = wide.chunks(83 * 4).collect();
            let weights = [-1200, 3000, 9000, 6000, -416];
            let mut lines = [[0; 1000]; 4];
            let end = 83 * 4;
            vectors::down_bytes(&rows, &weights, &mut lines[0][..end]);
            portable::down_bytes(&rows, &weights, &mut lines[1][..end]);
            vectors::down_light(&wide, &weights, &mut lines[2][..end]);
            portable::down_light(&wide, &weights, &mut lines[3][..end]);
            assert_eq!(lines[0], lines[1]);
            assert_eq!(lines[2], lines[3]);
            let mut results = [[0; 200 * 4]; 2];
            let count = to as usize;
            // Four at a time, for which results have room.
            let room = count.next_multiple_of(4);
            vectors::along_samples(&lines[0], &along, 20, &mut results[0][..room]);
            portable::along_samples(&lines[0], &along, 20, &mut results[1][..room]);
            assert_eq!(results[0][..count], results[1][..count]);
            vectors::along_pixels::<4>(&lines[0], &along, 20, &mut results[0][..count * 4]);
            portable::along_pixels::<4>(&lines[0], &along, 20, &mut results[1][..count * 4]);
            assert_eq!(results[0], results[1]);
            let mut bytes = [[0; 200 * 4]; 2];
            vectors::to_bytes(&results[0], &mut bytes[0]);
            portable::to_bytes(&results[0], &mut bytes[1]);
            assert_eq!(bytes[0], bytes[1]);
        }
    }
}
