//! AVIF (AV1 Image File Format 1.1.0): a container of items, of which one is the picture and one may be its alpha, each
//! a frame of AV1. Container and colours are read and written here; AV1 itself is left to `re_rav1d` and `rav1e`. Not
//! read: pictures of several tiles (`grid`), of layers, and cut ones.

pub(in crate::format) mod av1;
pub(in crate::format) mod container;
pub(in crate::format) mod sequence;
mod write;

pub(super) use self::write::Encoder;
pub(super) use super::heif::metadata::metadata;

use crate::original::Open;
use crate::original::pixels::Original;

use super::heif::original::Decoder;

pub(super) fn matches(file: &[u8]) -> bool {
    let kind = file.get(4..12);
    matches!(kind, Some(b"ftypavif" | b"ftypavis"))
}

pub(super) fn open(_: &[u8]) -> Open {
    Open::Pixels(|file| {
        let decoder = Decoder::new(file)?;
        let working_memory = decoder.working_memory();
        Ok(Original::new(decoder, |_| working_memory))
    })
}
