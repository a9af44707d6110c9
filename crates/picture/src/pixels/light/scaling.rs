//! Pictures scaled as light, by 16 bits.

use std::ops::Range;

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{PixelType, ResizeOptions, Resizer};

use crate::error::Error;
use crate::geometry::{Area, Dimensions};
use crate::pixels::filter;
use crate::pixels::picture::{Layout, Picture};
use crate::pixels::resize::{weighed, within};
use crate::work::Work;

use super::curve::{Curve, WHITE};
use super::lines::{Light, Lines};

/// What is there as light at a time of the picture that is scaled, in bytes, beside the rows that the filter sees anyway.
const STRIP_BYTES: u64 = 2 << 20;

/// How far the filter looks to each side, in pixels of the larger one of source and result.
const REACH: f64 = 3.0;

/// Rows of the result that are made at a time at least.
const LEAST_ROWS: u32 = 8;

/// An area of a picture in a size, alpha taken out; without its profile. Lanczos3, as everywhere. Where the area reaches
/// over the edge, it ends there.
#[expect(clippy::cast_precision_loss, reason = "sides of a picture")]
pub(crate) fn scale(
    lines: &dyn Lines,
    area: Area,
    size: Dimensions,
    curve: &Curve,
) -> Result<Picture, Error> {
    let layout = lines.layout();
    let channels = layout.channels();
    let (width, height) = lines.size();
    let step_x = area.width / f64::from(size.width);
    let step_y = area.height / f64::from(size.height);
    let columns = window(area.left, area.width, step_x, width);
    let rows = strip(columns.len(), step_y, size, channels);
    let row = (size.width as usize).saturating_mul(channels);
    let mut pixels = vec![0; row.saturating_mul(size.height as usize)];
    // One after the other, and into buffers that are made once: what the library keeps of its own between strips grows.
    let most = side(most_seen(rows.min(size.height), step_y, height))?;
    let kind = pixel_type(layout);
    let mut resizer = Resizer::new();
    let mut light = Image::new(side(columns.len())?, most, kind);
    let mut across = Image::new(size.width, most, kind);
    let mut strip = Image::new(size.width, rows.min(size.height), kind);
    // Alpha is multiplied in.
    let options = ResizeOptions::new().use_alpha(false);
    let left = area.left - columns.start as f64;
    let wide = within(left, area.width, columns.len() as f64);
    let mut above = 0_u32;
    for target in pixels.chunks_mut(row.saturating_mul(rows as usize).max(1)) {
        let count = target.len().checked_div(row).unwrap_or_default();
        let count = side(count)?;
        let top = area.top + step_y * f64::from(above);
        let high = step_y * f64::from(count);
        let seen = window(top, high, step_y, height);
        let (lines_seen, top) = (seen.len() as f64, top - seen.start as f64);
        read(lines, &columns, seen.clone(), &mut light);
        let source = seen_part(&light, seen.len())?;
        let mut narrowed = part(&mut across, seen.len())?;
        let options_across = options.crop(left, 0.0, wide, lines_seen);
        filter::resize(&mut resizer, &source, &mut narrowed, &options_across)?;
        let source = seen_part(&across, seen.len())?;
        let mut strip = part(&mut strip, count as usize)?;
        let high = within(top, high, lines_seen);
        let options_down = options.crop(0.0, top, size.width.into(), high);
        filter::resize(&mut resizer, &source, &mut strip, &options_down)?;
        encode(strip.buffer(), target, layout, curve);
        above = above.saturating_add(count);
    }
    Ok(Picture {
        size,
        layout,
        pixels,
        profile: None,
    })
}

