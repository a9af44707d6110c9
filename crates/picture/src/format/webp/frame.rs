//! Pixels or planes to a frame, with or without loss, as the chunks of a file hold it.

use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder};
use marble_transform::Output;
use marble_webp::encode::Options;
use marble_webp::file::{Alpha, Image};
use marble_webp::{Decoder, Plane, Planes};

use crate::color::range::Range;
use crate::encoder::Writing;
use crate::error::Error;
use crate::geometry::Dimensions;
use crate::pieces::Pieces;
use crate::pixels::picture::{Layout, Picture};
use crate::pixels::planes::{self, to_planes};
use crate::quality::{self, Luma, loss};

/// Header and first chunk header of a file of one chunk.
const SIMPLE_HEADER: usize = 20;

/// The signature and the size in front of a frame without loss, which alpha goes without.
const LOSSLESS_HEADER: usize = 5;

/// A picture as the chunks of a file hold it.
pub(super) enum Frame {
    Lossless(Vec<u8>),
    Lossy {
        /// Without loss, as the green of a frame.
        alpha: Option<Vec<u8>>,
        frame: Vec<u8>,
    },
}

impl Frame {
    /// Encodes pixels as is asked for.
    pub(super) fn new(picture: Picture, writing: &Writing<'_>) -> Result<Self, Error> {
        if writing.transform.lossless {
            return Ok(Self::Lossless(lossless(&picture)?));
        }
        let alpha = alpha(&picture);
        let alpha = alpha
            .map(|alpha| encode_alpha(alpha, picture.size))
            .transpose()?;
        let mut picture = picture;
        if alpha.is_some() {
            smooth_hidden(&mut picture);
        }
        // Of colours, alpha is passed over when they become planes.
        if picture.layout.is_grey() {
            picture = picture.without_alpha();
        }
        let planes = video(to_planes(picture)?, Range::Full);
        let overhead = alpha.as_ref().map_or(0, Vec::len);
        let frame = lossy(&planes, writing, overhead)?;
        Ok(Self::Lossy { alpha, frame })
    }

    /// Bytes of it.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Lossless(frame) => frame.len(),
            Self::Lossy { alpha, frame } => {
                let alpha = alpha.as_ref().map_or(0, Vec::len);
                frame.len().saturating_add(alpha)
            }
        }
    }

    /// The same for the writer of files.
    pub(super) fn as_image(&self) -> Image<'_> {
        match self {
            Self::Lossless(frame) => Image::Lossless(frame),
            Self::Lossy { alpha, frame } => Image::Lossy {
                alpha: alpha.as_deref().map(Alpha::Lossless),
                frame,
            },
        }
    }
}

pub(super) fn lossy(
    planes: &Planes,
    writing: &Writing<'_>,
    overhead: usize,
) -> Result<Vec<u8>, Error> {
    let encode = |quality| {
        marble_webp::encode::encode(planes, &Options { quality }).map_err(Error::internal)
    };
    let loss = |frame: &[u8]| {
        let decoded = Decoder::new(frame).and_then(|decoder| decoder.decode());
        let decoded = decoded.map_err(Error::internal)?;
        Ok(loss(luma(planes), luma(&decoded)))
    };
    let overhead = overhead.saturating_add(SIMPLE_HEADER);
    quality::encode(Output::WebP, writing, overhead, encode, loss)
}

fn luma(planes: &Planes) -> Luma<'_> {
    Luma {
        width: planes.luma.width as usize,
        samples: &planes.luma.samples,
    }
}

/// A frame without loss, from its signature on.
fn lossless(picture: &Picture) -> Result<Vec<u8>, Error> {
    let color = match picture.layout {
        Layout::Grey => ExtendedColorType::L8,
        Layout::GreyAlpha => ExtendedColorType::La8,
        Layout::Rgb => ExtendedColorType::Rgb8,
        Layout::Rgba => ExtendedColorType::Rgba8,
    };
    let Dimensions { width, height } = picture.size;
    let mut file = Pieces::default();
    WebPEncoder::new_lossless(&mut file)
        .write_image(&picture.pixels, width, height, color)
        .map_err(Error::internal)?;
    let mut file = file.into_bytes();
    // The chunk `VP8L` is the only one.
    let length = file.get(16..SIMPLE_HEADER).and_then(<[u8]>::first_chunk);
    let length = length.map_or(0, |length| u32::from_le_bytes(*length) as usize);
    file.drain(..SIMPLE_HEADER.min(file.len()));
    file.truncate(length);
    Ok(file)
}

