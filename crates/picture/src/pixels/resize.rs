//! Cut, scale, turn, fill up: pixels of the original to pixels of the result.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{CpuExtensions, MulDiv, PixelType, ResizeOptions, Resizer};
use image::metadata::Orientation;
use image::{DynamicImage, GrayAlphaImage, GrayImage, RgbImage, RgbaImage};
use marble_transform::Color;

use crate::color::range::Range;
use crate::error::Error;
use crate::geometry::{Area, Dimensions, Geometry};

use super::background::embed;
use super::filter;
use super::light::{self, Curve, Domain, Pixels};
use super::orientation;
use super::picture::{Layout, Picture};
use crate::work::Work;

/// What is scaled in one direction and not yet in the other, in bytes: larger than that of most results, since each strip
/// takes the time of some rows.
const STRIP_BYTES: usize = 4 << 20;

/// Rows of a strip, however wide it is.
const LEAST_ROWS: usize = 32;

/// Brings what is kept of a picture, and was scaled as the geometry says, into the rest of it, which is that of the picture
/// as it is seen. So the small result is turned, never the large original. `background` is what is seen around it.
pub(crate) fn lay(
    scaled: Picture,
    geometry: &Geometry,
    orientation: Orientation,
    background: Color,
) -> Result<Picture, Error> {
    Ok(embed(turn(scaled, orientation)?, geometry, background))
}

/// Multiplies alpha into the colours, where there is any.
pub(crate) fn multiply_alpha(picture: &mut Picture) -> Result<(), Error> {
    let layout = picture.layout;
    if !layout.has_alpha() {
        return Ok(());
    }
    let Dimensions { width, height } = picture.size;
    let pixels = &mut picture.pixels;
    let mut image =
        Image::from_slice_u8(width, height, pixels, pixel_type(layout)).map_err(Error::internal)?;
    MulDiv::new()
        .multiply_alpha_inplace(&mut image)
        .map_err(Error::internal)
}

/// Takes alpha out of the colours again.
pub(crate) fn divide_alpha(picture: &mut Picture) -> Result<(), Error> {
    let layout = picture.layout;
    if !layout.has_alpha() {
        return Ok(());
    }
    let Dimensions { width, height } = picture.size;
    let pixels = &mut picture.pixels;
    let image = Image::from_slice_u8(width, height, pixels, pixel_type(layout));
    divide_image(&mut image.map_err(Error::internal)?)
}

/// An area of a picture, whose alpha is multiplied in, in a size, and alpha taken out again; without its profile. Lanczos3,
/// as in sharp. Where the area reaches over the edge, it ends there.
pub(crate) fn scale(
    picture: &Picture,
    area: Area,
    size: Dimensions,
    domain: Domain,
) -> Result<Picture, Error> {
    // Where nothing is scaled, nothing is changed.
    if domain == Domain::Light && !is_there(area, size) {
        let curve = Curve::of(Range::Full);
        return light::scale(&Pixels { picture, curve }, area, size, curve);
    }
    let mut target = scaled(picture, area, size)?;
    if picture.layout.has_alpha() {
        divide_image(&mut target)?;
    }
    Ok(Picture {
        size,
        layout: picture.layout,
        pixels: target.into_vec(),
        profile: None,
    })
}

/// Whether an area is as many whole pixels as it becomes.
fn is_there(area: Area, size: Dimensions) -> bool {
    let stays = |start: f64, length: f64, side: u32| {
        start.fract() == 0.0 && (length - f64::from(side)).abs() < f64::EPSILON
    };
    stays(area.left, area.width, size.width) && stays(area.top, area.height, size.height)
}

/// An area of a picture as it is seen, in another size. The picture stays as it is, and alpha multiplied in.
pub(crate) fn preview(
    picture: &Picture,
    area: Area,
    size: Dimensions,
    orientation: Orientation,
) -> Result<Picture, Error> {
    let stored = orientation::turn(size, orientation);
    let preview = Picture {
        size: stored,
        layout: picture.layout,
        pixels: scaled(picture, area, stored)?.into_vec(),
        profile: None,
    };
    turn(preview, orientation)
}

