//! Originals that are JPEGs: decoded at the smallest sufficient scale, and only where the result shows them.
//!
//! A JPEG that becomes a JPEG stays in its own planes: luma and colour differences are scaled, turned and written
//! each at its own size, and never become RGB. What becomes another format does so as a small result only.

use marble_jpeg::decode::{Decoded, Decoder, Header, Sampling};
use marble_jpeg::{Color as ColorSpace, Plane, Planes};

use crate::config::Limits;
use crate::error::Error;
use crate::geometry::{Area, Dimensions};
use crate::options::{Color, Options, Output};
use crate::timings::Timings;

use super::encode::webp::narrow;
use super::finish::InPlanes;
use super::ground::fill_up;
use super::icc::{COST_OF_INKS, Conversion, Space, is_left, of_use};
use super::limits::{check_memory, check_pixels, check_result};
use super::picture::Picture;
use super::view::{Chroma, Share, View, grey};
use super::{Encoded, colors, cost, finish, interest, resize};

/// Makes the result from a JPEG; see [`super::transform`].
pub(super) fn transform(
    source: Vec<u8>,
    options: &Options,
    limits: &Limits,
    timings: &mut Timings,
) -> Result<Encoded, Error> {
    let file = Decoder::new(&source).map_err(refuse)?;
    let &Header { width, height, .. } = file.header();
    let stored = Dimensions { width, height };
    let mut view = View::new(stored, file.exif(), options)?.at_sufficient_scale();
    check_pixels(stored, limits)?;
    check_result(view.geometry.canvas, options.format, limits)?;
    let format = options.format.unwrap_or(Output::Jpeg);
    let region = Some(view.region());
    let color = file.header().color;
    let space = space(color);
    let profile = of_use(file.icc_profile(), space);
    let in_planes = view.stays_in_planes(color, format, options)
        && (profile.is_none() || !is_left(space, format, options));
    let converting = match space {
        Space::Cmyk => COST_OF_INKS,
        Space::Grey | Space::Rgb => 0,
    };
    let decoding = cost::Decoding {
        source: source.len() as u64,
        allocated: file.cost(view.scale, region).saturating_add(converting),
        profile: profile.as_ref().map_or(0, Vec::len) as u64,
    };
    let finishing = cost::Finishing {
        output: format,
        options,
    };
    let estimate = if in_planes {
        cost::of_planes(decoding, &view, &finishing)
    } else if in_light(color) {
        cost::of_scaled_planes_to_pixels(decoding, &view, &finishing)
    } else {
        cost::of_planes_to_pixels(decoding, &view, &finishing)
    };
    check_memory(estimate, limits)?;

    let shares = shares(&file.header().sampling);
    let mut decoded = file.decode(view.scale, region).map_err(refuse)?;
    drop(source);
    timings.end("decode");
    if in_light(color) {
        view.choose(&mut decoded, &shares, |planes| {
            colors::to_picture(planes, None)
        })?;
    }

    if in_planes {
        let planes = view.scale_planes(decoded, &shares, Chroma::Halved)?;
        let planes = match format {
            Output::WebP => InPlanes::Video(narrow(planes)),
            _ => InPlanes::Full(planes),
        };
        return finish::planes(&planes, profile.as_deref(), options, timings);
    }
    let ground = format.ground(options.background);
    let picture = if in_light(color) {
        let planes = view.scale_planes(decoded, &shares, Chroma::Full)?;
        let picture = colors::to_picture(planes, None);
        fill_up(Picture { profile, ..picture }, &view.geometry, ground)
    } else {
        scale_picture(&view, decoded, &shares, ground, profile.as_deref())?
    };
    finish::picture(picture, format, options, timings)
}

fn space(color: ColorSpace) -> Space {
    match color {
        ColorSpace::Cmyk | ColorSpace::Ycck => Space::Cmyk,
        ColorSpace::Grey => Space::Grey,
        ColorSpace::Rgb | ColorSpace::YCbCr => Space::Rgb,
    }
}

/// Whether the planes are light, so that each can be scaled on its own; inks are multiplied with each other.
fn in_light(color: ColorSpace) -> bool {
    match color {
        ColorSpace::Grey | ColorSpace::Rgb | ColorSpace::YCbCr => true,
        ColorSpace::Cmyk | ColorSpace::Ycck => false,
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

/// Scaled as pixels, for colours of which the planes cannot be scaled apart. They become light before: the mean of two
/// inks is not the ink of the mean. `profile` says what light.
fn scale_picture(
    view: &View,
    decoded: Decoded,
    shares: &[Share],
    ground: Color,
    profile: Option<&[u8]>,
) -> Result<Picture, Error> {
    let inks = profile.and_then(|profile| Conversion::new(profile, Space::Cmyk));
    let pixels = u64::from(decoded.planes.width).saturating_mul(decoded.planes.height.into());
    let inks = inks.map(|inks| inks.for_many(pixels));
    let finest = view.grid((decoded.left, decoded.top), (1.0, 1.0));
    let picture = colors::to_picture(equalize(decoded.planes, shares)?, inks.as_ref());
    let place = |crop| finest.place(view.to_stored(crop));
    let geometry = interest::choose(view.geometry, |size| {
        resize::glance(&picture, place(view.geometry.crop), size, view.orientation)
    })?;
    let area = place(geometry.crop);
    resize::resize(picture, area, &geometry, view.orientation, ground)
}

/// All components at the size of the finest.
fn equalize(planes: Planes, shares: &[Share]) -> Result<Planes, Error> {
    let Planes { width, height, .. } = planes;
    let size = Dimensions { width, height };
    let components = planes.planes.into_iter().zip(shares);
    let components = components.map(|(plane, share)| {
        if plane.width == width && plane.height == height {
            return Ok(plane);
        }
        let whole = Area {
            left: 0.0,
            top: 0.0,
            width: f64::from(width) * share.0,
            height: f64::from(height) * share.1,
        };
        let picture = resize::scale(grey(plane), whole, size)?;
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
