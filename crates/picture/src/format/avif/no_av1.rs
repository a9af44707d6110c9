//! What stands in for AV1 in a build without it: nobody comes here, because AVIF is refused before.

use marble_jpeg::Plane;

use crate::error::Error;
use crate::geometry::Dimensions;

use super::not_built_in;
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

pub(super) fn encode(_: Dimensions, _: &[Plane], _: u8) -> Result<Vec<u8>, Error> {
    Err(not_built_in())
}
