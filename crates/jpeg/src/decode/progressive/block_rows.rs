//! The order of blocks in a scan of one component.

use super::restart::RestartInterval;
use crate::Error;
use crate::decode::bits::Bits;
use crate::decode::layout::ComponentLayout;

/// Blocks of a row side by side, without a restart marker between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BlockRow {
    pub(super) row: u32,
    /// The first, and one behind the last.
    pub(super) from: u32,
    pub(super) to: u32,
}

/// All blocks of a component, row by row.
pub(super) struct BlockRows {
    columns: u32,
    rows: u32,
    row: u32,
    column: u32,
    restarts: RestartInterval,
}

impl BlockRows {
    pub(super) fn new(part: &ComponentLayout, restart: u32) -> Self {
        Self {
            columns: part.columns,
            rows: part.rows,
            row: 0,
            column: 0,
            restarts: RestartInterval::new(restart),
        }
    }

    /// The next row, or part of one, if there is any. At a restart marker the reader goes behind it, and `run` ends.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        clippy::arithmetic_side_effects,
        reason = "so that the reader stays in registers; a component has at most 8192 by 8192 blocks"
    )]
    pub(super) fn next(
        &mut self,
        bits: &mut Bits<'_>,
        run: &mut u32,
    ) -> Result<Option<BlockRow>, Error> {
        if self.column == self.columns {
            self.column = 0;
            self.row += 1;
        }
        if self.row >= self.rows {
            return Ok(None);
        }
        if self.restarts.is_due() {
            *bits = self.restarts.restarted(*bits)?;
            *run = 0;
        }
        let from = self.column;
        let count = self.restarts.cut(self.columns - from);
        self.restarts.passed(count);
        self.column += count;
        Ok(Some(BlockRow {
            row: self.row,
            from,
            to: self.column,
        }))
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    fn lines(columns: u32, rows: u32, restart: u32) -> Vec<(u32, u32, u32)> {
        let part = ComponentLayout {
            horizontal: 1,
            vertical: 1,
            columns,
            rows,
            left: 0,
            top: 0,
            kept_columns: columns,
            kept_rows: rows,
            width: 0,
            height: 0,
        };
        let data: Vec<u8> = (0..8_u8).flat_map(|n| [0xff, 0xd0 | n]).collect();
        let mut bits = Bits::new(&data);
        let mut rows = BlockRows::new(&part, restart);
        let mut lines = Vec::new();
        while let Some(line) = rows.next(&mut bits, &mut 0).unwrap() {
            lines.push((line.row, line.from, line.to));
        }
        lines
    }

    #[test]
    fn goes_line_by_line_and_stops_at_restart_markers() {
        assert_eq!(lines(3, 2, 0), [(0, 0, 3), (1, 0, 3)]);
        assert_eq!(lines(3, 2, 3), [(0, 0, 3), (1, 0, 3)]);
        assert_eq!(lines(3, 2, 2), [(0, 0, 2), (0, 2, 3), (1, 0, 1), (1, 1, 3)]);
        assert_eq!(lines(3, 2, 4), [(0, 0, 3), (1, 0, 1), (1, 1, 3)]);
        assert_eq!(lines(1, 3, 5), [(0, 0, 1), (1, 0, 1), (2, 0, 1)]);
    }

    #[test]
    fn ends_a_run_at_a_restart_marker() {
        let part = ComponentLayout {
            horizontal: 1,
            vertical: 1,
            columns: 2,
            rows: 1,
            left: 0,
            top: 0,
            kept_columns: 2,
            kept_rows: 1,
            width: 0,
            height: 0,
        };
        let mut bits = Bits::new(&[0x12, 0xff, 0xd0, 0x34]);
        let mut rows = BlockRows::new(&part, 1);
        let mut run = 7;
        rows.next(&mut bits, &mut run).unwrap();
        assert_eq!(run, 7);
        rows.next(&mut bits, &mut run).unwrap();
        assert_eq!(run, 0);
        bits.refill();
        assert_eq!(bits.read(8), 0x34);
        assert_eq!(rows.next(&mut bits, &mut run), Ok(None));
    }
}
