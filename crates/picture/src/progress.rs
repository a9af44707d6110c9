//! Who wants to know how far a result is, and may give it up. There is no clock here.

use crate::geometry::Dimensions;

/// A stage of making a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The original became pixels, at least as many as are needed.
    Decode,
    /// The result became a file.
    Encode,
    /// All frames of an animation were decoded, resized and encoded, one after the other.
    Frames,
    /// The pixels became those of the result.
    Resize,
}

/// What a result is estimated to take, told from the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimate {
    /// Linear memory, in bytes.
    pub memory: u64,
    /// CPU time of the reference core (docs/performance.md), in milliseconds.
    pub work: u64,
}

/// Is told how far a result is, and asked whether there is time for the rest.
pub trait Progress {
    /// The name of the original's format, told by its first bytes.
    fn recognized(&mut self, _: &'static str) {}

    /// How many pixels the original has, told by its header; of an animation each frame, and of a drawing at its own size.
    fn opened(&mut self, _: Dimensions) {}

    /// The same as it is seen: with its orientation applied.
    fn seen(&mut self, _: Dimensions) {}

    /// What the result will take, before anything of it is allocated.
    fn estimated(&mut self, _: Estimate) {}

    /// A stage ended, and the next one begins.
    fn ended(&mut self, _: Stage) {}

    /// Whether the time is up, and the result is given up as [`Error::TooSlow`](crate::Error::TooSlow). Asked between rows,
    /// looks and frames: up to some thousand times a second.
    fn is_late(&self) -> bool {
        false
    }
}

/// For those who do not want to know, and have time.
impl Progress for () {}
