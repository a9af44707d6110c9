//! Sizes and boxes: what is cut out of a picture, what it is scaled to, and where that lies on the result.
//!
//! The arithmetic is sharp's (`ResolveShrink`, `CalculateCrop` and `CalculateEmbedPosition` in `common.cc`
//! of sharp 0.35, and libvips' rounding), so that the same request gives the same size.

use crate::options::{Fit, Size};

/// Width and height in pixels, each at least 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dimensions {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// A part of a picture, in pixels and parts of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Width, more than 0.
    pub width: f64,
    /// Height, more than 0.
    pub height: f64,
}

/// How a picture becomes the result.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Geometry {
    /// The part of the original that is kept.
    pub crop: Area,
    /// What that part is scaled to.
    pub scaled: Dimensions,
    /// The size of the result; where it is larger than `scaled`, the rest is filled.
    pub canvas: Dimensions,
    /// Left edge of the scaled part on the result.
    pub left: u32,
    /// Upper edge of the scaled part on the result.
    pub top: u32,
}

impl Geometry {
    /// Brings a picture of the dimensions `source`, as it is seen, into `size`.
    ///
    /// ```
    /// use marble::geometry::{Dimensions, Geometry};
    /// use marble::options::{Fit, Size};
    ///
    /// let source = Dimensions { width: 4000, height: 3000 };
    /// let size = Size { width: Some(300), height: Some(300) };
    /// let geometry = Geometry::new(source, size, Fit::Cover);
    /// assert_eq!(geometry.crop.left, 500.0);
    /// assert_eq!(geometry.canvas, Dimensions { width: 300, height: 300 });
    /// ```
    #[must_use]
    pub fn new(source: Dimensions, size: Size, fit: Fit) -> Self {
        let whole = scale(source, size, fit);
        let wanted = Dimensions {
            width: size.width.unwrap_or(whole.width),
            height: size.height.unwrap_or(whole.height),
        };
        match fit {
            Fit::Contain => {
                let canvas = Dimensions {
                    width: whole.width.max(wanted.width),
                    height: whole.height.max(wanted.height),
                };
                Self {
                    left: canvas.width.saturating_sub(whole.width) / 2,
                    top: canvas.height.saturating_sub(whole.height) / 2,
                    canvas,
                    ..Self::uncropped(source, whole)
                }
            }
            Fit::Cover => Self::cropped(source, whole, wanted),
            Fit::Fill | Fit::Inside | Fit::Outside => Self::uncropped(source, whole),
        }
    }

    fn uncropped(source: Dimensions, scaled: Dimensions) -> Self {
        Self {
            crop: Area {
                left: 0.0,
                top: 0.0,
                width: f64::from(source.width),
                height: f64::from(source.height),
            },
            scaled,
            canvas: scaled,
            left: 0,
            top: 0,
        }
    }

    /// Cuts the middle out. The box is that of the scaled picture, brought back to the original, so that what
    /// is cut off need not be scaled.
    fn cropped(source: Dimensions, whole: Dimensions, wanted: Dimensions) -> Self {
        let kept = Dimensions {
            width: wanted.width.min(whole.width),
            height: wanted.height.min(whole.height),
        };
        let left = whole.width.saturating_sub(kept.width).div_ceil(2);
        let top = whole.height.saturating_sub(kept.height).div_ceil(2);
        let x = f64::from(source.width) / f64::from(whole.width);
        let y = f64::from(source.height) / f64::from(whole.height);
        Self {
            crop: Area {
                left: f64::from(left) * x,
                top: f64::from(top) * y,
                width: f64::from(kept.width) * x,
                height: f64::from(kept.height) * y,
            },
            ..Self::uncropped(source, kept)
        }
    }
}

/// The dimensions of the whole picture, scaled.
fn scale(source: Dimensions, size: Size, fit: Fit) -> Dimensions {
    let x = size.width.map(|width| shrink(source.width, width));
    let y = size.height.map(|height| shrink(source.height, height));
    let (x, y) = match (x, y, fit) {
        (_, _, Fit::Fill) => (x.unwrap_or(1.0), y.unwrap_or(1.0)),
        (Some(x), Some(y), Fit::Cover | Fit::Outside) => (x.min(y), x.min(y)),
        (Some(x), Some(y), Fit::Contain | Fit::Inside) => (x.max(y), x.max(y)),
        (Some(one), None, _) | (None, Some(one), _) => (one, one),
        (None, None, _) => (1.0, 1.0),
    };
    Dimensions {
        width: shrunk(source.width, x),
        height: shrunk(source.height, y),
    }
}

fn shrink(source: u32, wanted: u32) -> f64 {
    f64::from(source) / f64::from(wanted)
}