/// The alpha of each pixel, if any is translucent.
fn alpha(picture: &Picture) -> Option<Vec<u8>> {
    let pixels = picture.pixels.chunks_exact(picture.layout.channels());
    let alpha = || pixels.filter_map(|pixel| pixel.last().copied()).collect();
    picture.is_translucent().then(alpha)
}

/// Without loss, as the green of a picture, which is a grey one.
fn encode_alpha(alpha: Vec<u8>, size: Dimensions) -> Result<Vec<u8>, Error> {
    let picture = Picture {
        size,
        layout: Layout::Grey,
        pixels: alpha,
        profile: None,
    };
    let mut frame = lossless(&picture)?;
    frame.drain(..LOSSLESS_HEADER.min(frame.len()));
    Ok(frame)
}

/// Pixels that are not seen get the mean colour of those in their block that are, or, where none is, of the block before:
/// an edge to a colour that nobody sees would cost bytes, and bleed into what is seen.
fn smooth_hidden(picture: &mut Picture) {
    const SIDE: usize = 8;
    let channels = picture.layout.channels();
    let row = (picture.size.width as usize)
        .saturating_mul(channels)
        .max(1);
    let mut mean = [0_u8; 4];
    for band in picture.pixels.chunks_mut(row.saturating_mul(SIDE)) {
        for left in (0..row).step_by(SIDE.saturating_mul(channels).max(1)) {
            let right = left.saturating_add(SIDE.saturating_mul(channels)).min(row);
            let seen = band.chunks(row).filter_map(|row| row.get(left..right));
            mean = mean_of_seen(seen, channels).unwrap_or(mean);
            let pixels = band
                .chunks_mut(row)
                .filter_map(|row| row.get_mut(left..right));
            for pixel in pixels.flat_map(|row| row.chunks_exact_mut(channels)) {
                if let Some((0, colors)) = pixel.split_last() {
                    let colors = colors.len();
                    for (color, mean) in pixel.iter_mut().take(colors).zip(mean) {
                        *color = mean;
                    }
                }
            }
        }
    }
}

/// The mean colour of the pixels that are not fully transparent.
fn mean_of_seen<'a>(rows: impl Iterator<Item = &'a [u8]>, channels: usize) -> Option<[u8; 4]> {
    let (mut sums, mut count) = ([0_u32; 4], 0_u32);
    for pixel in rows.flat_map(|row| row.chunks_exact(channels)) {
        let Some((alpha, colors)) = pixel.split_last() else {
            continue;
        };
        if *alpha == 0 {
            continue;
        }
        for (sum, color) in sums.iter_mut().zip(colors) {
            *sum = sum.saturating_add(u32::from(*color));
        }
        count = count.saturating_add(1);
    }
    let mean = |sum: u32| u8::try_from(sum.checked_div(count)?).ok();
    (count > 0).then(|| sums.map(|sum| mean(sum).unwrap_or_default()))
}

/// Planes as the codec takes them, in the range of video. Grey gets colour differences of no colour, half as wide and
/// high.
pub(super) fn video(mut planes: planes::Planes, range: Range) -> Planes {
    range.to_video(&mut planes);
    let (width, height) = (planes.width.div_ceil(2), planes.height.div_ceil(2));
    let grey = || Plane {
        width,
        height,
        samples: vec![128; width.saturating_mul(height) as usize],
    };
    let mut planes = planes.planes.into_iter().map(|plane| Plane {
        width: plane.width,
        height: plane.height,
        samples: plane.samples,
    });
    let mut next = || planes.next().unwrap_or_else(grey);
    Planes {
        luma: next(),
        chroma: [next(), next()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hides_the_edge_of_what_is_not_seen() {
        let mut pixels = vec![0; 16 * 9 * 4];
        // The first block is red, where it is seen.
        pixels[..4].copy_from_slice(&[200, 10, 20, 255]);
        pixels[4..8].copy_from_slice(&[100, 30, 40, 1]);
        let mut picture = Picture {
            size: Dimensions {
                width: 16,
                height: 9,
            },
            layout: Layout::Rgba,
            pixels,
            profile: None,
        };
        smooth_hidden(&mut picture);
        let (pixels, _) = picture.pixels.as_chunks::<4>();
        assert_eq!(pixels[0], [200, 10, 20, 255]);
        assert_eq!(pixels[1], [100, 30, 40, 1]);
        assert!(pixels[2..].iter().all(|pixel| *pixel == [150, 20, 30, 0]));
    }
}
