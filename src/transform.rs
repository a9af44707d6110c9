//! Bytes of an original to bytes of a result: the list of steps, in order. Pure.

mod colors;
mod cost;
mod decode;
mod effects;
mod encode;
mod finish;
mod ground;
mod interest;
mod jpeg;
mod kernel;
mod lab;
mod limits;
mod orientation;
mod picture;
mod png;
mod resize;
mod view;
mod webp;
mod webp_chunks;

use crate::config::Limits;
use crate::error::Error;
use crate::format::Format;
use crate::geometry::Geometry;
use crate::options::{Options, Output};
use crate::timings::Timings;

use self::decode::Header;
use self::limits::{check_memory, check_result};

/// A result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoded {
    /// The file.
    pub bytes: Vec<u8>,
    /// What it is.
    pub format: Output,
}

/// Makes the result that `options` ask for. The orientation of the original is applied, its colour profile kept,
/// and all other metadata left behind.
///
/// # Errors
///
/// [`Error::NotAPicture`], [`Error::Damaged`], [`Error::TooLarge`] before pixels are allocated, and
/// [`Error::Internal`] where an encoder fails.
pub fn transform(
    source: Vec<u8>,
    options: &Options,
    limits: &Limits,
    timings: &mut Timings,
) -> Result<Encoded, Error> {
    let format = Format::sniff(&source).map_err(|found| {
        Error::NotAPicture(format!(
            "expected JPEG, PNG, WebP, GIF or BMP, but found {found}"
        ))
    })?;
    let source_bytes = source.len() as u64;
    let decoder = match format {
        Format::Bmp => decode::bmp(source),
        Format::Gif => decode::gif(source),
        Format::Jpeg => return jpeg::transform(source, options, limits, timings),
        Format::Png => return png::transform(source, options, limits, timings),
        Format::WebP if webp_chunks::lossy(&source).is_some() => {
            return webp::transform(source, options, limits, timings);
        }
        Format::WebP => decode::webp(source),
    };
    let mut header = Header::read(format, decoder?, limits)?;
    header.orientation = orientation::then(header.orientation, options.turn);
    let geometry = Geometry::new(header.seen(), options)?;
    check_result(geometry.canvas, limits)?;
    check_memory(
        cost::of_pixels(source_bytes, &header, &geometry, options),
        limits,
    )?;

    let orientation = header.orientation;
    let stored = header.stored;
    let mut picture = header.decode()?;
    timings.end("decode");

    let output = options
        .format
        .unwrap_or_else(|| format.default_output(picture.is_translucent()));
    let place = |crop| orientation::to_stored(crop, stored, orientation);
    resize::multiply_alpha(&mut picture)?;
    let geometry = interest::choose(geometry, |size| {
        resize::glance(&picture, place(geometry.crop), size, orientation)
    })?;
    let area = place(geometry.crop);
    let ground = output.ground(options.background);
    let picture = resize::resize_multiplied(picture, area, &geometry, orientation, ground)?;
    finish::picture(picture, output, options, timings)
}