/// What there is while a picture of so many channels is scaled, beside that and the result, in bytes: a part of it and of the
/// result as light, what is scaled in one direction, and the filter's weights.
pub(crate) fn intermediate(from: Dimensions, to: Dimensions, channels: u64) -> u64 {
    let step = f64::from(from.height) / f64::from(to.height.max(1));
    let channels = usize::try_from(channels).unwrap_or(1);
    let rows = strip(from.width as usize, step, to, channels).min(to.height);
    let seen = most_seen(rows, step, from.height as usize) as u64;
    let wide = u64::from(from.width).saturating_add(to.width.into());
    let source = seen.saturating_mul(wide);
    let result = u64::from(rows).saturating_mul(to.width.into());
    let samples = source
        .saturating_add(result)
        .saturating_mul(channels as u64);
    let weights = wide.saturating_add(u64::from(from.height).saturating_add(to.height.into()));
    samples
        .saturating_mul(2)
        .saturating_add(weights.saturating_mul(96))
}

/// How long it takes to scale an area of so many pixels to a size, beside moving the result.
pub(crate) fn work(area: Dimensions, to: Dimensions, channels: u64) -> Work {
    /// Nanoseconds for a sample that is weighed, as measured.
    const WEIGHED: f64 = 0.7;
    /// The same to and from light, and with alpha, which is multiplied in and divided by.
    const CONVERTED: f64 = 3.0;
    const WITH_ALPHA: f64 = 7.0;
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

/// What the filter sees of a side: where it begins, and one behind its end.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "positive, and saturates"
)]
fn window(start: f64, length: f64, step: f64, end: usize) -> Range<usize> {
    let reach = REACH * step.max(1.0) + 1.0;
    let first = ((start - reach).max(0.0) as usize).min(end.saturating_sub(1));
    let last = ((start + length + reach).ceil() as usize).min(end);
    first..last.max(first.saturating_add(1))
}

/// Rows that the filter sees of a picture so high at most, where so many of the result are made.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "positive, and saturates"
)]
fn most_seen(rows: u32, step: f64, height: usize) -> usize {
    let reach = REACH * step.max(1.0) + 2.0;
    ((f64::from(rows) * step + 2.0 * reach) as usize).clamp(1, height.max(1))
}

/// The light of a part of a picture.
fn read(lines: &dyn Lines, columns: &Range<usize>, rows: Range<usize>, light: &mut Image<'_>) {
    let line = columns.len().saturating_mul(lines.layout().channels());
    let (samples, _) = light.buffer_mut().as_chunks_mut();
    for (line, row) in samples.chunks_exact_mut(line.max(1)).zip(rows) {
        lines.read(row, columns.start, line);
    }
}

/// The first rows of a buffer, to look at.
fn seen_part<'a>(buffer: &'a Image<'_>, rows: usize) -> Result<ImageRef<'a>, Error> {
    let (width, kind) = (buffer.width(), buffer.pixel_type());
    ImageRef::new(width, side(rows)?, buffer.buffer(), kind).map_err(Error::internal)
}

/// The same to write to.
fn part<'a>(buffer: &'a mut Image<'_>, rows: usize) -> Result<Image<'a>, Error> {
    let (width, kind) = (buffer.width(), buffer.pixel_type());
    Image::from_slice_u8(width, side(rows)?, buffer.buffer_mut(), kind).map_err(Error::internal)
}

fn side(pixels: usize) -> Result<u32, Error> {
    u32::try_from(pixels).map_err(Error::internal)
}

