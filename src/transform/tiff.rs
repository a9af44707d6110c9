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
use crate::geometry::Geometry;
use crate::options::Options;
use crate::timings::Timings;

use self::file::File;

use super::limits::{check_memory, check_result};
use super::shrink::Shrink;
use super::{Encoded, cost, finish, orientation, resize};

/// Makes the result from a TIFF; see [`super::transform`].
pub(super) fn transform(
    source: Vec<u8>,
    options: &Options,
    limits: &Limits,
    timings: &mut Timings,
) -> Result<Encoded, Error> {
    let file = File::open(&source, limits)?;
    let orientation = orientation::then(file.orientation, options.turn);
    let seen = orientation::turn(file.stored, orientation);
    let geometry = Geometry::new(seen, options)?;
    check_result(geometry.canvas, limits)?;
    let area = orientation::to_stored(geometry.crop, file.stored, orientation);
    let scaled = orientation::turn(geometry.scaled, orientation);
    let shrink = Shrink::new(area, scaled, file.stored);
    let output = |translucent| {
        let default = Format::Tiff.default_output(translucent);
        options.format.unwrap_or(default)
    };
    let reading = cost::Reading {
        source: source.len() as u64,
        allocated: file.cost(&shrink),
        shrunk: shrink.size(),
        layout: file.layout(),
        profile: file.profile_bytes(),
    };
    let costliest = cost::Finishing {
        output: output(file.layout().has_alpha()),
        options,
    };
    let estimate = cost::of_rows(&reading, scaled, &geometry, &costliest);
    check_memory(estimate, limits)?;

    let picture = file.read(&shrink)?;
    drop(source);
    timings.end("decode");
    let format = output(picture.is_translucent());
    let area = shrink.place(area);
    let ground = format.ground(options.background);
    let picture = resize::resize_multiplied(picture, area, &geometry, orientation, ground)?;
    finish::picture(picture, format, options, timings)
}

fn damaged(what: &str) -> Error {
    Error::Damaged(what.to_owned())
}
