//! A WebP without loss, or with alpha, as an original of pixels.

use std::io::Cursor;

use image::codecs::webp::WebPDecoder;

use crate::error::Error;
use crate::original::pixels::{Original, refuse};

use super::chunks;

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
    let decoder = WebPDecoder::new(Cursor::new(file)).map_err(|error| refuse(&error))?;
    // The planes of a lossy picture, or the whole of a lossless one.
    Ok(Original::new(decoder, |size| {
        size.pixels().saturating_mul(4)
    }))
}
