//! Pixels or planes to a JPEG.

use marble_jpeg::decode::{Decoder, Scale};
use marble_jpeg::encode::{Options, Sampling};
use marble_transform::{Color, Output, Quality, Transform};

use crate::color::range::Range;
use crate::encoder::{Colors, EncodePlanes, Writing};
use crate::error::Error;
use crate::geometry::Dimensions;
use crate::pixels::background::flatten;
use crate::pixels::picture::Picture;
use crate::pixels::planes::{Planes, luma, to_planes};
use crate::quality::{self, Looks, loss};
use crate::work::Work;

/// Writes JPEGs.
pub(crate) struct Encoder;

impl crate::encoder::Encoder for Encoder {
    fn output(&self) -> Output {
        Output::Jpeg
    }

    /// There is no alpha.
    fn background(&self, color: Color) -> Color {
        color.opaque()
    }

    fn cost(&self, size: Dimensions, pixels: u64, transform: &Transform) -> u64 {
        // Laid on a background, or as planes, before the pixels go.
        let beside = pixels.saturating_add(size.pixels().saturating_mul(3));
        let planes = size.pixels().saturating_mul(2);
        beside.max(planes.saturating_add(EncodePlanes::cost(self, size, transform)))
    }

    fn work(&self, size: Dimensions, channels: u64, looks: Looks) -> Work {
        /// Nanoseconds for a sample, as measured: laid on a background, and to luma and colour differences.
        const SAMPLE: f64 = 2.0;
        let samples = size.pixels().saturating_mul(channels);
        Work::of(samples, SAMPLE) + EncodePlanes::work(self, size, looks)
    }

    fn encode(&self, picture: Picture, _: Colors, writing: &Writing<'_>) -> Result<Vec<u8>, Error> {
        let mut picture = flatten(picture, writing.transform.background);
        let profile = picture.profile.take();
        encode(&to_planes(picture)?, profile.as_deref(), writing)
    }

    fn planes(&self, _: &Transform) -> Option<&dyn EncodePlanes> {
        Some(self)
    }

    fn insert_exif(&self, file: &mut Vec<u8>, exif: &[u8]) {
        super::metadata::insert(file, exif);
    }
}

impl EncodePlanes for Encoder {
    fn cost(&self, size: Dimensions, transform: &Transform) -> u64 {
        let quality = match transform.quality {
            Quality::Auto => quality::AUTO.1,
            Quality::Default => Output::Jpeg.default_quality(),
            Quality::Is(quality) => quality,
        };
        let options = Options {
            quality,
            progressive: transform.progressive,
            icc_profile: None,
        };
        let Dimensions { width, height } = size;
        marble_jpeg::encode::cost(width, height, Sampling::Half420, &options)
    }

    fn work(&self, size: Dimensions, looks: Looks) -> Work {
        /// Nanoseconds for a pixel, as measured: of a file of much detail, written in scans.
        const WRITTEN: f64 = 14.0;
        /// The same, to decode it again and to compare.
        const COMPARED: f64 = 14.0;
        let pixels = size.pixels();
        looks.work(Work::of(pixels, WRITTEN), Work::of(pixels, COMPARED))
    }

    fn encode(
        &self,
        mut planes: Planes,
        range: Range,
        profile: Option<&[u8]>,
        writing: &Writing<'_>,
    ) -> Result<Vec<u8>, Error> {
        range.to_full(&mut planes);
        encode(&planes, profile, writing)
    }
}

fn encode(
    planes: &Planes,
    profile: Option<&[u8]>,
    writing: &Writing<'_>,
) -> Result<Vec<u8>, Error> {
    let encode = |quality| {
        let options = Options {
            quality,
            progressive: writing.transform.progressive,
            icc_profile: profile,
        };
        marble_jpeg::encode::encode(planes, &options).map_err(Error::internal)
    };
    let loss = |file: &[u8]| {
        let file = Decoder::new(file).map_err(Error::internal)?;
        let decoded = file.decode(Scale::Full, None).map_err(Error::internal)?;
        Ok(loss(luma(planes), luma(&decoded.planes)))
    };
    quality::encode(Output::Jpeg, writing, 0, encode, loss)
}
