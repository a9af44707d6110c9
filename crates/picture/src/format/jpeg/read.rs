//! A JPEG as an original of planes.

use image::metadata::Orientation;
use marble_jpeg::decode::{
    Coding, Decoded, Decoder, Extent, Header, Interrupted, MAX_FILL, MAX_SCANS, Part, Rows, Source,
};

use crate::color::range::Range;
use crate::error::Error;
use crate::geometry::Dimensions;
use crate::input::Input;
use crate::original;
use crate::original::planes::Original;
use crate::pixels::orientation::from_exif;
use crate::pixels::planes::{Color, Sampling};
use crate::source::{self, PIECE};
use crate::work::{Budget, Work};

/// Scans of a progressive file, about: libjpeg writes ten, and others have a few more. How many there are is known only
/// when they were read.
const SCANS: u32 = 12;

pub(crate) fn matches(file: &[u8]) -> bool {
    file.starts_with(&[0xff, 0xd8, 0xff])
}

pub(crate) const OPEN: original::Open = original::Open::Planes(|input| open_file(input));

fn open_file<'a>(input: &'a mut Input<'_>) -> Result<Box<dyn Original + 'a>, Error> {
    let bytes = Input::length(input);
    let window = MAX_FILL as u64;
    input.reserve(window)?;
    // A piece is there twice while it is added.
    let held = input.held_reserved(window).saturating_add(PIECE);
    let decoder = Decoder::new(input).map_err(refuse)?;
    Ok(Box::new(Jpeg {
        decoder,
        bytes,
        held,
    }))
}

/// The file as the decoder pulls on it.
impl Source for Input<'_> {
    fn window(&self) -> &[u8] {
        self.window()
    }

    fn fill(&mut self, length: usize) -> Result<(), Interrupted> {
        let filled = self.upto(length).map(drop);
        filled.map_err(|source::Interrupted| Interrupted)
    }

    fn consume(&mut self, count: usize) {
        self.consume(count);
    }

    fn length(&self) -> Option<u64> {
        Some(self.length())
    }
}

struct Jpeg<'a> {
    decoder: Decoder<'a>,
    /// Length of the file.
    bytes: u64,
    /// What is held of it at a time.
    held: u64,
}

impl Original for Jpeg<'_> {
    fn size(&self) -> Dimensions {
        let &Header { width, height, .. } = self.decoder.header();
        Dimensions { width, height }
    }

    fn orientation(&self) -> Orientation {
        from_exif(self.decoder.exif())
    }

    fn held(&self) -> Option<u64> {
        Some(self.held)
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

    fn cost(&self, parts: &[Part]) -> u64 {
        self.decoder.cost_of_all(parts)
    }

    fn work(&self, parts: &[Part]) -> Work {
        /// Nanoseconds for a byte of the file, as measured.
        const BYTE: f64 = 12.0;
        /// The same of one that is passed over.
        const PASSED: f64 = 2.0;
        /// The same of one whose coefficients are measured, besides.
        const MEASURED: f64 = 4.0;
        /// Nanoseconds for a sample that is made of coefficients, as measured.
        const SAMPLE: f64 = 2.5;
        let samples = parts.iter().map(|part| {
            let side = u64::from(part.scale.side());
            let pixels = part.region.map_or(self.size().pixels(), |region| {
                u64::from(region.width).saturating_mul(region.height.into())
            });
            pixels.saturating_mul(side.saturating_mul(side)) / 64
        });
        let samples = samples.fold(0, u64::saturating_add).saturating_mul(3);
        let finest = parts.iter().map(|part| part.scale.side()).max();
        let progressive = self.decoder.header().coding == Coding::Progressive;
        let measured = !progressive && parts.iter().any(|part| part.variances);
        let measuring = Work::of(if measured { self.bytes } else { 0 }, MEASURED);
        let reading = match (progressive, finest) {
            // The scans that are finer are passed over by their markers, if they are read at all.
            (true, Some(1)) => Work::of(self.bytes, PASSED) + self.scan().times(3_u32),
            (true, _) => Work::of(self.bytes, BYTE) + self.scan().times(SCANS),
            (false, _) => Work::of(self.bytes, BYTE) + self.scan(),
        };
        reading + measuring + Work::of(samples, SAMPLE)
    }

    fn extent(&self, part: &Part) -> Extent {
        self.decoder.extent(part.scale, part.region)
    }

    fn cost_of_rows(&self, part: &Part) -> u64 {
        self.decoder.cost_of_rows(part.scale, part.region)
    }

    fn decode_rows(
        self: Box<Self>,
        part: &Part,
        budget: Budget,
        receiver: &mut dyn Rows,
    ) -> Result<(), Error> {
        self.within(budget, |decoder, scans| {
            decoder.decode_rows(part.scale, part.region, scans, receiver)
        })
    }

    fn decode(self: Box<Self>, parts: &[Part], budget: Budget) -> Result<Vec<Decoded>, Error> {
        self.within(budget, |decoder, scans| decoder.decode_all(parts, scans))
    }
}

impl<'a> Jpeg<'a> {
    /// Decodes with as many scans as there is time for.
    fn within<T>(
        self,
        budget: Budget,
        decode: impl FnOnce(Decoder<'a>, u64) -> Result<T, marble_jpeg::Error>,
    ) -> Result<T, Error> {
        let scan = self.scan();
        let more = budget.left().divided_by(scan);
        let scans = u64::from(SCANS).saturating_add(more);
        decode(self.decoder, scans).map_err(|error| match error {
            marble_jpeg::Error::TooManyScans if scans < MAX_SCANS => {
                budget.exceeded(budget.left() + scan)
            }
            other => refuse(other),
        })
    }

    /// How long it takes to pass over all blocks once.
    fn scan(&self) -> Work {
        /// Nanoseconds for each pixel of a block that a scan passes, as measured.
        const PASSED: f64 = 0.3;
        Work::of(self.size().pixels(), PASSED)
    }
}

/// Whose fault a decoder's error is.
fn refuse(error: marble_jpeg::Error) -> Error {
    match error {
        marble_jpeg::Error::Interrupted => Error::Interrupted,
        marble_jpeg::Error::OutOfMemory | marble_jpeg::Error::Invalid(_) => {
            Error::Internal(error.to_string())
        }
        marble_jpeg::Error::TooManyScans | marble_jpeg::Error::Unsupported(_) => {
            Error::Unsupported(error.to_string())
        }
        marble_jpeg::Error::Damaged(_) | marble_jpeg::Error::Truncated => {
            Error::Damaged(error.to_string())
        }
    }
}
