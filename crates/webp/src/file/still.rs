//! A file of one picture.

use alloc::vec::Vec;

use super::chunks::Chunks;
use super::image::Image;
use super::metadata::Metadata;
use super::vp8x::{self, ALPHA};
use crate::encode::Error;

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
        vp8x::write(&mut chunks, flags, size)?;
    }
    chunks.optional(*b"ICCP", metadata.icc_profile)?;
    image.write(&mut chunks)?;
    metadata.write_last(&mut chunks)?;
    chunks.finish()
}
