//! The file that frames are written to, whichever format it has.

use crate::error::Error;
use crate::options::Output;

use super::super::changes::Frame;
use super::super::gif;
use super::super::picture::Picture;
use super::Steps;

/// A file that grows by a frame at a time.
pub(super) enum Writer {
    Gif(gif::Writer),
}

impl Writer {
    /// Whether the format can be animated.
    pub(super) fn is_for(output: Output) -> bool {
        matches!(output, Output::Gif)
    }

    /// `plays` is how often the animation is seen; 0 stands for without end.
    pub(super) fn new(steps: &Steps<'_>, plays: u32) -> Self {
        Self::Gif(gif::Writer::new(steps.view.geometry.canvas, plays))
    }

    /// What can be written of a picture's pixels.
    pub(super) fn pixels(&self, picture: Picture) -> Vec<u8> {
        match self {
            Self::Gif(_) => gif::one_bit(picture).pixels,
        }
    }

    /// Adds a frame; `next` are the pixels of the one behind it.
    pub(super) fn add(&mut self, frame: &Frame<'_>, next: Option<&[u8]>) -> Result<(), Error> {
        match self {
            Self::Gif(writer) => writer.add(frame, next),
        }
    }

    /// Bytes so far.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Gif(writer) => writer.len(),
        }
    }

    /// Ends the file.
    pub(super) fn finish(self) -> Result<Vec<u8>, Error> {
        match self {
            Self::Gif(writer) => writer.finish(),
        }
    }
}
