//! Pixels or planes to a JPEG.

use marble_jpeg::decode::{Decoder, MAX_SCANS, Scale};
use marble_jpeg::encode::{Options, Quantization, Sampling};
use marble_transform::{Color, Output, Transform};

use crate::color::range::Range;
use crate::encoder::{Colors, EncodePlanes, Planned, Writing};
use crate::error::Error;
use crate::geometry::Dimensions;
use crate::pixels::background::flatten;
use crate::pixels::picture::Picture;
use crate::pixels::planes::{Planes, to_planes};
use crate::quality::search::Looks;
use crate::quality::{self, Luma, loss};
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

    fn cost(&self, planned: &Planned<'_>) -> u64 {
        // As planes, before the pixels go.
        let planes = planned.size.pixels().saturating_mul(2);
        let beside = planned.bytes().saturating_add(planes);
        let writing = EncodePlanes::cost(self, planned.size, planned.transform);
        let writing = planes.saturating_add(writing);
        beside.max(writing)
    }

    fn work(&self, planned: &Planned<'_>, looks: Looks) -> Work {
        /// Nanoseconds for a sample, as measured: laid on a background, and to luma and colour differences.
        const SAMPLE: f64 = 2.0;
        let written = EncodePlanes::work(self, planned.size, planned.transform, looks);
        Work::of(planned.bytes(), SAMPLE) + written
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
        let options = Options {
            quality: quality::highest_of(Output::Jpeg, transform),
            quantization: Quantization::Perceptual,
            progressive: transform.progressive,
            icc_profile: None,
        };
        let Dimensions { width, height } = size;
        marble_jpeg::encode::cost(width, height, Sampling::Half420, &options)
    }

    fn work(&self, size: Dimensions, transform: &Transform, looks: Looks) -> Work {
        /// Nanoseconds for a pixel, as measured: of a file of much detail, and of one that is written in scans.
        const WRITTEN: f64 = 10.0;
        const PROGRESSIVE: f64 = 30.0;
        /// The same, to decode it again and to compare.
        const COMPARED: f64 = 10.0;
        let pixels = size.pixels();
        let written = if transform.progressive {
            PROGRESSIVE
        } else {
            WRITTEN
        };
        looks.work(Work::of(pixels, written), Work::of(pixels, COMPARED))
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

/// The first plane.
fn luma(planes: &Planes) -> Luma<'_> {
    let luma = planes.planes.first();
    Luma {
        width: planes.width as usize,
        samples: luma.map_or(&[], |luma| &luma.samples),
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
            quantization: Quantization::Perceptual,
            progressive: writing.transform.progressive,
            icc_profile: profile,
        };
        marble_jpeg::encode::encode(planes, &options).map_err(Error::internal)
    };
    let loss = |file: &[u8]| {
        let file = Decoder::new(file).map_err(Error::internal)?;
        let decoded = file.decode(Scale::Full, None, MAX_SCANS);
        let decoded = decoded.map_err(Error::internal)?;
        Ok(loss(luma(planes), luma(&decoded.planes)))
    };
    quality::encode(Output::Jpeg, writing, 0, encode, loss)
}
