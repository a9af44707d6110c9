//! HEIC (ISO/IEC 23008-12, annex B): a container of items, each a frame of HEVC, which is left to `heic-rs`. Of its modules
//! only `hevc` is used: container and colours are those of AVIF.

mod hevc;
mod picture;
mod sequence;
mod skipped;
mod units;

pub(super) use super::heif::metadata;

use crate::original::Open;

use super::heif::{Original, has_brand};

use self::hevc::CODING;

/// Stills in the main profile or in another one, and what also has layers or a sequence.
const BRANDS: [&[u8; 4]; 6] = [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"];

pub(super) fn matches(file: &[u8]) -> bool {
    has_brand(file, &BRANDS)
}

pub(super) const OPEN: Open =
    Open::Rows(|input, _| Ok(Box::new(Original::open(input.all()?, &[CODING])?)));
