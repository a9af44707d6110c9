//! Pixels to what a WebP holds of one picture or of one frame.

use image_webp::{ColorType, WebPEncoder};
use marble_jpeg::encode::{Sampling, rgb_to_planes};
use marble_webp::file::{Alpha, Image};
use marble_webp::{Plane, Planes, encode};

use crate::error::Error;
use crate::geometry::Dimensions;

use super::picture::{Layout, Picture};

/// Bytes of a frame without loss in front of its transforms: a signature, the size, whether there is alpha, a version.
const SIZE_BYTES: usize = 5;

/// Bytes of a file in front of its only frame: RIFF and WEBP, name and length of a chunk.
const FILE_BYTES: usize = 20;

/// Sides of the blocks in which colours that are not seen become those that are.
const BLOCK: usize = 8;

/// An encoded picture.
pub(super) enum WebPFrame {
    /// A frame without loss.
    Lossless(Vec<u8>),
    Lossy {
        /// A frame without loss whose green is the alpha, without its size.
        alpha: Option<Vec<u8>>,
        frame: Vec<u8>,
    },
}

impl WebPFrame {
    /// Without loss.
    pub(super) fn lossless(picture: Picture) -> Result<Self, Error> {
        without_loss(&opaque_if_it_is(picture)).map(Self::Lossless)
    }

    /// At a quality from 1 to 100.
    pub(super) fn lossy(picture: Picture, quality: u8) -> Result<Self, Error> {
        let mut picture = opaque_if_it_is(picture);
        let alpha = alpha(&picture)?;
        if alpha.is_some() {
            picture = picture.into_layout(Layout::Rgba);
            hide(&mut picture);
        }
        let planes = to_planes(picture)?;
        let frame = encode::encode(&planes, &encode::Options { quality });
        let frame = frame.map_err(internal)?;
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

    /// As the file takes it.
    pub(super) fn image(&self) -> Image<'_> {
        match self {
            Self::Lossless(frame) => Image::Lossless(frame),
            Self::Lossy { alpha, frame } => Image::Lossy {
                alpha: alpha.as_deref().map(Alpha::Lossless),
                frame,
            },
        }
    }
}

/// The same without alpha where that is 255 everywhere.
fn opaque_if_it_is(picture: Picture) -> Picture {
    if !picture.layout.has_alpha() || picture.is_translucent() {
        return picture;
    }
    let channels = picture.layout.channels();
    let pixels = picture.pixels.chunks_exact(channels);
    let colors = pixels.filter_map(|pixel| pixel.split_last().map(|(_, colors)| colors));
    Picture {
        layout: Layout::new(!picture.layout.is_grey(), false),
        pixels: colors.flatten().copied().collect(),
        ..picture
    }
}

/// The frame of a picture without loss.
fn without_loss(picture: &Picture) -> Result<Vec<u8>, Error> {
    let color = match picture.layout {
        Layout::Grey => ColorType::L8,
        Layout::GreyAlpha => ColorType::La8,
        Layout::Rgb => ColorType::Rgb8,
        Layout::Rgba => ColorType::Rgba8,
    };
    let Dimensions { width, height } = picture.size;
    let mut file = Vec::new();
    WebPEncoder::new(&mut file)
        .encode(&picture.pixels, width, height, color)
        .map_err(internal)?;
    let length = file.get(FILE_BYTES - 4..).and_then(<[u8]>::first_chunk);
    let length = length.map_or(0, |length| u32::from_le_bytes(*length)) as usize;
    file.drain(..FILE_BYTES.min(file.len()));
    file.truncate(length);
    Ok(file)
}

fn alpha(picture: &Picture) -> Result<Option<Vec<u8>>, Error> {
    if !picture.layout.has_alpha() {
        return Ok(None);
    }
    let pixels = picture.pixels.chunks_exact(picture.layout.channels());
    let alpha = Picture {
        size: picture.size,
        layout: Layout::Grey,
        pixels: pixels.filter_map(|pixel| pixel.last().copied()).collect(),
        profile: None,
    };
    let mut frame = without_loss(&alpha)?;
    frame.drain(..SIZE_BYTES.min(frame.len()));
    Ok(Some(frame))
}

