//! Bytes of an original to bytes of a result: the list of steps, in order. Pure.

mod avif;
mod colors;
mod cost;
mod decode;
mod encode;
mod ground;
mod jpeg;
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
use self::limits::{affordable, check_memory, check_result};

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
        Error::NotAPicture(format!("expected {}, but found {found}", Format::all()))
    })?;
    let source_bytes = source.len() as u64;
    let decoder = match format {
        Format::Avif => decode::avif(source),
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
    check_result(geometry.canvas, options.format, limits)?;
    let output = |is_translucent| {
        options
            .format
            .unwrap_or_else(|| affordable(format, is_translucent, geometry.canvas, limits))
    };
    let expected = output(header.color.has_alpha());
    check_memory(
        cost::of_pixels(source_bytes, &header, &geometry, expected),
        limits,
    )?;

    let orientation = header.orientation;
    let picture = header.decode()?;
    timings.end("decode");

    let output = output(picture.is_translucent());
    let area = orientation::to_stored(geometry.crop, picture.size, orientation);
    let ground = output.ground(options.background);
    let picture = resize::resize(picture, area, &geometry, orientation, ground)?;
    timings.end("resize");

    let bytes = encode::encode(picture, output, options)?;
    timings.end("encode");
    Ok(Encoded {
        bytes,
        format: output,
    })
}