fn scaled(picture: &Picture, area: Area, size: Dimensions) -> Result<Image<'static>, Error> {
    let pixel_type = pixel_type(picture.layout);
    let mut target = Image::new(size.width, size.height, pixel_type);
    let Dimensions { width, height } = picture.size;
    let source =
        ImageRef::new(width, height, &picture.pixels, pixel_type).map_err(Error::internal)?;
    let channels = picture.layout.channels();
    let rows = strip(picture.size, size, channels);
    let row = (size.width as usize).saturating_mul(channels);
    let strips = target
        .buffer_mut()
        .chunks_mut(row.saturating_mul(rows).max(1));
    let scale = area.height / f64::from(size.height);
    let mut resizer = Resizer::new();
    let mut above = 0_u32;
    for strip in strips {
        let rows = strip.len().checked_div(row).unwrap_or_default();
        let rows = u32::try_from(rows).unwrap_or(u32::MAX);
        let mut strip =
            Image::from_slice_u8(size.width, rows, strip, pixel_type).map_err(Error::internal)?;
        let top = area.top + scale * f64::from(above);
        // `use_alpha` would copy the whole picture.
        let options = ResizeOptions::new().use_alpha(false).crop(
            area.left,
            top,
            within(area.left, area.width, f64::from(width)),
            within(top, scale * f64::from(rows), f64::from(height)),
        );
        filter::resize(&mut resizer, &source, &mut strip, &options)?;
        above = above.saturating_add(rows);
    }
    Ok(target)
}

/// Rows of the result that are scaled at a time, so that what is scaled in one direction and not yet in the other stays
/// small: the library takes the columns first where samples have eight bits, and the filter's weights anew each time.
fn strip(from: Dimensions, to: Dimensions, channels: usize) -> usize {
    let row = (from.width as usize).saturating_mul(channels);
    let rows = STRIP_BYTES.checked_div(row).unwrap_or(usize::MAX);
    rows.clamp(LEAST_ROWS, (to.height as usize).max(LEAST_ROWS))
}

/// Bytes of a picture of so many channels that is scaled in one direction and not yet in the other; and of the filter's
/// weights, about six for each pixel of the longer side.
pub(crate) fn intermediate(from: Dimensions, to: Dimensions, channels: u64, domain: Domain) -> u64 {
    if domain == Domain::Light {
        return light::intermediate(from, to, channels);
    }
    let rows = strip(from, to, usize::try_from(channels).unwrap_or(1));
    let rows = (rows as u64).min(to.height.into());
    let weights =
        u64::from(from.width.max(to.width)).saturating_add(from.height.max(to.height).into());
    rows.saturating_mul(from.width.into())
        .saturating_mul(channels)
        .saturating_add(weights.saturating_mul(96))
}

/// How long it takes to scale an area of so many pixels to a size, to turn it, and to lay it on a background.
pub(crate) fn work(area: Dimensions, to: Dimensions, channels: u64, domain: Domain) -> Work {
    /// Nanoseconds for a sample that is weighed.
    const WEIGHED: f64 = 0.22;
    /// Nanoseconds for a sample of the result, which is moved some times.
    const MOVED: f64 = 3.0;
    let down = weighed(area.height, to.height, area.width);
    let along = weighed(area.width, to.width, to.height);
    let samples = |pixels: u64| pixels.saturating_mul(channels);
    let scaled = match domain {
        Domain::Encoded => Work::of(samples(down.saturating_add(along)), WEIGHED),
        Domain::Light => light::work(area, to, channels),
    };
    scaled + Work::of(samples(to.pixels()), MOVED)
}

/// Samples that the filter looks at where a side is scaled in so many lines: six of the smaller one of both.
pub(super) fn weighed(from: u32, to: u32, across: u32) -> u64 {
    let longer = u64::from(from.max(to));
    longer.saturating_mul(6).saturating_mul(across.into())
}