/// Gives what is not seen the mean colour of what is seen around, so that no edge is there where none is seen.
fn hide(picture: &mut Picture) {
    let row = (picture.size.width as usize).saturating_mul(4).max(1);
    let mut mean = [0; 3];
    for rows in picture.pixels.chunks_mut(row.saturating_mul(BLOCK)) {
        for left in (0..row).step_by(BLOCK * 4) {
            let columns = left..left.saturating_add(BLOCK * 4).min(row);
            let mut lines: Vec<_> = rows
                .chunks_mut(row)
                .filter_map(|line| line.get_mut(columns.clone()))
                .map(|line| line.as_chunks_mut::<4>().0)
                .collect();
            mean = mean_color(&lines).unwrap_or(mean);
            let [red, green, blue] = mean;
            for pixel in lines.iter_mut().flat_map(|line| line.iter_mut()) {
                if pixel[3] == 0 {
                    *pixel = [red, green, blue, 0];
                }
            }
        }
    }
}

/// The mean colour of the pixels that are seen, if any is.
fn mean_color(lines: &[&mut [[u8; 4]]]) -> Option<[u8; 3]> {
    let mut sums = [0_u32; 3];
    let mut count = 0_u32;
    for pixel in lines.iter().flat_map(|line| line.iter()) {
        if pixel[3] > 0 {
            for (sum, color) in sums.iter_mut().zip(pixel) {
                *sum = sum.saturating_add((*color).into());
            }
            count = count.saturating_add(1);
        }
    }
    let half = count / 2;
    let mean = sums.map(|sum| sum.saturating_add(half).checked_div(count));
    let [Some(red), Some(green), Some(blue)] = mean else {
        return None;
    };
    Some([red, green, blue].map(|mean| u8::try_from(mean).unwrap_or(u8::MAX)))
}

/// Luma from 16 to 235, and colour differences of half the size from 16 to 240 (BT.601).
fn to_planes(picture: Picture) -> Result<Planes, Error> {
    let Dimensions { width, height } = picture.size;
    let picture = if picture.layout.is_grey() {
        picture.into_layout(Layout::Rgb)
    } else {
        picture
    };
    let channels = if picture.layout == Layout::Rgb { 3 } else { 4 };
    let planes = rgb_to_planes(width, height, &picture.pixels, channels, Sampling::Half420);
    let planes = planes.map_err(internal)?;
    let (luma_range, chroma_range) = (narrower(219, 16, 0), narrower(224, 128, 128));
    let mut planes = planes.planes.into_iter().enumerate().map(|(index, plane)| {
        let range = if index == 0 {
            &luma_range
        } else {
            &chroma_range
        };
        let mut samples = plane.samples;
        for sample in &mut samples {
            *sample = range.get(usize::from(*sample)).copied().unwrap_or(*sample);
        }
        Plane {
            width: plane.width,
            height: plane.height,
            samples,
        }
    });
    let mut next = || {
        let plane = planes.next();
        plane.ok_or_else(|| Error::Internal("a plane is missing".into()))
    };
    Ok(Planes {
        luma: next()?,
        chroma: [next()?, next()?],
    })
}

/// What becomes of each sample: 255 become `range`, and `from` becomes `to`.
fn narrower(range: i32, to: i32, from: i32) -> [u8; 256] {
    let mut table = [0; 256];
    for (sample, narrow) in (0..).zip(&mut table) {
        let distance = i32::saturating_sub(sample, from).saturating_mul(range);
        let rounded = distance.saturating_mul(2).saturating_add(255);
        let value = rounded.div_euclid(510).saturating_add(to).clamp(0, 255);
        *narrow = u8::try_from(value).unwrap_or(u8::MAX);
    }
    table
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn internal(error: impl ToString) -> Error {
    Error::Internal(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn narrows_to_the_ranges_of_video() {
        let luma = narrower(219, 16, 0);
        for (from, to) in [(0, 16), (1, 17), (128, 126), (255, 235)] {
            assert_eq!(luma[from], to, "luma {from}");
        }
        let chroma = narrower(224, 128, 128);
        for (from, to) in [(0, 16), (64, 72), (128, 128), (255, 240)] {
            assert_eq!(chroma[from], to, "chroma {from}");
        }
    }

    #[test]
    fn colours_that_are_not_seen_are_those_around() {
        let mut picture = Picture {
            size: Dimensions {
                width: 16,
                height: 8,
            },
            layout: Layout::Rgba,
            pixels: [[0, 255, 0, 0]; 128].concat(),
            profile: None,
        };
        picture.pixels[..8].copy_from_slice(&[10, 20, 30, 255, 20, 40, 60, 9]);
        hide(&mut picture);
        assert_eq!(
            &picture.pixels[..12],
            [10, 20, 30, 255, 20, 40, 60, 9, 15, 30, 45, 0]
        );
        assert_eq!(&picture.pixels[508..], [15, 30, 45, 0]);
    }
}
