//! How planes will be seen, and what is decoded for it: luma and colour differences are cut, scaled and turned each at its
//! own size.

use image::metadata::Orientation;
use marble_jpeg::decode::{Decoded, Extent, Part, Scale};

use crate::color::range::Range;
use crate::color::ycbcr;
use crate::error::Error;
use crate::geometry::{Area, Dimensions, Geometry};
use crate::original::planes::Original;
use crate::pipeline::view::View;
use crate::pixels::light::{self, Curve, Domain, Luma};
use crate::pixels::picture::Picture;
use crate::pixels::planes::{Color, Plane, Planes, Sampling, to_grey};
use crate::pixels::{orientation, resize};

/// How planes will be seen, and what is decoded for it.
pub(super) struct PlanesView {
    pub(super) seen: View,
    pub(super) part: Part,
    pub(super) sampling: Vec<Sampling>,
}

/// Where samples lie on the original: the place of the first one, and how many there are a pixel.
pub(super) struct Grid {
    left: f64,
    top: f64,
    x: f64,
    y: f64,
}

/// How large colour differences become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chroma {
    /// As large as luma, to become colours.
    Full,
    /// Half as wide and high (4:2:0), as sharp writes.
    Halved,
}

impl PlanesView {
    /// At the smallest sufficient scale that the original can be decoded at.
    pub(super) fn new(seen: View, original: &dyn Original) -> Self {
        let part = if original.shrinks_on_load() {
            let scale = sufficient_scale(&seen.geometry);
            let region = Some(seen.region(denominator(scale)));
            // The first component is all of light.
            let is_luma = matches!(original.color(), Color::Grey | Color::YCbCr);
            Part {
                variances: seen.domain == Domain::Light && is_luma,
                ..Part::new(scale, region)
            }
        } else {
            Part::new(Scale::Full, None)
        };
        Self {
            seen,
            part,
            sampling: original.sampling(),
        }
    }

    /// Dimensions of the finest component as it is decoded, about.
    pub(super) fn decoded(&self) -> Dimensions {
        self.seen.decoded(self.denominator())
    }

