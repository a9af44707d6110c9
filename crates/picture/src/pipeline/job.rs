//! What every step of a pipeline may want to know.

use marble_transform::Transform;

use crate::encoder::Encoder;
use crate::error::Error;
use crate::format::{Format, encoder};
use crate::geometry::Dimensions;
use crate::limits::Limits;
use crate::stages::{Stage, Stages};

/// One result to be made.
pub(crate) struct Job<'a> {
    /// The original's.
    pub(crate) format: &'static Format,
    /// What is asked for.
    pub(crate) transform: &'a Transform,
    pub(crate) limits: &'a Limits,
    pub(crate) stages: &'a mut dyn Stages,
}

impl Job<'_> {
    /// How the result is written: as is asked for, or else as suits the original.
    pub(super) fn encoder(&self, has_alpha: bool) -> Result<&'static dyn Encoder, Error> {
        let output = self.transform.format;
        encoder(output.unwrap_or_else(|| self.format.default_output(has_alpha)))
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

    pub(super) fn ended(&mut self, stage: Stage) {
        self.stages.ended(stage);
    }
}
