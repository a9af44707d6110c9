//! A placeholder: what is shown until the picture is there, in about 25 bytes.

use thumbhash::rgba_to_thumb_hash;

use crate::geometry::{Area, Dimensions};
use crate::pixels::alpha;
use crate::pixels::light::Domain;
use crate::pixels::picture::Picture;
use crate::pixels::resize;
use crate::work::Work;

/// The longest side that a hash is made of, in pixels: more would take longer and show the same.
const LONGEST: u32 = 100;

/// The `ThumbHash` of a picture in sRGB: of at most 100 pixels on the longer side, to which a larger one is scaled.
pub(super) fn thumb_hash(mut picture: Picture) -> Vec<u8> {
    let size = small(picture.size);
    if picture.size != size {
        alpha::multiply(&mut picture);
        picture = resize::scale(&picture, whole(picture.size), size, Domain::Encoded);
    }
    let rgba = picture.to_rgba();
    let (width, height) = (size.width as usize, size.height as usize);
    rgba_to_thumb_hash(width, height, &rgba)
}

/// What making it takes besides the picture, in bytes.
pub(super) fn cost(size: Dimensions, channels: u64) -> u64 {
    /// For each pixel of the small picture: itself as bytes, twice, and as four numbers.
    const PIXEL: u64 = 4 + 4 + 4 * 4;
    let small = small(size);
    let scaling = resize::cost(size, small, channels, Domain::Encoded);
    scaling.saturating_add(small.pixels().saturating_mul(PIXEL))
}

/// How long making it takes.
pub(super) fn work(size: Dimensions, channels: u64) -> Work {
    /// Nanoseconds for a pixel of the small picture, as measured: some 50 frequencies, each of which looks at all of it.
    const PIXEL: f64 = 200.0;
    let small = small(size);
    resize::work(size, small, channels, Domain::Encoded) + Work::of(small.pixels(), PIXEL)
}

/// The size that a hash is made of.
fn small(size: Dimensions) -> Dimensions {
    let longest = size.width.max(size.height);
    if longest <= LONGEST {
        return size;
    }
    let shrunk = |length: u32| {
        let scaled = u64::from(length).saturating_mul(LONGEST.into());
        let rounded = scaled.saturating_add(u64::from(longest) / 2);
        let shrunk = rounded.checked_div(longest.into()).unwrap_or_default();
        u32::try_from(shrunk).unwrap_or(LONGEST).clamp(1, LONGEST)
    };
    Dimensions {
        width: shrunk(size.width),
        height: shrunk(size.height),
    }
}

fn whole(size: Dimensions) -> Area {
    Area {
        left: 0.0,
        top: 0.0,
        width: size.width.into(),
        height: size.height.into(),
    }
}

#[cfg(test)]
mod tests {
    use thumbhash::{thumb_hash_to_approximate_aspect_ratio, thumb_hash_to_average_rgba};

    use super::*;
    use crate::pixels::picture::Layout;

    #[test]
    fn is_made_of_at_most_a_hundred_pixels_a_side() {
        for ((width, height), expected) in [
            ((1, 1), (1, 1)),
            ((100, 100), (100, 100)),
            ((100, 7), (100, 7)),
            ((101, 101), (100, 100)),
            ((300, 200), (100, 67)),
            ((200, 4096), (5, 100)),
            ((4096, 1), (100, 1)),
            ((u32::MAX, 1), (100, 1)),
        ] {
            let found = small(Dimensions { width, height });
            assert_eq!((found.width, found.height), expected, "{width}x{height}");
        }
    }

    fn picture(width: u32, height: u32, layout: Layout, pixel: &[u8]) -> Picture {
        let count = (width as usize).saturating_mul(height as usize);
        Picture {
            size: Dimensions { width, height },
            layout,
            pixels: pixel.repeat(count),
            profile: None,
        }
    }

    /// Read back by the other half of the library.
    #[test]
    fn tells_colour_alpha_and_aspect_ratio() {
        for (layout, pixel, expected) in [
            (Layout::Grey, &[128][..], [0.5, 0.5, 0.5, 1.0]),
            (Layout::GreyAlpha, &[255, 128], [1.0, 1.0, 1.0, 0.5]),
            (Layout::Rgb, &[255, 0, 0], [1.0, 0.0, 0.0, 1.0]),
            (Layout::Rgba, &[0, 0, 255, 255], [0.0, 0.0, 1.0, 1.0]),
            (Layout::Rgba, &[0, 128, 0, 51], [0.0, 0.5, 0.0, 0.2]),
            (Layout::Rgba, &[9, 9, 9, 0], [0.0, 0.0, 0.0, 0.0]),
        ] {
            for (width, height, ratio) in [
                (1, 1, 1.0),
                (60, 60, 1.0),
                (140, 100, 1.4),
                (300, 700, 3.0 / 7.0),
                (2000, 2, 6.0),
            ] {
                let case = format!("{width}x{height} {layout:?} {pixel:?}");
                let hash = thumb_hash(picture(width, height, layout, pixel));
                let (red, green, blue, alpha) = thumb_hash_to_average_rgba(&hash).unwrap();
                for (found, expected) in [red, green, blue, alpha].into_iter().zip(expected) {
                    let difference: f32 = found - expected;
                    assert!(difference.abs() < 0.05, "{case}: {found}");
                }
                let found = thumb_hash_to_approximate_aspect_ratio(&hash).unwrap();
                // In sevenths, and with alpha in fifths.
                let steps: f32 = (found / ratio).ln();
                assert!(steps.abs() < 0.35, "{case}: {found}, not {ratio}");
            }
        }
    }
}
