//! Pixels or planes to a WebP, with or without loss.

use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder};
use marble_jpeg::Color;
use marble_webp::encode::Options as LossyOptions;
use marble_webp::file::{Alpha, Image, Metadata};
use marble_webp::{Decoder, Plane, Planes};

use crate::error::Error;
use crate::geometry::Dimensions;
use crate::options::{Options, Output};

use super::super::picture::{Layout, Picture};
use super::loss::{Luma, loss};
use super::{jpeg, quality};

/// Header and first chunk header of a file of one chunk.
const SIMPLE_HEADER: usize = 20;

/// The signature and the size in front of a frame without loss, which alpha goes without.
const LOSSLESS_HEADER: usize = 5;

/// A picture as the chunks of a file hold it.
pub(in super::super) enum Frame {
    Lossless(Vec<u8>),
    Lossy {
        /// Without loss, as the green of a frame.
        alpha: Option<Vec<u8>>,
        frame: Vec<u8>,
    },
}

impl Frame {
    /// Encodes pixels as `options` ask.
    pub(in super::super) fn new(picture: Picture, options: &Options) -> Result<Self, Error> {
        if options.lossless {
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
        let planes = narrow(jpeg::planes(without_alpha(picture))?);
        let overhead = alpha.as_ref().map_or(0, Vec::len);
        let frame = lossy(&planes, options, overhead)?;
        Ok(Self::Lossy { alpha, frame })
    }

    /// Bytes of it.
    pub(in super::super) fn len(&self) -> usize {
        match self {
            Self::Lossless(frame) => frame.len(),
            Self::Lossy { alpha, frame } => {
                let alpha = alpha.as_ref().map_or(0, Vec::len);
                frame.len().saturating_add(alpha)
            }
        }
    }

    /// The same for the writer of files.
    pub(in super::super) fn as_image(&self) -> Image<'_> {
        match self {
            Self::Lossless(frame) => Image::Lossless(frame),
            Self::Lossy { alpha, frame } => Image::Lossy {
                alpha: alpha.as_deref().map(Alpha::Lossless),
                frame,
            },
        }
    }
}

/// Writes a file of pixels.
pub(super) fn encode(picture: Picture, options: &Options) -> Result<Vec<u8>, Error> {
    let mut picture = picture;
    let profile = picture.profile.take();
    let frame = Frame::new(picture, options)?;
    write(frame.as_image(), profile.as_deref())
}

/// Writes a file of planes in the ranges of video, with loss.
pub(in super::super) fn encode_planes(
    planes: &Planes,
    options: &Options,
    profile: Option<&[u8]>,
) -> Result<Vec<u8>, Error> {
    let overhead = profile.map_or(0, <[u8]>::len);
    let frame = lossy(planes, options, overhead)?;
    let image = Image::Lossy {
        alpha: None,
        frame: &frame,
    };
    write(image, profile)
}

fn write(image: Image<'_>, profile: Option<&[u8]>) -> Result<Vec<u8>, Error> {
    let metadata = Metadata {
        icc_profile: profile.unwrap_or_default(),
        ..Metadata::default()
    };
    marble_webp::file::write(&image, &metadata).map_err(Error::internal)
}

fn lossy(planes: &Planes, options: &Options, overhead: usize) -> Result<Vec<u8>, Error> {
    let encode = |quality| {
        marble_webp::encode::encode(planes, &LossyOptions { quality }).map_err(Error::internal)
    };
    let loss = |frame: &[u8]| {
        let decoded = Decoder::new(frame).and_then(|decoder| decoder.decode());
        let decoded = decoded.map_err(Error::internal)?;
        Ok(loss(luma(planes), luma(&decoded)))
    };
    let overhead = overhead.saturating_add(SIMPLE_HEADER);
    quality::encode(Output::WebP, options, overhead, encode, loss)
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
    let mut file = Vec::new();
    WebPEncoder::new_lossless(&mut file)
        .write_image(&picture.pixels, width, height, color)
        .map_err(Error::internal)?;
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

/// Grey and alpha without the alpha; of other pixels it is passed over later.
fn without_alpha(picture: Picture) -> Picture {
    if picture.layout != Layout::GreyAlpha {
        return picture;
    }
    let pixels = picture.pixels.chunks_exact(2);
    Picture {
        layout: Layout::Grey,
        pixels: pixels.filter_map(|pixel| pixel.first().copied()).collect(),
        ..picture
    }
}

/// Planes in the ranges of JFIF, 0 to 255, to those of video: luma from 16 to 235, colour differences from 16 to 240.
/// Colour differences are half as wide and high, rounded up; grey gets some of no colour.
pub(in super::super) fn narrow(planes: marble_jpeg::Planes) -> Planes {
    let marble_jpeg::Planes {
        width,
        height,
        color,
        planes,
    } = planes;
    let grey = || Plane {
        width: width.div_ceil(2),
        height: height.div_ceil(2),
        samples: vec![128; width.div_ceil(2).saturating_mul(height.div_ceil(2)) as usize],
    };
    let mut planes = planes
        .into_iter()
        .zip([(219, 0, 16), (224, 128, 128), (224, 128, 128)]);
    let mut next = || {
        planes.next().map(|(plane, (range, from, to))| Plane {
            width: plane.width,
            height: plane.height,
            samples: narrower(plane.samples, range, from, to),
        })
    };
    let luma = next().unwrap_or_else(grey);
    let chroma = match color {
        Color::Grey => [grey(), grey()],
        _ => [next().unwrap_or_else(grey), next().unwrap_or_else(grey)],
    };
    Planes { luma, chroma }
}

/// Samples of which 255 become `range`, and `from` becomes `to`.
fn narrower(mut samples: Vec<u8>, range: i32, from: i32, to: i32) -> Vec<u8> {
    let mut table = [0; 256];
    for (sample, narrow) in (0..).zip(&mut table) {
        let distance = i32::saturating_sub(sample, from).saturating_mul(range);
        let rounded = distance
            .saturating_mul(2)
            .saturating_add(255)
            .div_euclid(510);
        let value = rounded.saturating_add(to).clamp(0, 255);
        *narrow = u8::try_from(value).unwrap_or(u8::MAX);
    }
    for sample in &mut samples {
        *sample = table.get(usize::from(*sample)).copied().unwrap_or(*sample);
    }
    samples
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn narrows_the_ranges() {
        let expected = [(0, 16), (1, 17), (128, 126), (255, 235)];
        for (from, to) in expected {
            assert_eq!(narrower(vec![from], 219, 0, 16), [to], "luma {from}");
        }
        let expected = [(0, 16), (128, 128), (255, 240)];
        for (from, to) in expected {
            assert_eq!(narrower(vec![from], 224, 128, 128), [to], "chroma {from}");
        }
    }

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