/// Light with alpha multiplied in to the samples that it is, alpha apart.
fn encode(light: &[u8], samples: &mut [u8], layout: Layout, curve: &Curve) {
    let (light, _) = light.as_chunks::<2>();
    match layout {
        Layout::Grey | Layout::Rgb => {
            for (sample, light) in samples.iter_mut().zip(light) {
                *sample = curve.sample(u16::from_ne_bytes(*light));
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
        let alpha = u16::from_ne_bytes(*alpha);
        *target_alpha = narrow(alpha);
        for (target, light) in target.iter_mut().zip(colors) {
            *target = if *target_alpha == 0 {
                0
            } else {
                curve.sample(apart(u16::from_ne_bytes(*light), alpha))
            };
        }
    }
}

/// Sixteen bits as eight.
pub(super) fn narrow(sample: u16) -> u8 {
    let rounded = u32::from(sample).saturating_add(128) / 257;
    u8::try_from(rounded).unwrap_or(u8::MAX)
}

/// Light without the alpha that is multiplied in.
pub(super) fn apart(light: u16, alpha: u16) -> u16 {
    let whole = u64::from(light).saturating_mul(WHITE.into());
    let apart = whole.saturating_add(u64::from(alpha / 2));
    let apart = apart.checked_div(alpha.into()).unwrap_or_default();
    u16::try_from(apart).unwrap_or(WHITE)
}

fn pixel_type(layout: Layout) -> PixelType {
    match layout {
        Layout::Grey => PixelType::U16,
        Layout::GreyAlpha => PixelType::U16x2,
        Layout::Rgb => PixelType::U16x3,
        Layout::Rgba => PixelType::U16x4,
    }
}

/// Rows of the result that are made at a time, of so many columns and channels.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "positive, and saturates"
)]
fn strip(columns: usize, step: f64, size: Dimensions, channels: usize) -> u32 {
    let line = columns.saturating_mul(channels).saturating_mul(2);
    let lines = STRIP_BYTES as f64 / line.max(1) as f64;
    let rows = lines / step - 2.0 * REACH * step.max(1.0) / step;
    (rows as u32).clamp(LEAST_ROWS, size.height.max(LEAST_ROWS))
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "small numbers, in tests")]
mod tests {
    use super::*;
    use crate::color;
    use crate::pixels::light::Pixels;

    fn picture(layout: Layout, width: u32, height: u32) -> Picture {
        let bytes = width as usize * height as usize * layout.channels();
        let mut state = 1_u32;
        let pixels = (0..bytes).map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        });
        let mut picture = Picture {
            size: Dimensions { width, height },
            layout,
            pixels: pixels.collect(),
            profile: None,
        };
        crate::pixels::resize::multiply_alpha(&mut picture).unwrap();
        picture
    }

    fn scaled(picture: &Picture, area: Area, size: Dimensions) -> Picture {
        let curve = Curve::of(color::range::Range::Full);
        scale(&Pixels { picture, curve }, area, size, curve).unwrap()
    }

    fn area(left: f64, top: f64, width: f64, height: f64) -> Area {
        Area {
            left,
            top,
            width,
            height,
        }
    }

    /// One strip is enough for the upper part of a picture, and two for all of it.
    #[test]
    fn strips_are_seamless() {
        let tall = picture(Layout::Rgba, 300, 3000);
        let size = |height| Dimensions { width: 100, height };
        let rows = strip(300, 3.0, size(1000), 4);
        assert!(rows < 1000 && rows > LEAST_ROWS, "{rows}");
        let whole = scaled(&tall, area(0.0, 0.0, 300.0, 3000.0), size(1000));
        let around = rows - 4;
        let part = area(0.0, f64::from(around) * 3.0, 300.0, 24.0);
        let part = scaled(&tall, part, size(8));
        let row = 100 * 4;
        let start = around as usize * row;
        for (found, whole) in part.pixels.iter().zip(&whole.pixels[start..]) {
            assert!(found.abs_diff(*whole) <= 1, "{found}, not {whole}");
        }
    }

    #[test]
    fn takes_every_layout_of_every_size() {
        for layout in [Layout::Grey, Layout::GreyAlpha, Layout::Rgb, Layout::Rgba] {
            for (width, height) in [(1, 1), (1, 9), (9, 1), (30, 20)] {
                let picture = picture(layout, width, height);
                let whole = area(0.0, 0.0, width.into(), height.into());
                for (width, height) in [(1, 1), (7, 3), (40, 40)] {
                    let size = Dimensions { width, height };
                    let found = scaled(&picture, whole, size);
                    assert_eq!(found.size, size);
                    let bytes = width as usize * height as usize * layout.channels();
                    assert_eq!(found.pixels.len(), bytes);
                }
            }
        }
    }
}
