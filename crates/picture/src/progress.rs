//! Who wants to know how long a result took is told when each stage ends. There is no clock here.

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

/// Is told when each stage ends.
pub trait Stages {
    /// A stage ended, and the next one begins.
    fn ended(&mut self, stage: Stage);
}

/// For those who do not want to know.
impl Stages for () {
    fn ended(&mut self, _: Stage) {}
}
