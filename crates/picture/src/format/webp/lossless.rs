//! A WebP without loss, or with alpha, as an original of pixels.

use std::io::Cursor;

use image::codecs::webp::WebPDecoder;

use crate::error::Error;
use crate::original::pixels::{Original, refuse};
use crate::work::Work;

use super::chunks;

/// Nanoseconds for a pixel, as measured.
const PIXEL: f64 = 15.0;

/// Nanoseconds for a byte of the file, as measured.
const BYTE: f64 = 12.0;

pub(super) fn open(file: Vec<u8>) -> Result<Original, Error> {
    if chunks::is_truncated(&file) {
        return Err(Error::damaged("the file ends before the picture"));
    }
    // The decoder believes the file's size, and allocates the frame's.
    if let Some((canvas, frame)) = chunks::extended(&file) {
        let found = marble_webp::Decoder::new(frame).map(|frame| (frame.width(), frame.height()));
        if found != Ok((canvas.width, canvas.height)) {
            return Err(Error::damaged("file and frame differ in size"));
        }
    }
    let bytes = file.len() as u64;
    let decoder = WebPDecoder::new(Cursor::new(file)).map_err(|error| refuse(&error))?;
    // The planes of a lossy picture, or the whole of a lossless one.
    Ok(Original::new(
        decoder,
        |size| size.pixels().saturating_mul(4),
        |size| Work::of(size.pixels(), PIXEL) + Work::of(bytes, BYTE),
    ))
}
