//! Pixels to a PNG that is not larger than what sharp writes.
//!
//! Photographs are smallest when each row is filtered as suits it, and then need no search for repetitions. Drawings
//! repeat themselves: filters would hide that. Which of both a picture is, a sample of it tells. Few colours take few
//! bits.

use std::borrow::Cow;

use marble_transform::{Output, Transform};
use png::{DeflateCompression, Filter};

use crate::encoder::{Colors, Writing};
use crate::error::Error;
use crate::geometry::Dimensions;
use crate::pixels::palette::{Alpha, Indexed, Palette};
use crate::pixels::picture::{Layout, Picture};
use crate::quality::Looks;
use crate::work::Work;

use super::samples::Samples;

/// How a picture is made small.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Method {
    /// Each row filtered, runs of zeros and a fixed code.
    Filtered,
    /// Repetitions of what is there, as found at a level of zlib.
    Repetitions { level: u8 },
}

/// As sharp does.
const THOROUGH: Method = Method::Repetitions { level: 6 };

/// What `THOROUGH` leaves, about: a seventh less at most in drawings and photographs that were tried.
const QUICK: Method = Method::Repetitions { level: 2 };

/// Writes PNGs.
pub(crate) struct Encoder;

impl crate::encoder::Encoder for Encoder {
    fn output(&self) -> Output {
        Output::Png
    }

    /// With alpha, as indices, and packed. It is compressed as a whole first.
    fn cost(&self, _: Dimensions, pixels: u64, _: &Transform) -> u64 {
        pixels.saturating_mul(8)
    }

    fn work(&self, size: Dimensions, channels: u64, _: Looks) -> Work {
        /// Nanoseconds for a sample, as measured: of drawings that are searched for repetitions.
        const SAMPLE: f64 = 14.0;
        /// Nanoseconds for a pixel, as measured: a palette is made and its colours are looked up.
        const PIXEL: f64 = 40.0;
        let pixels = size.pixels();
        Work::of(pixels.saturating_mul(channels), SAMPLE) + Work::of(pixels, PIXEL)
    }

    fn encode(&self, picture: Picture, colors: Colors, _: &Writing<'_>) -> Result<Vec<u8>, Error> {
        match colors {
            Colors::Any => encode(&picture),
            Colors::Palette => encode_few_colors(&picture),
        }
    }

    fn insert_exif(&self, file: &mut Vec<u8>, exif: &[u8]) {
        super::metadata::insert(file, exif);
    }
}

/// Writes a PNG without loss.
fn encode(picture: &Picture) -> Result<Vec<u8>, Error> {
    encode_exactly(picture, Indexed::exact(picture))
}

/// Writes a PNG of a palette: without loss, if the picture has so few colours, or else with those that come nearest.
fn encode_few_colors(picture: &Picture) -> Result<Vec<u8>, Error> {
    let exact = Indexed::exact(picture);
    if exact.is_some() || picture.layout == Layout::Grey {
        return encode_exactly(picture, exact);
    }
    let pixels = picture.to_rgba();
    let mut palette = Palette::of_fewest(&pixels, Alpha::Whole)?;
    let indexed = Indexed {
        indices: palette.map(&pixels, picture.size)?,
        colors: palette.colors(),
    };
    drop(pixels);
    let samples = Samples::of_palette(picture.size, &indexed);
    write(&samples, picture.size.height, profile_of(picture), THOROUGH)
}

/// As a palette or as grey of few bits, where that is possible and smaller.
fn encode_exactly(picture: &Picture, exact: Option<Indexed>) -> Result<Vec<u8>, Error> {
    let height = picture.size.height;
    let direct = Samples::direct(picture);
    let (method, bytes) = method(&direct, height)?;
    let few = exact.and_then(|indexed| Samples::few(picture, &indexed));
    if let Some(few) = few {
        let (sample, rows) = few.sample(height);
        if write(&sample, rows, None, QUICK)?.len() < bytes {
            return write(&few, height, profile_of(picture), THOROUGH);
        }
    }
    write(&direct, height, profile_of(picture), method)
}

fn profile_of(picture: &Picture) -> Option<&[u8]> {
    picture.profile.as_deref()
}

/// How a sample of the picture becomes smaller, and how small.
fn method(samples: &Samples<'_>, height: u32) -> Result<(Method, usize), Error> {
    let (sample, rows) = samples.sample(height);
    let bytes = |method| write(&sample, rows, None, method).map(|file| file.len());
    let filtered = bytes(Method::Filtered)?;
    let quick = bytes(QUICK)?;
    let filtered_is_smaller = filtered.saturating_mul(100) <= quick.saturating_mul(85);
    Ok(if filtered_is_smaller {
        (Method::Filtered, filtered)
    } else {
        (THOROUGH, quick)
    })
}

fn write(
    samples: &Samples<'_>,
    height: u32,
    profile: Option<&[u8]>,
    method: Method,
) -> Result<Vec<u8>, Error> {
    let mut info = png::Info::with_size(samples.width, height);
    info.color_type = samples.color;
    info.bit_depth = samples.depth;
    info.palette = samples.palette.as_deref().map(Cow::Borrowed);
    info.trns = samples.alphas.as_deref().map(Cow::Borrowed);
    info.icc_profile = profile.map(Cow::Borrowed);
    let mut file = Vec::new();
    let mut encoder = png::Encoder::with_info(&mut file, info).map_err(Error::internal)?;
    let (compression, filter) = match method {
        Method::Filtered => (DeflateCompression::FdeflateUltraFast, Filter::Adaptive),
        Method::Repetitions { level } => (DeflateCompression::Level(level), Filter::NoFilter),
    };
    encoder.set_deflate_compression(compression);
    encoder.set_filter(filter);
    let mut writer = encoder.write_header().map_err(Error::internal)?;
    writer
        .write_image_data(&samples.rows)
        .map_err(Error::internal)?;
    writer.finish().map_err(Error::internal)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: u32, height: u32, pixel: impl Fn(u32, u32) -> [u8; 3]) -> Picture {
        let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        Picture {
            size: Dimensions { width, height },
            layout: Layout::Rgb,
            pixels: places.flat_map(|(x, y)| pixel(x, y)).collect(),
            profile: None,
        }
    }

    fn chosen(picture: &Picture) -> Method {
        let (method, _) = method(&Samples::direct(picture), picture.size.height).unwrap();
        method
    }

    #[test]
    fn tells_photographs_from_drawings() {
        // Soft, with a grain as sensors have it.
        let photo = picture(300, 200, |x, y| {
            let grain = (x ^ (y * 7)).wrapping_mul(2_654_435_761) >> 30;
            [x / 2 + y / 3, x / 3 + y / 2, x / 4 + 90].map(|it| u8::try_from(it + grain).unwrap())
        });
        assert_eq!(chosen(&photo), Method::Filtered);
        let drawing = picture(300, 200, |x, y| {
            let ink = (x % 17 < 5) != (y % 13 < 4) || (x / 17 + y / 13) % 3 == 0;
            if ink { [30, 60, 90] } else { [250, 240, 230] }
        });
        assert_eq!(chosen(&drawing), THOROUGH);
    }
}
