//! The rows of a picture that the filter sees at a time.

use std::ops::Range;

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
