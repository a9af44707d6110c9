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
use crate::options::{Options, Output};
use crate::timings::Timings;

use self::file::File;

use super::rows::Plan;
use super::shrink::Shrink;
use super::{Encoded, finish};

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
    let format = options.format.unwrap_or(Output::Png);
    let cost = |shrink: &Shrink| file.cost(shrink);
    let plan = Plan::new(&file.header(), cost, format, options, limits)?;
    let has_palette = file.has_palette;
    let picture = file.read(&plan.shrink)?;
    drop(source);
    timings.end("decode");
    let picture = plan.scale(picture, format, options)?;
    if has_palette {
        return finish::picture_of_few_colors(picture, format, options, timings);
    }
    finish::picture(picture, format, options, timings)
}
