//! What is left when a picture has its size: the file is made of it.

use marble_jpeg::Planes;

use crate::error::Error;
use crate::options::{Options, Output};
use crate::timings::Timings;

use super::picture::Picture;
use super::{Encoded, encode, png};

/// What is done to the pixels of a result, be it a picture or a frame of many, before they are written.
#[expect(
    clippy::unnecessary_wraps,
    unused_variables,
    reason = "the place of colours and effects"
)]
pub(super) fn prepare(
    picture: Picture,
    format: Output,
    options: &Options,
) -> Result<Picture, Error> {
    Ok(picture)
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
    Ok(Encoded {
        bytes,
        format,
        frames: None,
    })
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
    Ok(Encoded {
        bytes,
        format,
        frames: None,
    })
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
        frames: None,
    })
}
