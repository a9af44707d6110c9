//! Pixels to a PNG that is not larger than what sharp writes.
//!
//! Photographs are smallest when each row is filtered as suits it, and then need no search for repetitions. Drawings
//! repeat themselves: filters would hide that. Which of both a picture is, a sample of it tells.

use std::borrow::Cow;

use png::{BitDepth, ColorType, DeflateCompression, EncodingError, Filter};

use crate::error::Error;
use crate::geometry::Dimensions;

use super::super::picture::{Layout, Picture};

/// Rows of the sample that follow each other: some repetitions are within reach.
const BAND: usize = 16;

/// Bands of the sample, evenly spread.
const BANDS: usize = GAPS + 1;

/// Gaps between the bands.
const GAPS: usize = 3;

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

/// Writes a PNG.
pub(in super::super) fn encode(picture: &Picture) -> Result<Vec<u8>, Error> {
    let method = method(picture)?;
    let profile = picture.profile.as_deref();
    write(
        picture.size,
        picture.layout,
        &picture.pixels,
        profile,
        method,
    )
}

fn method(picture: &Picture) -> Result<Method, Error> {
    let Dimensions { width, height } = picture.size;
    let row = (width as usize).saturating_mul(picture.layout.channels());
    let (pixels, height) = sample(&picture.pixels, row, height as usize);
    let size = Dimensions { width, height };
    let bytes = |method| write(size, picture.layout, &pixels, None, method).map(|file| file.len());
    let filtered = bytes(Method::Filtered)?;
    let quick = bytes(QUICK)?;
    let filtered_is_smaller = filtered.saturating_mul(100) <= quick.saturating_mul(85);
    Ok(if filtered_is_smaller {
        Method::Filtered
    } else {
        THOROUGH
    })
}

/// Bands of rows from all over the picture, and how many rows they are; or the whole of a low one.
fn sample(pixels: &[u8], row: usize, height: usize) -> (Vec<u8>, u32) {
    let rows = BANDS.saturating_mul(BAND);
    let mut sample = Vec::with_capacity(row.saturating_mul(rows.min(height)));
    if height <= rows {
        sample.extend_from_slice(pixels);
    } else {
        let apart = height.saturating_sub(BAND) / GAPS;
        for band in 0..BANDS {
            let start = band.saturating_mul(apart);
            let end = start.saturating_add(BAND);
            let bytes = start.saturating_mul(row)..end.saturating_mul(row);
            sample.extend_from_slice(pixels.get(bytes).unwrap_or_default());
        }
    }
    let found = sample.len().checked_div(row).unwrap_or_default();
    (sample, u32::try_from(found).unwrap_or(u32::MAX))
}

fn write(
    size: Dimensions,
    layout: Layout,
    pixels: &[u8],
    profile: Option<&[u8]>,
    method: Method,
) -> Result<Vec<u8>, Error> {
    let mut info = png::Info::with_size(size.width, size.height);
    info.color_type = match layout {
        Layout::Grey => ColorType::Grayscale,
        Layout::GreyAlpha => ColorType::GrayscaleAlpha,
        Layout::Rgb => ColorType::Rgb,
        Layout::Rgba => ColorType::Rgba,
    };
    info.bit_depth = BitDepth::Eight;
    info.icc_profile = profile.map(Cow::Borrowed);
    let mut file = Vec::new();
    let mut encoder = png::Encoder::with_info(&mut file, info).map_err(internal)?;
    let (compression, filter) = match method {
        Method::Filtered => (DeflateCompression::FdeflateUltraFast, Filter::Adaptive),
        Method::Repetitions { level } => (DeflateCompression::Level(level), Filter::NoFilter),
    };
    encoder.set_deflate_compression(compression);
    encoder.set_filter(filter);
    let mut writer = encoder.write_header().map_err(internal)?;
    writer.write_image_data(pixels).map_err(internal)?;
    writer.finish().map_err(internal)?;
    Ok(file)
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn internal(error: EncodingError) -> Error {
    Error::Internal(error.to_string())
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

    #[test]
    fn tells_photographs_from_drawings() {
        // Soft, with a grain as sensors have it.
        let photo = picture(300, 200, |x, y| {
            let grain = (x ^ (y * 7)).wrapping_mul(2_654_435_761) >> 30;
            [x / 2 + y / 3, x / 3 + y / 2, x / 4 + 90].map(|it| u8::try_from(it + grain).unwrap())
        });
        assert_eq!(method(&photo).unwrap(), Method::Filtered);
        let drawing = picture(300, 200, |x, y| {
            let ink = (x % 17 < 5) != (y % 13 < 4) || (x / 17 + y / 13) % 3 == 0;
            if ink { [30, 60, 90] } else { [250, 240, 230] }
        });
        assert_eq!(method(&drawing).unwrap(), THOROUGH);
    }

    #[test]
    fn samples_the_whole_height() {
        for (height, expected) in [(1, 1), (64, 64), (67, 64), (1000, 64)] {
            let rows: Vec<u8> = (0..height)
                .flat_map(|y| [u8::try_from(y / 4).unwrap(); 3])
                .collect();
            let (sample, found) = sample(&rows, 3, height);
            assert_eq!(
                (sample.len(), found),
                (3 * expected, u32::try_from(expected).unwrap())
            );
            assert_eq!(sample.first(), rows.first(), "{height}");
            assert_eq!(sample.last(), rows.last(), "{height}");
        }
    }
}
