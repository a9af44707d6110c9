//! What is kept of a picture where its pixels tell: `position=entropy` and `position=attention`.
//!
//! The measures are those of libvips' `smartcrop`, which sharp uses. They see the whole picture in the size that it is
//! scaled to, or smaller where that is large; then only what was chosen is scaled.

mod attention;
mod entropy;

use image::metadata::Orientation;
use marble_transform::Strategy;

use crate::error::Error;
use crate::geometry::{Dimensions, Geometry, SmartCrop};
use crate::pixels::light::Domain;
use crate::pixels::picture::Picture;
use crate::pixels::{orientation, resize};
use crate::work::Work;

/// Pixels that are looked at, at most: enough for every result of 1000 by 1000 from a picture of usual sides.
const PIXELS: f64 = 1_500_000.0;

/// The same for attention, which looks at 32 by 32 of them in the end.
const PIXELS_FOR_ATTENTION: f64 = 250_000.0;

/// Makes the smart crop that a geometry leaves open, if any. `seen` gives the picture as it is seen in a size, alpha
/// multiplied in.
pub(crate) fn crop(
    geometry: Geometry,
    seen: impl FnOnce(Dimensions) -> Result<Picture, Error>,
) -> Result<Geometry, Error> {
    let Some(smart_crop) = geometry.smart_crop else {
        return Ok(geometry);
    };
    let whole = geometry.scaled;
    let size = preview_size(whole, smart_crop.strategy);
    let picture = seen(size)?;
    let part = Dimensions {
        width: share(smart_crop.size.width, whole.width, size.width).max(1),
        height: share(smart_crop.size.height, whole.height, size.height).max(1),
    };
    let (left, top) = match smart_crop.strategy {
        Strategy::Attention => attention::find(&picture, part)?,
        Strategy::Entropy => entropy::find(&picture, part),
    };
    let place =
        |at: u32, from: u32, to: u32, kept: u32| share(at, from, to).min(to.saturating_sub(kept));
    Ok(geometry.cropped_at(
        place(left, size.width, whole.width, smart_crop.size.width),
        place(top, size.height, whole.height, smart_crop.size.height),
    ))
}

/// What choosing takes beside a decoded picture of the dimensions `stored`, in bytes.
pub(crate) fn cost(
    geometry: &Geometry,
    stored: Dimensions,
    orientation: Orientation,
    channels: u64,
) -> u64 {
    let Some(SmartCrop { strategy, .. }) = geometry.smart_crop else {
        return 0;
    };
    let size = preview_size(geometry.scaled, strategy);
    let pixels = u64::from(size.width).saturating_mul(size.height.into());
    let between = resize::cost(
        stored,
        orientation::turn(size, orientation),
        channels,
        Domain::Encoded,
    );
    // Planes, and the colours made of them; or pixels, and the same turned.
    let seen = pixels.saturating_mul(channels.saturating_mul(2));
    between.saturating_add(seen)
}

/// How long choosing takes, for a picture whose kept area was decoded to so many pixels.
pub(crate) fn work(
    geometry: &Geometry,
    stored: Dimensions,
    orientation: Orientation,
    channels: u64,
) -> Work {
    /// Nanoseconds for a pixel that is looked at.
    const LOOKED_AT: f64 = 60.0;
    let Some(SmartCrop { strategy, .. }) = geometry.smart_crop else {
        return Work::NONE;
    };
    let size = preview_size(geometry.scaled, strategy);
    let seen = resize::work(
        stored,
        orientation::turn(size, orientation),
        channels,
        Domain::Encoded,
    );
    seen + Work::of(size.pixels(), LOOKED_AT)
}

/// The size in which a picture is looked at.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "less than a side"
)]
fn preview_size(whole: Dimensions, strategy: Strategy) -> Dimensions {
    let most = match strategy {
        Strategy::Attention => PIXELS_FOR_ATTENTION,
        Strategy::Entropy => PIXELS,
    };
    let pixels = f64::from(whole.width) * f64::from(whole.height);
    if pixels <= most {
        return whole;
    }
    let part = (most / pixels).sqrt();
    let side = |side: u32| ((f64::from(side) * part) as u32).max(1);
    Dimensions {
        width: side(whole.width),
        height: side(whole.height),
    }
}

