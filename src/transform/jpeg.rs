//! Originals that are JPEGs: decoded at the smallest sufficient scale, and only where the result shows them.
//!
//! A JPEG that becomes a JPEG stays in its own planes: luma and colour differences are scaled, turned and written
//! each at its own size, and never become RGB.

use image::metadata::Orientation;
use marble_jpeg::decode::{Decoded, Decoder, Header, Region, Sampling, Scale};
use marble_jpeg::{Color as ColorSpace, Plane, Planes};

use crate::config::Limits;
use crate::error::Error;
use crate::geometry::{Area, Dimensions, Geometry};
use crate::options::{Color, Options, Output};
use crate::timings::Timings;

use super::limits::{check_memory, check_pixels, check_result};
use super::picture::{Layout, Picture, profile_fits};
use super::{Encoded, colors, cost, encode, orientation, resize};

/// How far the filter looks beyond the area that is kept, in samples of the decoded picture: Lanczos3 at a ratio
/// of 2 reaches six to each side.
const MARGIN: u32 = 8;

/// Makes the result from a JPEG; see [`super::transform`].
pub(super) fn transform(
    source: Vec<u8>,
    options: &Options,
    limits: &Limits,
    timings: &mut Timings,
) -> Result<Encoded, Error> {
    let file = Decoder::new(&source).map_err(refuse)?;
    let view = View::new(&file, options)?;
    check_pixels(view.stored, limits)?;
    check_result(view.geometry.canvas, limits)?;
    let format = options.format.unwrap_or(Output::Jpeg);
    let region = Some(view.region());
    let color = file.header().color;
    let in_planes = format == Output::Jpeg && view.stays_in_planes(color);
    let decoding = cost::Decoding {
        source: source.len() as u64,
        allocated: file.cost(view.scale, region),
    };
    let estimate = if in_planes {
        cost::of_planes(decoding, &view)
    } else {
        cost::of_planes_to_pixels(decoding, &view, format)
    };
    check_memory(estimate, limits)?;

    let profile = file.icc_profile();
    let shares = shares(&file.header().sampling);
    let decoded = file.decode(view.scale, region).map_err(refuse)?;
    drop(source);
    timings.end("decode");

    let profile = profile.filter(|profile| profile_fits(profile, layout(color)));
    let bytes = if in_planes {
        let planes = view.scale_planes(decoded, &shares, Chroma::Halved)?;
        timings.end("resize");
        encode::encode_planes(&planes, options, profile.as_deref())?
    } else {
        let ground = format.ground(options.background);
        let picture = view.scale_picture(decoded, &shares, ground)?;
        timings.end("resize");
        let profile = profile.filter(|profile| profile_fits(profile, picture.layout));
        encode::encode(Picture { profile, ..picture }, format, options)?
    };
    timings.end("encode");
    Ok(Encoded { bytes, format })
}

/// How the picture will be seen, and what has to be decoded for it.
pub(super) struct View {
    pub(super) geometry: Geometry,
    orientation: Orientation,
    scale: Scale,
    stored: Dimensions,
}

/// Where samples lie on the original: the place of the first one, and how many there are a pixel.
struct Grid {
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
    fn new(decoder: &Decoder<'_>, options: &Options) -> Result<Self, Error> {
        let &Header { width, height, .. } = decoder.header();
        let stored = Dimensions { width, height };
        let full = Self::of_full_size(stored, decoder.exif(), options)?;
        Ok(Self {
            scale: sufficient_scale(&full.geometry),
            ..full
        })
    }

