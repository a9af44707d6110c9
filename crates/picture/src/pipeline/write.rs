//! What is left when a picture has its size: the file is made of it.

use crate::error::Error;
use crate::options::{Options, Output};
use crate::timings::Timings;

use super::encode::{jpeg, webp};
use super::limits::check_bytes;
use super::picture::Picture;
use super::{Encoded, effects, encode, icc, png};

/// What is done to the pixels of a result, be it a picture or a frame of many, before they are written.
pub(super) fn prepare(
    picture: Picture,
    format: Output,
    options: &Options,
) -> Result<Picture, Error> {
    let picture = icc::settle(picture, format, options);
    effects::apply(picture, &options.effects)
}

/// Makes the file of a picture.
pub(super) fn picture(
    picture: Picture,
    format: Output,
    options: &Options,
    timings: &mut Timings,
) -> Result<Encoded, Error> {
    let picture = prepare(picture, format, options)?;
    timings.end("resize");
    let bytes = encode::encode(picture, format, options)?;
    timings.end("encode");
    finished(bytes, format, options)
}

/// The same of an original that had a palette: a PNG of it has one, too.
pub(super) fn picture_of_few_colors(
    picture: Picture,
    format: Output,
    options: &Options,
    timings: &mut Timings,
) -> Result<Encoded, Error> {
    if format != Output::Png {
        return self::picture(picture, format, options, timings);
    }
    let picture = prepare(picture, format, options)?;
    timings.end("resize");
    let bytes = png::encode_few_colors(&picture)?;
    timings.end("encode");
    finished(bytes, format, options)
}

/// Planes that stay planes, and the ranges of their samples.
pub(super) enum InPlanes {
    /// From 0 to 255, as a JPEG has them.
    Full(marble_jpeg::Planes),
    /// Those of video, as a lossy WebP has them.
    Video(marble_webp::Planes),
}

/// Makes a lossy file of planes.
pub(super) fn planes(
    planes: &InPlanes,
    profile: Option<&[u8]>,
    options: &Options,
    timings: &mut Timings,
) -> Result<Encoded, Error> {
    timings.end("resize");
    let (bytes, format) = match planes {
        InPlanes::Full(planes) => (jpeg::encode(planes, options, profile)?, Output::Jpeg),
        InPlanes::Video(planes) => (webp::encode_planes(planes, options, profile)?, Output::WebP),
    };
    timings.end("encode");
    finished(bytes, format, options)
}

/// A still, if it is as small as is asked for.
fn finished(bytes: Vec<u8>, format: Output, options: &Options) -> Result<Encoded, Error> {
    check_bytes(bytes.len(), options)?;
    Ok(Encoded {
        bytes,
        format,
        frames: None,
    })
}