/// One side, divided and rounded to the nearest pixel, at least 1.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "saturates, which is as large as a side can be"
)]
fn shrunk(source: u32, shrink: f64) -> u32 {
    let source = f64::from(source);
    let side = (source * (1.0 / shrink.min(source)) + 0.5).floor();
    (side as u32).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn geometry(source: (u32, u32), size: &str, fit: Fit) -> Geometry {
        let source = Dimensions {
            width: source.0,
            height: source.1,
        };
        Geometry::new(source, Size::parse(size, u32::MAX).unwrap(), fit)
    }

    /// The sizes are what sharp 0.35.5 made of PNGs of these dimensions.
    #[test]
    fn makes_the_sizes_that_sharp_makes() {
        use Fit::{Contain, Cover, Fill, Inside, Outside};
        for (source, size, fit, expected) in [
            ((640, 480), "300x300", Cover, (300, 300)),
            ((100, 80), "300x300", Cover, (300, 300)),
            ((640, 480), "300x300", Contain, (300, 300)),
            ((640, 480), "300x300", Fill, (300, 300)),
            ((640, 480), "300x300", Inside, (300, 225)),
            ((640, 480), "300x300", Outside, (400, 300)),
            ((100, 80), "300x300", Inside, (300, 240)),
            ((100, 80), "300x300", Outside, (375, 300)),
            ((640, 480), "300x", Cover, (300, 225)),
            ((640, 480), "x300", Contain, (400, 300)),
            ((640, 480), "300x", Fill, (300, 480)),
            ((640, 480), "x300", Fill, (640, 300)),
            ((1000, 667), "300x300", Inside, (300, 200)),
            ((3, 5000), "300x300", Inside, (1, 300)),
            ((5000, 3), "10x10", Inside, (10, 1)),
            ((5000, 1), "10x10", Cover, (10, 10)),
            ((1, 1), "7x5", Outside, (7, 7)),
            ((1, 5000), "10x", Cover, (10, 50_000)),
        ] {
            let canvas = geometry(source, size, fit).canvas;
            assert_eq!(
                (canvas.width, canvas.height),
                expected,
                "{source:?} {size} {fit:?}"
            );
        }
    }

    #[test]
    fn cuts_the_middle_out() {
        for (source, size, crop) in [
            ((640, 480), "300x300", (80.0, 0.0, 480.0, 480.0)),
            ((480, 640), "300x300", (0.0, 80.0, 480.0, 480.0)),
            ((10, 10), "10x5", (0.0, 3.0, 10.0, 5.0)),
            ((10, 5), "5x5", (3.0, 0.0, 5.0, 5.0)),
        ] {
            let found = geometry(source, size, Fit::Cover).crop;
            assert_eq!(
                (found.left, found.top, found.width, found.height),
                crop,
                "{source:?} {size}"
            );
        }
    }

    #[test]
    fn puts_the_picture_into_the_middle() {
        for (source, size, expected) in [
            ((640, 480), "300x300", (300, 225, 0, 37)),
            ((480, 640), "300x300", (225, 300, 37, 0)),
            ((10, 10), "11x10", (10, 10, 0, 0)),
        ] {
            let found = geometry(source, size, Fit::Contain);
            let scaled = found.scaled;
            assert_eq!(
                (scaled.width, scaled.height, found.left, found.top),
                expected,
                "{source:?} {size}"
            );
        }
    }

    #[test]
    fn holds_its_promises_for_every_size() {
        let sides = [1, 2, 3, 7, 100, 4095, 4096, 65_535, u32::MAX];
        for fit in [
            Fit::Contain,
            Fit::Cover,
            Fit::Fill,
            Fit::Inside,
            Fit::Outside,
        ] {
            for (width, height) in sides.iter().flat_map(|w| sides.map(|h| (*w, h))) {
                for size in ["1x1", "16383x16383", "1x16383", "3x", "x3"] {
                    let found = geometry((width, height), size, fit);
                    let case = format!("{width}x{height} {size} {fit:?} {found:?}");
                    let Area {
                        left,
                        top,
                        width: w,
                        height: h,
                    } = found.crop;
                    assert!(left >= 0.0 && top >= 0.0 && w > 0.0 && h > 0.0, "{case}");
                    assert!(left + w <= f64::from(width) * (1.0 + 1e-12), "{case}");
                    assert!(top + h <= f64::from(height) * (1.0 + 1e-12), "{case}");
                    let right = found.left.saturating_add(found.scaled.width);
                    let bottom = found.top.saturating_add(found.scaled.height);
                    assert!(
                        right <= found.canvas.width && bottom <= found.canvas.height,
                        "{case}"
                    );
                    assert!(found.scaled.width > 0 && found.scaled.height > 0, "{case}");
                }
            }
        }
    }
}
