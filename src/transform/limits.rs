//! The bounds that a header and a plan are held against, before pixels are allocated.

use crate::config::Limits;
use crate::error::{Bound, Error, Excess};
use crate::format::Format;
use crate::geometry::Dimensions;
use crate::options::Output;

/// An original's pixels. There has to be one.
pub(super) fn check_pixels(stored: Dimensions, limits: &Limits) -> Result<(), Error> {
    let Dimensions { width, height } = stored;
    let found = pixels(stored);
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
        Some(Output::Avif) => check(Bound::AvifPixels, pixels(canvas), limits.avif_max_pixels),
        _ => Ok(()),
    }
}

/// What a picture of the format `source` becomes where nothing is asked for, and writing it does not take too long.
pub(super) fn affordable(
    source: Format,
    is_translucent: bool,
    canvas: Dimensions,
    limits: &Limits,
) -> Output {
    match source.default_output(is_translucent) {
        Output::Avif if pixels(canvas) > limits.avif_max_pixels && is_translucent => Output::Png,
        Output::Avif if pixels(canvas) > limits.avif_max_pixels => Output::Jpeg,
        output => output,
    }
}

fn pixels(size: Dimensions) -> u64 {
    u64::from(size.width).saturating_mul(u64::from(size.height))
}

/// What a request is estimated to need, in bytes.
pub(super) fn check_memory(estimate: u64, limits: &Limits) -> Result<(), Error> {
    check(Bound::Memory, estimate, limits.max_memory)
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
