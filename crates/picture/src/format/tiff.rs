//! TIFF and `BigTIFF`: the first page, read row by row, and its strips or tiles as they arrive. Where the tags stand behind
//! them, as libtiff writes them, all of the file is waited for.
//!
//! Own code, since the crate `tiff` 0.11 reads no palettes, loses its place in samples beyond alpha, and stops the
//! component with assertions where files lie. What unpacks LZW and Deflate are the crates that GIF and PNG use anyway,
//! and JPEGs are read by `marble-jpeg`.

mod bands;
mod chunks;
mod colors;
mod directory;
mod fax;
mod file;
mod fill_order;
mod jpeg;
mod lab;
mod predictor;
mod reader;
mod rows;
mod samples;
mod storage;
#[cfg(test)]
mod tests;
mod unpack;
mod ycbcr;

use crate::error::Error;
use crate::input::Input;
use crate::metadata::{self, Metadata};
use crate::original::Open;

use self::file::File;

pub(super) fn matches(file: &[u8]) -> bool {
    matches!(
        file,
        [b'I', b'I', 42 | 43, 0, ..] | [b'M', b'M', 0, 42 | 43, ..]
    )
}

pub(super) const OPEN: Open = Open::Rows(|input, limits| Ok(Box::new(File::open(input, limits)?)));

/// Exif has the form of a TIFF, and a TIFF its tags.
pub(super) fn metadata<'a>(input: &'a mut Input<'_>) -> Result<Metadata<'a>, Error> {
    let file = input.all()?;
    Ok(Metadata {
        exif: Some(file.into()),
        iptc: metadata::exif::find(file, metadata::exif::IMAGE_RESOURCES),
        xmp: metadata::exif::find(file, metadata::exif::XMP),
    })
}
