//! BMP (Windows bitmap), by the crate `image`.

use std::io::Cursor;

use image::codecs::bmp::BmpDecoder;

use crate::geometry::Dimensions;
use crate::original;
use crate::original::pixels::{Original, refuse};
use crate::work::Work;

/// Nanoseconds for a pixel, as measured.
const PIXEL: f64 = 22.0;

/// The signature, and four bytes that are reserved.
pub(crate) fn matches(file: &[u8]) -> bool {
    matches!(file, [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..])
}

pub(crate) const OPEN: original::Open = original::Open::Pixels(|file| {
    let decoder = BmpDecoder::new(Cursor::new(file));
    let decoder = decoder.map_err(|error| refuse(&error))?;
    // A few rows.
    let working_memory = |size: Dimensions| size.pixels() / 16;
    let work = |size: Dimensions| Work::of(size.pixels(), PIXEL);
    Ok(Original::new(decoder, working_memory, work))
});
