//! The way of originals that are decoded to planes, at the smallest sufficient scale, and only where the result shows them:
//! JPEG and lossy WebP.
//!
//! Where the result can be written of planes, luma and colour differences are scaled, turned and written each at its own
//! size, and never become RGB. Else each is scaled on its own, and only the small result becomes RGB; but inks become
//! RGB first.

mod view;

use marble_jpeg::decode::Decoded;
use marble_transform::{Color as Background, Effects};

use crate::color::icc::{CMYK_COST, Conversion, usable};
use crate::color::ycbcr;
use crate::cost::Memory;
use crate::encoder::{Colors, EncodePlanes, Encoder};
use crate::error::Error;
use crate::geometry::{Area, Dimensions};
use crate::input::Input;
use crate::original::planes::{Open, Original};
use crate::pixels::background::embed;
use crate::pixels::picture::{ColorSpace, Picture};
use crate::pixels::planes::{Color, Plane, Planes, Sampling, is_light, to_grey};
use crate::pixels::resize;
use crate::progress::Stage;
use crate::quality::search::{Looks, Search};
use crate::result::Encoded;
use crate::work::Work;

use super::job::Job;
use super::view::View;
use super::write;

use self::view::{Chroma, PlanesView};

/// Nanoseconds for a pixel, as measured: from luma and colour differences to colours.
const COLORS: f64 = 6.0;

/// Nanoseconds for a pixel, as measured: from inks to colours, through a grid.
const INKS: f64 = 90.0;

/// What becomes of the planes.
enum Route<'a> {
    /// They are scaled, and become pixels.
    Pixels,
    /// They become pixels, and are scaled.
    PixelsFirst,
    /// They are scaled, and written.
    Planes(&'a dyn EncodePlanes),
}

pub(super) fn run(mut input: Input<'_>, open: Open, job: &mut Job<'_>) -> Result<Encoded, Error> {
    let length = input.length();
    let original = open(&mut input)?;
    job.progress.opened(original.size());
    let (range, color) = (original.range(), original.color());
    job.limits.check_pixels(original.size())?;
    let view = View::new(original.size(), original.orientation(), job)?;
    let mut view = PlanesView::new(view, &*original);
    // Planes have no alpha.
    let encoder = job.encoder(false)?;
    let profile = usable(original.profile(), space(color));
    let route = Route::new(&view, color, profile.is_some(), encoder, job);
    let cost = Costs {
        length,
        profile: profile.as_ref().map_or(0, Vec::len) as u64,
        original: &*original,
        view: &view,
    };
    let memory = cost.estimate(&route, encoder, job);
    let budget = job.admit(view.seen.geometry.canvas, memory, |search, job| {
        cost.work(&route, encoder, search, job)
    })?;

    let mut decoded = original.decode(view.scale, view.region(), budget)?;
    drop(input);
    job.ended(Stage::Decode)?;

    if is_light(color) {
        view.choose(&mut decoded, |mut planes| {
            range.to_full(&mut planes);
            ycbcr::to_picture(planes, None)
        })?;
    }
    let background = encoder.background(job.transform.background);
    let picture = match route {
        Route::Planes(encode) => {
            let planes = view.scale_planes(decoded, Chroma::Halved)?;
            job.ended(Stage::Resize)?;
            let profile = profile.as_deref();
            let bytes = encode.encode(planes, range, profile, &job.writing())?;
            job.ended(Stage::Encode)?;
            return write::finish(bytes, encoder, job);
        }
        Route::Pixels => {
            let mut planes = view.scale_planes(decoded, Chroma::Full)?;
            range.to_full(&mut planes);
            let picture = ycbcr::to_picture(planes, None);
            embed(
                Picture { profile, ..picture },
                &view.seen.geometry,
                background,
            )
        }
        Route::PixelsFirst => scale_pixels(&view, decoded, background, profile.as_deref())?,
    };
    write::picture(picture, Colors::Any, encoder, job)
}

