//! Which pixels of an original are read, and how many of them become one before the filter sees them.
//!
//! What is left is at least twice the wanted size in each direction, as libvips leaves it (`gap` of `vips_resize`),
//! so that the filter decides how the result looks.

use std::num::NonZeroU32;

use crate::geometry::{Area, Dimensions};
use crate::work::Work;

use super::light::Domain;

/// Pixels of a box at most: as many as the sums of products of colour and alpha can hold, 65,536 * 255 * 255 of 2^32, and
/// those of light, 65,536 * 65,535.
const BOX_PIXELS: u32 = 1 << 16;

/// Either side of a box may be this long, whatever the other.
const BOX_SIDE: u32 = 1 << 8;

/// The part of a picture that is kept, and the boxes of pixels that become one pixel each. At the right and the
/// lower edge boxes may be smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shrink {
    pub(crate) left: u32,
    pub(crate) top: u32,
    /// Dimensions of the part that is kept, in pixels of the picture.
    pub(crate) window: Dimensions,
    /// Width of a box.
    pub(crate) x: NonZeroU32,
    /// Height of a box.
    pub(crate) y: NonZeroU32,
    /// What of the pixels of a box the mean is taken.
    pub(crate) domain: Domain,
}

impl Shrink {
    /// The boxes for a result that shows `area` of a picture of the dimensions `stored` in the size `scaled`.
    pub(crate) fn new(area: Area, scaled: Dimensions, stored: Dimensions, domain: Domain) -> Self {
        let ratio_x = area.width / f64::from(scaled.width);
        let ratio_y = area.height / f64::from(scaled.height);
        let (wide, high) = (half(ratio_x), half(ratio_y));
        let (x, y) = (wide.min(longest(high)), high.min(longest(wide)));
        let (left, width) = extent(area.left, area.width, reach(ratio_x, x), stored.width);
        let (top, height) = extent(area.top, area.height, reach(ratio_y, y), stored.height);
        Self {
            left,
            top,
            window: Dimensions { width, height },
            x,
            y,
            domain,
        }
    }

    /// The first row that is not needed any more.
    pub(crate) fn bottom(&self) -> u32 {
        self.top.saturating_add(self.window.height)
    }

    /// Dimensions of what is left.
    pub(crate) fn size(&self) -> Dimensions {
        Dimensions {
            width: self.window.width.div_ceil(self.x.get()),
            height: self.window.height.div_ceil(self.y.get()),
        }
    }

    /// How long it takes, beside reading the pixels, to have means of light.
    pub(crate) fn work(&self, channels: u64) -> Work {
        /// Nanoseconds for a sample that is taken into a box, as measured.
        const SAMPLE: f64 = 3.0;
        if self.domain == Domain::Encoded {
            return Work::NONE;
        }
        Work::of(self.window.pixels().saturating_mul(channels), SAMPLE)
    }

    /// An area of the picture, on what is left.
    pub(crate) fn to_shrunk(self, area: Area) -> Area {
        let x = f64::from(self.x.get());
        let y = f64::from(self.y.get());
        Area {
            left: ((area.left - f64::from(self.left)) / x).max(0.0),
            top: ((area.top - f64::from(self.top)) / y).max(0.0),
            width: area.width / x,
            height: area.height / y,
        }
    }

    /// Whether every pixel stays what it is.
    pub(crate) fn is_none(&self) -> bool {
        self.x == NonZeroU32::MIN && self.y == NonZeroU32::MIN
    }

    /// Pixels of one box.
    pub(crate) fn box_pixels(&self, column: u32, row: u32) -> u32 {
        let side = |whole: u32, side: NonZeroU32, index: u32| {
            let before = side.get().saturating_mul(index);
            side.get().min(whole.saturating_sub(before))
        };
        let width = side(self.window.width, self.x, column);
        width.saturating_mul(side(self.window.height, self.y, row))
    }
}

/// Half of a ratio in whole numbers, and at least 1.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "positive, and saturates"
)]
fn half(ratio: f64) -> NonZeroU32 {
    // A ratio may come out a hair below a whole number.
    let half = (ratio * (1.0 + 1e-9) / 2.0) as u32;
    NonZeroU32::new(half).unwrap_or(NonZeroU32::MIN)
}