    /// Bytes of the decoded components that were given back and that nothing fits into, about: each was there beside its
    /// scaled one, which is put into the place of the one before, where it is as fine.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "the estimate is none so exactly"
    )]
    pub(super) fn left_behind(&self) -> u64 {
        let parts = self.sampling.iter().map(|it| it.x * it.y);
        let coarser: f64 = parts.filter(|part| *part < 1.0).sum();
        let part = if coarser > 0.0 { coarser } else { 1.0 };
        (self.decoded().pixels() as f64 * part) as u64
    }

    /// What it takes to choose what is kept, in bytes.
    pub(super) fn cost_of_choosing(&self) -> u64 {
        self.seen.cost_of_choosing(self.decoded(), 3)
    }

    /// What scaling so many components at a time takes beside them, in bytes.
    pub(super) fn cost_of_scaling(&self, components: u64) -> u64 {
        self.seen.cost_of_scaling(self.decoded(), components)
    }

    /// Lets the picture choose what is kept of it, where that is open. Its planes are light, of such a range.
    pub(super) fn choose(&mut self, decoded: &mut Decoded, range: Range) -> Result<(), Error> {
        let origin = (decoded.left, decoded.top);
        let mut chosen = self.seen;
        chosen.choose(|seen, size| {
            let planes = decoded.planes.planes.iter_mut().zip(&self.sampling);
            let planes = planes.map(|(plane, sampling)| {
                let area = self.grid(origin, *sampling).to_samples(seen.crop());
                // Lent, and given back.
                let samples = std::mem::take(&mut plane.samples);
                let lent = to_grey(Plane { samples, ..*plane });
                let preview = resize::preview(&lent, area, size, seen.orientation);
                plane.samples = lent.pixels;
                Ok(Plane {
                    width: size.width,
                    height: size.height,
                    samples: preview?.pixels,
                })
            });
            let mut planes = Planes {
                width: size.width,
                height: size.height,
                color: decoded.planes.color,
                planes: planes.collect::<Result<_, Error>>()?,
            };
            range.to_full(&mut planes);
            Ok(ycbcr::to_picture(planes, None))
        })?;
        self.seen = chosen;
        Ok(())
    }

    /// Of each component of a decoded part: its dimensions, what is kept of it, and what that is scaled to.
    pub(super) fn planes(
        &self,
        extent: &Extent,
        chroma: Chroma,
    ) -> impl Iterator<Item = (Dimensions, Area, Dimensions)> {
        let origin = (extent.left, extent.top);
        extent.planes.iter().enumerate().map(move |(index, plane)| {
            let &(width, height) = plane;
            let (area, size) = self.placed(origin, index, chroma);
            (Dimensions { width, height }, area, size)
        })
    }

    /// Where the samples of a component lie of which the decoded part begins at `origin`.
    pub(super) fn grid(&self, origin: (u32, u32), sampling: Sampling) -> Grid {
        let (left, top) = origin;
        let denominator = f64::from(self.denominator());
        Grid {
            left: f64::from(left) * denominator,
            top: f64::from(top) * denominator,
            x: sampling.x / denominator,
            y: sampling.y / denominator,
        }
    }

    /// Luma at the result's size, colour differences as `chroma` says. Where this is the `last` result of what was decoded,
    /// each plane of that is let go when it is scaled.
    pub(super) fn scale_planes(
        &self,
        decoded: &mut Decoded,
        last: bool,
        chroma: Chroma,
        range: Range,
    ) -> Result<Planes, Error> {
        let Dimensions { width, height } = self.seen.geometry.scaled;
        let origin = (decoded.left, decoded.top);
        let color = decoded.planes.color;
        let variances = decoded.variances.as_ref();
        let planes = decoded.planes.planes.iter_mut().enumerate();
        let planes = planes.map(|(index, plane)| {
            // Lent, and given back.
            let lent = to_grey(Plane {
                samples: std::mem::take(&mut plane.samples),
                ..*plane
            });
            let (area, size) = self.placed(origin, index, chroma);
            let is_light = index == 0 || color == Color::Rgb;
            let scaled = if is_light && self.seen.domain == Domain::Light {
                let curve = Curve::of(range);
                let samples = self.part.scale.side() as usize;
                let luma = Luma {
                    plane: &lent,
                    curve,
                    left_out: variances.map(|variances| (variances, samples)),
                };
                light::scale(&luma, area, size, curve)
            } else {
                resize::scale(&lent, area, size, Domain::Encoded)
            };
            if last {
                drop(lent);
            } else {
                plane.samples = lent.pixels;
            }
            turned(scaled, self.seen.orientation)
        });
        Ok(Planes {
            width,
            height,
            color,
            planes: planes.collect::<Result<_, _>>()?,
        })
    }

    /// Pixels at the result's size, of those that the planes became and that begin at `origin`. What is kept of them is
    /// chosen before.
    pub(super) fn scale_pixels(
        &mut self,
        picture: &Picture,
        origin: (u32, u32),
    ) -> Result<Picture, Error> {
        let finest = self.grid(origin, Sampling { x: 1.0, y: 1.0 });
        self.seen.choose(|seen, size| {
            resize::preview(
                picture,
                finest.to_samples(seen.crop()),
                size,
                seen.orientation,
            )
        })?;
        let area = finest.to_samples(self.seen.crop());
        Ok(resize::scale(
            picture,
            area,
            self.seen.scaled(),
            self.seen.domain,
        ))
    }

    fn denominator(&self) -> u32 {
        denominator(self.part.scale)
    }

    /// What is kept of a component, in its samples, and what it is scaled to.
    fn placed(&self, origin: (u32, u32), index: usize, chroma: Chroma) -> (Area, Dimensions) {
        let Geometry { crop, scaled, .. } = self.seen.geometry;
        let (mut area, mut size) = (crop, scaled);
        if index > 0 && chroma == Chroma::Halved {
            size.width = scaled.width.div_ceil(2);
            size.height = scaled.height.div_ceil(2);
            // Of an odd side, the last sample covers a pixel that is not there.
            area.width *= f64::from(size.width) * 2.0 / f64::from(scaled.width);
            area.height *= f64::from(size.height) * 2.0 / f64::from(scaled.height);
        }
        let finest = Sampling { x: 1.0, y: 1.0 };
        let sampling = self.sampling.get(index).copied().unwrap_or(finest);
        let grid = self.grid(origin, sampling);
        let area = grid.to_samples(self.seen.to_stored(area));
        (area, orientation::turn(size, self.seen.orientation))
    }
}

impl Grid {
    /// An area of the original, in samples.
    pub(super) fn to_samples(&self, area: Area) -> Area {
        Area {
            left: ((area.left - self.left) * self.x).max(0.0),
            top: ((area.top - self.top) * self.y).max(0.0),
            width: area.width * self.x,
            height: area.height * self.y,
        }
    }
}

/// The plane of a grey picture, turned.
pub(super) fn turned(scaled: Picture, orientation: Orientation) -> Result<Plane, Error> {
    let turned = resize::turn(scaled, orientation)?;
    Ok(Plane {
        width: turned.size.width,
        height: turned.size.height,
        samples: turned.pixels,
    })
}

/// The smallest scale that leaves at least the wanted size, as sharp's `fastShrinkOnLoad` chooses it.
fn sufficient_scale(geometry: &Geometry) -> Scale {
    let x = geometry.crop.width / f64::from(geometry.scaled.width);
    let y = geometry.crop.height / f64::from(geometry.scaled.height);
    // A ratio of 8 may come out a hair below.
    match x.min(y) * (1.0 + 1e-9) {
        8.0.. => Scale::Eighth,
        4.0.. => Scale::Quarter,
        2.0.. => Scale::Half,
        _ => Scale::Full,
    }
}

fn denominator(scale: Scale) -> u32 {
    match scale {
        Scale::Full => 1,
        Scale::Half => 2,
        Scale::Quarter => 4,
        Scale::Eighth => 8,
    }
}
