//! What stands in for AV1 in a build without it: nobody comes here, because AVIF is refused before.

use crate::error::Error;
use crate::geometry::Dimensions;

use super::sequence::Sequence;

/// A decoded frame, of which there is none.
pub(super) enum Frame {}

pub(super) fn decode(
    _: impl AsRef<[u8]> + Send + Sync + 'static,
    _: &Sequence,
) -> Result<Frame, Error> {
    Err(not_built_in())
}

impl Frame {
    pub(super) fn read_row(&self, _: usize, _: usize, _: usize, _: &mut Vec<u16>) {
        match *self {}
    }
}

/// Eight-bit planes, luma first; chroma, where there is any, in 4:2:0.
#[expect(dead_code, reason = "nobody looks at them in this build")]
pub(super) struct Planes<'a> {
    pub(super) size: Dimensions,
    pub(super) planes: &'a [marble_jpeg::Plane],
}

pub(super) fn encode(_: &Planes<'_>, _: u8) -> Result<Vec<u8>, Error> {
    Err(not_built_in())
}

fn not_built_in() -> Error {
    Error::Internal("this build is one without AVIF".to_owned())
}
