//! What every step of a pipeline may want to know of the result that it makes.

use marble_transform::Transform;

use crate::cost::Memory;
use crate::encoder::{Encoder, Writing};
use crate::error::Error;
use crate::format::{Format, encoder};
use crate::geometry::Dimensions;
use crate::limits::Limits;
use crate::progress::{Progress, Stage};
use crate::quality::search::Search;
use crate::work::{BASE, Work};

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
}

impl Job<'_> {
    /// How the result is written: as is asked for, or else as suits the original.
    pub(super) fn encoder(&self, has_alpha: bool) -> Result<&'static dyn Encoder, Error> {
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

    /// Holds what the result will take against the limits, the quality looked for less thoroughly where there is no time.
    /// `work` is what is done with such a search. How long it takes.
    pub(super) fn afford(
        &mut self,
        memory: Memory,
        work: impl Fn(Search, &Self) -> Work,
    ) -> Result<Work, Error> {
        self.limits.check_memory(memory)?;
        let (search, work) = self.affordable(|search| work(search, self));
        self.search = search;
        self.limits.check_work(work + BASE)?;
        Ok(work)
    }

    /// Whether the result stays within the limits where a quality is looked for as little as possible.
    pub(super) fn affords(&self, memory: Memory, work: impl Fn(Search, &Self) -> Work) -> bool {
        let work = work(Search::None, self) + BASE;
        memory.largest() <= self.limits.max_memory && self.limits.check_work(work).is_ok()
    }

    /// The most thorough search that stays within the limit, and how long the result takes with it; the least thorough
    /// one where none does.
    fn affordable(&self, work: impl Fn(Search) -> Work) -> (Search, Work) {
        let mut last = (Search::None, Work::NONE);
        for search in Search::ALL {
            last = (search, work(search));
            if self.limits.check_work(last.1 + BASE).is_ok() {
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
