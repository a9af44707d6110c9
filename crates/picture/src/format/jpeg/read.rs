//! A JPEG as an original of planes.

use image::metadata::Orientation;
use marble_jpeg::decode::{Decoded, Decoder, Header, Region, Scale};

use crate::color::range::Range;
use crate::error::Error;
use crate::geometry::Dimensions;
use crate::original;
use crate::original::planes::Original;
use crate::pixels::orientation::from_exif;
use crate::pixels::planes::{Color, Sampling};

pub(crate) fn matches(file: &[u8]) -> bool {
    file.starts_with(&[0xff, 0xd8, 0xff])
}

pub(crate) fn open(_: &[u8]) -> original::Open {
    original::Open::Planes(|file| Ok(Box::new(Jpeg(Decoder::new(file).map_err(refuse)?))))
}

struct Jpeg<'a>(Decoder<'a>);

impl Original for Jpeg<'_> {
    fn size(&self) -> Dimensions {
        let &Header { width, height, .. } = self.0.header();
        Dimensions { width, height }
    }

    fn orientation(&self) -> Orientation {
        from_exif(self.0.exif())
    }

    fn color(&self) -> Color {
        self.0.header().color
    }

    fn range(&self) -> Range {
        Range::Full
    }

    fn profile(&self) -> Option<Vec<u8>> {
        self.0.icc_profile()
    }

    fn sampling(&self) -> Vec<Sampling> {
        let factors = &self.0.header().sampling;
        let horizontal = factors.iter().map(|it| it.horizontal).max();
        let vertical = factors.iter().map(|it| it.vertical).max();
        let widest = f64::from(horizontal.unwrap_or(1));
        let highest = f64::from(vertical.unwrap_or(1));
        let sampling = factors.iter().map(|it| Sampling {
            x: f64::from(it.horizontal) / widest,
            y: f64::from(it.vertical) / highest,
        });
        sampling.collect()
    }

    fn shrinks_on_load(&self) -> bool {
        true
    }

    fn cost(&self, scale: Scale, region: Region) -> u64 {
        self.0.cost(scale, Some(region))
    }

    fn decode(&self, scale: Scale, region: Region) -> Result<Decoded, Error> {
        self.0.decode(scale, Some(region)).map_err(refuse)
    }
}

/// Whose fault a decoder's error is.
fn refuse(error: marble_jpeg::Error) -> Error {
    match error {
        marble_jpeg::Error::OutOfMemory | marble_jpeg::Error::Invalid(_) => {
            Error::Internal(error.to_string())
        }
        marble_jpeg::Error::Unsupported(_) => Error::Unsupported(error.to_string()),
        marble_jpeg::Error::Damaged(_) | marble_jpeg::Error::Truncated => {
            Error::Damaged(error.to_string())
        }
    }
}
