//! PNG (third edition): read row by row, with the filters and the interlacing undone here; headers and writing are left
//! to the crate `png`.

mod chunks;
mod error;
mod expand;
mod file;
mod inflate;
mod lines;
mod metadata;
mod raw_profile;
mod samples;
mod unfilter;
mod write;

pub(super) use self::metadata::metadata;
pub(super) use self::write::Encoder;

use crate::original::Open;

use self::file::File;

pub(super) fn matches(file: &[u8]) -> bool {
    file.starts_with(b"\x89PNG\r\n\x1a\n")
}

pub(super) const OPEN: Open = Open::Rows(|input, limits| Ok(Box::new(File::open(input, limits)?)));