/// A length on a side of `from` pixels, where that side has `to`; to the nearest.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "no more than a side"
)]
fn share(length: u32, from: u32, to: u32) -> u32 {
    (f64::from(length) * f64::from(to) / f64::from(from)).round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::picture::Layout;
    use marble_transform::Transform;

    /// A grey picture with a noisy spot whose middle is at a part of width and height.
    fn spot(size: Dimensions, at: (f64, f64)) -> Picture {
        let radius = f64::from(size.width.min(size.height)) / 4.0;
        let coordinates = (0..size.height).flat_map(|y| (0..size.width).map(move |x| (x, y)));
        let pixels = coordinates.map(|(x, y)| {
            let is_near = |at: u32, whole: u32, part: f64| {
                (f64::from(at) - f64::from(whole) * part).abs() <= radius
            };
            if is_near(x, size.width, at.0) && is_near(y, size.height, at.1) {
                (x.wrapping_mul(0x9e37_79b1) ^ y.wrapping_mul(0x85eb_ca6b)).to_be_bytes()[1]
            } else {
                128
            }
        });
        Picture {
            size,
            layout: Layout::Grey,
            pixels: pixels.collect(),
            profile: None,
        }
    }

    fn chosen(source: (u32, u32), transform: &str, at: (f64, f64)) -> Geometry {
        let (width, height) = source;
        let transform = Transform::parse(transform, 4096).unwrap();
        let geometry = Geometry::new(Dimensions { width, height }, &transform).unwrap();
        crop(geometry, |size| Ok(spot(size, at))).unwrap()
    }

    #[test]
    fn keeps_the_spot() {
        for words in ["attention", "entropy"] {
            for (source, size, at) in [
                ((300, 100), "100x100", (0.8, 0.5)),
                ((300, 100), "100x100", (0.2, 0.5)),
                ((100, 300), "50x50", (0.5, 0.75)),
                ((4000, 3000), "4000x1000", (0.5, 0.2)),
                (
                    (4000, 1000),
                    "4000x1000,pad=5,crop=0:0:1000:1000",
                    (0.5, 0.8),
                ),
            ] {
                let transform = format!("{size},position={words}");
                let found = chosen(source, &transform, at);
                let whole = if transform.contains("crop") {
                    (1000, 1000)
                } else {
                    source
                };
                let middle = (f64::from(whole.0) * at.0, f64::from(whole.1) * at.1);
                let crop = found.crop;
                let inside = |at: f64, from: f64, length: f64| from <= at && at <= from + length;
                let case = format!("{source:?} {transform}: {crop:?}");
                assert!(inside(middle.0, crop.left, crop.width), "{case}");
                assert!(inside(middle.1, crop.top, crop.height), "{case}");
                assert_eq!(found.smart_crop, None);
            }
        }
    }

    #[test]
    fn leaves_alone_what_is_not_open() {
        for transform in [
            "100x100",
            "100x50,position=entropy",
            "300x300,fit=contain,position=attention",
            "100x,position=entropy",
            "900x900,enlarge=no,position=entropy",
        ] {
            let transform = Transform::parse(transform, 4096).unwrap();
            let (width, height) = (200, 100);
            let geometry = Geometry::new(Dimensions { width, height }, &transform).unwrap();
            let same = crop(geometry, |_| unreachable!()).unwrap();
            assert_eq!(same, geometry, "{transform}");
        }
    }

    #[test]
    fn looks_at_no_more_than_the_bound() {
        for (width, height) in [(1, u32::MAX), (u32::MAX, u32::MAX), (4096, 409_600), (3, 3)] {
            for interest in [Strategy::Attention, Strategy::Entropy] {
                let seen = preview_size(Dimensions { width, height }, interest);
                let pixels = f64::from(seen.width) * f64::from(seen.height);
                assert!(pixels <= PIXELS.max(f64::from(width.max(height)).sqrt() * 2000.0));
                assert!(seen.width > 0 && seen.height > 0);
            }
        }
    }
}
