//! A JPEG as an original of planes.

use image::metadata::Orientation;
use marble_jpeg::decode::{Decoded, Decoder, Header, Region, Scale};

use crate::color::range::Range;
use crate::error::Error;
use crate::geometry::Dimensions;
use crate::input::Input;
use crate::original;
use crate::original::planes::Original;
use crate::pixels::orientation::from_exif;
use crate::pixels::planes::{Color, Sampling};
use crate::work::Work;

pub(crate) fn matches(file: &[u8]) -> bool {
    file.starts_with(&[0xff, 0xd8, 0xff])
}

pub(crate) const OPEN: original::Open = original::Open::Planes(|input| open_file(input));

fn open_file<'a>(input: &'a mut Input<'_>) -> Result<Box<dyn Original + 'a>, Error> {
    let file = input.all()?;
    let decoder = Decoder::new(file).map_err(refuse)?;
    let bytes = file.len() as u64;
    Ok(Box::new(Jpeg { decoder, bytes }))
}

struct Jpeg<'a> {
    decoder: Decoder<'a>,
    /// Length of the file.
    bytes: u64,
}

impl Original for Jpeg<'_> {
    fn size(&self) -> Dimensions {
        let &Header { width, height, .. } = self.decoder.header();
        Dimensions { width, height }
    }

    fn orientation(&self) -> Orientation {
        from_exif(self.decoder.exif())
    }

    fn color(&self) -> Color {
        self.decoder.header().color
    }

    fn range(&self) -> Range {
        Range::Full
    }

    fn profile(&self) -> Option<Vec<u8>> {
        self.decoder.icc_profile()
    }

    fn sampling(&self) -> Vec<Sampling> {
        let factors = &self.decoder.header().sampling;
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
        self.decoder.cost(scale, Some(region))
    }

    fn work(&self, scale: Scale, region: Region) -> Work {
        /// Nanoseconds for a byte of the file, as measured.
        const BYTE: f64 = 12.0;
        /// Nanoseconds for a sample that is made of coefficients, as measured.
        const SAMPLE: f64 = 2.5;
        /// Nanoseconds for each pixel of a block that a scan passes, as measured.
        const PASSED: f64 = 0.3;
        let side = u64::from(scale.side());
        let samples = u64::from(region.width).saturating_mul(region.height.into());
        let samples = samples.saturating_mul(side.saturating_mul(side)) / 64;
        let samples = samples.saturating_mul(3);
        let scans = self.decoder.scans();
        let passed = self.size().pixels().saturating_mul(scans);
        let reading = Work::of(self.bytes, BYTE) + Work::of(passed, PASSED);
        // Of a progressive file, the scans that are finer than an eighth of the size are not read.
        let reading = if side == 1 && scans > 1 {
            reading.times(0.4)
        } else {
            reading
        };
        reading + Work::of(samples, SAMPLE)
    }

    fn decode(self: Box<Self>, scale: Scale, region: Region) -> Result<Decoded, Error> {
        self.decoder.decode(scale, Some(region)).map_err(refuse)
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
