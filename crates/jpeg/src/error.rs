//! Why a file was not read, or a picture not written.

use core::fmt;

/// Why a file was not read, or a picture not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    /// The file is not what its own headers say. The text says what is wrong.
    Damaged(&'static str),
    /// The source could not give more of the file, which goes on. The source knows why.
    Interrupted,
    /// The picture cannot be written as asked. The text says why.
    Invalid(&'static str),
    /// There is not enough memory for the request.
    OutOfMemory,
    /// A progressive picture has more scans than were allowed.
    TooManyScans,
    /// The file ends before the picture does.
    Truncated,
    /// A kind of JPEG that this crate does not read. The text names it.
    Unsupported(&'static str),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Damaged(text) | Self::Invalid(text) => f.write_str(text),
            Self::Interrupted => f.write_str("the file could not be read on"),
            Self::OutOfMemory => f.write_str("not enough memory"),
            Self::TooManyScans => f.write_str("too many scans"),
            Self::Truncated => f.write_str("the file ends before the picture"),
            Self::Unsupported(text) => write!(f, "{text} is not supported"),
        }
    }
}

impl core::error::Error for Error {}