/// The part of a length that ends at `end` at the latest, rounding included: the library refuses a hair more.
pub(super) fn within(start: f64, length: f64, end: f64) -> f64 {
    let length = length.min(end - start);
    if start + length > end {
        length.next_down()
    } else {
        length
    }
}

fn pixel_type(layout: Layout) -> PixelType {
    match layout {
        Layout::Grey => PixelType::U8,
        Layout::GreyAlpha => PixelType::U8x2,
        Layout::Rgb => PixelType::U8x3,
        Layout::Rgba => PixelType::U8x4,
    }
}

/// Takes alpha out of the colours again. Without SIMD: LLVM in Rust 1.95 and 1.96 drops the upper bound in front of a
/// narrowing on wasm32 with simd128 (rust-lang/rust#157456), so that colours which overshoot their alpha by far turn
/// from 255 to 0. The result is small.
fn divide_image(picture: &mut Image<'_>) -> Result<(), Error> {
    let mut division = MulDiv::new();
    #[expect(unsafe_code, reason = "no extension is one that every processor has")]
    // SAFETY: `CpuExtensions::None` asks nothing of the processor.
    unsafe {
        division.set_cpu_extensions(CpuExtensions::None);
    }
    division
        .divide_alpha_inplace(picture)
        .map_err(Error::internal)
}

/// Turns a picture as its orientation asks.
pub(crate) fn turn(picture: Picture, orientation: Orientation) -> Result<Picture, Error> {
    if orientation == Orientation::NoTransforms {
        return Ok(picture);
    }
    let Dimensions { width, height } = picture.size;
    let pixels = picture.pixels;
    let image = match picture.layout {
        Layout::Grey => GrayImage::from_raw(width, height, pixels).map(DynamicImage::from),
        Layout::GreyAlpha => {
            GrayAlphaImage::from_raw(width, height, pixels).map(DynamicImage::from)
        }
        Layout::Rgb => RgbImage::from_raw(width, height, pixels).map(DynamicImage::from),
        Layout::Rgba => RgbaImage::from_raw(width, height, pixels).map(DynamicImage::from),
    };
    let mut image = image.ok_or_else(|| Error::Internal("fewer pixels than the size".into()))?;
    image.apply_orientation(orientation);
    Ok(Picture {
        size: orientation::turn(picture.size, orientation),
        pixels: image.into_bytes(),
        ..picture
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As if it had been scaled at once, but for a rounding.
    #[test]
    fn strips_have_no_seams() {
        let (width, height) = (8000, 300);
        let from = Dimensions { width, height };
        let to = Dimensions {
            width: 40,
            height: 1201,
        };
        assert!(strip(from, to, 1) < 600);
        let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        let pixels = pixels.map(|(x, y)| ((x / 9) ^ (y * 3)).to_le_bytes()[0]);
        let picture = Picture {
            size: from,
            layout: Layout::Grey,
            pixels: pixels.collect(),
            profile: None,
        };
        let source = ImageRef::new(width, height, &picture.pixels, PixelType::U8).unwrap();
        let mut whole = Image::new(to.width, to.height, PixelType::U8);
        let (left, top) = (3.3, 1.7);
        let (wide, high) = (7900.0, 290.6);
        let options = ResizeOptions::new()
            .use_alpha(false)
            .crop(left, top, wide, high);
        Resizer::new()
            .resize(&source, &mut whole, &options)
            .unwrap();
        let area = Area {
            left,
            top,
            width: wide,
            height: high,
        };
        let found = scale(&picture, area, to, Domain::Encoded).unwrap();
        for (found, whole) in found.pixels.iter().zip(whole.buffer()) {
            assert!(found.abs_diff(*whole) <= 1, "{found}, not {whole}");
        }
    }

    #[test]
    fn ends_at_the_edge_whatever_the_rounding() {
        for end in [1_u32, 3, 7, 100, 4095, 65_535] {
            for step in 0..1000 {
                let end = f64::from(end);
                let start = end * f64::from(step) / 1000.7;
                let found = within(start, end, end);
                assert!(found > 0.0 && start + found <= end, "{start} of {end}");
            }
        }
    }
}
