//! A TIFF: what its tags say, held against the limits, and its rows as they come.

use image::metadata::Orientation;

use crate::color::icc::CMYK_COST;
use crate::error::Error;
use crate::geometry::Dimensions;
use crate::limits::Limits;
use crate::original::rows::Original;
use crate::pixels::box_filter::{Boxes, Line};
use crate::pixels::picture::{Layout, Picture, profile_fits};
use crate::pixels::shrink::Shrink;
use crate::progress::Progress;
use crate::work::Work;

use super::chunks::Chunks;
use super::colors::{Colors, Conversion};
use super::directory::Directory;
use super::jpeg;
use super::rows::Rows;
use super::storage::{Compression, Storage, unread};

/// Samples of a pixel at most: more are measurements, and no picture.
const MOST_SAMPLES: u64 = 8;

/// Bytes of a strip or tile that are looked at, for each byte that it holds: a fax of single pixels takes five.
const MOST_PACKED: usize = 8;

/// And as many more, for what is no pixels.
const MOST_BESIDE: usize = 64 << 10;

/// A TIFF whose tags were read and whose pixels were not.
pub(super) struct File<'a> {
    orientation: Orientation,
    /// Dimensions as stored, before the orientation is applied.
    stored: Dimensions,
    chunks: Chunks<'a>,
    conversion: Conversion<'a>,
    profile: Option<&'a [u8]>,
    storage: Storage<'a>,
}

impl<'a> File<'a> {
    /// Reads the tags of the first page, and holds them against the limits that need no plan.
    pub(super) fn open(tiff: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let directory = Directory::open(tiff)?;
        let side = |tag| {
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
        let storage = Storage::read(&directory, samples)?;
        // A picture with an unreadable profile is a picture still.
        let profile = directory.values(34675).unwrap_or_default();
        let profile = profile.map(|it| it.stored);
        let conversion = Conversion::read(&directory, &storage, profile)?;
        let becomes_srgb = matches!(conversion.colors, Colors::Cmyk | Colors::Lab(_));
        let chunks = Chunks::read(tiff, &directory, stored, storage.planes())?;
        // What lies in tiles beyond the right edge is unpacked too.
        let padded = Dimensions {
            width: chunks.padded_width(),
            height: stored.height,
        };
        limits.check_pixels(padded)?;
        let orientation = directory.number(274, 1).unwrap_or(1);
        let orientation = u8::try_from(orientation)
            .ok()
            .and_then(Orientation::from_exif);
        let layout = conversion.layout();
        Ok(Self {
            orientation: orientation.unwrap_or(Orientation::NoTransforms),
            stored,
            chunks,
            conversion,
            profile: profile.filter(|it| !becomes_srgb && profile_fits(it, layout)),
            storage,
        })
    }

    /// Puts the first rows of the tiles of one row of tiles together, as far as the window needs them.
    fn read_tiles(
        &self,
        down: u32,
        count: u32,
        shrink: &Shrink,
        plan: jpeg::Plan,
        band: &mut Vec<u8>,
    ) -> Result<(), Error> {
        let row_bytes = self.row_bytes();
        let bytes = |pixels: u32| (pixels as usize).saturating_mul(self.layout().channels());
        band.resize(row_bytes.saturating_mul(count as usize), 0);
        let mut pixels = Vec::new();
        let right = shrink.left.saturating_add(shrink.window.width);
        for across in 0..self.chunks.across {
            let left = across.saturating_mul(self.chunks.size.width);
            let end = left.saturating_add(self.chunks.size.width);
            if end <= shrink.left || left >= right {
                continue;
            }
            let mut rows = self.rows(down, across, plan)?;
            for target in band.chunks_exact_mut(row_bytes.max(1)) {
                let row = rows.next(&self.conversion, &mut pixels)?;
                let target = target.get_mut(bytes(left)..).unwrap_or_default();
                for (target, sample) in target
                    .iter_mut()
                    .zip(row.iter().take(bytes(self.chunks.size.width)))
                {
                    *target = *sample;
                }
            }
        }
        Ok(())
    }

    /// The rows of one strip or tile.
    fn rows(&self, down: u32, across: u32, plan: jpeg::Plan) -> Result<Rows<'a>, Error> {
        let packed = self.packed(down, across)?;
        Rows::new(&packed, self.storage, self.chunks.size, plan)
    }

