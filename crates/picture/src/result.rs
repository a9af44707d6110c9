//! What comes out.

use std::fmt;

use marble_transform::Output;

/// A result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoded {
    /// The file: a picture, or facts as JSON.
    pub bytes: Vec<u8>,
    /// What it is.
    pub format: Output,
    /// How many frames it has, where not all could be kept.
    pub frames: Option<Frames>,
}

/// Frames of an animation that is too large to be kept as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frames {
    /// Those of the result.
    pub kept: u32,
    /// Those of the original.
    pub all: u32,
}

/// As `1/1200`.
impl fmt::Display for Frames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kept, all } = self;
        write!(f, "{kept}/{all}")
    }
}
