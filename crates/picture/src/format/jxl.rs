//! JPEG XL (ISO/IEC 18181): a stream of its own, or one in boxes. The stream is left to libraries: `jxl` reads it, and
//! `jixel` writes it.

mod boxes;
mod ground;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub(super) use self::boxes::{matches, metadata};
pub(super) use self::write::{Encoder, max_pixels};

use crate::original::Open;

pub(super) const OPEN: Open =
    Open::Rows(|input, limits| Ok(Box::new(read::Original::open(input, limits)?)));