impl<'a> Route<'a> {
    fn new(
        view: &PlanesView,
        color: Color,
        has_profile: bool,
        encoder: &'a dyn Encoder,
        job: &Job<'_>,
    ) -> Self {
        if !is_light(color) {
            return Self::PixelsFirst;
        }
        // Grey has no colours to take out. The luma of colours is not their grey: see `effects::grey`.
        let effects = match color {
            Color::Grey => Effects {
                grayscale: false,
                ..job.transform.effects
            },
            _ => job.transform.effects,
        };
        // A background is drawn in the colours of the screen.
        let plain = effects == Effects::NONE && view.seen.covers();
        let plain = plain && job.transform.watermark.is_none();
        let keeps_colors = !has_profile || write::keeps_profile(space(color), encoder, job);
        let as_they_are = matches!(color, Color::Grey | Color::YCbCr) && plain && keeps_colors;
        match encoder.planes(job.transform) {
            Some(encode) if as_they_are => Self::Planes(encode),
            _ => Self::Pixels,
        }
    }
}

fn space(color: Color) -> ColorSpace {
    match color {
        Color::Cmyk | Color::Ycck => ColorSpace::Cmyk,
        Color::Grey => ColorSpace::Grey,
        Color::Rgb | Color::YCbCr => ColorSpace::Rgb,
    }
}

/// Scaled as pixels, for colours of which the planes cannot be scaled apart. They become light before: the mean of two
/// inks is not the ink of the mean. `profile` says what light.
fn scale_pixels(
    view: &PlanesView,
    decoded: Decoded,
    background: Background,
    profile: Option<&[u8]>,
) -> Result<Picture, Error> {
    let pixels = u64::from(decoded.planes.width).saturating_mul(decoded.planes.height.into());
    let inks = Conversion::of_inks(profile).for_many(pixels);
    let finest = view.grid((decoded.left, decoded.top), Sampling { x: 1.0, y: 1.0 });
    let planes = equalize(decoded.planes, &view.sampling)?;
    let picture = ycbcr::to_picture(planes, Some(&inks));
    let mut seen = view.seen;
    seen.choose(|seen, size| {
        resize::preview(
            &picture,
            finest.to_samples(seen.crop()),
            size,
            seen.orientation,
        )
    })?;
    let area = finest.to_samples(seen.crop());
    resize::resize(picture, area, &seen.geometry, seen.orientation, background)
}

/// All components at the size of the finest.
fn equalize(planes: Planes, sampling: &[Sampling]) -> Result<Planes, Error> {
    let Planes { width, height, .. } = planes;
    let size = Dimensions { width, height };
    let components = planes.planes.into_iter().zip(sampling);
    let components = components.map(|(plane, sampling)| {
        if plane.width == width && plane.height == height {
            return Ok(plane);
        }
        let whole = Area {
            left: 0.0,
            top: 0.0,
            width: f64::from(width) * sampling.x,
            height: f64::from(height) * sampling.y,
        };
        let picture = resize::scale(to_grey(plane), whole, size)?;
        Ok(Plane {
            width,
            height,
            samples: picture.pixels,
        })
    });
    Ok(Planes {
        planes: components.collect::<Result<_, Error>>()?,
        ..planes
    })
}

/// What the estimate is made of.
struct Costs<'a> {
    /// Of the file, in bytes.
    length: u64,
    /// Length of the colour profile, in bytes.
    profile: u64,
    original: &'a dyn Original,
    view: &'a PlanesView,
}

