//! Why a picture was not written.

use core::fmt;

/// Why a picture was not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    /// What was asked for is no picture, or an option is out of its bounds. The text says what is wrong.
    Invalid(&'static str),
    /// There is not enough memory for the request.
    OutOfMemory,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(text) => f.write_str(text),
            Self::OutOfMemory => f.write_str("not enough memory"),
        }
    }
}

impl core::error::Error for Error {}
