//! AVIF: items that refer to the picture.

use super::super::avif;
use super::Sources;

pub(super) fn sources(file: &[u8]) -> Sources<'_> {
    let said = avif::said(file);
    Sources {
        exif: said.exif,
        iptc: None,
        xmp: said.xmp,
    }
}

/// As an item of its own.
pub(super) fn insert(file: &mut Vec<u8>, exif: &[u8]) {
    if let Ok(longer) = avif::with_exif(file, exif) {
        *file = longer;
    }
}
