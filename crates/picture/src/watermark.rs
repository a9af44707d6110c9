//! The watermark: a picture of the operator's that is drawn onto results. What it becomes is made as every result is, by the
//! pipeline of its format and within the same limits; but it is not written.

use marble_transform::{Fit, Icc, Output, Size, Transform, Watermark};

use crate::cost;
use crate::encoder::{Colors, Encoder, Planned, Writing};
use crate::error::Error;
use crate::format::sniff;
use crate::geometry::Dimensions;
use crate::input::Input;
use crate::limits::Limits;
use crate::pipeline::{self, Job, Maker};
use crate::pixels::composite::Overlay;
use crate::pixels::picture::Picture;
use crate::progress::{Estimate, Progress};
use crate::quality::search::{Looks, Search};
use crate::result::Encoded;
use crate::source::Source;
use crate::work::{self, Work};

/// The file of a watermark, which arrives when it is needed.
pub(crate) struct File<'a> {
    source: Option<&'a mut dyn Source>,
    /// Read more than once: to estimate, and to make.
    bytes: Vec<u8>,
}

impl<'a> File<'a> {
    /// Reads nothing yet.
    pub(crate) fn new(source: &'a mut dyn Source) -> Self {
        Self {
            source: Some(source),
            bytes: Vec::new(),
        }
    }

    fn bytes(&mut self, limits: &Limits) -> Result<&[u8], Error> {
        if let Some(source) = self.source.take() {
            self.bytes = Input::new(source, limits)?.into_bytes()?;
        }
        Ok(&self.bytes)
    }

    fn run(
        &mut self,
        canvas: Dimensions,
        how: &Watermark,
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
        let mut job = Job {
            format: sniff(&mut input)?,
            transform: &transform(canvas, how),
            limits: &limits,
            progress,
            search: Search::None,
            encoder: Some(&Unwritten),
            watermark: None,
        };
        pipeline::run(input, &mut job)
    }
}

impl Maker for File<'_> {
    fn estimate(
        &mut self,
        canvas: Dimensions,
        how: &Watermark,
        left: &Limits,
    ) -> Result<Estimate, Error> {
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
        let made = self.run(canvas, how, &limits, &mut estimating);
        let Some(Estimate { memory, work }) = estimating.0 else {
            let never = || Error::internal("a watermark that was not estimated");
            return Err(made.err().unwrap_or_else(never));
        };
        Ok(Estimate {
            memory: memory.saturating_sub(cost::BASE).saturating_add(held),
            work: work.saturating_sub(work::BASE.milliseconds()),
        })
    }

    fn make(
        &mut self,
        canvas: Dimensions,
        how: &Watermark,
        limits: &Limits,
        progress: &dyn Progress,
    ) -> Result<Overlay, Error> {
        overlay(self.run(canvas, how, limits, &mut Beside(progress))?.bytes)
    }
}

/// What of a transform brings a watermark to its size.
fn transform(canvas: Dimensions, how: &Watermark) -> Transform {
    let side = |length: u32| how.scale.map(|scale| scale.of(length).max(1));
    Transform {
        fit: Fit::Inside,
        icc: Icc::Srgb,
        ..Transform::new(Size {
            width: side(canvas.width),
            height: side(canvas.height),
        })
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
