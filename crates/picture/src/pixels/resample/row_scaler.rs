//! A picture that comes row by row, scaled meanwhile: of what came, no more is held than a row of the result sees.

use std::ops::Range;

use crate::error::Error;
use crate::geometry::{Area, Dimensions};
use crate::pixels::picture::{Layout, Picture};

use super::window::{self, Window};
use super::{Resampler, cost as cost_of_resampler, vectors};

/// An area of a picture that comes row by row, brought to another size.
pub(crate) struct RowScaler {
    resampler: Resampler,
    layout: Layout,
    /// Samples of a row that comes.
    row: usize,
    /// The rows that came, as far as they are seen.
    window: Window<u8>,
    /// How many rows came, and how many of the result were made.
    came: usize,
    made: usize,
    size: Dimensions,
    pixels: Vec<u8>,
}

impl RowScaler {
    /// Where the area reaches over the edge, it ends there.
    pub(crate) fn new(from: Dimensions, area: Area, to: Dimensions, layout: Layout) -> Self {
        let channels = layout.channels();
        let resampler = Resampler::new(from, area, to, channels);
        let seen = resampler.columns().len().saturating_mul(channels);
        let window = Window::new(resampler.most_rows(), seen);
        let result = (to.width as usize).saturating_mul(channels);
        let result = result.saturating_mul(to.height as usize);
        Self {
            resampler,
            layout,
            row: (from.width as usize).saturating_mul(channels),
            window,
            came: 0,
            made: 0,
            size: to,
            pixels: vec![0; result],
        }
    }

    /// Takes the next rows, and makes what can be made.
    pub(crate) fn take(&mut self, rows: &[u8]) {
        for row in rows.chunks_exact(self.row.max(1)) {
            let number = self.came;
            self.came = number.saturating_add(1);
            let is_seen = self.next().is_some_and(|seen| seen.contains(&number));
            if is_seen {
                self.keep(number, row);
            }
            while self.next().is_some_and(|seen| seen.end <= self.came) {
                self.make();
            }
        }
    }

    /// The rows that the next one of the result sees; none where all are made.
    fn next(&self) -> Option<Range<usize>> {
        let is_left = self.made < self.size.height as usize;
        is_left.then(|| self.resampler.rows(self.made))
    }

    fn keep(&mut self, number: usize, row: &[u8]) {
        let start = self.resampler.columns().start;
        let start = start.saturating_mul(self.layout.channels());
        let kept = self.window.row_mut(number);
        if let Some(row) = row.get(start..).and_then(|row| row.get(..kept.len())) {
            kept.copy_from_slice(row);
        }
    }

    fn make(&mut self) {
        let seen = self.resampler.rows(self.made);
        let rows: Vec<_> = seen.map(|row| self.window.row(row)).collect();
        let width = (self.size.width as usize).saturating_mul(self.layout.channels());
        let start = self.made.saturating_mul(width);
        let result = self.pixels.get_mut(start..).unwrap_or_default();
        let result = result.get_mut(..width).unwrap_or_default();
        vectors::to_bytes(self.resampler.row(self.made, &rows), result);
        self.made = self.made.saturating_add(1);
    }

    /// The result, without a profile.
    ///
    /// # Errors
    ///
    /// [`Error::Internal`], where fewer rows came than it sees.
    pub(crate) fn finish(self) -> Result<Picture, Error> {
        if self.next().is_some() {
            return Err(Error::internal("rows that did not come"));
        }
        Ok(Picture {
            size: self.size,
            layout: self.layout,
            pixels: self.pixels,
            profile: None,
        })
    }
}

/// Bytes that it has beside the result, of pictures of so many channels.
pub(crate) fn cost(from: Dimensions, to: Dimensions, channels: u64) -> u64 {
    let row = u64::from(from.width).saturating_mul(channels);
    window::cost(from, to, row).saturating_add(cost_of_resampler(from, to, channels))
}

#[cfg(test)]
mod tests {
    use crate::pixels::resample::scale;

    use super::*;

    #[test]
    fn makes_what_is_made_of_the_whole_picture() {
        let mut state = 1_u32;
        let mut noise = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_be_bytes()[0]
        };
        for layout in [Layout::Grey, Layout::Rgba] {
            for (from, (left, top, width, height), to, rows) in [
                ((70, 40), (0.0, 0.0, 70.0, 40.0), (53, 31), 1),
                ((70, 40), (0.0, 0.0, 70.0, 40.0), (20, 9), 16),
                ((70, 40), (3.4, 5.7, 60.2, 21.9), (50, 50), 16),
                ((70, 40), (10.0, 8.0, 20.0, 10.0), (20, 10), 3),
                ((70, 400), (10.0, 300.0, 20.0, 10.0), (5, 2), 40),
                ((9, 7), (0.0, 0.0, 9.0, 7.0), (40, 33), 8),
                ((1, 1), (0.0, 0.0, 1.0, 1.0), (5, 6), 1),
            ] {
                let dimensions = |(width, height)| Dimensions { width, height };
                let (size, to) = (dimensions(from), dimensions(to));
                let area = Area {
                    left,
                    top,
                    width,
                    height,
                };
                let row = size.width as usize * layout.channels();
                let pixels: Vec<u8> = (0..row * size.height as usize).map(|_| noise()).collect();
                let mut scaler = RowScaler::new(size, area, to, layout);
                for rows in pixels.chunks(row * rows) {
                    scaler.take(rows);
                }
                let picture = Picture {
                    size,
                    layout,
                    pixels,
                    profile: None,
                };
                let found = scaler.finish().unwrap();
                assert_eq!(found.pixels, scale(&picture, area, to).pixels);
            }
        }
    }

    #[test]
    fn notices_rows_that_did_not_come() {
        let [from, to] = [8, 4].map(|side| Dimensions {
            width: side,
            height: side,
        });
        let area = Area {
            left: 0.0,
            top: 0.0,
            width: 8.0,
            height: 8.0,
        };
        let mut scaler = RowScaler::new(from, area, to, Layout::Grey);
        scaler.take(&[0; 7 * 8]);
        assert!(scaler.finish().is_err());
    }
}
