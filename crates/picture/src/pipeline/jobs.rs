//! The results that are to be made of one original: planned, held against the limits, made and handed out one after the
//! other.
//!
//! Each is planned as if it were the only one, and refused as then. What several are made of is counted once, and those
//! that do not fit beside the ones before them are left out. Those with the same watermark are made in a row: it is made
//! once, and there is one at a time.

use image::metadata::Orientation;
use marble_transform::{Metadata, Transform};

use crate::answers::Answers;
use crate::cost::Memory;
use crate::encoder::Encoder;
use crate::error::Error;
use crate::format::{Format, encoder};
use crate::geometry::Dimensions;
use crate::limits::Limits;
use crate::original::summary::Summary;
use crate::pixels::orientation;
use crate::progress::{Estimate, Progress, Stage};
use crate::quality::search::Search;
use crate::result::Encoded;
use crate::work::{BASE, Budget, Work};

use super::job::Job;
use super::shared::{Share, distinct};
use super::watermark::{Maker, Mark};

/// The results that are to be made of one original.
pub(crate) struct Jobs<'a, 'b> {
    /// The original's.
    pub(crate) format: &'static Format,
    /// What is asked for. What goes along has taken its part of the bytes that a file may have.
    pub(crate) transforms: &'a [Transform],
    /// A block of Exif that goes along where that is asked for.
    pub(crate) exif: Option<Vec<u8>>,
    pub(crate) limits: &'a Limits,
    pub(crate) progress: &'a mut dyn Progress,
    /// Stands in for the encoder of what is asked for.
    pub(crate) encoder: Option<&'static dyn Encoder>,
    /// What is told of the original, once it is opened.
    pub(crate) original: Option<Summary>,
    /// Who makes what is drawn onto results.
    pub(crate) maker: &'a mut dyn Maker,
    pub(crate) answers: &'a mut Answers<'b>,
}

/// How a result will be made, and what it takes where it is the only one, but for its watermark.
pub(super) struct Plan<P> {
    pub(super) memory: Memory,
    pub(super) work: Work,
    /// The pipeline's own part.
    pub(super) how: P,
}

/// A plan that may be carried out.
pub(super) struct Planned<P> {
    number: usize,
    search: Search,
    mark: Option<Mark>,
    pub(super) plan: Plan<P>,
}

/// Plans that are carried out.
pub(super) struct Admitted<P> {
    pub(super) plans: Vec<Planned<P>>,
    /// What is left for them, where they turn out to take more.
    pub(super) budget: Budget,
}

impl Jobs<'_, '_> {
    /// The original was opened: a file of so many bytes, with its dimensions as stored.
    pub(super) fn opened(&mut self, file_size: u64, stored: Dimensions, orientation: Orientation) {
        let seen = orientation::turn(stored, orientation);
        self.progress.opened(stored);
        self.progress.seen(seen);
        self.original = Some(Summary {
            file_size,
            frames: 1,
            media_type: self.format.media_type,
            orientation,
            seen,
        });
    }

