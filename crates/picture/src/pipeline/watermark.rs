//! What a pipeline has to know of a watermark: its size on a result, what it takes, who makes it, and whose fault it is where
//! there is none.

use marble_transform::{Size, Watermark};

use crate::error::{Bound, Error, Excess};
use crate::geometry::Dimensions;
use crate::limits::Limits;
use crate::pixels::composite::Overlay;
use crate::progress::{Estimate, Progress};
use crate::work::Work;

/// Makes a watermark of a file.
pub(crate) trait Maker {
    /// What it takes to bring it to a size, beside what every request takes. None of its pixels is decoded. Its memory counts
    /// for the whole request: what it leaves behind is in pieces, in which there may be room for nothing.
    ///
    /// # Errors
    ///
    /// What is wrong with the file, or that there is none; [`Error::TooLarge`] where it takes more than is left.
    fn estimate(&mut self, size: Size, left: &Limits) -> Result<Estimate, Error>;

    /// Brings it to that size, unless it has it. As it was before, it is let go.
    ///
    /// # Errors
    ///
    /// What is wrong with the file, or that the time is up.
    fn make(&mut self, size: Size, limits: &Limits, progress: &dyn Progress) -> Result<(), Error>;

    /// As it was made last.
    ///
    /// # Errors
    ///
    /// What was wrong with it, or that it was not made.
    fn overlay(&self) -> Result<&Overlay, Error>;
}

/// A watermark that will be drawn: the size that it is brought to, and what that takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Mark {
    pub(super) size: Size,
    /// In bytes.
    pub(super) memory: u64,
    pub(super) work: Work,
}

impl Mark {
    /// On a result of the size `canvas`, which takes so much itself.
    pub(super) fn new(
        maker: &mut dyn Maker,
        how: &Watermark,
        canvas: Dimensions,
        taken: Estimate,
        limits: &Limits,
    ) -> Result<Self, Error> {
        let scaled = |length: u32| how.scale.map(|scale| scale.of(length).max(1));
        let size = Size {
            width: scaled(canvas.width),
            height: scaled(canvas.height),
        };
        let left = Limits {
            max_memory: limits.max_memory.saturating_sub(taken.memory),
            max_work: limits.max_work.saturating_sub(taken.work),
            ..*limits
        };
        let estimate = maker.estimate(size, &left);
        let Estimate { memory, work } = estimate.map_err(|error| blame(error, limits))?;
        Ok(Self {
            size,
            memory,
            work: Work::of(work, 1e6),
        })
    }

    pub(super) fn make(
        self,
        maker: &mut dyn Maker,
        limits: &Limits,
        progress: &dyn Progress,
    ) -> Result<(), Error> {
        let made = maker.make(self.size, limits, progress);
        made.map_err(|error| blame(error, limits))
    }
}

/// Whose fault it is that there is no watermark: its own, unless it is too large only beside all else of the request.
fn blame(error: Error, limits: &Limits) -> Error {
    let Error::TooLarge(excess) = error else {
        return match error {
            Error::TooSlow => error,
            error => Error::Watermark(Box::new(error)),
        };
    };
    let (bound, limit) = match excess.bound {
        Bound::ResultMemory | Bound::SourceMemory => (Bound::ResultMemory, limits.max_memory),
        Bound::Work => (Bound::Work, limits.max_work),
        _ => return Error::Watermark(Box::new(error)),
    };
    if excess.found > limit {
        return Error::Watermark(Box::new(Error::TooLarge(Excess { limit, ..excess })));
    }
    // What else there is, was taken off the limit.
    let beside = limit.saturating_sub(excess.limit);
    Error::TooLarge(Excess {
        bound,
        found: excess.found.saturating_add(beside),
        limit,
    })
}
