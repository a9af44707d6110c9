//! Pixels to a PNG that is not larger than what sharp writes.
//!
//! Photographs are smallest when each row is filtered as suits it, and then need no search for repetitions. Drawings
//! repeat themselves: filters would hide that. Which of both a picture is, a sample of it tells. Few colours take few
//! bits.

use std::borrow::Cow;
use std::io::Write;

use marble_transform::Output;
use png::{DeflateCompression, Filter};

use crate::encoder::{Colors, Planned, Writing};
use crate::error::Error;
use crate::pieces::Pieces;
use crate::pixels::palette::{self, Alpha, Indexed, Palette};
use crate::pixels::picture::{Layout, Picture};
use crate::quality::search::Looks;
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

/// What a file may have beside its rows and its profile, in bytes.
const PLENTY: usize = 16 << 10;

/// Writes PNGs.
pub(crate) struct Encoder;

impl crate::encoder::Encoder for Encoder {
    fn output(&self) -> Output {
        Output::Png
    }

    /// Of few colours: with alpha, as indices, and packed. What cannot be compressed grows by a sixteenth at most.
    fn cost(&self, planned: &Planned<'_>) -> u64 {
        let (count, pixels) = (planned.size.pixels(), planned.bytes());
        let beside = match planned.colors {
            Colors::Any => 0,
            Colors::Palette => count.saturating_mul(6),
        };
        let file = (pixels.saturating_mul(9) / 8).max(count.saturating_mul(3));
        pixels.saturating_add(beside).saturating_add(file)
    }

    fn work(&self, planned: &Planned<'_>, _: Looks) -> Work {
        /// Nanoseconds for a sample, as measured: noise takes 32, photographs 7, and drawings 3.
        const SAMPLE: f64 = 16.0;
        let pixels = planned.size.pixels();
        let palette = match planned.colors {
            Colors::Any => Work::NONE,
            Colors::Palette => palette::work_of_making(pixels) + palette::work(pixels),
        };
        Work::of(planned.bytes(), SAMPLE) + palette
    }

    fn encode(&self, picture: Picture, colors: Colors, _: &Writing<'_>) -> Result<Vec<u8>, Error> {
        let file = match colors {
            Colors::Any => encode(&picture)?,
            Colors::Palette => encode_few_colors(&picture)?,
        };
        drop(picture);
        Ok(file.into_bytes())
    }

    fn fills_gaps(&self) -> bool {
        true
    }

    fn insert_exif(&self, file: &mut Vec<u8>, exif: &[u8]) {
        super::metadata::insert(file, exif);
    }
}

/// Writes a PNG without loss.
fn encode(picture: &Picture) -> Result<Pieces, Error> {
    encode_exactly(picture, Indexed::exact(picture))
}

/// Writes a PNG of a palette: without loss, if the picture has so few colours, or else with those that come nearest.
fn encode_few_colors(picture: &Picture) -> Result<Pieces, Error> {
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
fn encode_exactly(picture: &Picture, exact: Option<Indexed>) -> Result<Pieces, Error> {
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

/// Writes a file: by another method where this one makes it longer than its rows, and a sample did not tell.
fn write(
    samples: &Samples<'_>,
    height: u32,
    profile: Option<&[u8]>,
    method: Method,
) -> Result<Pieces, Error> {
    let rows = samples.rows.len();
    let beside = profile.map_or(PLENTY, |profile| profile.len().saturating_add(PLENTY));
    let mut file = Pieces::limited(rows.saturating_add(rows / 16).saturating_add(beside));
    compress(samples, height, profile, method, &mut file)?;
    if file.is_too_long() {
        file = Pieces::default();
        compress(samples, height, profile, QUICK, &mut file)?;
    }
    Ok(file)
}

fn compress(
    samples: &Samples<'_>,
    height: u32,
    profile: Option<&[u8]>,
    method: Method,
    file: &mut Pieces,
) -> Result<(), Error> {
    let mut info = png::Info::with_size(samples.width, height);
    info.color_type = samples.color;
    info.bit_depth = samples.depth;
    info.palette = samples.palette.as_deref().map(Cow::Borrowed);
    info.trns = samples.alphas.as_deref().map(Cow::Borrowed);
    info.icc_profile = profile.map(Cow::Borrowed);
    let mut encoder = png::Encoder::with_info(file, info).map_err(Error::internal)?;
    let (compression, filter) = match method {
        Method::Filtered => (DeflateCompression::FdeflateUltraFast, Filter::Adaptive),
        Method::Repetitions { level } => (DeflateCompression::Level(level), Filter::NoFilter),
    };
    encoder.set_deflate_compression(compression);
    encoder.set_filter(filter);
    let mut writer = encoder.write_header().map_err(Error::internal)?;
    // Row by row into the file: else what is compressed would be there twice.
    let mut rows = writer.stream_writer().map_err(Error::internal)?;
    rows.write_all(&samples.rows).map_err(Error::internal)?;
    rows.finish().map_err(Error::internal)?;
    writer.finish().map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Dimensions;

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

    /// What is looked at is smooth, and all else is noise, which row filters make a third longer.
    #[test]
    fn a_file_is_hardly_longer_than_its_rows() {
        let deceiving = picture(300, 400, |x, y| {
            let grain = (x ^ (y * 7)).wrapping_mul(2_654_435_761);
            if y % 128 < 16 {
                [x / 2 + y / 6, x / 3 + y / 5, x / 4 + 90]
                    .map(|it| u8::try_from(it + (grain >> 30)).unwrap())
            } else {
                let [one, other, third, _] = grain.wrapping_mul(grain | 1).to_le_bytes();
                [one, other, third]
            }
        });
        let samples = Samples::direct(&deceiving);
        assert_eq!(chosen(&deceiving), Method::Filtered);
        let mut filtered = Pieces::default();
        compress(&samples, 400, None, Method::Filtered, &mut filtered).unwrap();
        let rows = deceiving.pixels.len();
        assert!(filtered.len() > rows * 9 / 8, "{}", filtered.len());
        let file = encode(&deceiving).unwrap().into_bytes();
        assert!(file.len() < rows + rows / 16 + PLENTY, "{}", file.len());
        let decoder = png::Decoder::new(std::io::Cursor::new(file));
        let mut read = vec![0; rows];
        decoder.read_info().unwrap().next_frame(&mut read).unwrap();
        assert!(read == deceiving.pixels);
    }
}
