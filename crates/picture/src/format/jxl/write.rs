//! Pixels to a stream, with loss. Colours of the screen become XYB, in which the least is seen of what is lost. Those that
//! a profile tells stay as they are but for the matrix of JPEG, and the profile goes along: the library knows no profiles.
//! So do those of a smooth and saturated ground.

use jixel::{CodingTransform, DecodingSpeed, EncodeConfig, EncodeError, Speed};
use marble_transform::{Output, Quality, Transform};

use crate::encoder::{Colors, Planned, Writing};
use crate::error::Error;
use crate::pixels::picture::{Layout, Picture};
use crate::quality;
use crate::quality::search::{Looks, Search};
use crate::work::Work;

use super::boxes;
use super::ground::is_saturated;

/// Distances from the picture (1 is where a difference begins to be seen) for the qualities 0, 10, 20 … 100.
type Distances = [f32; 11];

/// Those at which photographs come out as good, by SSIMULACRA2 and by Butteraugli, as sharp's JPEGs of the same quality.
const FASTEST: Distances = [25.0, 14.0, 5.4, 3.5, 2.6, 2.1, 1.85, 1.55, 1.25, 0.78, 0.2];

/// The same where there is no time to look for larger blocks.
const ULTRA_FAST: Distances = [20.0, 10.6, 4.5, 3.0, 2.3, 1.95, 1.75, 1.48, 1.2, 0.78, 0.2];

/// How much nearer alpha is to what it was: what it loses is seen as dirt on every ground.
const ALPHA: f32 = 0.5;

/// Writes JPEG XLs.
pub(crate) struct Encoder;

impl crate::encoder::Encoder for Encoder {
    fn output(&self) -> Output {
        Output::Jxl
    }

    fn cost(&self, planned: &Planned<'_>) -> u64 {
        cost(planned.size.pixels(), planned.channels)
    }

    fn work(&self, planned: &Planned<'_>, looks: Looks) -> Work {
        /// Nanoseconds for a pixel, as measured.
        const FASTEST: f64 = 600.0;
        const ULTRA_FAST: f64 = 220.0;
        const ALPHA: f64 = 300.0;
        let pixel = match looks.search {
            Search::Full => FASTEST,
            Search::Coarse | Search::None => ULTRA_FAST,
        };
        let alpha = if planned.has_alpha() { ALPHA } else { 0.0 };
        looks.work(Work::of(planned.size.pixels(), pixel + alpha), Work::NONE)
    }

    fn encode(&self, picture: Picture, _: Colors, writing: &Writing<'_>) -> Result<Vec<u8>, Error> {
        // A quality is a distance, which is looked for by the library: `auto` is the usual one.
        let quality = match writing.transform.quality {
            Quality::Auto => Quality::Default,
            quality => quality,
        };
        let transform = &Transform {
            quality,
            ..*writing.transform
        };
        let writing = Writing {
            transform,
            ..*writing
        };
        // Where nothing of it is seen, alpha is left out.
        let picture = if picture.is_translucent() {
            picture
        } else {
            picture.without_alpha()
        };
        let mut config = config(&picture, transform, writing.search);
        config.icc_profile.clone_from(&picture.profile);
        let distances = distances(writing.search);
        let file = |quality| {
            let mut config = config.clone();
            config.distance = distance(distances, quality);
            config.alpha_distance = Some(config.distance * ALPHA);
            encode(&picture, &config)
        };
        quality::encode(Output::Jxl, &writing, 0, file, |_| Ok(0.0))
    }

    fn insert_exif(&self, file: &mut Vec<u8>, exif: &[u8]) {
        boxes::insert_exif(file, exif);
    }
}

/// What there is while so many pixels are written, in bytes, as measured: the pixels; colours in floating point, as they
/// are and as they are written; symbols, and the file. Tables are as large whatever is written.
fn cost(pixels: u64, channels: u64) -> u64 {
    const TABLES: u64 = 15 << 20;
    const PIXEL: u64 = 19;
    const ALPHA: u64 = 16;
    let alpha = if channels.is_multiple_of(2) { ALPHA } else { 0 };
    let each = channels.saturating_add(PIXEL).saturating_add(alpha);
    pixels.saturating_mul(each).saturating_add(TABLES)
}

/// How many pixels surely fit, with alpha, into so many bytes beside all else that there is of a still.
pub(crate) fn max_pixels(max_memory: u64) -> u64 {
    let beside = crate::cost::BASE
        .saturating_add(cost(0, 4))
        .saturating_add(8 << 20);
    let each = cost(1, 4).saturating_sub(cost(0, 4));
    let room = max_memory.saturating_sub(beside);
    room.checked_div(each).unwrap_or_default()
}

fn config(picture: &Picture, transform: &Transform, search: Search) -> EncodeConfig {
    EncodeConfig {
        coding_transform: if picture.profile.is_some() || is_saturated(picture) {
            CodingTransform::YCbCr
        } else {
            CodingTransform::Xyb
        },
        num_threads: 1,
        // The trees of alpha that are slower to read are a panic in jixel 0.5.3, where few symbols are left of alpha.
        decoding_speed: DecodingSpeed::Fastest,
        progressive: transform.progressive,
        speed: match search {
            Search::Full => Speed::Fastest,
            Search::Coarse | Search::None => Speed::UltraFast,
        },
        ..EncodeConfig::default()
    }
}

fn encode(picture: &Picture, config: &EncodeConfig) -> Result<Vec<u8>, Error> {
    let (width, height) = (picture.size.width as usize, picture.size.height as usize);
    let write = match picture.layout {
        Layout::Grey => jixel::encode_image_gray,
        Layout::GreyAlpha => jixel::encode_image_gray_alpha,
        Layout::Rgb => jixel::encode_image,
        Layout::Rgba => jixel::encode_image_with_alpha,
    };
    write(&picture.pixels, width, height, config)
        .map_err(|error: EncodeError| Error::Internal(format!("JPEG XL: {error}")))
}

fn distances(search: Search) -> &'static Distances {
    match search {
        Search::Full => &FASTEST,
        Search::Coarse | Search::None => &ULTRA_FAST,
    }
}

/// Between two entries of the table.
fn distance(distances: &Distances, quality: u8) -> f32 {
    let step = usize::from(quality / 10);
    let entry = |step: usize| distances.get(step).or(distances.last()).copied();
    let [low, high] = [step, step.saturating_add(1)].map(|step| entry(step).unwrap_or(1.0));
    let part = f32::from(quality % 10) / 10.0;
    low + (high - low) * part
}
