//! The strips or tiles of a TIFF (TIFF 6.0, sections 3 and 15): how large they are and where they lie.

use std::ops::Range;

use crate::error::Error;
use crate::geometry::Dimensions;

use super::directory::{Directory, Values};

/// Strips and tiles at most: each is opened on its own.
const MOST: u64 = 1 << 18;

/// Strips, which are as wide as the picture, or tiles.
pub(super) struct Chunks {
    pub(super) across: u32,
    pub(super) down: u32,
    /// Dimensions of one. The last strip may be lower.
    pub(super) size: Dimensions,
    /// How many lie behind each other.
    planes: usize,
    lengths: Option<Values<'static>>,
    starts: Values<'static>,
}

impl Chunks {
    /// `planes` is how many lie behind each other.
    pub(super) fn read(
        directory: &mut Directory<'_, '_>,
        stored: Dimensions,
        planes: usize,
    ) -> Result<Self, Error> {
        // As libtiff does: it is their size that tells tiles from strips, and either tags may say where they lie.
        let is_wide = directory.values(322)?.is_some();
        let tiled = is_wide || directory.values(323)?.is_some();
        let mut length = |tag, default: u32, most: u32| -> Result<u32, Error> {
            let found = directory.number(tag, default.into())?;
            Ok(u32::try_from(found).unwrap_or(u32::MAX).min(most))
        };
        let size = if tiled {
            Dimensions {
                width: length(322, 0, u32::MAX)?,
                height: length(323, 0, u32::MAX)?,
            }
        } else {
            Dimensions {
                width: stored.width,
                height: length(278, u32::MAX, stored.height)?,
            }
        };
        if size.width == 0 || size.height == 0 {
            return Err(Error::damaged("its strips or tiles have no pixels"));
        }
        let across = stored.width.div_ceil(size.width);
        let down = stored.height.div_ceil(size.height);
        let count = u64::from(across)
            .saturating_mul(down.into())
            .saturating_mul(planes as u64);
        if count > MOST {
            return Err(Error::Unsupported(format!(
                "expected a TIFF of at most {MOST} strips or tiles, but found {count}"
            )));
        }
        let (starts, lengths) = if tiled {
            ([324, 273], [325, 279])
        } else {
            ([273, 324], [279, 325])
        };
        Ok(Self {
            across,
            down,
            size,
            planes,
            starts: places(directory, starts, count)?.ok_or_else(missing)?,
            lengths: places(directory, lengths, count)?,
        })
    }

    /// Pixels of a row of all strips or tiles beside each other.
    pub(super) fn padded_width(&self) -> u32 {
        self.across.saturating_mul(self.size.width)
    }

    /// What it allocates, in bytes.
    pub(super) fn cost(&self) -> u64 {
        let lengths = self.lengths.as_ref().map_or(0, |it| it.stored.len());
        (self.starts.stored.len() as u64).saturating_add(lengths as u64)
    }

    /// Where the planes of one lie in a file of `length` bytes: each to the end of the file where its length is not said,
    /// and `most` bytes of it at most, so that many that share one long part of the file take no longer than their pixels
    /// are worth.
    pub(super) fn places(
        &self,
        down: u32,
        across: u32,
        most: usize,
        length: u64,
    ) -> impl Iterator<Item = Result<Range<u64>, Error>> {
        let (down, across) = (down as usize, across as usize);
        (0..self.planes).map(move |plane| {
            let before = plane
                .saturating_mul(self.down as usize)
                .saturating_add(down);
            let index = before
                .saturating_mul(self.across as usize)
                .saturating_add(across);
            self.place(index, most as u64, length)
        })
    }

    fn place(&self, index: usize, most: u64, length: u64) -> Result<Range<u64>, Error> {
        let start = self.starts.get(index).filter(|start| *start <= length);
        let start = start.ok_or_else(beyond_file)?;
        let lengths = self.lengths.as_ref();
        let packed = lengths.and_then(|lengths| lengths.get(index));
        let packed = packed.filter(|packed| *packed > 0).unwrap_or(u64::MAX);
        let end = start.saturating_add(packed.min(most)).min(length);
        Ok(start..end)
    }
}

/// What is said of a strip or tile that is not there.
pub(super) fn beyond_file() -> Error {
    Error::damaged("a strip or tile lies beyond the end of the file")
}

fn missing() -> Error {
    Error::damaged("it does not say where all of its pixels are")
}

/// The first `count` values of the first of two tags that there is.
fn places(
    directory: &mut Directory<'_, '_>,
    tags: [u16; 2],
    count: u64,
) -> Result<Option<Values<'static>>, Error> {
    for tag in tags {
        if let Some(values) = directory.values(tag)? {
            if (values.len() as u64) < count {
                return Err(missing());
            }
            return Ok(Some(
                values.first(usize::try_from(count).unwrap_or(usize::MAX)),
            ));
        }
    }
    Ok(None)
}
