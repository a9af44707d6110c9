//! The watermark: a picture of the operator's that is drawn onto results. What it becomes is made as every result is, by the
//! pipeline of its format and within the same limits; but it is not written.

use marble_transform::{Fit, Icc, Output, Size, Transform};

use crate::answers::of_one;
use crate::cost;
use crate::encoder::{Colors, Encoder, Planned, Writing};
use crate::error::Error;
use crate::format::sniff;
use crate::input::Input;
use crate::limits::Limits;
use crate::pipeline::{self, Jobs, Maker};
use crate::pixels::composite::Overlay;
use crate::pixels::picture::Picture;
use crate::progress::{Estimate, Progress};
use crate::quality::search::Looks;
use crate::result::Encoded;
use crate::source::Source;
use crate::work::{self, Work};

/// The file of a watermark, which arrives when it is needed.
pub(crate) struct File<'a> {
    source: Option<&'a mut dyn Source>,
    /// Read more than once: to estimate, and to make.
    bytes: Result<Vec<u8>, Error>,
    /// What was made last, and the size that was wanted.
    made: Option<(Size, Result<Overlay, Error>)>,
}

impl<'a> File<'a> {
    /// Reads nothing yet. Who asks for a watermark where there is no file, is told so.
    pub(crate) fn new(source: Option<&'a mut dyn Source>) -> Self {
        let none = Error::internal("one is asked for, and there is none");
        Self {
            source,
            bytes: Err(none),
            made: None,
        }
    }

    fn bytes(&mut self, limits: &Limits) -> Result<&[u8], Error> {
        if let Some(source) = self.source.take() {
            self.bytes = Input::new(source, limits).and_then(Input::into_bytes);
        }
        self.bytes.as_deref().map_err(Error::clone)
    }

    fn run(
        &mut self,
        size: Size,
        limits: &Limits,
        progress: &mut dyn Progress,
    ) -> Result<Encoded, Error> {
        let limits = Limits {
            // Its own size may be any: memory bounds it.
            max_result_side: u32::MAX,
            ..*limits
        };
        let mut bytes = self.bytes(&limits)?;
        let mut input = Input::new(&mut bytes, &limits)?;
        let format = sniff(&mut input)?;
        let transform = Transform {
            fit: Fit::Inside,
            icc: Icc::Srgb,
            ..Transform::new(size)
        };
        of_one(|answers| {
            let mut jobs = Jobs {
                format,
                transforms: &[transform],
                exif: None,
                limits: &limits,
                progress,
                encoder: Some(&Unwritten),
                original: None,
                maker: &mut File::new(None),
                answers,
            };
            pipeline::run(input, &mut jobs)
        })
    }
}

impl Maker for File<'_> {
    fn estimate(&mut self, size: Size, left: &Limits) -> Result<Estimate, Error> {
        let held = self.bytes(left)?.len() as u64;
        let limits = Limits {
            // What every request takes is there already.
            max_memory: left
                .max_memory
                .saturating_add(cost::BASE)
                .saturating_sub(held),
            max_work: left.max_work.saturating_add(work::BASE.milliseconds()),
            ..*left
        };
        let mut estimating = Estimating(None);
        let made = self.run(size, &limits, &mut estimating);
        let Some(Estimate { memory, work }) = estimating.0 else {
            let never = || Error::internal("a watermark that was not estimated");
            return Err(made.err().unwrap_or_else(never));
        };
        Ok(Estimate {
            memory: memory.saturating_sub(cost::BASE).saturating_add(held),
            work: work.saturating_sub(work::BASE.milliseconds()),
        })
    }

    fn make(&mut self, size: Size, limits: &Limits, progress: &dyn Progress) -> Result<(), Error> {
        if self.made.as_ref().is_none_or(|(made, _)| *made != size) {
            self.made = None;
            let made = self.run(size, limits, &mut Beside(progress));
            self.made = Some((size, made.and_then(|made| overlay(made.bytes))));
        }
        self.overlay().map(|_| ())
    }

    fn overlay(&self) -> Result<&Overlay, Error> {
        let made = self.made.as_ref().map(|(_, made)| made.as_ref());
        let never = || Error::internal("a watermark that was not made");
        made.ok_or_else(never)?.map_err(Error::clone)
    }
}

/// Keeps the estimate, and has no time for the rest.
struct Estimating(Option<Estimate>);

impl Progress for Estimating {
    fn estimated(&mut self, estimate: Estimate) {
        self.0 = Some(estimate);
    }

    fn is_late(&self) -> bool {
        self.0.is_some()
    }
}

/// Knows the time. Of estimates and stages, those of the request are told.
struct Beside<'a>(&'a dyn Progress);

impl Progress for Beside<'_> {
    fn is_late(&self) -> bool {
        self.0.is_late()
    }
}

/// Stands where a file is written: what comes out is red, green, blue and alpha, and the width behind them.
struct Unwritten;

impl Encoder for Unwritten {
    /// Which has alpha, too. Nobody is told.
    fn output(&self) -> Output {
        Output::Png
    }

    fn cost(&self, planned: &Planned<'_>) -> u64 {
        let pixels = planned.size.pixels();
        // Room for the width may have to be made.
        planned.bytes().saturating_add(pixels.saturating_mul(8))
    }

    fn work(&self, planned: &Planned<'_>, _: Looks) -> Work {
        /// Nanoseconds for a pixel.
        const PIXEL: f64 = 4.0;
        Work::of(planned.size.pixels(), PIXEL)
    }

    fn encode(&self, picture: Picture, _: Colors, _: &Writing<'_>) -> Result<Vec<u8>, Error> {
        let mut pixels = picture.to_rgba();
        let width = picture.size.width.to_le_bytes();
        drop(picture);
        // What grows by itself is doubled.
        pixels.reserve_exact(width.len());
        pixels.extend(width);
        Ok(pixels)
    }
}

/// What [`Unwritten`] left.
fn overlay(mut pixels: Vec<u8>) -> Result<Overlay, Error> {
    let width = pixels.last_chunk().copied().map(u32::from_le_bytes);
    let width = width.ok_or_else(|| Error::internal("a watermark of no width"))?;
    pixels.truncate(pixels.len().saturating_sub(size_of::<u32>()));
    Ok(Overlay::new(width, pixels))
}

#[cfg(test)]
mod tests;
