//! What is left when a picture has its size: the file is made of it.

use crate::error::Error;
use crate::options::{Options, Output};
use crate::timings::Timings;

use super::encode::{jpeg, webp};
use super::limits::check_bytes;
use super::picture::Picture;
use super::{Encoded, encode};

/// Makes the file of a picture.
pub(super) fn picture(
    picture: Picture,
    format: Output,
    options: &Options,
    timings: &mut Timings,
) -> Result<Encoded, Error> {
    timings.end("resize");
    let bytes = encode::encode(picture, format, options)?;
    timings.end("encode");
    check_bytes(bytes.len(), options)?;
    Ok(Encoded { bytes, format })
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
    check_bytes(bytes.len(), options)?;
    Ok(Encoded { bytes, format })
}
