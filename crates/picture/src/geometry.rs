//! Sizes and boxes: what is cut out of a picture, what it is scaled to, and where that lies on the result.
//!
//! The arithmetic is sharp's (`ResolveShrink`, `CalculateCrop` and `CalculateEmbedPosition` in `common.cc`
//! of sharp 0.35, and libvips' rounding), so that the same request gives the same size.

use std::fmt;

use marble_transform::{Alignment, Fit, Pad, Rect, Rotation, Size, Strategy, Transform};

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
    pub smart_crop: Option<SmartCrop>,
}

/// A part of the scaled picture that its pixels choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SmartCrop {
    /// What they are searched for.
    pub strategy: Strategy,
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
    /// Brings a picture of the dimensions `source`, as it is seen and turned, into what `transform` asks for.
    ///
    /// # Errors
    ///
    /// [`Outside`], which only the picture's dimensions can tell.
    ///
    /// ```
    /// use marble_picture::geometry::{Dimensions, Geometry};
    /// use marble_transform::Transform;
    ///
    /// let source = Dimensions { width: 4000, height: 3000 };
    /// let transform = Transform::parse("300x300", 4096)?;
    /// let geometry = Geometry::new(source, &transform)?;
    /// assert_eq!(geometry.crop.left, 500.0);
    /// assert_eq!(geometry.canvas, Dimensions { width: 300, height: 300 });
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(source: Dimensions, transform: &Transform) -> Result<Self, Outside> {
        let cut = match transform.crop {
            Some(crop) => crop
                .within(source.width, source.height)
                .ok_or_else(|| Outside {
                    picture: source,
                    crop: crop.to_string(),
                })?,
            None => Rect {
                left: 0,
                top: 0,
                width: source.width,
                height: source.height,
            },
        };
        let part = Dimensions {
            width: cut.width,
            height: cut.height,
        };
        let geometry = Self::of_whole(part, transform);
        Ok(geometry
            .from(cut)
            .padded(transform.pad.times(transform.dpr)))
    }

    fn of_whole(source: Dimensions, transform: &Transform) -> Self {
        let size = transform.wanted();
        let whole = scale(source, size, transform.fit, transform.enlarge);
        let wanted = Dimensions {
            width: size.width.unwrap_or(whole.width),
            height: size.height.unwrap_or(whole.height),
        };
        let alignments = transform.position.alignments();
        if let (Fit::Cover, Some(strategy)) = (transform.fit, transform.position.strategy()) {
            return Self::open(source, whole, wanted, strategy);
        }
        match transform.fit {
            Fit::Contain => {
                let canvas = Dimensions {
                    width: whole.width.max(wanted.width),
                    height: whole.height.max(wanted.height),
                };
                Self {
                    left: laid(alignments.0, whole.width, canvas.width),
                    top: laid(alignments.1, whole.height, canvas.height),
                    canvas,
                    ..Self::uncropped(source, whole)
                }
            }
            Fit::Cover => Self::cropped(source, whole, wanted, alignments),
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
            smart_crop: None,
        }
    }

    /// Scales the whole picture, and leaves open what sticks out.
    fn open(source: Dimensions, whole: Dimensions, wanted: Dimensions, strategy: Strategy) -> Self {
        let size = kept(whole, wanted);
        Self {
            canvas: size,
            smart_crop: (size != whole).then_some(SmartCrop { strategy, size }),
            ..Self::uncropped(source, whole)
        }
    }

    /// The size of what is seen of the picture, once that is chosen.
    #[must_use]
    pub fn shown(&self) -> Dimensions {
        self.smart_crop
            .map_or(self.scaled, |smart_crop| smart_crop.size)
    }

    /// The same with the smart crop made: the part that begins there in the scaled picture.
    #[must_use]
    pub fn cropped_at(self, left: u32, top: u32) -> Self {
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
            smart_crop: None,
            ..self
        }
    }

    /// Cuts off what sticks out. The box is that of the scaled picture, brought back to the original, so that what
    /// is cut off need not be scaled.
    fn cropped(
        source: Dimensions,
        whole: Dimensions,
        wanted: Dimensions,
        alignments: (Alignment, Alignment),
    ) -> Self {
        let kept = kept(whole, wanted);
        let left = kept_from(alignments.0, kept.width, whole.width);
        let top = kept_from(alignments.1, kept.height, whole.height);
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
    fn from(mut self, cut: Rect) -> Self {
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

/// The size of what `transform` makes of an original of the size `seen`: its orientation applied, and not yet turned as
/// the transform asks for.
///
/// # Errors
///
/// As [`Geometry::new`].
pub fn result(seen: Dimensions, transform: &Transform) -> Result<Dimensions, Outside> {
    let turned = match transform.turn.rotate {
        Rotation::Half | Rotation::None => seen,
        Rotation::Quarter | Rotation::ThreeQuarters => Dimensions {
            width: seen.height,
            height: seen.width,
        },
    };
    Geometry::new(turned, transform).map(|geometry| geometry.canvas)
}

/// What is left of a picture when nothing sticks out any more.
fn kept(whole: Dimensions, wanted: Dimensions) -> Dimensions {
    Dimensions {
        width: wanted.width.min(whole.width),
        height: wanted.height.min(whole.height),
    }
}

/// Where the part that is kept of a side begins.
fn kept_from(place: Alignment, kept: u32, whole: u32) -> u32 {
    let rest = whole.saturating_sub(kept);
    match place {
        Alignment::End => rest,
        Alignment::Middle => rest.div_ceil(2),
        Alignment::Part(part) => {
            let middle = part * f64::from(whole);
            whole_pixels(middle - f64::from(kept) / 2.0).min(rest)
        }
        Alignment::Start => 0,
    }
}

/// Where a part begins that is laid onto a longer side.
fn laid(place: Alignment, part: u32, whole: u32) -> u32 {
    let rest = whole.saturating_sub(part);
    match place {
        Alignment::End => rest,
        Alignment::Middle => rest / 2,
        Alignment::Part(part) => whole_pixels(part * f64::from(rest)).min(rest),
        Alignment::Start => 0,
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
mod tests;
