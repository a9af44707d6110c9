//! AVIF (AV1 Image File Format 1.1.0): a container of items, of which one is the picture and one may be its alpha, each
//! a frame of AV1. Container and colours are read and written here; AV1 itself is left to `re_rav1d` and `rav1e`. Not
//! read: pictures of several tiles (`grid`), of layers, and cut ones.

mod av1;
mod boxes;
mod colors;
mod container;
mod decoder;
mod error;
mod file;
mod meta;
mod metadata;
mod sequence;
mod write;

pub(super) use self::metadata::metadata;
pub(super) use self::write::Encoder;

use crate::geometry::Dimensions;
use crate::original::Open;
use crate::original::pixels::Original;
use crate::work::Work;

use self::decoder::Decoder;

/// Nanoseconds for a pixel, as measured: of photographs of much detail.
const PIXEL: f64 = 120.0;

pub(super) fn matches(file: &[u8]) -> bool {
    let kind = file.get(4..12);
    matches!(kind, Some(b"ftypavif" | b"ftypavis"))
}

pub(super) fn open(_: &[u8]) -> Open {
    Open::Pixels(|file| {
        let decoder = Decoder::new(file)?;
        let working_memory = decoder.working_memory();
        let work = |size: Dimensions| Work::of(size.pixels(), PIXEL);
        Ok(Original::new(decoder, |_| working_memory, work))
    })
}
