//! Why there is no result. Whose fault it is decides the variant; the texts are for people.

use std::fmt;

use crate::geometry;
use crate::source::Interrupted;

/// Why there is no result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// A crop that begins outside of the picture, which only the picture can tell.
    Crop(geometry::Outside),
    /// The bytes are not what their format promises; the text says what is wrong.
    Damaged(String),
    /// An encoder failed, or something that cannot happen did.
    Internal(String),
    /// The original broke off; its [`Source`](crate::Source) knows why.
    Interrupted,
    /// A limit is exceeded, and nothing was allocated for what exceeds it.
    TooLarge(Excess),
    /// The time was up: [`Progress::is_late`](crate::Progress::is_late) said so.
    TooSlow,
    /// The bytes are of no format, or of no kind of it, that is read; the text says what they look like.
    Unsupported(String),
    /// There is something wrong with the watermark, and nothing with the original: what it would be if the watermark were
    /// one; [`Error::Interrupted`] where its [`Source`](crate::Source) broke off.
    Watermark(Box<Error>),
}

/// A limit, and the value that exceeds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Excess {
    /// What is bounded.
    pub bound: Bound,
    /// The value found.
    pub found: u64,
    /// The largest value that is allowed.
    pub limit: u64,
}

/// What is bounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// Width times height of a result that is written as AVIF.
    AvifPixels,
    /// Estimated memory, in bytes, where it is the result that takes so much.
    ResultMemory,
    /// Length of the result, in bytes.
    ResultBytes,
    /// Longest side of the result, in pixels.
    ResultSide,
    /// Length of the original, in bytes.
    SourceBytes,
    /// Estimated memory, in bytes, where it is the original that takes so much.
    SourceMemory,
    /// Width times height of the original.
    SourcePixels,
    /// Estimated CPU time, in milliseconds.
    Work,
}

impl Error {
    pub(crate) fn damaged(what: &str) -> Self {
        Self::Damaged(what.to_owned())
    }

    /// What a library says that cannot happen.
    #[expect(clippy::needless_pass_by_value, reason = "for map_err")]
    pub(crate) fn internal(error: impl ToString) -> Self {
        Self::Internal(error.to_string())
    }
}

/// A decoder's words as one short line of visible ASCII, since they may quote the file.
pub(crate) fn plain(error: &impl ToString) -> String {
    const LONGEST: usize = 200;
    let text = error.to_string();
    let visible = |character: char| match character {
        ' '..='~' => character,
        _ => ' ',
    };
    text.chars().map(visible).take(LONGEST).collect()
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Crop(error) => error.fmt(f),
            Self::Damaged(text) | Self::Internal(text) | Self::Unsupported(text) => {
                f.write_str(text)
            }
            Self::Interrupted => Interrupted.fmt(f),
            Self::TooLarge(excess) => excess.fmt(f),
            Self::TooSlow => f.write_str("the time was up"),
            Self::Watermark(error) => write!(f, "the watermark: {error}"),
        }
    }
}

impl std::error::Error for Error {}

impl fmt::Display for Excess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.bound {
            Bound::AvifPixels => "pixels of AVIF",
            Bound::ResultMemory | Bound::SourceMemory => "bytes of memory",
            Bound::ResultSide => "pixels on the longer side",
            Bound::ResultBytes | Bound::SourceBytes => "bytes",
            Bound::SourcePixels => "pixels",
            Bound::Work => "milliseconds of work",
        };
        write!(
            f,
            "expected at most {} {unit}, but found {}",
            self.limit, self.found
        )
    }
}

impl From<Interrupted> for Error {
    fn from(_: Interrupted) -> Self {
        Self::Interrupted
    }
}

impl From<geometry::Outside> for Error {
    fn from(error: geometry::Outside) -> Self {
        Self::Crop(error)
    }
}
