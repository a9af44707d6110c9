//! Sizes and boxes: what is cut out of a picture, what it is scaled to, and where that lies on the result.
//!
//! The arithmetic is sharp's (`ResolveShrink`, `CalculateCrop` and `CalculateEmbedPosition` in `common.cc`
//! of sharp 0.35, and libvips' rounding), so that the same request gives the same size.

use std::fmt;

use crate::options::{Cut, Fit, Interest, Options, Pad, Place, Size};

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
    /// What is still to be cut off, and only the pixels can tell where: `crop` and `scaled` are the whole picture.
    pub choice: Option<Choice>,
}

/// A part of the scaled picture that its pixels choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// What they are searched for.
    pub interest: Interest,
    /// The size of that part, no larger than the picture.
    pub size: Dimensions,
}

/// A crop that begins outside of the picture. The text says what was expected and what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outside {
    picture: Dimensions,
    crop: String,
}

impl Dimensions {
    /// Width times height.
    #[must_use]
    pub fn pixels(self) -> u64 {
        u64::from(self.width).saturating_mul(self.height.into())
    }
}

impl Geometry {
    /// Brings a picture of the dimensions `source`, as it is seen and turned, into what `options` ask for.
    ///
    /// # Errors
    ///
    /// [`Outside`], which only the picture's dimensions can tell.
    ///
    /// ```
    /// use marble::geometry::{Dimensions, Geometry};
    /// use marble::options::Options;
    ///
    /// let source = Dimensions { width: 4000, height: 3000 };
    /// let options = Options::parse("300x300", 4096)?;
    /// let geometry = Geometry::new(source, &options)?;
    /// assert_eq!(geometry.crop.left, 500.0);
    /// assert_eq!(geometry.canvas, Dimensions { width: 300, height: 300 });
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(source: Dimensions, options: &Options) -> Result<Self, Outside> {
        let cut = match options.crop {
            Some(crop) => crop.within(source).ok_or_else(|| Outside {
                picture: source,
                crop: crop.to_string(),
            })?,
            None => Cut {
                left: 0,
                top: 0,
                size: source,
            },
        };
        let geometry = Self::of_whole(cut.size, options);
        Ok(geometry.from(cut).padded(options.pad.times(options.dpr)))
    }

    fn of_whole(source: Dimensions, options: &Options) -> Self {
        let size = options.wanted();
        let whole = scale(source, size, options.fit, options.enlarge);
        let wanted = Dimensions {
            width: size.width.unwrap_or(whole.width),
            height: size.height.unwrap_or(whole.height),
        };
        let places = options.position.places();
        if let (Fit::Cover, Some(interest)) = (options.fit, options.position.interest()) {
            return Self::open(source, whole, wanted, interest);
        }
        match options.fit {
            Fit::Contain => {
                let canvas = Dimensions {
                    width: whole.width.max(wanted.width),
                    height: whole.height.max(wanted.height),
                };
                Self {
                    left: laid(places.0, whole.width, canvas.width),
                    top: laid(places.1, whole.height, canvas.height),
                    canvas,
                    ..Self::uncropped(source, whole)
                }
            }
            Fit::Cover => Self::cropped(source, whole, wanted, places),
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
            choice: None,
        }
    }

    /// Scales the whole picture, and leaves open what sticks out.
    fn open(source: Dimensions, whole: Dimensions, wanted: Dimensions, interest: Interest) -> Self {
        let size = kept(whole, wanted);
        Self {
            canvas: size,
            choice: (size != whole).then_some(Choice { interest, size }),
            ..Self::uncropped(source, whole)
        }
    }

    /// The size of what is seen of the picture, once that is chosen.
    #[must_use]
    pub fn shown(&self) -> Dimensions {
        self.choice.map_or(self.scaled, |choice| choice.size)
    }

    /// The same with the choice made: the part that begins there in the scaled picture.
    #[must_use]
    pub fn chosen(self, left: u32, top: u32) -> Self {
        let shown = self.shown();
        let x = self.crop.width / f64::from(self.scaled.width);
        let y = self.crop.height / f64::from(self.scaled.height);
        Self {
            crop: Area {
                left: self.crop.left + f64::from(left) * x,
                top: self.crop.top + f64::from(top) * y,
                width: f64::from(shown.width) * x,
                height: f64::from(shown.height) * y,
            },
            scaled: shown,
            choice: None,
            ..self
        }
    }

    /// Cuts off what sticks out. The box is that of the scaled picture, brought back to the original, so that what
    /// is cut off need not be scaled.
    fn cropped(
        source: Dimensions,
        whole: Dimensions,
        wanted: Dimensions,
        places: (Place, Place),
    ) -> Self {
        let kept = kept(whole, wanted);
        let left = kept_from(places.0, kept.width, whole.width);
        let top = kept_from(places.1, kept.height, whole.height);
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

    /// What is said of a part of a picture, for the whole one.
    fn from(mut self, cut: Cut) -> Self {
        self.crop.left += f64::from(cut.left);
        self.crop.top += f64::from(cut.top);
        self
    }

    fn padded(mut self, pad: Pad) -> Self {
        let with = |side: u32, before: u32, behind: u32| {
            side.saturating_add(before).saturating_add(behind)
        };
        self.canvas = Dimensions {
            width: with(self.canvas.width, pad.left, pad.right),
            height: with(self.canvas.height, pad.top, pad.bottom),
        };
        self.left = self.left.saturating_add(pad.left);
        self.top = self.top.saturating_add(pad.top);
        self
    }
}

impl fmt::Display for Outside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Dimensions { width, height } = self.picture;
        write!(
            f,
            "expected a crop that begins inside the {width}x{height} picture, but found {}",
            self.crop
        )
    }
}

