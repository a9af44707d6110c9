//! The strips or tiles of a TIFF (TIFF 6.0, sections 3 and 15): how large they are and where they lie.

use crate::error::Error;
use crate::geometry::Dimensions;

use super::directory::{Directory, Values};

/// Strips and tiles at most: each is opened on its own.
const MOST: u64 = 1 << 18;

/// Strips, which are as wide as the picture, or tiles.
pub(super) struct Chunks<'a> {
    pub(super) across: u32,
    pub(super) down: u32,
    /// Dimensions of one. The last strip may be lower.
    pub(super) size: Dimensions,
    file: &'a [u8],
    lengths: Option<Values<'a>>,
    starts: Values<'a>,
}

impl<'a> Chunks<'a> {
    /// `planes` is how many lie behind each other.
    pub(super) fn read(
        file: &'a [u8],
        directory: &Directory<'a>,
        stored: Dimensions,
        planes: usize,
    ) -> Result<Self, Error> {
        // As libtiff does: it is their size that tells tiles from strips, and either tags may say where they lie.
        let tiled = directory.values(322)?.or(directory.values(323)?).is_some();
        let either = |first, second| match directory.values(first) {
            Ok(None) => directory.values(second),
            found => found,
        };
        let length = |tag, default: u32, most: u32| -> Result<u32, Error> {
            let found = directory.number(tag, default.into())?;
            Ok(u32::try_from(found).unwrap_or(u32::MAX).min(most))
        };
        let (size, starts, lengths) = if tiled {
            let size = Dimensions {
                width: length(322, 0, u32::MAX)?,
                height: length(323, 0, u32::MAX)?,
            };
            (size, either(324, 273)?, either(325, 279)?)
        } else {
            let size = Dimensions {
                width: stored.width,
                height: length(278, u32::MAX, stored.height)?,
            };
            (size, either(273, 324)?, either(279, 325)?)
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
        let missing = || Error::damaged("it does not say where all of its pixels are");
        let starts = starts.ok_or_else(missing)?;
        let enough = |values: &Values<'_>| values.len() as u64 >= count;
        if !enough(&starts) || !lengths.as_ref().is_none_or(enough) {
            return Err(missing());
        }
        Ok(Self {
            across,
            down,
            size,
            file,
            lengths,
            starts,
        })
    }

    /// Pixels of a row of all strips or tiles beside each other.
    pub(super) fn padded_width(&self) -> u32 {
        self.across.saturating_mul(self.size.width)
    }

    /// The bytes of one, to the end of the file where their length is not said; `most` of them at most, so that many
    /// that share one long part of the file take no longer than their pixels are worth.
    pub(super) fn packed(
        &self,
        down: u32,
        across: u32,
        plane: usize,
        most: usize,
    ) -> Result<&'a [u8], Error> {
        let (across, down) = (across as usize, down as usize);
        let before = plane
            .saturating_mul(self.down as usize)
            .saturating_add(down);
        let index = before
            .saturating_mul(self.across as usize)
            .saturating_add(across);
        let start = self.starts.get(index).unwrap_or(u64::MAX);
        let length = self
            .lengths
            .and_then(|lengths| lengths.get(index))
            .filter(|length| *length > 0)
            .unwrap_or(u64::MAX);
        let start = usize::try_from(start).ok();
        let rest = start.and_then(|start| self.file.get(start..));
        let rest =
            rest.ok_or_else(|| Error::damaged("a strip or tile lies beyond the end of the file"))?;
        let length = usize::try_from(length).unwrap_or(usize::MAX).min(most);
        Ok(rest.get(..length).unwrap_or(rest))
    }
}
