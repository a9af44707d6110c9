//! A TIFF: what its tags say, held against the limits, and its rows as they come.

use image::metadata::Orientation;

use crate::color::icc::CMYK_COST;
use crate::error::Error;
use crate::geometry::Dimensions;
use crate::input::Input;
use crate::limits::Limits;
use crate::original::rows::Original;
use crate::pixels::box_filter::Shrunk;
use crate::pixels::picture::{Layout, profile_fits};
use crate::pixels::shrinks::{Shrinking, Shrinks};
use crate::progress::Progress;
use crate::work::Work;

use super::bands::Bands;
use super::chunks::Chunks;
use super::colors::{Colors, Conversion};
use super::directory::{Directory, unless_damaged};
use super::jpeg::{Common, Plan};
use super::reader::Reader;
use super::storage::{Compression, Storage, unread};

/// Samples of a pixel at most: more are measurements, and no picture.
const MOST_SAMPLES: u64 = 8;

/// A TIFF whose tags were read and whose pixels were not.
pub(super) struct File<'a, 'b> {
    orientation: Orientation,
    /// Dimensions as stored, before the orientation is applied.
    stored: Dimensions,
    conversion: Conversion<'static>,
    /// Where there are JPEGs in it.
    jpegs: Option<Common>,
    /// Of the pixels, or of the inks that they are made of.
    profile: Option<Vec<u8>>,
    reader: Reader<'a, 'b>,
    storage: Storage,
}

impl<'a, 'b> File<'a, 'b> {
    /// Reads the tags of the first page, and holds them against the limits that need no plan.
    pub(super) fn open(input: &'a mut Input<'b>, limits: &Limits) -> Result<Self, Error> {
        let mut directory = Directory::open(input)?;
        let mut side = |tag| {
            let side = directory.number(tag, 0)?;
            u32::try_from(side).map_err(|_| Error::damaged("a side is longer than 32 bits can say"))
        };
        let stored = Dimensions {
            width: side(256)?,
            height: side(257)?,
        };
        limits.check_pixels(stored)?;
        let samples = directory.number(277, 1)?;
        if samples > MOST_SAMPLES {
            return Err(unread("at most 8 samples a pixel", samples));
        }
        let samples = usize::try_from(samples).unwrap_or_default();
        let storage = Storage::read(&mut directory, samples)?;
        let conversion = Conversion::read(&mut directory, &storage)?;
        let chunks = Chunks::read(&mut directory, stored, storage.planes())?;
        // What lies in tiles beyond the right edge is unpacked too.
        let padded = Dimensions {
            width: chunks.padded_width(),
            height: stored.height,
        };
        limits.check_pixels(padded)?;
        let orientation = unless_damaged(directory.number(274, 1))?.unwrap_or(1);
        let orientation = u8::try_from(orientation)
            .ok()
            .and_then(Orientation::from_exif);
        let layout = conversion.layout();
        let is_wanted = |profile: &[u8]| match conversion.colors {
            Colors::Cmyk => true,
            Colors::Lab(_) => false,
            _ => profile_fits(profile, layout),
        };
        // A picture with an unreadable profile is a picture still.
        let profile = unless_damaged(directory.kept(34675, limits, is_wanted))?.flatten();
        let tables = match storage.compression {
            Compression::Jpeg => directory.kept(347, limits, |_| true)?,
            Compression::Packed(_) => None,
        };
        let mut reader = Reader::new(input, chunks, storage, stored.height);
        let jpegs = match storage.compression {
            Compression::Jpeg => Some(Common::new(tables, reader.packed(0, 0, stored.height))?),
            Compression::Packed(_) => None,
        };
        Ok(Self {
            orientation: orientation.unwrap_or(Orientation::NoTransforms),
            stored,
            conversion,
            jpegs,
            profile,
            reader,
            storage,
        })
    }
}

impl Original for File<'_, '_> {
    fn size(&self) -> Dimensions {
        self.stored
    }

    fn orientation(&self) -> Orientation {
        self.orientation
    }

    fn held(&self) -> Option<u64> {
        Some(self.reader.held())
    }

    fn layout(&self) -> Layout {
        self.conversion.layout()
    }

    fn profile_bytes(&self) -> u64 {
        // Inks become colours without one.
        let profile = self.profile.as_ref();
        let profile = profile.filter(|_| !self.conversion.has_inks());
        profile.map_or(0, |it| it.len() as u64)
    }

    fn cost(&self, shrinks: &Shrinks) -> u64 {
        let chunks = self.reader.chunks();
        let channels = self.layout().channels() as u64;
        let pixels = u64::from(chunks.size.width).saturating_mul(channels);
        // Tiles that lie beside each other are put together.
        let band = if chunks.across > 1 {
            let rows = chunks.size.height.min(self.stored.height);
            u64::from(self.stored.width)
                .saturating_mul(channels)
                .saturating_mul(rows.into())
        } else {
            0
        };
        let jpegs = self.jpegs.as_ref().map_or(0, |it| it.cost(shrinks));
        let profile = self.profile.as_ref().map_or(0, Vec::len) as u64;
        let inks = if self.conversion.has_inks() {
            CMYK_COST
        } else {
            0
        };
        self.storage
            .cost(chunks.size.width)
            .saturating_add(chunks.cost())
            .saturating_add(pixels)
            .saturating_add(band)
            .saturating_add(jpegs)
            .saturating_add(self.conversion.cost())
            .saturating_add(profile.saturating_mul(2))
            .saturating_add(inks)
            .saturating_add(Shrinking::cost(shrinks, self.layout(), false))
    }

    fn work(&self, shrinks: &Shrinks) -> Work {
        /// Nanoseconds for a sample, as measured: converted, and taken into a box.
        const SAMPLE: f64 = 5.0;
        /// The same from inks to colours.
        const INKS: f64 = 90.0;
        // Rows below the window are not read.
        let pixels = u64::from(self.stored.width).saturating_mul(shrinks.rows.end.into());
        let samples = pixels.saturating_mul(self.layout().channels() as u64);
        let inks = if self.conversion.has_inks() {
            pixels
        } else {
            0
        };
        let unpacked = self.storage.work(self.stored.width);
        unpacked.times(shrinks.rows.end) + Work::of(samples, SAMPLE) + Work::of(inks, INKS)
    }

    fn decode(
        self: Box<Self>,
        shrinks: &Shrinks,
        progress: &dyn Progress,
    ) -> Result<Vec<Shrunk>, Error> {
        let layout = self.layout();
        let (inks, profile) = if self.conversion.has_inks() {
            (self.profile, None)
        } else {
            (None, self.profile)
        };
        let mut bands = Bands {
            stored: self.stored,
            conversion: self
                .conversion
                .with_inks(inks.as_deref(), self.stored.pixels()),
            plan: match &self.jpegs {
                Some(jpegs) => jpegs.plan(shrinks)?,
                None => Plan::NONE,
            },
            reader: self.reader,
            storage: self.storage,
        };
        let mut boxes = Shrinking::new(shrinks, layout, false, progress);
        bands.add(shrinks, &mut boxes)?;
        boxes.finish(profile)
    }
}