impl Costs<'_> {
    /// The largest of what there is while the planes are decoded, scaled and written, in bytes.
    fn estimate(&self, route: &Route<'_>, encoder: &dyn Encoder, job: &Job<'_>) -> Memory {
        let converting = match route {
            Route::PixelsFirst => CMYK_COST,
            Route::Pixels | Route::Planes(_) => 0,
        };
        let view = self.view;
        let decoded = self.original.cost(view.scale, view.region());
        let decoded = decoded.saturating_add(converting);
        let window = self.original.held();
        let decoding = window.unwrap_or(self.length).saturating_add(decoded);
        let (scaling, writing) = match route {
            Route::Planes(encode) => self.of_planes(*encode, job),
            Route::Pixels => self.of_pixels(encoder, job),
            Route::PixelsFirst => self.of_pixels_first(encoder, job),
        };
        let scaling = decoded.saturating_add(scaling);
        // What the file was read through was given back, but lies in pieces in front of the planes.
        let behind =
            [scaling, writing].map(|after| after.saturating_add(window.unwrap_or_default()));
        Memory::new(decoding, &behind, self.profile)
    }

    /// How long it takes to decode, to scale and to write, where a quality is looked for in such a way.
    fn work(
        &self,
        route: &Route<'_>,
        encoder: &dyn Encoder,
        search: Search,
        job: &Job<'_>,
    ) -> Work {
        let view = self.view;
        let (seen, has_profile) = (&view.seen, self.profile > 0);
        let decoded = view.decoded();
        let decoding = self.original.work(view.scale, view.region());
        let canvas = seen.geometry.canvas;
        let behind = match route {
            // Luma, and colour differences of half its pixels.
            Route::Planes(encode) => {
                let looks = Looks::new(job.transform, search);
                let scaling = seen.work_of_scaling(decoded, 3);
                let part = if self.original.color() == Color::Grey {
                    1.0 / 3.0
                } else {
                    0.5
                };
                scaling.times(part) + encode.work(canvas, job.transform, looks)
            }
            Route::Pixels => {
                let scaling = seen.work_of_scaling(decoded, 3);
                let colors = Work::of(canvas.pixels(), COLORS);
                scaling
                    + colors
                    + write::work(encoder, seen, 3, Colors::Any, has_profile, search, job)
            }
            Route::PixelsFirst => {
                let inks = Work::of(decoded.pixels(), INKS);
                let scaling = seen.work_of_scaling(decoded, 3);
                inks + scaling + write::work(encoder, seen, 3, Colors::Any, false, search, job)
            }
        };
        decoding + behind
    }

    fn of_planes(&self, encode: &dyn EncodePlanes, job: &Job<'_>) -> (u64, u64) {
        let view = self.view;
        // Colour differences have half the width and height, rounded up.
        let Dimensions { width, height } = view.seen.geometry.canvas;
        let around = u64::from(width).saturating_add(height.into());
        let planes = view.seen.geometry.canvas.pixels().saturating_mul(3) / 2;
        let planes = planes.saturating_add(around);
        // Luma, scaled in one direction, is the largest piece beside the planes.
        let scaling = view.intermediate(1).saturating_add(planes);
        let writing = write::cost_of_planes(encode, &view.seen, job);
        (
            scaling.max(view.cost_of_choosing()),
            planes.saturating_add(writing),
        )
    }

    fn of_pixels(&self, encoder: &dyn Encoder, job: &Job<'_>) -> (u64, u64) {
        let view = self.view;
        let pixels = view.seen.result_bytes(3);
        let scaling = view.intermediate(1).saturating_add(pixels);
        // Planes beside pixels, and these on a background.
        let beside = if view.seen.covers() {
            pixels.saturating_mul(2)
        } else {
            pixels.saturating_mul(25) / 8
        };
        let beside = beside.saturating_add(view.left_behind());
        let writing = write::cost(encoder, &view.seen, 3, Colors::Any, &[], job);
        (scaling.max(view.cost_of_choosing()), beside.max(writing))
    }

    fn of_pixels_first(&self, encoder: &dyn Encoder, job: &Job<'_>) -> (u64, u64) {
        let view = self.view;
        // Up to four planes at the finest size, and the colours made of them.
        let full = view.decoded().pixels().saturating_mul(7);
        let result = view.seen.geometry.canvas.pixels();
        let scaled = view.intermediate(3);
        let scaled = scaled.saturating_add(result.saturating_mul(3));
        let scaling = full.saturating_add(scaled.max(view.cost_of_choosing()));
        let writing = write::cost(encoder, &view.seen, 3, Colors::Any, &[full], job);
        (scaling, writing)
    }
}
