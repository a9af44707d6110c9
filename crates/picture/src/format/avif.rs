//! AVIF (AV1 Image File Format 1.1.0): a container of items, each a frame of AV1. The container is that of HEIF; AV1
//! itself is left to `re_rav1d` and `rav1e`.

mod av1;
mod container;
mod sequence;
mod write;

pub(super) use self::write::Encoder;
pub(super) use super::heif::metadata;

use crate::original::Open;

use super::heif::{Original, has_brand};

use self::av1::CODING;

pub(super) fn matches(file: &[u8]) -> bool {
    has_brand(file, &[b"avif", b"avis"])
}

pub(super) const OPEN: Open =
    Open::Rows(|input, _| Ok(Box::new(Original::open(input.all()?, &[CODING])?)));