    /// The bytes of each plane of one strip or tile.
    fn packed(&self, down: u32, across: u32) -> Result<Vec<&'a [u8]>, Error> {
        let Dimensions { width, height } = self.chunks.size;
        let rows = height.min(self.stored.height);
        let bytes = self.storage.bytes_of_rows(width as usize, rows as usize);
        let most = bytes
            .saturating_mul(MOST_PACKED)
            .saturating_add(MOST_BESIDE);
        let planes = 0..self.storage.planes();
        let packed = planes.map(|plane| self.chunks.packed(down, across, plane, most));
        packed.collect()
    }

    /// How JPEGs in it are decoded, if there are any.
    fn plan(&self, shrink: &Shrink) -> Result<jpeg::Plan, Error> {
        match self.storage.compression {
            Compression::Jpeg(tables) => {
                jpeg::Plan::new(&self.packed(0, 0)?, tables, jpeg::Plan::scale(shrink))
            }
            Compression::Packed(_) => Ok(jpeg::Plan::NONE),
        }
    }

    fn row_bytes(&self) -> usize {
        (self.stored.width as usize).saturating_mul(self.layout().channels())
    }

    fn line(&self, y: u32) -> Line {
        Line {
            y,
            left: 0,
            step: 1,
            pixels: self.stored.width,
            first: false,
        }
    }
}

impl Original for File<'_> {
    fn size(&self) -> Dimensions {
        self.stored
    }

    fn orientation(&self) -> Orientation {
        self.orientation
    }

    fn layout(&self) -> Layout {
        self.conversion.layout()
    }

    fn profile_bytes(&self) -> u64 {
        self.profile.map_or(0, |it| it.len() as u64)
    }

    fn cost(&self, shrink: &Shrink) -> u64 {
        let channels = self.layout().channels() as u64;
        let pixels = u64::from(self.chunks.size.width).saturating_mul(channels);
        // Tiles that lie beside each other are put together.
        let band = if self.chunks.across > 1 {
            let rows = self.chunks.size.height.min(self.stored.height);
            u64::from(self.stored.width)
                .saturating_mul(channels)
                .saturating_mul(rows.into())
        } else {
            0
        };
        // What cannot be read is refused when it is decoded.
        let jpegs = self.plan(shrink).map_or(0, |plan| plan.most);
        let profile = self.profile_bytes();
        self.storage
            .cost(self.chunks.size.width)
            .saturating_add(pixels)
            .saturating_add(band)
            .saturating_add(jpegs)
            .saturating_add(self.conversion.cost())
            .saturating_add(profile.saturating_mul(2))
            .saturating_add(self.conversion.inks.as_ref().map_or(0, |_| CMYK_COST))
            .saturating_add(Boxes::cost(shrink, self.layout(), false))
    }

    fn work(&self, shrink: &Shrink) -> Work {
        /// Nanoseconds for a sample, as measured: converted, and taken into a box.
        const SAMPLE: f64 = 5.0;
        /// The same from inks to colours.
        const INKS: f64 = 90.0;
        // Rows below the window are not read.
        let pixels = u64::from(self.stored.width).saturating_mul(shrink.bottom().into());
        let samples = pixels.saturating_mul(self.layout().channels() as u64);
        let inks = if self.conversion.inks.is_some() {
            pixels
        } else {
            0
        };
        let unpacked = self.storage.work(self.stored.width);
        unpacked.times(shrink.bottom()) + Work::of(samples, SAMPLE) + Work::of(inks, INKS)
    }

    fn decode(
        mut self: Box<Self>,
        shrink: &Shrink,
        progress: &dyn Progress,
    ) -> Result<Picture, Error> {
        let pixels = self.stored.pixels();
        let inks = self.conversion.inks.take();
        self.conversion.inks = inks.map(|inks| inks.for_many(pixels));
        let plan = self.plan(shrink)?;
        let mut boxes = Boxes::new(*shrink, self.layout(), false, progress);
        let mut pixels = Vec::new();
        let mut band = Vec::new();
        for down in 0..self.chunks.down {
            let top = down.saturating_mul(self.chunks.size.height);
            let bottom = top
                .saturating_add(self.chunks.size.height)
                .min(shrink.bottom());
            if top >= shrink.bottom() {
                break;
            }
            if bottom <= shrink.top {
                continue;
            }
            if self.chunks.across > 1 {
                let count = bottom.saturating_sub(top);
                self.read_tiles(down, count, shrink, plan, &mut band)?;
                let row = self.row_bytes();
                for (y, row) in (top..bottom).zip(band.chunks_exact(row.max(1))) {
                    boxes.add(&self.line(y), row)?;
                }
                continue;
            }
            let mut rows = self.rows(down, 0, plan)?;
            for y in top..bottom {
                let row = rows.next(&self.conversion, &mut pixels)?;
                boxes.add(&self.line(y), row)?;
            }
        }
        boxes.finish(self.profile.map(<[u8]>::to_vec))
    }
}
