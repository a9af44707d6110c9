//! A plane while it is decoded: whole macroblocks, with a border above and to the left that predictions look at.

use alloc::vec::Vec;

use crate::{Error, Plane, Rows};

/// Samples to the left of the first column. One would do; rows that begin at multiples of 16 are faster.
const LEFT: usize = 16;

/// What predictions see above the picture, and to the left of it (sections 12.2 and 12.3).
pub(crate) const ABOVE_SAMPLE: u8 = 127;
pub(crate) const LEFT_SAMPLE: u8 = 129;

/// Rows of macroblocks that are there at a time, where those that are finished are handed out.
const ROWS: usize = 6;

/// Those that are still needed when the next one begins. They move to the front where there is no room for it.
const NEEDED: usize = 2;

/// A plane while it is decoded. Rows that are finished are handed out; or they move to the front, where they lie without
/// gaps: nothing that is still needed is there.
#[derive(Debug)]
pub(crate) struct PlaneBuffer {
    samples: Vec<u8>,
    pub(crate) stride: usize,
    /// Samples a side of a macroblock.
    side: usize,
    width: usize,
    height: usize,
    /// The row of macroblocks that the samples begin with, and for how many there is room.
    first: usize,
    rows: usize,
    /// Rows that are finished.
    finished: usize,
}

/// What becomes of the rows that are finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Finished {
    /// They are kept.
    Kept,
    /// They are handed out.
    HandedOut,
}

impl Finished {
    /// By whether somebody receives them.
    pub(crate) fn with(is_receiver: bool) -> Self {
        if is_receiver {
            Self::HandedOut
        } else {
            Self::Kept
        }
    }

    /// Rows of macroblocks that are there at a time, of a picture of so many.
    fn rows(self, all: usize) -> usize {
        match self {
            Self::Kept => all,
            Self::HandedOut => all.min(ROWS),
        }
    }
}

impl PlaneBuffer {
    /// Bytes of a plane of so many macroblocks.
    pub(crate) fn cost(columns: usize, rows: usize, side: usize, finished: Finished) -> usize {
        let height = finished.rows(rows).saturating_mul(side).saturating_add(1);
        stride(columns, side).saturating_mul(height)
    }

    /// A plane of which `width` by `height` samples are kept.
    pub(crate) fn new(
        (columns, rows): (usize, usize),
        side: usize,
        (width, height): (usize, usize),
        finished: Finished,
    ) -> Result<Self, Error> {
        let mut samples = Vec::new();
        let stride = stride(columns, side);
        let length = Self::cost(columns, rows, side, finished);
        samples
            .try_reserve_exact(length)
            .map_err(|_| Error::OutOfMemory)?;
        samples.resize(stride, ABOVE_SAMPLE);
        samples.resize(length, 0);
        Ok(Self {
            samples,
            stride,
            side,
            width,
            height,
            first: 0,
            rows: finished.rows(rows),
            finished: 0,
        })
    }

    /// Where a macroblock begins.
    pub(crate) fn at(&self, column: usize, row: usize) -> usize {
        let row = row.saturating_sub(self.first);
        let y = row.saturating_mul(self.side).saturating_add(1);
        let x = column.saturating_mul(self.side).saturating_add(LEFT);
        y.saturating_mul(self.stride).saturating_add(x)
    }

    /// Makes room for a row of macroblocks, and the border to the left of it.
    pub(crate) fn begin_row(&mut self, row: usize) {
        let is_room = row.saturating_sub(self.first) < self.rows;
        if !is_room && row.saturating_mul(self.side) < self.height {
            let needed = row.saturating_sub(NEEDED);
            let [from, end, to] =
                [needed, row, self.first].map(|row| self.at(0, row).saturating_sub(LEFT));
            if end <= self.samples.len() {
                self.samples.copy_within(from..end, to);
            }
            self.first = needed;
        }
        let start = self.at(0, row).saturating_sub(1);
        let rows = self.samples.get_mut(start..).unwrap_or_default();
        for left in rows.iter_mut().step_by(self.stride).take(self.side) {
            *left = LEFT_SAMPLE;
        }
    }

    /// `N` samples.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "innermost")]
    pub(crate) fn line<const N: usize>(&self, at: usize) -> Option<&[u8; N]> {
        self.samples.get(at..)?.first_chunk()
    }

    /// `N` samples.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "innermost")]
    pub(crate) fn line_mut<const N: usize>(&mut self, at: usize) -> Option<&mut [u8; N]> {
        self.samples.get_mut(at..)?.first_chunk_mut()
    }

    /// `N` rows of `N` samples.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "innermost")]
    pub(crate) fn square_mut<const N: usize>(
        &mut self,
        at: usize,
    ) -> impl Iterator<Item = &mut [u8; N]> {
        let rows = self.samples.get_mut(at..).unwrap_or_default();
        let rows = rows.chunks_mut(self.stride).take(N);
        rows.filter_map(|row| row.first_chunk_mut())
    }

    /// The sample above to the left, the `N` above, and the `N` to the left.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "innermost")]
    pub(crate) fn edge<const N: usize>(&self, at: usize) -> Option<(u8, &[u8; N], [u8; N])> {
        let corner = at.checked_sub(self.stride)?.checked_sub(1)?;
        let (corner, rest) = self.samples.get(corner..)?.split_first()?;
        let above = rest.first_chunk()?;
        let mut left = [0; N];
        let column = rest.get(self.stride.checked_sub(1)?..)?;
        for (left, sample) in left.iter_mut().zip(column.iter().step_by(self.stride)) {
            *left = *sample;
        }
        Some((*corner, above, left))
    }

    /// Hands out the rows above `row`, which nothing changes any more.
    pub(crate) fn hand_out_rows(&mut self, row: usize, plane: usize, receiver: &mut dyn Rows) {
        let before = self.first.saturating_mul(self.side);
        for y in self.finished..row.min(self.height) {
            let line = y.saturating_sub(before).saturating_add(1);
            let from = line.saturating_mul(self.stride).saturating_add(LEFT);
            let row = self
                .samples
                .get(from..)
                .and_then(|row| row.get(..self.width));
            receiver.take(plane, row.unwrap_or_default());
            self.finished = y.saturating_add(1);
        }
    }

    /// Moves the rows above `row` to the front, where nothing changes them any more.
    pub(crate) fn finish_rows(&mut self, row: usize) {
        for y in self.finished..row.min(self.height) {
            let from = y.saturating_add(1).saturating_mul(self.stride);
            let from = from.saturating_add(LEFT);
            let to = y.saturating_mul(self.width);
            let end = from.saturating_add(self.width);
            if to <= from && end <= self.samples.len() {
                self.samples.copy_within(from..end, to);
            }
            self.finished = y.saturating_add(1);
        }
    }

    /// The plane, as soon as all is decoded.
    pub(crate) fn finish(mut self) -> Plane {
        self.finish_rows(self.height);
        self.samples
            .truncate(self.width.saturating_mul(self.height));
        let side = |side| u32::try_from(side).unwrap_or(u32::MAX);
        Plane {
            width: side(self.width),
            height: side(self.height),
            samples: self.samples,
        }
    }
}

fn stride(columns: usize, side: usize) -> usize {
    columns.saturating_mul(side).saturating_add(LEFT)
}
