//! Cut, scale, turn, fill up: pixels of the original to pixels of the result.

use image::metadata::Orientation;
use image::{DynamicImage, GrayAlphaImage, GrayImage, RgbImage, RgbaImage};
use marble_transform::Color;

use crate::color::range::Range;
use crate::error::Error;
use crate::geometry::{Area, Dimensions, Geometry};

use super::alpha;
use super::background::embed;
use super::light::{self, Curve, Domain, Pixels};
use super::orientation;
use super::picture::{Layout, Picture};
use super::resample;
use crate::work::Work;

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

/// An area of a picture, whose alpha is multiplied in, in a size, and alpha taken out again; without its profile. Lanczos3,
/// as in sharp. Where the area reaches over the edge, it ends there.
pub(crate) fn scale(picture: &Picture, area: Area, size: Dimensions, domain: Domain) -> Picture {
    // Where nothing is scaled, nothing is changed.
    if domain == Domain::Light && !resample::is_there(area, size) {
        let curve = Curve::of(Range::Full);
        return light::scale(&Pixels { picture, curve }, area, size, curve);
    }
    let mut scaled = resample::scale(picture, area, size);
    alpha::divide(&mut scaled);
    scaled
}

/// An area of a picture as it is seen, in another size. The picture stays as it is, and alpha multiplied in.
pub(crate) fn preview(
    picture: &Picture,
    area: Area,
    size: Dimensions,
    orientation: Orientation,
) -> Result<Picture, Error> {
    let stored = orientation::turn(size, orientation);
    turn(resample::scale(picture, area, stored), orientation)
}

/// What scaling a picture of so many channels takes beside it and the result, in bytes.
pub(crate) fn cost(from: Dimensions, to: Dimensions, channels: u64, domain: Domain) -> u64 {
    match domain {
        Domain::Encoded => resample::cost(from, to, channels),
        Domain::Light => light::cost(from, to, channels),
    }
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
