//! The planes of a picture of tiles, row by row: tiles are decoded as rows need them, and only those in which something
//! is seen. A picture that is no grid is one tile.

use std::ops::Range;

use crate::error::Error;
use crate::geometry::Dimensions;
use crate::work::Work;

use super::coding::{Coded, Form, Frame};
use super::error::unsupported;
use super::grid::Grid;

/// Tiles that were not decoded.
pub(super) struct Mosaic<'a> {
    /// Row by row.
    tiles: Vec<Box<dyn Coded + 'a>>,
    across: usize,
    /// What all tiles are like.
    pub(super) form: Form,
    /// Of the picture; what the tiles have beyond it is not seen.
    pub(super) size: Dimensions,
}

impl<'a> Mosaic<'a> {
    pub(super) fn single(tile: Box<dyn Coded + 'a>) -> Self {
        let form = tile.form();
        Self {
            tiles: vec![tile],
            across: 1,
            form,
            size: form.size,
        }
    }

    pub(super) fn new(grid: &Grid, tiles: Vec<Box<dyn Coded + 'a>>) -> Result<Self, Error> {
        let form = tiles.first().map(|tile| tile.form());
        let form = form.filter(|_| grid.across.checked_mul(grid.down) == Some(tiles.len()));
        let form = form.ok_or_else(|| Error::damaged("a grid has more or fewer tiles"))?;
        if tiles.iter().any(|tile| tile.form() != form) {
            return Err(unsupported("one of tiles of different kinds"));
        }
        if !grid.is_covered(form.size) {
            return Err(Error::damaged("a grid's tiles do not fit"));
        }
        // Between two tiles there is no half a sample of chroma.
        let odd =
            |count: usize, halves: bool, side: u32| count > 1 && halves && !side.is_multiple_of(2);
        let (sampling, tile) = (form.sampling, form.size);
        if odd(grid.across, sampling.halves_width(), tile.width)
            || odd(grid.down, sampling.halves_height(), tile.height)
        {
            return Err(Error::damaged("a grid's tiles have an odd size"));
        }
        Ok(Self {
            tiles,
            across: grid.across,
            form,
            size: grid.size,
        })
    }

    /// What reading rows between these columns allocates, in bytes.
    pub(super) fn cost(&self, columns: &Range<u32>) -> u64 {
        let tiles = self.columns_of_tiles(columns).len() as u64;
        let bands = self.bands();
        let frame = self.tiles.iter().map(|tile| tile.frame_bytes()).max();
        let decoding = self.tiles.iter().map(|tile| tile.cost()).max();
        let frames = tiles.saturating_mul(bands).saturating_sub(1);
        let frames = frame.unwrap_or_default().saturating_mul(frames);
        let row = u64::from(self.size.width).saturating_mul(2);
        decoding
            .unwrap_or_default()
            .saturating_add(frames)
            .saturating_add(row)
    }

    /// How long it takes to decode the tiles of these columns and rows.
    pub(super) fn work(&self, columns: &Range<u32>, rows: &Range<u32>) -> Work {
        let height = self.form.size.height.max(1);
        let first = rows.start.checked_div(height).unwrap_or_default() as usize;
        let seen = first..rows.end.div_ceil(height) as usize;
        let across = self.columns_of_tiles(columns);
        let bands = self.tiles.chunks(self.across.max(1)).enumerate();
        let bands = bands.filter(|(index, _)| seen.contains(index));
        bands
            .flat_map(|(_, tiles)| tiles.get(across.clone()).unwrap_or_default())
            .map(|tile| tile.work())
            .sum()
    }

    /// Rows of tiles that are in memory at a time: chroma that is drawn out mixes rows of two.
    fn bands(&self) -> u64 {
        let several = self.tiles.len() > self.across;
        if several && self.form.sampling.halves_height() {
            2
        } else {
            1
        }
    }

    fn columns_of_tiles(&self, columns: &Range<u32>) -> Range<usize> {
        let width = self.form.size.width.max(1);
        let end = columns.end.div_ceil(width) as usize;
        let start = (columns.start.checked_div(width)).unwrap_or_default() as usize;
        start..end.min(self.across).max(start)
    }
}

/// Reads rows of planes, from above to below.
pub(super) struct Rows<'a> {
    mosaic: &'a Mosaic<'a>,
    /// The part of each row that is read, in pixels. It begins with a whole sample of chroma.
    columns: Range<u32>,
    tiles: Range<usize>,
    bands: Vec<Band>,
}

/// A row of tiles, decoded.
struct Band {
    index: usize,
    frames: Vec<Box<dyn Frame>>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(mosaic: &'a Mosaic<'a>, columns: Range<u32>) -> Self {
        Self {
            tiles: mosaic.columns_of_tiles(&columns),
            mosaic,
            columns,
            bands: Vec::new(),
        }
    }

    pub(super) fn form(&self) -> Form {
        self.mosaic.form
    }

    /// Of the picture.
    pub(super) fn height(&self) -> u32 {
        self.mosaic.size.height
    }

    /// A row of a plane, in place of what `row` holds.
    pub(super) fn read(&mut self, plane: usize, y: usize, row: &mut Vec<u16>) -> Result<(), Error> {
        row.clear();
        let Form { size, sampling, .. } = self.mosaic.form;
        let chroma = plane > 0;
        let halved = |side: u32, halves: bool| {
            let side = side as usize;
            if chroma && halves {
                side.div_ceil(2)
            } else {
                side
            }
        };
        let height = halved(size.height, sampling.halves_height()).max(1);
        let halves_width = sampling.halves_width();
        let width = halved(size.width, halves_width);
        let start = halved(self.columns.start, halves_width);
        let end = halved(self.columns.end, halves_width);
        let first = self.tiles.start;
        let index = y.checked_div(height).unwrap_or_default();
        let y = y.checked_rem(height).unwrap_or_default();
        let band = self.band(index)?;
        for (column, frame) in (first..).zip(&band.frames) {
            let left = column.saturating_mul(width);
            let from = start.saturating_sub(left);
            let to = end.saturating_sub(left).min(width);
            frame.push_row(plane, y, from..to, row);
        }
        Ok(())
    }

    fn band(&mut self, index: usize) -> Result<&Band, Error> {
        let found = self.bands.iter().position(|band| band.index == index);
        let place = if let Some(place) = found {
            place
        } else {
            let keeps_last = self.mosaic.bands() > 1;
            self.bands
                .retain(|band| keeps_last && band.index.saturating_add(1) == index);
            let start = index.saturating_mul(self.mosaic.across);
            let tiles = self.mosaic.tiles.get(start..).unwrap_or_default();
            let tiles = tiles.get(self.tiles.clone()).unwrap_or_default();
            let mut frames = Vec::with_capacity(tiles.len());
            for tile in tiles {
                frames.push(tile.decode()?);
            }
            self.bands.push(Band { index, frames });
            self.bands.len().saturating_sub(1)
        };
        let band = self.bands.get(place);
        band.ok_or_else(|| Error::Internal("a band that is not there".to_owned()))
    }
}

#[cfg(test)]
mod tests;
