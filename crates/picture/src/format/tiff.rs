//! Originals that are TIFFs, and `BigTIFF`s: the first page, read row by row and shrunk as the rows come.
//!
//! Own code, since the crate `tiff` 0.11 reads no palettes, loses its place in samples beyond alpha, and stops the
//! component with assertions where files lie. What unpacks LZW and Deflate are the crates that GIF and PNG use anyway.

mod chunks;
mod colors;
mod directory;
mod file;
mod rows;
mod unpack;

use crate::config::Limits;
use crate::error::Error;
use crate::format::Format;
use crate::options::Options;
use crate::timings::Timings;

use self::file::File;

use super::rows::Plan;
use super::shrink::Shrink;
use super::{Encoded, finish};

/// Makes the result from a TIFF; see [`super::transform`].
pub(super) fn transform(
    source: Vec<u8>,
    options: &Options,
    limits: &Limits,
    timings: &mut Timings,
) -> Result<Encoded, Error> {
    let file = File::open(&source, limits)?;
    let output = |translucent| {
        let default = Format::Tiff.default_output(translucent);
        options.format.unwrap_or(default)
    };
    let header = file.header(source.len());
    let costliest = output(header.layout.has_alpha());
    let cost = |shrink: &Shrink| file.cost(shrink);
    let plan = Plan::new(&header, cost, costliest, options, limits)?;
    let picture = file.read(&plan.shrink)?;
    drop(source);
    timings.end("decode");
    let format = output(picture.is_translucent());
    let picture = plan.scale(picture, format, options)?;
    finish::picture(picture, format, options, timings)
}

fn damaged(what: &str) -> Error {
    Error::Damaged(what.to_owned())
}
