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

use super::ground::fill_up;
use super::limits::{check_memory, check_pixels, check_result};
use super::picture::{Picture, profile_fits};
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
    check_result(view.geometry.canvas, limits)?;
    let format = options.format.unwrap_or(Output::Jpeg);
    let region = Some(view.region());
    let color = file.header().color;
    let in_planes = format == Output::Jpeg && view.stays_in_planes(color, options);
    let decoding = cost::Decoding {
        source: source.len() as u64,
        allocated: file.cost(view.scale, region),
    };
    let finishing = cost::Finishing {
        output: format,
        effects: &options.effects,
    };
    let estimate = if in_planes {
        cost::of_planes(decoding, &view)
    } else if in_light(color) {
        cost::of_scaled_planes_to_pixels(decoding, &view, &finishing)
    } else {
        cost::of_planes_to_pixels(decoding, &view, &finishing)
    };
    check_memory(estimate, limits)?;

    let profile = file.icc_profile();
    let shares = shares(&file.header().sampling);
    let mut decoded = file.decode(view.scale, region).map_err(refuse)?;
    drop(source);
    timings.end("decode");
    if in_light(color) {
        view.choose(&mut decoded, &shares, colors::to_picture)?;
    }

    let profile = profile.filter(|profile| profile_fits(profile, colors::layout(color)));
    if in_planes {
        let planes = view.scale_planes(decoded, &shares, Chroma::Halved)?;
        return finish::planes(&planes, profile.as_deref(), options, timings);
    }
    let ground = format.ground(options.background);
    let picture = if in_light(color) {
        let planes = view.scale_planes(decoded, &shares, Chroma::Full)?;
        fill_up(colors::to_picture(planes), &view.geometry, ground)
    } else {
        scale_picture(&view, decoded, &shares, ground)?
    };
    let profile = profile.filter(|profile| profile_fits(profile, picture.layout));
    finish::picture(Picture { profile, ..picture }, format, options, timings)
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

/// Scaled as pixels, for colours of which the planes cannot be scaled apart.
fn scale_picture(
    view: &View,
    decoded: Decoded,
    shares: &[Share],
    ground: Color,
) -> Result<Picture, Error> {
    let finest = view.grid((decoded.left, decoded.top), (1.0, 1.0));
    let picture = colors::to_picture(equalize(decoded.planes, shares)?);
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
