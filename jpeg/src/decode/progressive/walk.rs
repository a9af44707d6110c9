//! The order of blocks in a scan of one component.

use crate::decode::layout::Part;

/// The blocks of a component, in the order of a scan of it alone.
pub(super) struct Walk {
    pub(super) index: u32,
    pub(super) end: u32,
    pub(super) column: u32,
    pub(super) row: u32,
    pub(super) columns: u32,
}

#[expect(
    clippy::arithmetic_side_effects,
    reason = "a component has at most 8192 by 8192 blocks"
)]
impl Walk {
    pub(super) fn new(part: &Part) -> Self {
        Self {
            index: 0,
            end: part.columns * part.rows,
            column: 0,
            row: 0,
            columns: part.columns,
        }
    }

    /// Not more than are left.
    pub(super) fn cut(&self, count: u32) -> u32 {
        count.min(self.end - self.index)
    }

    #[inline]
    pub(super) fn pass(&mut self, count: u32) {
        self.index += count;
        self.column += count;
        while self.column >= self.columns {
            self.column -= self.columns;
            self.row += 1;
        }
    }
}
