//! What is left when a picture has its size: the file is made of it.

use marble_jpeg::Planes;

use crate::error::Error;
use crate::options::{Options, Output};
use crate::timings::Timings;

use super::picture::Picture;
use super::{Encoded, effects, encode};

/// Makes the file of a picture.
pub(super) fn picture(
    picture: Picture,
    format: Output,
    options: &Options,
    timings: &mut Timings,
) -> Result<Encoded, Error> {
    let picture = effects::apply(picture, &options.effects)?;
    timings.end("resize");
    let bytes = encode::encode(picture, format, options)?;
    timings.end("encode");
    Ok(Encoded { bytes, format })
}

/// Makes a JPEG of its own planes.
pub(super) fn planes(
    planes: &Planes,
    profile: Option<&[u8]>,
    options: &Options,
    timings: &mut Timings,
) -> Result<Encoded, Error> {
    timings.end("resize");
    let bytes = encode::encode_planes(planes, options, profile)?;
    timings.end("encode");
    Ok(Encoded {
        bytes,
        format: Output::Jpeg,
    })
}
