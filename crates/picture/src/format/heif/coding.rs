//! What a codec is to the container: something that says how large a frame is before it decodes it.

use std::borrow::Cow;
use std::ops::Range;

use crate::error::Error;
use crate::geometry::Dimensions;
use crate::work::Work;

use super::boxes::Kind;
#[cfg(feature = "heic")]
use super::boxes::Reader;

/// A codec, by the kind of its items.
pub(crate) struct Coding {
    pub(crate) kind: Kind,
    pub(crate) open: for<'a> fn(Item<'a>) -> Result<Box<dyn Coded + 'a>, Error>,
}

/// An item, as the container tells of it.
pub(crate) struct Item<'a> {
    pub(crate) data: Data<'a>,
    /// What sets up the decoder: the content of `hvcC`.
    #[cfg(feature = "heic")]
    pub(crate) configuration: Option<Reader<'a>>,
    /// Where the item says it.
    pub(crate) size: Option<Dimensions>,
    /// Which of a stream's choices of layers is meant.
    #[cfg(feature = "avif")]
    pub(crate) operating_point: u8,
    /// The layer that is shown; the last one where nothing is said.
    #[cfg(feature = "avif")]
    pub(crate) layer: Option<u8>,
}

/// The bytes of an item, in pieces of the file.
pub(crate) struct Data<'a>(pub(crate) Vec<&'a [u8]>);

impl<'a> Data<'a> {
    /// Put together, where there are several.
    pub(crate) fn whole(&self) -> Cow<'a, [u8]> {
        match self.0.as_slice() {
            [one] => Cow::Borrowed(one),
            several => Cow::Owned(several.concat()),
        }
    }

    pub(crate) fn len(&self) -> u64 {
        let lengths = self.0.iter().map(|piece| piece.len() as u64);
        lengths.fold(0, u64::saturating_add)
    }
}

/// A frame that was not decoded.
pub(crate) trait Coded {
    fn form(&self) -> Form;

    /// What decoding allocates, the frame included, in bytes.
    fn cost(&self) -> u64;

    /// What of it is still there afterwards: the frame.
    fn frame_bytes(&self) -> u64;

    /// How long decoding takes.
    fn work(&self) -> Work;

    fn decode(&self) -> Result<Box<dyn Frame>, Error>;
}

/// A frame that was decoded.
pub(crate) trait Frame {
    /// Adds samples of a row to what `row` holds. What is not there is left out.
    fn push_row(&self, plane: usize, y: usize, samples: Range<usize>, row: &mut Vec<u16>);
}

/// How large the planes of a frame are, and what their samples mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Form {
    pub(crate) size: Dimensions,
    /// Bits of a sample, from 8 to 12.
    pub(crate) depth: u8,
    pub(crate) sampling: Sampling,
    pub(crate) colors: Colors,
}

/// How many samples of chroma there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sampling {
    /// None: the picture is grey.
    Grey,
    /// 4:2:0.
    Half,
    /// 4:2:2.
    HalfWidth,
    /// 4:4:4.
    Full,
}

impl Sampling {
    /// Whether there are half as many samples of chroma in a row.
    pub(crate) fn halves_width(self) -> bool {
        matches!(self, Self::Half | Self::HalfWidth)
    }

    /// Whether there are half as many rows of chroma.
    pub(crate) fn halves_height(self) -> bool {
        self == Self::Half
    }
}

/// Code points of ITU-T H.273, 8.1 to 8.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Colors {
    pub(crate) primaries: u8,
    pub(crate) transfer: u8,
    pub(crate) matrix: u8,
    pub(crate) full_range: bool,
}
