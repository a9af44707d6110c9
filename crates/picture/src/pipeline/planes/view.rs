//! How a picture will be seen, and its planes brought to that: luma and colour differences are cut, scaled and turned
//! each at its own size.

use image::metadata::Orientation;
use marble_jpeg::decode::{Decoded, Region, Scale};
use marble_jpeg::{Color, Plane, Planes};

use crate::error::Error;
use crate::geometry::{Area, Dimensions, Geometry};
use crate::options::{Effects, Options, Output};

use super::picture::{Layout, Picture};
use super::{cost, interest, orientation, resize};

/// How far the filter looks beyond the area that is kept, in samples of the decoded picture: Lanczos3 at a ratio
/// of 2 reaches six to each side.
const MARGIN: u32 = 8;

/// How the picture will be seen, and what has to be decoded for it.
pub(super) struct View {
    pub(super) geometry: Geometry,
    pub(super) orientation: Orientation,
    pub(super) scale: Scale,
    pub(super) stored: Dimensions,
}

/// Where samples lie on the original: the place of the first one, and how many there are a pixel.
pub(super) struct Grid {
    left: f64,
    top: f64,
    x: f64,
    y: f64,
}

/// How many samples a component has for each of the finest one, in x and y; at most 1.
pub(super) type Share = (f64, f64);

/// How large colour differences become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chroma {
    /// As large as luma, to become colours.
    Full,
    /// Half as wide and high (4:2:0), as sharp writes.
    Halved,
}

impl View {
    /// A view of planes that are decoded at full size.
    pub(super) fn new(
        stored: Dimensions,
        exif: Option<&[u8]>,
        options: &Options,
    ) -> Result<Self, Error> {
        let orientation = exif.and_then(Orientation::from_exif_chunk);
        let orientation = orientation.unwrap_or(Orientation::NoTransforms);
        let orientation = orientation::then(orientation, options.turn);
        let seen = orientation::turn(stored, orientation);
        Ok(Self {
            geometry: Geometry::new(seen, options)?,
            orientation,
            scale: Scale::Full,
            stored,
        })
    }

    /// The same of planes that are decoded at the smallest sufficient scale.
    pub(super) fn at_sufficient_scale(self) -> Self {
        Self {
            scale: sufficient_scale(&self.geometry),
            ..self
        }
    }

