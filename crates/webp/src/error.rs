//! Why a frame was not read.

use core::fmt;

/// Why a frame was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    /// The frame is not what its own header says. The text says what is wrong.
    Damaged(&'static str),
    /// There is not enough memory for the request.
    OutOfMemory,
    /// The data end before the frame does.
    Truncated,
    /// A kind of VP8 that no picture has. The text names it.
    Unsupported(&'static str),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Damaged(text) => f.write_str(text),
            Self::OutOfMemory => f.write_str("not enough memory"),
            Self::Truncated => f.write_str("the file ends before the picture"),
            Self::Unsupported(text) => write!(f, "{text} is not supported"),
        }
    }
}

impl core::error::Error for Error {}
