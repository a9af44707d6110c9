//! The limits that a header and a plan are held against, before pixels are allocated.

use crate::cost::Memory;
use crate::error::{Bound, Error, Excess};
use crate::geometry::Dimensions;
use crate::work::Work;

/// The limits of one result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Width times height of a result that is written as AVIF.
    pub avif_max_pixels: u64,
    /// Frames of an animation, from 1.
    pub max_frames: u32,
    /// Longest side of a result in pixels, from 1 to 16,383.
    pub max_result_side: u32,
    /// Linear memory that a request may be estimated to need, in bytes.
    pub max_memory: u64,
    /// Length of an original in bytes.
    pub max_source_bytes: u64,
    /// Width times height of an original, times its frames where it is animated.
    pub max_source_pixels: u64,
    /// CPU time that a request may be estimated to take, in milliseconds of the reference core (docs/performance.md).
    pub max_work: u64,
}

impl Limits {
    /// An original's pixels. There has to be one.
    pub(crate) fn check_pixels(&self, stored: Dimensions) -> Result<(), Error> {
        let Dimensions { width, height } = stored;
        let found = stored.pixels();
        if found == 0 {
            return Err(Error::Damaged(format!(
                "the header says {width}x{height} pixels"
            )));
        }
        check(Bound::SourcePixels, found, self.max_source_pixels)
    }

    /// A side that is not asked for follows from the picture, and may become anything.
    pub(crate) fn check_result(&self, canvas: Dimensions) -> Result<(), Error> {
        let found = canvas.width.max(canvas.height);
        let limit = self.max_result_side.into();
        check(Bound::ResultSide, found.into(), limit)
    }

    /// What a request is estimated to need.
    pub(crate) fn check_memory(&self, memory: Memory) -> Result<(), Error> {
        let bound = if memory.decoding > self.max_memory {
            Bound::SourceMemory
        } else {
            Bound::ResultMemory
        };
        check(bound, memory.largest(), self.max_memory)
    }

    /// How long a request is estimated to take.
    pub(crate) fn check_work(&self, work: Work) -> Result<(), Error> {
        check(Bound::Work, work.milliseconds(), self.max_work)
    }

    #[cfg(feature = "svg")]
    /// What an original alone is estimated to need, in bytes.
    pub(crate) fn check_source_memory(&self, estimate: u64) -> Result<(), Error> {
        check(Bound::SourceMemory, estimate, self.max_memory)
    }
}

/// Refuses what exceeds a limit.
pub(crate) fn check(bound: Bound, found: u64, limit: u64) -> Result<(), Error> {
    if found > limit {
        return Err(Error::TooLarge(Excess {
            bound,
            found,
            limit,
        }));
    }
    Ok(())
}
