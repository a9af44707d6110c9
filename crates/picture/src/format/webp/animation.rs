//! The frames of an animated WebP (RFC 9649, 2.7.1.1 and 2.7.1.2), found without decoding any, and their pixels.

use std::io::Cursor;

use image::metadata::Orientation;
use image_webp::{DecodingError, WebPDecoder};

use crate::error::{Error, plain};
use crate::geometry::Dimensions;
use crate::input::Input;
use crate::original::frames::{Below, Dispose, Frame, Original, Pixels, TimeUnit};
use crate::pixels::orientation::from_exif;
use crate::pixels::picture::{Layout, profile_fits};
use crate::work::Work;

use super::chunks::{ANIMATION, EXIF, canvas_size, is_truncated, split_chunk};

/// A file whose header was read.
struct WebP<'a> {
    canvas: Dimensions,
    exif: Option<&'a [u8]>,
    plays: u32,
    profile: Option<&'a [u8]>,
    /// The chunks behind the header.
    chunks: &'a [u8],
}

/// Frames that follow each other.
struct Frames<'a> {
    /// Chunks that are not read yet.
    rest: &'a [u8],
}

/// The chunks of a frame, not decoded yet.
struct Chunks<'a> {
    blend: bool,
    chunks: &'a [u8],
}

/// Whether the file says that it is animated, and has a frame.
pub(super) fn is_animated(webp: &[u8]) -> bool {
    read(webp).is_some_and(|file| file.frames().next().is_some())
}

pub(super) fn open<'a>(input: &'a mut Input<'_>) -> Result<Box<dyn Original + 'a>, Error> {
    let file = read(input.all()?).ok_or_else(|| Error::damaged("the file has no frames"))?;
    Ok(Box::new(file))
}

/// Reads what is not in the frames.
fn read(webp: &[u8]) -> Option<WebP<'_>> {
    let chunks = webp.get(12..)?;
    let (b"VP8X", extended, rest) = named(chunks)? else {
        return None;
    };
    let flags = extended.first()?;
    if flags & ANIMATION == 0 || is_truncated(webp) {
        return None;
    }
    let mut chunks = rest;
    let (mut plays, mut exif, mut profile) = (None, None, None);
    while let Some((name, body, behind)) = named(chunks) {
        chunks = behind;
        // The first of its kind counts (RFC 9649, 2.7.1.5).
        match (name, body) {
            (b"ANIM", [_, _, _, _, low, high, ..]) => {
                plays.get_or_insert(u16::from_le_bytes([*low, *high]));
            }
            (b"EXIF", _) if flags & EXIF != 0 => {
                exif.get_or_insert(body);
            }
            (b"ICCP", _) => {
                profile.get_or_insert(body);
            }
            _ => {}
        }
    }
    Some(WebP {
        canvas: canvas_size(extended)?,
        exif,
        plays: plays?.into(),
        profile: profile.filter(|profile| profile_fits(profile, Layout::Rgba)),
        chunks: rest,
    })
}

impl Original for WebP<'_> {
    fn size(&self) -> Dimensions {
        self.canvas
    }

    fn orientation(&self) -> Orientation {
        from_exif(self.exif)
    }

    fn plays(&self) -> u32 {
        self.plays
    }

    fn profile(&self) -> Option<&[u8]> {
        self.profile
    }

    fn time_unit(&self) -> TimeUnit {
        TimeUnit::Millisecond
    }

    fn frames(&self) -> Box<dyn Iterator<Item = Result<Frame<'_>, Error>> + '_> {
        Box::new(Frames { rest: self.chunks })
    }
}

/// Name and body of the first chunk, and what stands behind it.
fn named(chunks: &[u8]) -> Option<(&[u8; 4], &[u8], &[u8])> {
    let (chunk, rest) = split_chunk(chunks)?;
    let (name, body) = chunk.split_first_chunk()?;
    Some((name, body.get(4..)?, rest))
}

impl<'a> Iterator for Frames<'a> {
    type Item = Result<Frame<'a>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        while let Some((name, body, rest)) = named(self.rest) {
            self.rest = rest;
            if name == b"ANMF" {
                let frame = frame(body);
                return Some(frame.ok_or_else(|| Error::damaged("a frame is too short")));
            }
        }
        None
    }
}

fn frame(body: &[u8]) -> Option<Frame<'_>> {
    let (header, chunks) = body.split_first_chunk::<16>()?;
    let &[
        x0,
        x1,
        x2,
        y0,
        y1,
        y2,
        w0,
        w1,
        w2,
        h0,
        h1,
        h2,
        d0,
        d1,
        d2,
        flags,
    ] = header;
    let number = |bytes: [u8; 3]| {
        let [low, middle, high] = bytes;
        u32::from_le_bytes([low, middle, high, 0])
    };
    Some(Frame {
        left: number([x0, x1, x2]).saturating_mul(2),
        top: number([y0, y1, y2]).saturating_mul(2),
        size: Dimensions {
            width: number([w0, w1, w2]).saturating_add(1),
            height: number([h0, h1, h2]).saturating_add(1),
        },
        delay: number([d0, d1, d2]),
        dispose: if flags & 1 == 0 {
            Dispose::Keep
        } else {
            Dispose::Clear
        },
        pixels: Box::new(Chunks {
            blend: flags & 2 == 0,
            chunks,
        }),
    })
}

