//! Pixels or planes to a JPEG.

use marble_jpeg::decode::{Decoder, Scale};
use marble_jpeg::encode::Options;
use marble_transform::{Color, Output, Transform};

use crate::color::range::Range;
use crate::encoder::{Colors, EncodePlanes};
use crate::error::Error;
use crate::geometry::Dimensions;
use crate::pixels::background::flatten;
use crate::pixels::picture::Picture;
use crate::pixels::planes::{Planes, luma, to_planes};
use crate::quality::{self, loss};

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

    fn cost(&self, _: Dimensions, pixels: u64) -> u64 {
        pixels.saturating_mul(4)
    }

    fn encode(&self, picture: Picture, _: Colors, transform: &Transform) -> Result<Vec<u8>, Error> {
        let mut picture = flatten(picture, transform.background);
        let profile = picture.profile.take();
        encode(&to_planes(picture)?, profile.as_deref(), transform)
    }

    fn planes(&self, _: &Transform) -> Option<&dyn EncodePlanes> {
        Some(self)
    }

    fn insert_exif(&self, file: &mut Vec<u8>, exif: &[u8]) {
        super::metadata::insert(file, exif);
    }
}

impl EncodePlanes for Encoder {
    fn cost(&self, size: Dimensions) -> u64 {
        size.pixels().saturating_mul(6)
    }

    fn encode(
        &self,
        mut planes: Planes,
        range: Range,
        profile: Option<&[u8]>,
        transform: &Transform,
    ) -> Result<Vec<u8>, Error> {
        range.to_full(&mut planes);
        encode(&planes, profile, transform)
    }
}

fn encode(
    planes: &Planes,
    profile: Option<&[u8]>,
    transform: &Transform,
) -> Result<Vec<u8>, Error> {
    let encode = |quality| {
        let options = Options {
            quality,
            progressive: transform.progressive,
            icc_profile: profile,
        };
        marble_jpeg::encode::encode(planes, &options).map_err(Error::internal)
    };
    let loss = |file: &[u8]| {
        let file = Decoder::new(file).map_err(Error::internal)?;
        let decoded = file.decode(Scale::Full, None).map_err(Error::internal)?;
        Ok(loss(luma(planes), luma(&decoded.planes)))
    };
    quality::encode(Output::Jpeg, transform, 0, encode, loss)
}
