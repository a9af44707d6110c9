//! The rows of a picture that the filter sees at a time.

use std::ops::Range;

use crate::geometry::Dimensions;

/// So many rows that follow each other: each is put into the place of one that will not be seen again.
pub(crate) struct Window<S> {
    samples: Vec<S>,
    rows: usize,
    length: usize,
}

impl<S: Clone + Default> Window<S> {
    /// For so many rows of so many samples each.
    pub(crate) fn new(rows: usize, length: usize) -> Self {
        Self {
            samples: vec![S::default(); rows.saturating_mul(length)],
            rows,
            length,
        }
    }

    /// A row, if it was the last to be put into its place.
    pub(crate) fn row(&self, number: usize) -> &[S] {
        self.samples.get(self.place(number)).unwrap_or_default()
    }

    /// The place of a row.
    pub(crate) fn row_mut(&mut self, number: usize) -> &mut [S] {
        let place = self.place(number);
        self.samples.get_mut(place).unwrap_or_default()
    }

    fn place(&self, number: usize) -> Range<usize> {
        let place = number.checked_rem(self.rows).unwrap_or_default();
        let start = place.saturating_mul(self.length);
        start..start.saturating_add(self.length)
    }
}

/// Bytes of a window on a picture whose rows have so many, at most.
pub(crate) fn cost(from: Dimensions, to: Dimensions, row: u64) -> u64 {
    let rows = most_rows(from.height, to.height).min(from.height.into());
    rows.saturating_mul(row)
}

/// Rows that one of the result sees at most, where so many rows become so many.
pub(super) fn most_rows(from: u32, to: u32) -> u64 {
    let step = u64::from(from.div_ceil(to.max(1)));
    step.saturating_mul(6).saturating_add(2)
}
