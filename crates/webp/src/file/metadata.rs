//! What a file says besides its pictures.

use super::chunks::{self, Chunks};
use super::vp8x::{EXIF, ICC_PROFILE, XMP};
use crate::encode::Error;

/// What a file says besides its pictures. Of what is empty there is no chunk.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Metadata<'a> {
    /// A colour profile (`ICCP`).
    pub icc_profile: &'a [u8],
    /// What a camera wrote (`EXIF`), from its byte order on.
    pub exif: &'a [u8],
    /// The same in XML (`XMP `).
    pub xmp: &'a [u8],
}

impl Metadata<'_> {
    fn parts(&self) -> [(&[u8], u8); 3] {
        [
            (self.icc_profile, ICC_PROFILE),
            (self.exif, EXIF),
            (self.xmp, XMP),
        ]
    }

    pub(super) fn flags(&self) -> u8 {
        let parts = self
            .parts()
            .into_iter()
            .filter(|(part, _)| !part.is_empty());
        parts.fold(0, |flags, (_, flag)| flags | flag)
    }

    /// Bytes of its chunks.
    pub(super) fn length(&self) -> usize {
        let parts = self
            .parts()
            .into_iter()
            .filter(|(part, _)| !part.is_empty());
        parts.fold(0, |sum, (part, _)| {
            sum.saturating_add(chunks::length(part.len()))
        })
    }

    /// What stands behind the pictures.
    pub(super) fn write_last(&self, chunks: &mut Chunks) -> Result<(), Error> {
        chunks.optional(*b"EXIF", self.exif)?;
        chunks.optional(*b"XMP ", self.xmp)
    }
}
