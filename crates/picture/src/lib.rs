//! Bytes of an original to bytes of a result: the list of steps, in order. Pure.

mod animation;
mod avif;
mod boxes;
mod changes;
mod colors;
mod copyright;
mod cost;
mod decode;
mod effects;
mod encode;
mod finish;
mod gif;
mod ground;
mod icc;
mod interest;
mod jpeg;
mod kernel;
mod lab;
mod limits;
mod orientation;
mod palette;
mod picture;
mod png;
mod resize;
mod rows;
mod shrink;
#[cfg(feature = "svg")]
mod svg;
#[cfg(not(feature = "svg"))]
#[path = "transform/no_svg.rs"]
mod svg;
mod tiff;
mod view;
mod webp;
mod webp_chunks;

use std::fmt;

use crate::config::Limits;
use crate::error::Error;
use crate::format::Format;
use crate::geometry::Geometry;
use crate::options::{Options, Output};
use crate::timings::Timings;

use self::copyright::Copyright;
use self::decode::Header;
use self::limits::{check_memory, check_result};

/// A result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoded {
    /// The file.
    pub bytes: Vec<u8>,
    /// What it is.
    pub format: Output,
    /// How many frames it has, where not all could be kept.
    pub frames: Option<Frames>,
}

/// Frames of an animation that is too large to be kept as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frames {
    /// Those of the result.
    pub kept: u32,
    /// Those of the original.
    pub all: u32,
}

/// As `1/1200`.
impl fmt::Display for Frames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kept, all } = self;
        write!(f, "{kept}/{all}")
    }
}

/// Makes the result that `options` ask for. The orientation of the original is applied, its colours are kept or
/// converted, and its metadata left behind but for what is asked for.
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
    let copyright = Copyright::read(&source, format, options);
    // What goes along takes its part of the bytes that the file may have.
    let taken = copyright.as_ref().map_or(0, Copyright::bytes);
    let options = Options {
        max_bytes: options.max_bytes.map(|most| most.saturating_sub(taken)),
        ..*options
    };
    let mut encoded = make(source, format, &options, limits, timings)?;
    if let Some(copyright) = copyright {
        copyright.write(&mut encoded.bytes, encoded.format);
    }
    Ok(encoded)
}

/// The same without what goes along.
fn make(
    source: Vec<u8>,
    format: Format,
    options: &Options,
    limits: &Limits,
    timings: &mut Timings,
) -> Result<Encoded, Error> {
    let source_bytes = source.len() as u64;
    let decoder = match format {
        Format::Avif => decode::avif(source),
        Format::Bmp => decode::bmp(source),
        Format::Gif => return animation::transform(format, &source, options, limits, timings),
        Format::Jpeg => return jpeg::transform(source, options, limits, timings),
        Format::Png => return png::transform(source, options, limits, timings),
        Format::Svg => return svg::transform(&source, options, limits, timings),
        Format::Tiff => return tiff::transform(source, options, limits, timings),
        Format::WebP if webp_chunks::lossy(&source).is_some() => {
            return webp::transform(source, options, limits, timings);
        }
        Format::WebP if animation::is_animated(&source) => {
            return animation::transform(format, &source, options, limits, timings);
        }
        Format::WebP => decode::webp(source),
    };
    let mut header = Header::read(format, decoder?, limits)?;
    header.orientation = orientation::then(header.orientation, options.turn);
    let geometry = Geometry::new(header.seen(), options)?;
    check_result(geometry.canvas, options.format, limits)?;
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
