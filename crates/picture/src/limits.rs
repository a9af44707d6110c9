//! The bounds that a header and a plan are held against, before pixels are allocated.

use crate::config::Limits;
use crate::error::{Bound, Error, Excess};
use crate::geometry::Dimensions;
use crate::options::{Options, Output};

/// An original's pixels. There has to be one.
pub(super) fn check_pixels(stored: Dimensions, limits: &Limits) -> Result<(), Error> {
    let Dimensions { width, height } = stored;
    let found = stored.pixels();
    if found == 0 {
        return Err(Error::Damaged(format!(
            "the header says {width}x{height} pixels"
        )));
    }
    check(Bound::SourcePixels, found, limits.max_source_pixels)
}

/// A side that is not asked for follows from the picture, and may become anything. `output` is the format that is
/// asked for.
pub(super) fn check_result(
    canvas: Dimensions,
    output: Option<Output>,
    limits: &Limits,
) -> Result<(), Error> {
    let found = canvas.width.max(canvas.height);
    check(
        Bound::ResultSide,
        found.into(),
        limits.max_result_side.into(),
    )?;
    match output {
        Some(Output::Avif) => check(Bound::AvifPixels, canvas.pixels(), limits.avif_max_pixels),
        _ => Ok(()),
    }
}

/// What a request is estimated to need, in bytes.
pub(super) fn check_memory(estimate: u64, limits: &Limits) -> Result<(), Error> {
    check(Bound::Memory, estimate, limits.max_memory)
}

/// A result that cannot be made as small as is asked for.
pub(super) fn check_bytes(found: usize, options: &Options) -> Result<(), Error> {
    let limit = options.max_bytes.map_or(u64::MAX, u64::from);
    check(Bound::ResultBytes, found as u64, limit)
}

fn check(bound: Bound, found: u64, limit: u64) -> Result<(), Error> {
    if found > limit {
        return Err(Error::TooLarge(Excess {
            bound,
            found,
            limit,
        }));
    }
    Ok(())
}