impl std::error::Error for Outside {}

/// What is left of a picture when nothing sticks out any more.
fn kept(whole: Dimensions, wanted: Dimensions) -> Dimensions {
    Dimensions {
        width: wanted.width.min(whole.width),
        height: wanted.height.min(whole.height),
    }
}

/// Where the part that is kept of a side begins.
fn kept_from(place: Place, kept: u32, whole: u32) -> u32 {
    let rest = whole.saturating_sub(kept);
    match place {
        Place::End => rest,
        Place::Middle => rest.div_ceil(2),
        Place::Part(part) => {
            let middle = part * f64::from(whole);
            whole_pixels(middle - f64::from(kept) / 2.0).min(rest)
        }
        Place::Start => 0,
    }
}

/// Where a part begins that is laid onto a longer side.
fn laid(place: Place, part: u32, whole: u32) -> u32 {
    let rest = whole.saturating_sub(part);
    match place {
        Place::End => rest,
        Place::Middle => rest / 2,
        Place::Part(part) => whole_pixels(part * f64::from(rest)).min(rest),
        Place::Start => 0,
    }
}

/// The nearest pixel, from 0.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "saturates, and is compared with a side then"
)]
fn whole_pixels(place: f64) -> u32 {
    place.round() as u32
}

/// The dimensions of the whole picture, scaled.
fn scale(source: Dimensions, size: Size, fit: Fit, enlarge: bool) -> Dimensions {
    let x = size.width.map(|width| shrink(source.width, width));
    let y = size.height.map(|height| shrink(source.height, height));
    let (x, y) = match (x, y, fit) {
        (_, _, Fit::Fill) => (x.unwrap_or(1.0), y.unwrap_or(1.0)),
        (Some(x), Some(y), Fit::Cover | Fit::Outside) => (x.min(y), x.min(y)),
        (Some(x), Some(y), Fit::Contain | Fit::Inside) => (x.max(y), x.max(y)),
        (Some(one), None, _) | (None, Some(one), _) => (one, one),
        (None, None, _) => (1.0, 1.0),
    };
    let least = if enlarge { 0.0 } else { 1.0 };
    Dimensions {
        width: shrunk(source.width, x.max(least)),
        height: shrunk(source.height, y.max(least)),
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
        geometry_of(source, &format!("{size},fit={}", fit.name()))
    }

    fn geometry_of(source: (u32, u32), transform: &str) -> Geometry {
        let source = Dimensions {
            width: source.0,
            height: source.1,
        };
        Geometry::new(source, &Options::parse(transform, u32::MAX).unwrap()).unwrap()
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
    fn keeps_what_is_asked_for() {
        for (source, transform, crop) in [
            ((100, 50), "50x50,position=west", (0.0, 0.0, 50.0, 50.0)),
            (
                (100, 50),
                "50x50,position=southeast",
                (50.0, 0.0, 50.0, 50.0),
            ),
            ((50, 100), "50x50,position=north", (0.0, 0.0, 50.0, 50.0)),
            ((50, 100), "25x25,position=0.5:0.4", (0.0, 16.0, 50.0, 50.0)),
            ((50, 100), "25x25,position=0.5:1", (0.0, 50.0, 50.0, 50.0)),
            ((50, 100), "25x25,position=0:0", (0.0, 0.0, 50.0, 50.0)),
            ((100, 100), "9x9,crop=10:20:30:30", (10.0, 20.0, 30.0, 30.0)),
            (
                (100, 100),
                "9x9,crop=0.5:0.5:20:20",
                (50.0, 50.0, 20.0, 20.0),
            ),
            ((100, 100), "300x50,enlarge=no", (0.0, 25.0, 100.0, 50.0)),
        ] {
            let found = geometry_of(source, transform).crop;
            assert_eq!(
                (found.left, found.top, found.width, found.height),
                crop,
                "{source:?} {transform}"
            );
        }
    }

    #[test]
    fn lays_the_picture_where_it_is_asked_for() {
        for (source, transform, expected) in [
            ((20, 10), "10x10,fit=contain,position=north", (10, 10, 0, 0)),
            ((20, 10), "10x10,fit=contain,position=south", (10, 10, 0, 5)),
            ((20, 10), "10x10,fit=contain,position=0:1", (10, 10, 0, 5)),
            (
                (20, 10),
                "40x10,fit=contain,position=east,dpr=2",
                (80, 20, 40, 0),
            ),
            ((20, 10), "40x40,fit=contain,enlarge=no", (40, 40, 10, 15)),
            ((20, 10), "10x5,pad=1:2:3:4", (16, 9, 4, 1)),
            ((20, 10), "10x5,pad=1,dpr=1.5", (19, 12, 2, 2)),
        ] {
            let found = geometry_of(source, transform);
            let Dimensions { width, height } = found.canvas;
            assert_eq!(
                (width, height, found.left, found.top),
                expected,
                "{source:?} {transform}"
            );
        }
    }

    #[test]
    fn refuses_a_crop_beside_the_picture() {
        let options = Options::parse("9x9,crop=640:0:10:10", 4096).unwrap();
        let source = Dimensions {
            width: 640,
            height: 480,
        };
        assert_eq!(
            Geometry::new(source, &options).unwrap_err().to_string(),
            "expected a crop that begins inside the 640x480 picture, but found 640:0:10:10"
        );
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
