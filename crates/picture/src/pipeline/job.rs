//! What every step of a pipeline may want to know.

use marble_transform::Transform;

use crate::cost::Memory;
use crate::encoder::{Encoder, Writing};
use crate::error::{Bound, Error, Excess};
use crate::format::{Format, encoder};
use crate::geometry::Dimensions;
use crate::limits::{Limits, check};
use crate::pixels::composite::Overlay;
use crate::progress::{Estimate, Progress, Stage};
use crate::quality::search::Search;
use crate::work::{BASE, Budget, Work};

use super::watermark::Maker;

/// One result to be made.
pub(crate) struct Job<'a> {
    /// The original's.
    pub(crate) format: &'static Format,
    /// What is asked for.
    pub(crate) transform: &'a Transform,
    pub(crate) limits: &'a Limits,
    pub(crate) progress: &'a mut dyn Progress,
    /// How thoroughly a quality is looked for, as far as there is time.
    pub(crate) search: Search,
    /// Stands in for the encoder of what is asked for.
    pub(crate) encoder: Option<&'static dyn Encoder>,
    /// What is drawn onto the result, where that is asked for.
    pub(crate) watermark: Option<Watermark<'a>>,
}

/// A watermark: who makes it, and what came of that.
pub(crate) struct Watermark<'a> {
    pub(crate) maker: &'a mut dyn Maker,
    /// Memory that it takes, in bytes, once that was asked.
    pub(crate) memory: u64,
    pub(crate) overlay: Option<Overlay>,
}

impl Job<'_> {
    /// How the result is written: as is asked for, or else as suits the original.
    pub(super) fn encoder(&self, has_alpha: bool) -> Result<&'static dyn Encoder, Error> {
        if let Some(encoder) = self.encoder {
            return Ok(encoder);
        }
        let output = self.transform.format;
        encoder(output.unwrap_or_else(|| self.format.default_output(has_alpha)))
    }

    /// What an encoder has to know of it.
    pub(super) fn writing(&self) -> Writing<'_> {
        Writing {
            transform: self.transform,
            search: self.search,
            progress: self.progress,
        }
    }

    /// Holds a result's dimensions against the limits, those of the format that is asked for included. A side that is not
    /// asked for follows from the picture, and may become anything.
    pub(super) fn check_result(&self, canvas: Dimensions) -> Result<(), Error> {
        self.limits.check_result(canvas)?;
        match self.transform.format {
            Some(output) => encoder(output)?.check(canvas, self.limits),
            None => Ok(()),
        }
    }

    /// Holds what a result of the size `canvas` will take against the limits, the quality looked for less thoroughly where
    /// there is no time. `work` is what is done with such a search.
    pub(super) fn admit(
        &mut self,
        canvas: Dimensions,
        memory: Memory,
        work: impl Fn(Search, &Self) -> Work,
    ) -> Result<Budget, Error> {
        self.limits.check_memory(memory)?;
        let least = (work(Search::None, self) + BASE).milliseconds();
        check(Bound::Work, least, self.limits.max_work)?;
        let watermark = self.estimate_watermark(canvas, memory, least)?;
        let (search, work) = self.affordable(|search| {
            let work = (work(search, self) + BASE).milliseconds();
            work.saturating_add(watermark.work)
        });
        self.search = search;
        check(Bound::Work, work, self.limits.max_work)?;
        let memory = memory.largest().saturating_add(watermark.memory);
        self.progress.estimated(Estimate { memory, work });
        self.check_time()?;
        Ok(Budget {
            estimated: work,
            limit: self.limits.max_work,
        })
    }

    /// Whether a result of the size `canvas` stays within the limits where a quality is looked for as little as possible.
    ///
    /// # Errors
    ///
    /// What is wrong with the watermark, of which that is asked.
    pub(super) fn affords(
        &mut self,
        canvas: Dimensions,
        memory: Memory,
        work: impl Fn(Search, &Self) -> Work,
    ) -> Result<bool, Error> {
        let work = (work(Search::None, self) + BASE).milliseconds();
        if memory.largest() > self.limits.max_memory || work > self.limits.max_work {
            return Ok(false);
        }
        match self.estimate_watermark(canvas, memory, work) {
            Err(Error::TooLarge(_)) => Ok(false),
            estimate => estimate.map(|_| true),
        }
    }

    /// What the watermark of a result of the size `canvas` takes, where that is left beside all else.
    fn estimate_watermark(
        &mut self,
        canvas: Dimensions,
        memory: Memory,
        work: u64,
    ) -> Result<Estimate, Error> {
        let (Some(how), Some(watermark)) = (&self.transform.watermark, &mut self.watermark) else {
            return Ok(Estimate { memory: 0, work: 0 });
        };
        let limits = self.limits;
        let left = Limits {
            max_memory: limits.max_memory.saturating_sub(memory.largest()),
            max_work: limits.max_work.saturating_sub(work),
            ..*limits
        };
        let estimate = watermark.maker.estimate(canvas, how, &left);
        let estimate = estimate.map_err(|error| blame(error, limits))?;
        watermark.memory = estimate.memory;
        Ok(estimate)
    }

    /// Makes the watermark of a result of the size `canvas`, where one is asked for and it is not made yet.
    pub(super) fn make_watermark(&mut self, canvas: Dimensions) -> Result<(), Error> {
        let (Some(how), Some(watermark)) = (&self.transform.watermark, &mut self.watermark) else {
            return Ok(());
        };
        if watermark.overlay.is_none() {
            let limits = self.limits;
            let made = watermark.maker.make(canvas, how, limits, self.progress);
            watermark.overlay = Some(made.map_err(|error| blame(error, limits))?);
        }
        Ok(())
    }

    /// The watermark as it is drawn, once it is made.
    pub(super) fn overlay(&self) -> Option<&Overlay> {
        self.watermark.as_ref()?.overlay.as_ref()
    }

    /// Memory that the watermark takes, in bytes, once the result was admitted.
    pub(super) fn watermark_memory(&self) -> u64 {
        self.watermark.as_ref().map_or(0, |it| it.memory)
    }

    /// The most thorough search that stays within the limit, and how long the result takes with it; the least thorough
    /// one where none does.
    fn affordable(&self, milliseconds: impl Fn(Search) -> u64) -> (Search, u64) {
        let mut last = (Search::None, 0);
        for search in Search::ALL {
            last = (search, milliseconds(search));
            if last.1 <= self.limits.max_work {
                break;
            }
        }
        last
    }

    /// Gives up where the time is up.
    pub(super) fn check_time(&self) -> Result<(), Error> {
        if self.progress.is_late() {
            return Err(Error::TooSlow);
        }
        Ok(())
    }

    pub(super) fn ended(&mut self, stage: Stage) -> Result<(), Error> {
        self.progress.ended(stage);
        self.check_time()
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