/// How long a side of a box may be beside the other.
fn longest(other: NonZeroU32) -> NonZeroU32 {
    let longest = (BOX_PIXELS / other).max(BOX_SIDE);
    NonZeroU32::new(longest).unwrap_or(NonZeroU32::MIN)
}

/// How far Lanczos3 looks beyond an area, in pixels, and a box more.
fn reach(ratio: f64, side: NonZeroU32) -> f64 {
    let side = f64::from(side.get());
    3.0 * ratio.max(side) + side
}

/// Where a window begins in one direction, and how long it is.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "positive, and saturates"
)]
fn extent(start: f64, length: f64, reach: f64, end: u32) -> (u32, u32) {
    let first = ((start - reach).max(0.0) as u32).min(end.saturating_sub(1));
    let last = ((start + length + reach).ceil() as u32).min(end);
    (first, last.saturating_sub(first).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shrink(area: (f64, f64, f64, f64), scaled: (u32, u32), stored: (u32, u32)) -> Shrink {
        let (left, top, width, height) = area;
        let area = Area {
            left,
            top,
            width,
            height,
        };
        let dimensions = |(width, height)| Dimensions { width, height };
        Shrink::new(
            area,
            dimensions(scaled),
            dimensions(stored),
            Domain::Encoded,
        )
    }

    #[test]
    fn leaves_twice_the_wanted_size() {
        for (side, wanted, factor) in [
            (100, 200, 1),
            (100, 100, 1),
            (399, 100, 1),
            (400, 100, 2),
            (599, 100, 2),
            (600, 100, 3),
            (60_000, 9, 3333),
        ] {
            let whole = f64::from(side);
            let found = shrink((0.0, 0.0, whole, 1.0), (wanted, 1), (side, 1));
            assert_eq!(found.x.get(), factor, "{side} to {wanted}");
            assert!(
                factor == 1 || found.size().width >= 2 * wanted,
                "{side} to {wanted}"
            );
        }
    }

    #[test]
    fn keeps_boxes_small_enough_for_their_sums() {
        let sides = [1, 2, 200, 511, 512, 513, 1000, 9999, 1 << 17, 1 << 26];
        for (width, height) in sides.iter().flat_map(|w| sides.map(|h| (*w, h))) {
            let area = (0.0, 0.0, f64::from(width), f64::from(height));
            let found = shrink(area, (1, 1), (width, height));
            let pixels = found.x.get().checked_mul(found.y.get());
            assert!(pixels.is_some_and(|it| it <= BOX_PIXELS), "{found:?}");
        }
    }

    #[test]
    fn keeps_what_the_filter_sees() {
        let found = shrink((500.0, 0.0, 1000.0, 1000.0), (100, 100), (2000, 1000));
        // A ratio of 10: boxes of 5, and a filter that looks 30 to each side.
        assert_eq!((found.left, found.top), (465, 0));
        assert_eq!((found.window.width, found.bottom()), (1070, 1000));
        assert_eq!((found.size().width, found.size().height), (214, 200));
        let area = found.to_shrunk(Area {
            left: 500.0,
            top: 0.0,
            width: 1000.0,
            height: 1000.0,
        });
        assert_eq!((area.left, area.top), (7.0, 0.0));
        assert_eq!((area.width, area.height), (200.0, 200.0));
    }

    #[test]
    fn counts_the_pixels_at_the_edge() {
        let found = shrink((0.0, 0.0, 13.0, 9.0), (2, 2), (13, 9));
        assert_eq!((found.x.get(), found.y.get()), (3, 2));
        let size = found.size();
        let boxes = (0..size.height).flat_map(|y| (0..size.width).map(move |x| (x, y)));
        let all: u32 = boxes.map(|(x, y)| found.box_pixels(x, y)).sum();
        assert_eq!(all, 13 * 9);
        assert_eq!(found.box_pixels(4, 4), 1);
    }
}
