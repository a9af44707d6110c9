//! The chunk `VP8X`, which says what other chunks there are.

use super::chunks::Chunks;
use crate::encode::Error;

/// What the chunk `VP8X` announces.
pub(super) const ICC_PROFILE: u8 = 0x20;
pub(super) const ALPHA: u8 = 0x10;
pub(super) const EXIF: u8 = 0x08;
pub(super) const XMP: u8 = 0x04;
pub(super) const ANIMATION: u8 = 0x02;

/// Writes the chunk `VP8X`. Where its flags are.
pub(super) fn write(
    chunks: &mut Chunks,
    flags: u8,
    (width, height): (u32, u32),
) -> Result<usize, Error> {
    let [w0, w1, w2, _] = width.saturating_sub(1).to_le_bytes();
    let [h0, h1, h2, _] = height.saturating_sub(1).to_le_bytes();
    chunks.put(*b"VP8X", &[&[flags, 0, 0, 0, w0, w1, w2, h0, h1, h2]])
}
