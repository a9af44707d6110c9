//! A WebP without loss, or with alpha, as an original of pixels.

use std::io::Cursor;

use image::codecs::webp::WebPDecoder;

use crate::error::Error;
use crate::original::pixels::{Original, refuse};
use crate::work::Work;

use super::chunks;

/// Nanoseconds for a pixel, as measured: without loss; and with loss, beside its alpha.
const PIXEL: f64 = 15.0;
const LOSSY: f64 = 50.0;

/// Nanoseconds for a byte of the file, as measured.
const BYTE: f64 = 12.0;

pub(super) fn open(file: Vec<u8>) -> Result<Original, Error> {
    if chunks::is_truncated(&file) {
        return Err(chunks::ends_early());
    }
    // The decoder believes the file's size, and allocates the frame's.
    let mut is_lossy = false;
    if let Some((canvas, frame)) = chunks::extended(&file) {
        is_lossy = true;
        let found = marble_webp::Decoder::new(frame).map(|frame| (frame.width(), frame.height()));
        if found != Ok((canvas.width, canvas.height)) {
            return Err(Error::damaged("file and frame differ in size"));
        }
    }
    let bytes = file.len() as u64;
    let turns = chunks::announces(&file, chunks::EXIF);
    let decoder = WebPDecoder::new(Cursor::new(file)).map_err(|error| refuse(&error))?;
    let (each, pixel) = if is_lossy { (6, LOSSY) } else { (4, PIXEL) };
    // The planes of a lossy picture, or the whole of a lossless one.
    let original = Original::new(
        decoder,
        |size| size.pixels().saturating_mul(each),
        |size| Work::of(size.pixels(), pixel) + Work::of(bytes, BYTE),
    );
    // The decoder finds Exif that is not announced, too.
    Ok(if turns { original } else { original.unturned() })
}
