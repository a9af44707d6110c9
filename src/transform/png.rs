//! Originals that are PNGs: read row by row and shrunk as the rows come, so that memory follows the result.

mod chunks;
mod encode;
mod expand;
mod file;
mod inflate;
mod lines;
mod samples;
mod unfilter;

use crate::config::Limits;
use crate::error::Error;
use crate::geometry::Geometry;
use crate::options::{Options, Output};
use crate::timings::Timings;

use self::file::File;

use super::limits::{check_memory, check_result};
use super::shrink::Shrink;
use super::{Encoded, cost, finish, interest, orientation, resize};

pub(super) use self::encode::{encode, encode_few_colors};
#[cfg(test)]
pub(super) use self::lines::lines;

/// Makes the result from a PNG; see [`super::transform`].
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
    check_result(geometry.canvas, options.format, limits)?;
    let area = orientation::to_stored(geometry.crop, file.stored, orientation);
    let scaled = orientation::turn(geometry.scaled, orientation);
    let stored = file.stored;
    let shrink = Shrink::new(area, scaled, stored);
    let format = options.format.unwrap_or(Output::Png);
    let reading = cost::Reading {
        source: source.len() as u64,
        allocated: file.cost(&shrink),
        shrunk: shrink.size(),
        layout: file.layout,
        profile: file.profile_bytes(),
    };
    let finishing = cost::Finishing {
        output: format,
        options,
    };
    let estimate = cost::of_rows(&reading, orientation, &geometry, &finishing);
    check_memory(estimate, limits)?;

    let has_palette = file.has_palette;
    let picture = file.read(&shrink)?;
    drop(source);
    timings.end("decode");
    let place = |crop| shrink.place(orientation::to_stored(crop, stored, orientation));
    let geometry = interest::choose(geometry, |size| {
        resize::glance(&picture, place(geometry.crop), size, orientation)
    })?;
    let area = place(geometry.crop);
    let ground = format.ground(options.background);
    let picture = resize::resize_multiplied(picture, area, &geometry, orientation, ground)?;
    if has_palette {
        return finish::picture_of_few_colors(picture, format, options, timings);
    }
    finish::picture(picture, format, options, timings)
}
