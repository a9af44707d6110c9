//! The container (RIFF): frames, alpha, colour profiles and metadata to files, of one picture or of an animation.
//!
//! ```text
//! RIFF ─ WEBP ─ [VP8X] ─ [ICCP] ─┬ [ALPH] ─ VP8  │ VP8L ───────────────────┬ [EXIF] ─ [XMP ]
//!                                └ ANIM ─ ANMF ([ALPH] ─ VP8  │ VP8L) ─ …  ┘
//! ```

mod animation;
mod chunks;
mod image;

use alloc::vec::Vec;

use self::chunks::Chunks;
use crate::encode::Error;

pub use animation::{Animation, Blend, Dispose, Frame, Loops};
pub use image::{Alpha, Image};

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

/// A file with one picture. The simple form where that is all.
///
/// Allocates the file, and nothing else.
///
/// # Errors
///
/// `Invalid` when the picture's frame is none, when it has alpha of another size, and from 4 GiB on; `OutOfMemory`.
pub fn write(image: &Image<'_>, metadata: &Metadata<'_>) -> Result<Vec<u8>, Error> {
    let size = image.check()?;
    let mut chunks = Chunks::new(image.length().saturating_add(metadata.length()))?;
    if metadata.length() > 0 || matches!(image, Image::Lossy { alpha: Some(_), .. }) {
        let flags = metadata.flags() | if image.has_alpha() { ALPHA } else { 0 };
        extended(&mut chunks, flags, size)?;
    }
    chunks.optional(*b"ICCP", metadata.icc_profile)?;
    image.write(&mut chunks)?;
    metadata.write_last(&mut chunks)?;
    chunks.finish()
}

/// What the chunk `VP8X` announces.
const ICC_PROFILE: u8 = 0x20;
const ALPHA: u8 = 0x10;
const EXIF: u8 = 0x08;
const XMP: u8 = 0x04;
const ANIMATION: u8 = 0x02;

/// Writes the chunk `VP8X`. Where its flags are.
fn extended(chunks: &mut Chunks, flags: u8, (width, height): (u32, u32)) -> Result<usize, Error> {
    let [w0, w1, w2, _] = width.saturating_sub(1).to_le_bytes();
    let [h0, h1, h2, _] = height.saturating_sub(1).to_le_bytes();
    chunks.put(*b"VP8X", &[&[flags, 0, 0, 0, w0, w1, w2, h0, h1, h2]])
}

impl Metadata<'_> {
    fn parts(&self) -> [(&[u8], u8); 3] {
        [
            (self.icc_profile, ICC_PROFILE),
            (self.exif, EXIF),
            (self.xmp, XMP),
        ]
    }

    fn flags(&self) -> u8 {
        let parts = self
            .parts()
            .into_iter()
            .filter(|(part, _)| !part.is_empty());
        parts.fold(0, |flags, (_, flag)| flags | flag)
    }

    /// Bytes of its chunks.
    fn length(&self) -> usize {
        let parts = self
            .parts()
            .into_iter()
            .filter(|(part, _)| !part.is_empty());
        parts.fold(0, |sum, (part, _)| {
            sum.saturating_add(chunks::length(part.len()))
        })
    }

    /// What stands behind the pictures.
    fn write_last(&self, chunks: &mut Chunks) -> Result<(), Error> {
        chunks.optional(*b"EXIF", self.exif)?;
        chunks.optional(*b"XMP ", self.xmp)
    }
}
