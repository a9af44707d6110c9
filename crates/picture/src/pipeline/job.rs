//! What every step of a pipeline may want to know of the result that it makes.

use marble_transform::{Output, Transform};

use crate::cost::Memory;
use crate::encoder::{Encoder, Writing};
use crate::error::Error;
use crate::facts::Facts;
use crate::format::{Format, encoder};
use crate::geometry::Dimensions;
use crate::limits::Limits;
use crate::original::summary::Summary;
use crate::pixels::composite::Overlay;
use crate::progress::{Estimate, Progress, Stage};
use crate::quality::search::Search;
use crate::work::{BASE, Work};

use super::watermark::{Maker, Mark};

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
    /// What is told of the original, once it is opened.
    pub(super) original: Option<Summary>,
    /// Who makes what is drawn onto the result.
    pub(crate) maker: &'a mut dyn Maker,
    /// What is drawn onto the result, where that is asked for, once it is known what that takes.
    pub(super) mark: Option<Mark>,
    /// Memory that the watermarks of other results take beyond its own, in bytes.
    pub(super) beside: u64,
}

impl Job<'_> {
    /// How the result is written: as is asked for, or else as suits the original. Facts are those of what suits it.
    pub(super) fn encoder(&self, has_alpha: bool) -> Result<&'static dyn Encoder, Error> {
        if let Some(encoder) = self.encoder {
            return Ok(encoder);
        }
        let suits = self.format.default_output(has_alpha);
        if self.tells_facts() {
            return Ok(Facts::of(encoder(suits)?));
        }
        encoder(self.transform.format.unwrap_or(suits))
    }

    /// Whether facts are asked for instead of a picture.
    pub(super) fn tells_facts(&self) -> bool {
        self.transform.format == Some(Output::Json)
    }

    /// What an encoder has to know of it.
    pub(super) fn writing(&self) -> Writing<'_> {
        Writing {
            transform: self.transform,
            original: self.original.as_ref(),
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

    /// Holds what a result of the size `canvas` will take against the limits, its watermark included; the quality is looked
    /// for less thoroughly where there is no time. `work` is what is done with such a search. How long it takes, but for
    /// the watermark.
    pub(super) fn afford(
        &mut self,
        canvas: Dimensions,
        memory: Memory,
        work: impl Fn(Search, &Self) -> Work,
    ) -> Result<Work, Error> {
        let memory = memory.beside(self.beside);
        self.limits.check_memory(memory)?;
        let least = work(Search::None, self) + BASE;
        self.limits.check_work(least)?;
        self.mark = self.estimate_mark(canvas, memory, least)?;
        let marking = self.mark.map_or(Work::NONE, |mark| mark.work) + BASE;
        let (search, work) = self.affordable(marking, |search| work(search, self));
        self.search = search;
        self.limits.check_work(work + marking)?;
        Ok(work)
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
        let work = work(Search::None, self) + BASE;
        if memory.largest() > self.limits.max_memory || self.limits.check_work(work).is_err() {
            return Ok(false);
        }
        match self.estimate_mark(canvas, memory, work) {
            Err(Error::TooLarge(_)) => Ok(false),
            mark => mark.map(|_| true),
        }
    }

    /// The watermark of a result of the size `canvas`, where one is asked for and there is room beside all else.
    fn estimate_mark(
        &mut self,
        canvas: Dimensions,
        memory: Memory,
        work: Work,
    ) -> Result<Option<Mark>, Error> {
        let how = self.transform.watermark.as_ref();
        let taken = Estimate {
            memory: memory.largest(),
            work: work.milliseconds(),
        };
        how.map(|how| Mark::new(self.maker, how, canvas, taken, self.limits))
            .transpose()
    }

    /// The most thorough search that stays within the limit beside what else is done, and how long the result takes with
    /// it; the least thorough one where none does.
    fn affordable(&self, beside: Work, work: impl Fn(Search) -> Work) -> (Search, Work) {
        let mut last = (Search::None, Work::NONE);
        for search in Search::ALL {
            last = (search, work(search));
            if self.limits.check_work(last.1 + beside).is_ok() {
                break;
            }
        }
        last
    }

    /// Whether there is room for so many bytes more than `memory`, were the result the only one.
    ///
    /// # Errors
    ///
    /// [`Error::TooLarge`] where there is none only for what the others need.
    pub(super) fn has_room(&self, memory: Memory, more: u64) -> Result<bool, Error> {
        let mark = self.mark.map_or(0, |mark| mark.memory);
        let alone = memory.beside(mark).beside(more);
        if alone.largest() > self.limits.max_memory {
            return Ok(false);
        }
        self.limits.check_memory(alone.beside(self.beside))?;
        Ok(true)
    }

    /// The original turned out to have so many frames.
    pub(super) fn counted(&mut self, frames: u32) {
        if let Some(original) = &mut self.original {
            original.frames = frames;
        }
    }

    /// Makes the watermark, where one is asked for.
    pub(super) fn make_watermark(&mut self) -> Result<(), Error> {
        match self.mark {
            Some(mark) => mark.make(self.maker, self.limits, self.progress),
            None => Ok(()),
        }
    }

    /// The watermark as it is drawn, once it is made.
    pub(super) fn overlay(&self) -> Result<&Overlay, Error> {
        self.maker.overlay()
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
