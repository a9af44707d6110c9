//! The strips of a TIFF, or its tiles row by row, to boxes of pixels.

use std::ops::Range;

use crate::error::Error;
use crate::geometry::Dimensions;
use crate::pixels::box_filter::Line;
use crate::pixels::shrinks::{Shrinking, Shrinks};

use super::colors::Conversion;
use super::jpeg::Plan;
use super::reader::Reader;
use super::rows::Rows;
use super::storage::Storage;

/// Bands of pixels as wide as the picture: a strip each, or the tiles beside each other.
pub(super) struct Bands<'a, 'b, 'c> {
    /// Dimensions of the picture.
    pub(super) stored: Dimensions,
    pub(super) conversion: Conversion<'c>,
    pub(super) plan: Plan<'c>,
    pub(super) reader: Reader<'a, 'b>,
    pub(super) storage: Storage,
}

impl Bands<'_, '_, '_> {
    /// Adds those that the window needs, as far as it needs them. What lies behind them is not waited for.
    pub(super) fn add(
        &mut self,
        shrinks: &Shrinks,
        boxes: &mut Shrinking<'_>,
    ) -> Result<(), Error> {
        let chunks = self.reader.chunks();
        let (count, height) = (chunks.down, chunks.size.height);
        let in_tiles = chunks.across > 1;
        let mut band = Vec::new();
        for down in 0..count {
            let top = down.saturating_mul(height);
            let bottom = top.saturating_add(height).min(shrinks.rows.end);
            if top >= shrinks.rows.end {
                break;
            }
            if bottom <= shrinks.rows.start {
                continue;
            }
            if in_tiles {
                self.read_tiles(down, bottom.saturating_sub(top), shrinks, &mut band)?;
                let row = self.row_bytes();
                for (y, row) in (top..bottom).zip(band.chunks_exact(row.max(1))) {
                    boxes.add(&line(self.stored, y), row)?;
                }
            } else {
                self.add_strip(down, top..bottom, boxes)?;
            }
        }
        Ok(())
    }

    fn add_strip(
        &mut self,
        down: u32,
        lines: Range<u32>,
        boxes: &mut Shrinking<'_>,
    ) -> Result<(), Error> {
        let size = self.reader.chunks().size;
        let count = lines.end.saturating_sub(lines.start);
        let packed = self.reader.packed(down, 0, count)?;
        let mut rows = Rows::new(&packed, self.storage, size, self.plan)?;
        let mut pixels = Vec::new();
        for y in lines {
            let row = rows.next(&self.conversion, &mut pixels)?;
            boxes.add(&line(self.stored, y), row)?;
        }
        Ok(())
    }

    /// Puts the first `count` rows of the tiles beside each other together, as far as the window needs them.
    fn read_tiles(
        &mut self,
        down: u32,
        count: u32,
        shrinks: &Shrinks,
        band: &mut Vec<u8>,
    ) -> Result<(), Error> {
        let row_bytes = self.row_bytes();
        let channels = self.conversion.layout().channels();
        let bytes = |pixels: u32| (pixels as usize).saturating_mul(channels);
        band.resize(row_bytes.saturating_mul(count as usize), 0);
        let mut pixels = Vec::new();
        let columns = &shrinks.columns;
        let (size, tiles) = (self.reader.chunks().size, self.reader.chunks().across);
        for across in 0..tiles {
            let left = across.saturating_mul(size.width);
            let end = left.saturating_add(size.width);
            if end <= columns.start || left >= columns.end {
                continue;
            }
            let packed = self.reader.packed(down, across, count)?;
            let mut rows = Rows::new(&packed, self.storage, size, self.plan)?;
            for target in band.chunks_exact_mut(row_bytes.max(1)) {
                let row = rows.next(&self.conversion, &mut pixels)?;
                let target = target.get_mut(bytes(left)..).unwrap_or_default();
                for (target, sample) in target.iter_mut().zip(row.iter().take(bytes(size.width))) {
                    *target = *sample;
                }
            }
        }
        Ok(())
    }

    fn row_bytes(&self) -> usize {
        let channels = self.conversion.layout().channels();
        (self.stored.width as usize).saturating_mul(channels)
    }
}

/// A row of a picture.
fn line(stored: Dimensions, y: u32) -> Line {
    Line {
        y,
        left: 0,
        step: 1,
        pixels: stored.width,
        first: false,
    }
}
