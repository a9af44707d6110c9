//! Bytes of an original to bytes of a result: the list of steps, in order. Pure.

mod cost;
mod decode;
mod encode;
mod jpeg_markers;
mod orientation;
mod picture;
mod resize;
mod webp_chunks;

use crate::config::Limits;
use crate::error::{Bound, Error, Excess};
use crate::geometry::{Dimensions, Geometry};
use crate::options::{Options, Output};
use crate::timings::Timings;

use self::cost::Cost;
use self::decode::Header;

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
    let source_bytes = source.len() as u64;
    let header = Header::read(source, limits)?;
    let geometry = Geometry::new(header.seen(), options.size, options.fit);
    check_result(geometry.canvas, limits)?;
    Cost::new(source_bytes, &header, &geometry, options.format).check(limits)?;

    let format = header.format;
    let orientation = header.orientation;
    let picture = header.decode()?;
    timings.end("decode");

    let output = options
        .format
        .unwrap_or_else(|| format.default_output(picture.is_translucent()));
    let picture = resize::resize(picture, &geometry, orientation)?;
    timings.end("resize");

    let bytes = encode::encode(picture, output, options.quality)?;
    timings.end("encode");
    Ok(Encoded {
        bytes,
        format: output,
    })
}

/// A side that is not asked for follows from the picture, and may become anything.
fn check_result(canvas: Dimensions, limits: &Limits) -> Result<(), Error> {
    let found = canvas.width.max(canvas.height);
    let limit = limits.max_result_side;
    if found > limit {
        return Err(Error::TooLarge(Excess {
            bound: Bound::ResultSide,
            found: found.into(),
            limit: limit.into(),
        }));
    }
    Ok(())
}