    /// A view of planes that are decoded at full size.
    pub(super) fn of_full_size(
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

    /// What of the original is looked at, in pixels.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "edges within the picture"
    )]
    fn region(&self) -> Region {
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

    fn to_stored(&self, seen: Area) -> Area {
        orientation::to_stored(seen, self.stored, self.orientation)
    }

    /// Whether the result can be made of the planes as they are.
    pub(super) fn stays_in_planes(&self, color: ColorSpace) -> bool {
        // A ground is drawn in the colours of the screen.
        let covered = self.geometry.canvas == self.geometry.scaled;
        matches!(color, ColorSpace::Grey | ColorSpace::YCbCr) && covered
    }

    /// Pixels that are decoded, about.
    pub(super) fn decoded_pixels(&self) -> u64 {
        let Region { width, height, .. } = self.region();
        let denominator = denominator(self.scale);
        let side = |side: u32| u64::from(side.div_ceil(denominator).saturating_add(32));
        side(width).saturating_mul(side(height))
    }

    /// Samples of one component that is scaled in one direction.
    pub(super) fn between(&self) -> u64 {
        let Region { width, height, .. } = self.region();
        let denominator = denominator(self.scale);
        let side = |side: u32| side.div_ceil(denominator).saturating_add(32);
        let decoded = Dimensions {
            width: side(width),
            height: side(height),
        };
        cost::between(
            decoded,
            orientation::turn(self.geometry.scaled, self.orientation),
        )
    }

    /// Where the samples of a component lie whose share is `share`.
    fn grid(&self, decoded: (u32, u32), share: Share) -> Grid {
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

    /// The result in grey or RGB, for what is no JPEG or needs a ground.
    fn scale_picture(
        &self,
        decoded: Decoded,
        shares: &[Share],
        ground: Color,
    ) -> Result<Picture, Error> {
        let origin = (decoded.left, decoded.top);
        let finest = self.grid(origin, (1.0, 1.0));
        let area = finest.place(self.to_stored(self.geometry.crop));
        let picture = to_picture(decoded, shares)?;
        resize::resize(picture, area, &self.geometry, self.orientation, ground)
    }
}

impl Grid {
    /// An area of the original, in samples.
    fn place(&self, area: Area) -> Area {
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

fn shares(sampling: &[Sampling]) -> Vec<Share> {
    let horizontal = sampling.iter().map(|it| it.horizontal).max();
    let vertical = sampling.iter().map(|it| it.vertical).max();
    let widest = f64::from(horizontal.unwrap_or(1));
    let highest = f64::from(vertical.unwrap_or(1));
    let share = |it: &Sampling| {
        (
            f64::from(it.horizontal) / widest,
            f64::from(it.vertical) / highest,
        )
    };
    sampling.iter().map(share).collect()
}

fn layout(color: ColorSpace) -> Layout {
    match color {
        ColorSpace::Grey => Layout::Grey,
        ColorSpace::Cmyk | ColorSpace::Rgb | ColorSpace::YCbCr | ColorSpace::Ycck => Layout::Rgb,
    }
}

/// All components at the size of the finest, in grey or RGB.
fn to_picture(decoded: Decoded, shares: &[Share]) -> Result<Picture, Error> {
    let Planes {
        width,
        height,
        color,
        planes,
    } = decoded.planes;
    let size = Dimensions { width, height };
    let mut components = Vec::new();
    for (plane, share) in planes.into_iter().zip(shares) {
        let whole = Area {
            left: 0.0,
            top: 0.0,
            width: f64::from(width) * share.0,
            height: f64::from(height) * share.1,
        };
        let finest = plane.width == width && plane.height == height;
        components.push(if finest {
            grey(plane)
        } else {
            resize::scale(grey(plane), whole, size)?
        });
    }
    let layout = layout(color);
    let pixels = match (layout, components.as_mut_slice()) {
        (Layout::Grey, [luma, ..]) => std::mem::take(&mut luma.pixels),
        (_, components) => interleave(color, components, size),
    };
    Ok(Picture {
        size,
        layout,
        pixels,
        profile: None,
    })
}

/// One component is a grey picture.
fn grey(plane: Plane) -> Picture {
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

/// Components of the same size, as pixels of red, green and blue.
fn interleave(color: ColorSpace, components: &[Picture], size: Dimensions) -> Vec<u8> {
    let width = size.width as usize;
    let mut pixels =
        Vec::with_capacity(width.saturating_mul(size.height as usize).saturating_mul(3));
    let mut rows: Vec<_> = components
        .iter()
        .map(|component| component.pixels.chunks_exact(width))
        .collect();
    for _ in 0..size.height {
        let row: Vec<_> = rows.iter_mut().filter_map(Iterator::next).collect();
        colors::push_row(color, &row, &mut pixels);
    }
    pixels
}

/// Whose fault a decoder's error is.
fn refuse(error: marble_jpeg::Error) -> Error {
    match error {
        marble_jpeg::Error::OutOfMemory | marble_jpeg::Error::Invalid(_) => {
            Error::Internal(error.to_string())
        }
        marble_jpeg::Error::Unsupported(_) => Error::NotAPicture(error.to_string()),
        marble_jpeg::Error::Damaged(_) | marble_jpeg::Error::Truncated => {
            Error::Damaged(error.to_string())
        }
    }
}