    /// The most of something that any result has.
    pub(super) fn most(&mut self, of: impl Fn(&Job<'_>) -> u32) -> u32 {
        let transforms = self.transforms.iter();
        let each = transforms.map(|transform| of(&self.job(transform)));
        each.max().unwrap_or_default()
    }

    /// Whether there is one result to be made. Of several, some may see what others do not.
    pub(super) fn is_one(&self) -> bool {
        self.transforms.len() == 1
    }

    /// Plans all results. Those that cannot be made are refused.
    pub(super) fn plan<P>(
        &mut self,
        mut plan: impl FnMut(&mut Job<'_>) -> Result<Plan<P>, Error>,
    ) -> Vec<Planned<P>> {
        let mut plans = Vec::with_capacity(self.transforms.len());
        for (number, transform) in self.transforms.iter().enumerate() {
            let mut job = self.job(transform);
            match plan(&mut job) {
                Ok(plan) => plans.push(Planned {
                    number,
                    search: job.search,
                    mark: job.mark,
                    plan,
                }),
                Err(error) => self.answers.tell(number, Err(error)),
            }
        }
        plans
    }

    /// Holds what all take together against the limits; `share` is what some of them have in common. The last ones are
    /// refused if they do not fit beside the others. None where nothing is left to be made.
    pub(super) fn admit<P>(
        &mut self,
        plans: Vec<Planned<P>>,
        share: impl Fn(&[&P]) -> Share,
    ) -> Result<Option<Admitted<P>>, Error> {
        let mut admitted: Vec<Planned<P>> = Vec::with_capacity(plans.len());
        let mut taken = (Memory::default(), Work::NONE);
        for planned in plans {
            let number = planned.number;
            admitted.push(planned);
            let (memory, work) = together(&admitted, &share);
            let fits = self.limits.check_memory(memory);
            match fits.and_then(|()| self.limits.check_work(work + BASE)) {
                Ok(()) => taken = (memory, work),
                Err(error) => {
                    admitted.pop();
                    self.answers.tell(number, Err(error));
                }
            }
        }
        if admitted.is_empty() {
            return Ok(None);
        }
        let (memory, work) = taken;
        let work = (work + BASE).milliseconds();
        let memory = memory.largest();
        self.progress.estimated(Estimate { memory, work });
        self.check_time()?;
        let limit = self.limits.max_work;
        let estimated = work;
        Ok(Some(Admitted {
            plans: admitted,
            budget: Budget { estimated, limit },
        }))
    }

    /// Makes all results and hands them out. `carry_out` is told which plan is the last.
    ///
    /// # Errors
    ///
    /// [`Error::TooSlow`], about those that were not made yet.
    pub(super) fn make<P>(
        &mut self,
        mut plans: Vec<Planned<P>>,
        mut carry_out: impl FnMut(P, bool, &mut Job<'_>) -> Result<Encoded, Error>,
    ) -> Result<(), Error> {
        let marks = distinct(plans.iter().map(|planned| planned.mark));
        plans.sort_by_key(|planned| marks.iter().position(|mark| *mark == planned.mark));
        let most = largest(&marks);
        let mut plans = plans.into_iter();
        while let Some(Planned {
            number,
            search,
            mark,
            plan,
        }) = plans.next()
        {
            let Some(transform) = self.transforms.get(number) else {
                continue;
            };
            let last = plans.len() == 0;
            let mut job = Job {
                search,
                mark,
                beside: most.saturating_sub(largest(&[mark])),
                ..self.job(transform)
            };
            let ready = job.make_watermark();
            let made = ready.and_then(|()| carry_out(plan.how, last, &mut job));
            if made == Err(Error::TooSlow) {
                return Err(Error::TooSlow);
            }
            let result = made.and_then(|result| self.with_exif(result, transform));
            self.answers.tell(number, result);
        }
        Ok(())
    }

    fn job<'c>(&'c mut self, transform: &'c Transform) -> Job<'c> {
        Job {
            format: self.format,
            transform,
            limits: self.limits,
            progress: self.progress,
            search: Search::Full,
            encoder: self.encoder,
            original: self.original,
            maker: self.maker,
            mark: None,
            beside: 0,
        }
    }

    fn with_exif(&self, mut result: Encoded, transform: &Transform) -> Result<Encoded, Error> {
        if let (Metadata::Copyright, Some(exif)) = (transform.metadata, &self.exif) {
            encoder(result.format)?.insert_exif(&mut result.bytes, exif);
        }
        Ok(result)
    }

    pub(super) fn ended(&mut self, stage: Stage) -> Result<(), Error> {
        self.progress.ended(stage);
        self.check_time()
    }

    /// Gives up where the time is up.
    fn check_time(&self) -> Result<(), Error> {
        if self.progress.is_late() {
            return Err(Error::TooSlow);
        }
        Ok(())
    }
}

/// What all take that are made one after the other, with their watermarks.
fn together<P>(plans: &[Planned<P>], share: &impl Fn(&[&P]) -> Share) -> (Memory, Work) {
    let marks = distinct(plans.iter().map(|planned| planned.mark));
    let (memory, work) = unmarked(plans, share);
    let marking: Work = marks.iter().flatten().map(|mark| mark.work).sum();
    (memory.beside(largest(&marks)), work + marking)
}

/// Memory that the largest watermark takes, in bytes.
fn largest(marks: &[Option<Mark>]) -> u64 {
    let each = marks.iter().flatten().map(|mark| mark.memory);
    each.max().unwrap_or_default()
}

/// The same without watermarks. What is decoded is kept until the last one is made of it.
fn unmarked<P>(plans: &[Planned<P>], share: &impl Fn(&[&P]) -> Share) -> (Memory, Work) {
    if let [only] = plans {
        return (only.plan.memory, only.plan.work);
    }
    let all: Vec<&P> = plans.iter().map(|planned| &planned.plan.how).collect();
    let common = share(&all);
    let (mut memory, mut work) = (Memory::default(), common.work);
    for Planned { plan, .. } in plans {
        let own = share(&[&plan.how]);
        let with_all =
            |bytes: u64, own: u64, common: u64| bytes.saturating_sub(own).saturating_add(common);
        let decoding = with_all(plan.memory.decoding, own.decoding, common.decoding);
        let scaling = with_all(plan.memory.scaling, own.kept, common.kept);
        let writing = with_all(plan.memory.writing, 0, common.kept);
        memory = Memory {
            decoding: memory.decoding.max(decoding),
            scaling: memory.scaling.max(scaling),
            writing: memory.writing.max(writing),
        };
        work = work + (plan.work - own.work);
    }
    (memory, work)
}