    /// What of the original is looked at, in pixels.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "edges within the picture"
    )]
    pub(super) fn region(&self) -> Region {
        let area = self.to_stored(self.geometry.crop);
        let margin = MARGIN.saturating_mul(denominator(self.scale));
        let left = (area.left as u32).saturating_sub(margin);
        let top = (area.top as u32).saturating_sub(margin);
        let right = ((area.left + area.width).ceil() as u32).saturating_add(margin);
        let bottom = ((area.top + area.height).ceil() as u32).saturating_add(margin);
        Region {
            left,
            top,
            width: right.min(self.stored.width).saturating_sub(left),
            height: bottom.min(self.stored.height).saturating_sub(top),
        }
    }

    pub(super) fn to_stored(&self, seen: Area) -> Area {
        orientation::to_stored(seen, self.stored, self.orientation)
    }

    /// Whether the result can be made of the planes as they are.
    pub(super) fn stays_in_planes(&self, color: Color, format: Output, options: &Options) -> bool {
        // A ground is drawn in the colours of the screen.
        let covered = self.geometry.canvas == self.geometry.shown();
        let written = match format {
            Output::Jpeg => true,
            Output::Avif | Output::Gif | Output::Png => false,
            Output::WebP => !options.lossless,
        };
        // Grey has no colours to take out. The luma of colours is not their grey: see `effects::grey`.
        let effects = match color {
            Color::Grey => Effects {
                grayscale: false,
                ..options.effects
            },
            _ => options.effects,
        };
        let plain = effects == Effects::NONE;
        matches!(color, Color::Grey | Color::YCbCr) && covered && written && plain
    }

    /// Pixels that are decoded, about.
    pub(super) fn decoded_pixels(&self) -> u64 {
        let Region { width, height, .. } = self.region();
        let denominator = denominator(self.scale);
        let side = |side: u32| u64::from(side.div_ceil(denominator).saturating_add(32));
        side(width).saturating_mul(side(height))
    }

    /// Dimensions of the finest component, about.
    fn decoded(&self) -> Dimensions {
        let Region { width, height, .. } = self.region();
        let denominator = denominator(self.scale);
        let side = |side: u32| side.div_ceil(denominator).saturating_add(32);
        Dimensions {
            width: side(width),
            height: side(height),
        }
    }

    /// What it takes to choose what is kept, in bytes.
    pub(super) fn choosing(&self) -> u64 {
        interest::cost(&self.geometry, self.decoded(), self.orientation, 3)
    }

    /// Samples of one component that is scaled in one direction.
    pub(super) fn between(&self) -> u64 {
        cost::between(
            self.decoded(),
            orientation::turn(self.geometry.shown(), self.orientation),
        )
    }

    /// Lets the picture choose what is kept of it, where that is open. `to_picture` makes colours of its planes.
    pub(super) fn choose(
        &mut self,
        decoded: &mut Decoded,
        shares: &[Share],
        to_picture: impl FnOnce(Planes) -> Picture,
    ) -> Result<(), Error> {
        let origin = (decoded.left, decoded.top);
        self.geometry = interest::choose(self.geometry, |size| {
            let planes = decoded.planes.planes.iter_mut().zip(shares);
            let planes = planes.map(|(plane, share)| {
                let area = self
                    .grid(origin, *share)
                    .place(self.to_stored(self.geometry.crop));
                // Lent, and given back.
                let samples = std::mem::take(&mut plane.samples);
                let lent = grey(Plane { samples, ..*plane });
                let seen = resize::glance(&lent, area, size, self.orientation);
                plane.samples = lent.pixels;
                Ok(Plane {
                    width: size.width,
                    height: size.height,
                    samples: seen?.pixels,
                })
            });
            Ok(to_picture(Planes {
                width: size.width,
                height: size.height,
                color: decoded.planes.color,
                planes: planes.collect::<Result<_, Error>>()?,
            }))
        })?;
        Ok(())
    }

    /// Where the samples of a component lie whose share is `share`.
    pub(super) fn grid(&self, decoded: (u32, u32), share: Share) -> Grid {
        let (left, top) = decoded;
        let denominator = f64::from(denominator(self.scale));
        Grid {
            left: f64::from(left) * denominator,
            top: f64::from(top) * denominator,
            x: share.0 / denominator,
            y: share.1 / denominator,
        }
    }

    /// Luma at the result's size, colour differences as `chroma` says.
    pub(super) fn scale_planes(
        &self,
        decoded: Decoded,
        shares: &[Share],
        chroma: Chroma,
    ) -> Result<Planes, Error> {
        let Dimensions { width, height } = self.geometry.scaled;
        let origin = (decoded.left, decoded.top);
        let planes = decoded.planes.planes.into_iter().zip(shares).enumerate();
        let planes = planes.map(|(index, (plane, share))| {
            let halved = index > 0 && chroma == Chroma::Halved;
            self.scale_plane(plane, &self.grid(origin, *share), halved)
        });
        Ok(Planes {
            width,
            height,
            color: decoded.planes.color,
            planes: planes.collect::<Result<_, _>>()?,
        })
    }

    fn scale_plane(&self, plane: Plane, grid: &Grid, halved: bool) -> Result<Plane, Error> {
        let whole = self.geometry.scaled;
        let mut size = whole;
        let mut area = self.geometry.crop;
        if halved {
            size.width = whole.width.div_ceil(2);
            size.height = whole.height.div_ceil(2);
            // Of an odd side, the last sample covers a pixel that is not there.
            area.width *= f64::from(size.width) * 2.0 / f64::from(whole.width);
            area.height *= f64::from(size.height) * 2.0 / f64::from(whole.height);
        }
        let area = grid.place(self.to_stored(area));
        let size = orientation::turn(size, self.orientation);
        let scaled = resize::scale(grey(plane), area, size)?;
        let turned = resize::turn(scaled, self.orientation)?;
        Ok(Plane {
            width: turned.size.width,
            height: turned.size.height,
            samples: turned.pixels,
        })
    }
}

impl Grid {
    /// An area of the original, in samples.
    pub(super) fn place(&self, area: Area) -> Area {
        Area {
            left: ((area.left - self.left) * self.x).max(0.0),
            top: ((area.top - self.top) * self.y).max(0.0),
            width: area.width * self.x,
            height: area.height * self.y,
        }
    }
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

/// One component is a grey picture.
pub(super) fn grey(plane: Plane) -> Picture {
    Picture {
        size: Dimensions {
            width: plane.width,
            height: plane.height,
        },
        layout: Layout::Grey,
        pixels: plane.samples,
        profile: None,
    }
}