impl Pixels for Chunks<'_> {
    /// The file of one picture, its pixels, and what the decoder needs besides.
    fn cost(&self, size: Dimensions) -> u64 {
        let pixels = size.pixels().saturating_mul(13);
        pixels.saturating_add(self.chunks.len() as u64)
    }

    fn work(&self, size: Dimensions) -> Work {
        /// Nanoseconds for a pixel, as measured; and for a byte.
        const PIXEL: f64 = 25.0;
        const BYTE: f64 = 30.0;
        Work::of(size.pixels(), PIXEL) + Work::of(self.chunks.len() as u64, BYTE)
    }

    fn draw(&self, size: Dimensions, below: &mut Below<'_>) -> Result<(), Error> {
        let decoded = self.decode(size)?;
        let row_bytes = (size.width as usize).saturating_mul(4).max(1);
        let lines = decoded.chunks_exact(row_bytes).take(below.count());
        for (y, line) in lines.enumerate() {
            let Some(row) = below.row(y) else { break };
            for (pixel, above) in row.iter_mut().zip(line.as_chunks::<4>().0) {
                *pixel = self.lay(*above, *pixel);
            }
        }
        Ok(())
    }
}

impl Chunks<'_> {
    /// Red, green, blue and alpha.
    fn decode(&self, size: Dimensions) -> Result<Vec<u8>, Error> {
        let file = self.as_file(size)?;
        let mut decoder = WebPDecoder::new(Cursor::new(file)).map_err(|it| refuse(&it))?;
        check_size(size, decoder.dimensions())?;
        let mut pixels = vec![0; decoder.output_buffer_size().unwrap_or_default()];
        decoder.read_image(&mut pixels).map_err(|it| refuse(&it))?;
        if decoder.has_alpha() {
            return Ok(pixels);
        }
        let (rgb, _) = pixels.as_chunks::<3>();
        let opaque = rgb.iter().flat_map(|[r, g, b]| [*r, *g, *b, u8::MAX]);
        Ok(opaque.collect())
    }

    /// A pixel of the frame, laid onto one of the canvas, where alpha is multiplied in.
    fn lay(&self, above: [u8; 4], below: [u8; 4]) -> [u8; 4] {
        let [red, green, blue, alpha] = above;
        if alpha == u8::MAX {
            return above;
        }
        let multiplied = [red, green, blue].map(|color| part(color, alpha));
        let [red, green, blue] = multiplied;
        let above = [red, green, blue, alpha];
        if !self.blend {
            return above;
        }
        let mut mixed = below.map(|channel| part(channel, !alpha));
        for (mixed, above) in mixed.iter_mut().zip(above) {
            *mixed = mixed.saturating_add(above);
        }
        mixed
    }

    /// The frame as a file of its own. With alpha, the decoder believes what the file says of the size, and allocates what
    /// the frame does.
    fn as_file(&self, size: Dimensions) -> Result<Vec<u8>, Error> {
        let mut body = b"WEBP".to_vec();
        let (name, _, behind) = named(self.chunks).unwrap_or((b"    ", &[], &[]));
        if !matches!(name, b"ALPH" | b"VP8 " | b"VP8L") {
            return Err(Error::damaged("a frame without pixels"));
        }
        if name == b"ALPH" {
            let lossy = named(behind).filter(|(name, ..)| *name == b"VP8 ");
            let lossy = lossy.and_then(|(_, vp8, _)| marble_webp::Decoder::new(vp8).ok());
            let lossy = lossy.ok_or_else(|| Error::damaged("alpha without colours"))?;
            check_size(size, (lossy.width(), lossy.height()))?;
            body.extend_from_slice(b"VP8X\x0a\0\0\0\x10\0\0\0");
            for side in [size.width, size.height] {
                let [low, middle, high, _] = side.saturating_sub(1).to_le_bytes();
                body.extend([low, middle, high]);
            }
        }
        body.extend_from_slice(self.chunks);
        let length = u32::try_from(body.len()).unwrap_or(u32::MAX);
        Ok([b"RIFF", &length.to_le_bytes()[..], &body].concat())
    }
}

/// File and frame must not say different things.
fn check_size(size: Dimensions, found: (u32, u32)) -> Result<(), Error> {
    let Dimensions { width, height } = size;
    if found != (width, height) {
        let (w, h) = found;
        return Err(Error::Damaged(format!(
            "the file says {width}x{height} pixels, and its frame {w}x{h}"
        )));
    }
    Ok(())
}

/// So many parts of 255, rounded.
fn part(channel: u8, alpha: u8) -> u8 {
    let product = u32::from(channel).saturating_mul(alpha.into());
    u8::try_from(product.saturating_add(127) / 255).unwrap_or(u8::MAX)
}

/// Whose fault a decoder's error is.
fn refuse(error: &DecodingError) -> Error {
    match error {
        DecodingError::UnsupportedFeature(_) => Error::Unsupported(plain(error)),
        _ => Error::Damaged(plain(error)),
    }
}
