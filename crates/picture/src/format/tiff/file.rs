//! A TIFF: what its tags say, held against the limits, and its rows as they come.

use image::metadata::Orientation;

use crate::color::icc::{self, CMYK_COST};
use crate::error::Error;
use crate::geometry::Dimensions;
use crate::limits::Limits;
use crate::original::rows::Original;
use crate::pixels::box_filter::{Boxes, Line};
use crate::pixels::picture::{ColorSpace, Layout, Picture, profile_fits};
use crate::pixels::shrink::Shrink;
use crate::work::Work;

use super::chunks::Chunks;
use super::colors::{Alpha, Colors, Conversion};
use super::directory::Directory;
use super::rows::{Predictor, Rows, Storage};
use super::unpack::{self, Compression};

/// Samples of a pixel at most: more are measurements, and no picture.
const MOST_SAMPLES: u64 = 8;

/// A TIFF whose tags were read and whose pixels were not.
pub(super) struct File<'a> {
    orientation: Orientation,
    /// Dimensions as stored, before the orientation is applied.
    stored: Dimensions,
    chunks: Chunks<'a>,
    conversion: Conversion<'a>,
    profile: Option<&'a [u8]>,
    storage: Storage,
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
        let bits = bits(&directory)?;
        let colors = Colors::read(&directory, bits)?;
        // A picture with an unreadable profile is a picture still.
        let profile = directory.values(34675).unwrap_or_default();
        let profile = profile.map(|it| it.stored);
        let inks = profile.filter(|_| matches!(colors, Colors::Cmyk));
        let conversion = Conversion {
            inks: inks.and_then(|profile| icc::Conversion::new(profile, ColorSpace::Cmyk)),
            alpha: alpha(&directory, &colors, samples)?,
            colors,
            bits,
            samples,
        };
        let storage = storage(&directory, bits, samples)?;
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
            profile: profile.filter(|it| profile_fits(it, layout)),
            storage,
        })
    }

    /// Puts the first rows of the tiles of one row of tiles together, as far as the window needs them.
    fn read_tiles(
        &self,
        down: u32,
        count: u32,
        shrink: &Shrink,
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
            let mut rows = self.rows(down, across)?;
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
    fn rows(&self, down: u32, across: u32) -> Result<Rows<'a>, Error> {
        let planes = 0..self.storage.planes();
        let packed = planes.map(|plane| self.chunks.packed(down, across, plane));
        let packed: Vec<_> = packed.collect::<Result<_, _>>()?;
        Rows::new(&packed, self.storage, self.chunks.size)
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
        let streams = (self.storage.planes() as u64).saturating_mul(unpack::COST);
        let profile = self.profile_bytes();
        self.storage
            .cost(self.chunks.size.width)
            .saturating_add(pixels)
            .saturating_add(band)
            .saturating_add(streams)
            .saturating_add(profile.saturating_mul(2))
            .saturating_add(self.conversion.inks.as_ref().map_or(0, |_| CMYK_COST))
            .saturating_add(Boxes::cost(shrink, self.layout(), false))
    }

    fn work(&self, shrink: &Shrink) -> Work {
        /// Nanoseconds for a sample, as measured: unpacked by LZW, and taken into a box.
        const SAMPLE: f64 = 8.0;
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
        Work::of(samples, SAMPLE) + Work::of(inks, INKS)
    }

    fn decode(mut self: Box<Self>, shrink: &Shrink) -> Result<Picture, Error> {
        let pixels = self.stored.pixels();
        let inks = self.conversion.inks.take();
        self.conversion.inks = inks.map(|inks| inks.for_many(pixels));
        let mut boxes = Boxes::new(*shrink, self.layout(), false);
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
                self.read_tiles(down, bottom.saturating_sub(top), shrink, &mut band)?;
                let row = self.row_bytes();
                for (y, row) in (top..bottom).zip(band.chunks_exact(row.max(1))) {
                    boxes.add(&self.line(y), row);
                }
                continue;
            }
            let mut rows = self.rows(down, 0)?;
            for y in top..bottom {
                let row = rows.next(&self.conversion, &mut pixels)?;
                boxes.add(&self.line(y), row);
            }
        }
        boxes.finish(self.profile.map(<[u8]>::to_vec))
    }
}

/// Bits a sample, the same of all.
fn bits(directory: &Directory<'_>) -> Result<u32, Error> {
    let all = directory.values(258)?;
    let bits = all.and_then(|all| all.get(0)).unwrap_or(1);
    let same = all.is_none_or(|all| all.iter().take(8).all(|other| other == bits));
    match u32::try_from(bits) {
        Ok(bits @ (1 | 2 | 4 | 8 | 16)) if same => Ok(bits),
        Ok(_) if !same => Err(Error::Unsupported(
            "expected a TIFF with the same bits for every sample, but found others".into(),
        )),
        _ => Err(unread("1, 2, 4, 8 or 16 bits a sample", bits)),
    }
}

/// What is said of the first sample beyond the colours. Where nothing is, it is alpha too, as libvips reads it.
fn alpha(directory: &Directory<'_>, colors: &Colors, samples: usize) -> Result<Alpha, Error> {
    if samples < colors.samples() {
        return Err(Error::damaged("it has fewer samples than colours"));
    }
    if samples == colors.samples() {
        return Ok(Alpha::None);
    }
    Ok(match directory.number(338, 0)? {
        1 => Alpha::Associated,
        _ => Alpha::Unassociated,
    })
}

fn storage(directory: &Directory<'_>, bits: u32, samples: usize) -> Result<Storage, Error> {
    let expect = |tag, default, expected: u64, what: &str| match directory.number(tag, default)? {
        found if found == expected => Ok(()),
        found => Err(unread(what, found)),
    };
    // Undefined numbers are whole ones.
    if directory.number(339, 1)? != 4 {
        expect(339, 1, 1, "samples of the format 1, whole numbers")?;
    }
    expect(266, 1, 1, "the fill order 1")?;
    let compression = match directory.number(259, 1)? {
        1 => Compression::None,
        5 => Compression::Lzw,
        8 | 32946 => Compression::Deflate,
        32773 => Compression::PackBits,
        other => return Err(unread("no compression, LZW, Deflate or PackBits", other)),
    };
    let predictor = match directory.number(317, 1)? {
        1 => Predictor::None,
        2 => Predictor::Horizontal,
        other => return Err(unread("the predictor 1 or 2", other)),
    };
    let planar = match directory.number(284, 1)? {
        1 => false,
        2 => samples > 1,
        other => return Err(unread("the planar configuration 1 or 2", other)),
    };
    Ok(Storage {
        bits,
        bytes: directory.bytes(),
        compression,
        // It says nothing where there is no compression.
        predictor: if compression == Compression::None {
            Predictor::None
        } else {
            predictor
        },
        planar,
        samples,
    })
}

fn unread(expected: &str, found: u64) -> Error {
    Error::Unsupported(format!(
        "expected a TIFF with {expected}, but found {found}"
    ))
}
