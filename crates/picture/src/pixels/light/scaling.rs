//! Pictures scaled as light, by 15 bits.

use crate::geometry::{Area, Dimensions};
use crate::pixels::picture::{Layout, Picture};
use crate::pixels::resample::window::{self, Window};
use crate::pixels::resample::{self, Resampler};
use crate::pixels::resize::weighed;
use crate::work::Work;

use super::curve::{Curve, Light};
use super::lines::{Lines, apart, narrow};

/// An area of a picture in a size, alpha taken out; without its profile. Lanczos3, as everywhere. Where the area reaches
/// over the edge, it ends there.
pub(crate) fn scale(lines: &dyn Lines, area: Area, size: Dimensions, curve: &Curve) -> Picture {
    let layout = lines.layout();
    let channels = layout.channels();
    let mut resampler = Resampler::new(lines.size(), area, size, channels);
    let columns = resampler.columns();
    let length = columns.len().saturating_mul(channels);
    let mut window = Window::new(resampler.most_rows(), length);
    let mut read = 0;
    let row = (size.width as usize).saturating_mul(channels);
    let mut pixels = vec![0; row.saturating_mul(size.height as usize)];
    for (index, target) in pixels.chunks_exact_mut(row.max(1)).enumerate() {
        let seen = resampler.rows(index);
        for row in seen.start.max(read)..seen.end {
            lines.read(row, columns.start, window.row_mut(row));
        }
        read = seen.end;
        let rows: Vec<_> = seen.map(|row| window.row(row)).collect();
        let light = resampler.row(index, &rows);
        encode(light, target, layout, curve);
    }
    Picture {
        size,
        layout,
        pixels,
        profile: None,
    }
}

/// What there is while a picture of so many channels is scaled, beside that and the result, in bytes: the rows that the filter
/// sees as light, and what it has.
pub(crate) fn cost(from: Dimensions, to: Dimensions, channels: u64) -> u64 {
    let row = u64::from(from.width)
        .saturating_mul(channels)
        .saturating_mul(2);
    window::cost(from, to, row).saturating_add(resample::cost(from, to, channels))
}

/// How long it takes to scale an area of so many pixels to a size, beside moving the result.
pub(crate) fn work(area: Dimensions, to: Dimensions, channels: u64) -> Work {
    /// Nanoseconds for a sample that is weighed, as measured.
    const WEIGHED: f64 = 0.25;
    /// The same to and from light, and with alpha, which is multiplied in and divided by.
    const CONVERTED: f64 = 1.0;
    const WITH_ALPHA: f64 = 3.0;
    let along = weighed(area.width, to.width, area.height);
    let down = weighed(area.height, to.height, to.width);
    let converted = area.pixels().saturating_add(to.pixels());
    let samples = |pixels: u64| pixels.saturating_mul(channels);
    let conversion = if channels.is_multiple_of(2) {
        WITH_ALPHA
    } else {
        CONVERTED
    };
    Work::of(samples(along.saturating_add(down)), WEIGHED)
        + Work::of(samples(converted), conversion)
}

/// Light with alpha multiplied in to the samples that it is, alpha apart.
fn encode(light: &[Light], samples: &mut [u8], layout: Layout, curve: &Curve) {
    match layout {
        Layout::Grey | Layout::Rgb => {
            for (sample, light) in samples.iter_mut().zip(light) {
                *sample = curve.sample(*light);
            }
        }
        Layout::GreyAlpha => divided::<2>(light, samples, curve),
        Layout::Rgba => divided::<4>(light, samples, curve),
    }
}

fn divided<const N: usize>(light: &[Light], samples: &mut [u8], curve: &Curve) {
    let (targets, _) = samples.as_chunks_mut::<N>();
    let (pixels, _) = light.as_chunks::<N>();
    for (target, pixel) in targets.iter_mut().zip(pixels) {
        let (Some((alpha, colors)), Some((target_alpha, target))) =
            (pixel.split_last(), target.split_last_mut())
        else {
            continue;
        };
        *target_alpha = narrow(*alpha);
        for (target, light) in target.iter_mut().zip(colors) {
            *target = if *target_alpha == 0 {
                0
            } else {
                curve.sample(apart(*light, *alpha))
            };
        }
    }
}
