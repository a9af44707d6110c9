//! The order of blocks in a scan of one component.

use core::ops::ControlFlow;

use crate::decode::bits::Bits;
use crate::decode::entropy::Pause;
use crate::decode::layout::ComponentLayout;
use crate::decode::restart::RestartInterval;

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
    /// How many blocks, from the next one on, have no new coefficients: what a loop counts, while it pauses.
    pub(super) run: u32,
}

impl BlockRows {
    /// Blocks in a part of a row, at the most: so few that what they can take has soon arrived, so many that nothing
    /// else matters.
    pub(super) const MOST: u32 = 16;

    pub(super) fn new(part: &ComponentLayout, restart: u32) -> Self {
        Self {
            columns: part.columns,
            rows: part.rows,
            row: 0,
            column: 0,
            restarts: RestartInterval::new(restart),
            run: 0,
        }
    }

    /// The next part of a row, or why there is none: the end, a restart marker, which ends a run, or fewer than `least`
    /// bytes ahead. `run` is kept for when the loop goes on.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        clippy::arithmetic_side_effects,
        reason = "so that the reader stays in registers; a component has at most 8192 by 8192 blocks"
    )]
    pub(super) fn next(
        &mut self,
        bits: &Bits<'_>,
        least: usize,
        run: u32,
    ) -> ControlFlow<Pause, BlockRow> {
        self.run = run;
        if self.column == self.columns {
            self.column = 0;
            self.row += 1;
        }
        if self.row >= self.rows {
            return ControlFlow::Break(Pause::End);
        }
        if self.restarts.is_due() {
            self.run = 0;
            return ControlFlow::Break(self.restarts.restart());
        }
        if bits.has_less(least) {
            return ControlFlow::Break(Pause::Bytes);
        }
        let from = self.column;
        let rest = (self.columns - from).min(Self::MOST);
        let count = self.restarts.cut(rest);
        self.restarts.passed(count);
        self.column += count;
        ControlFlow::Continue(BlockRow {
            row: self.row,
            from,
            to: self.column,
        })
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    fn part(columns: u32, rows: u32) -> ComponentLayout {
        ComponentLayout {
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
        }
    }

    /// Row, first and end of each line, and the numbers of restart markers in between.
    fn lines(columns: u32, rows: u32, restart: u32) -> (Vec<(u32, u32, u32)>, Vec<u8>) {
        let bits = Bits::new(&[]);
        let mut rows = BlockRows::new(&part(columns, rows), restart);
        let (mut lines, mut markers) = (Vec::new(), Vec::new());
        loop {
            match rows.next(&bits, 0, 0) {
                ControlFlow::Continue(line) => lines.push((line.row, line.from, line.to)),
                ControlFlow::Break(Pause::Restart(number)) => markers.push(number),
                ControlFlow::Break(Pause::End) => return (lines, markers),
                ControlFlow::Break(Pause::Bytes | Pause::Row) => {
                    unreachable!("neither is asked for")
                }
            }
        }
    }

    #[test]
    fn goes_line_by_line_and_stops_at_restart_markers() {
        for (columns, rows, restart, expected, markers) in [
            (3, 2, 0, &[(0, 0, 3), (1, 0, 3)][..], 0..0),
            (3, 2, 3, &[(0, 0, 3), (1, 0, 3)], 0..1),
            (3, 2, 2, &[(0, 0, 2), (0, 2, 3), (1, 0, 1), (1, 1, 3)], 0..2),
            (3, 2, 4, &[(0, 0, 3), (1, 0, 1), (1, 1, 3)], 0..1),
            (1, 3, 5, &[(0, 0, 1), (1, 0, 1), (2, 0, 1)], 0..0),
            (40, 1, 0, &[(0, 0, 16), (0, 16, 32), (0, 32, 40)], 0..0),
            (
                40,
                1,
                20,
                &[(0, 0, 16), (0, 16, 20), (0, 20, 36), (0, 36, 40)],
                0..1,
            ),
        ] {
            let expected = (expected.to_vec(), markers.collect());
            assert_eq!(
                lines(columns, rows, restart),
                expected,
                "{columns} {rows} {restart}"
            );
        }
        let (_, markers) = lines(1, 12, 1);
        assert_eq!(markers, [0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2]);
    }

    #[test]
    fn ends_a_run_at_a_restart_marker_and_keeps_it_elsewhere() {
        let bits = Bits::new(&[0x12]);
        let mut rows = BlockRows::new(&part(2, 1), 1);
        assert_eq!(rows.next(&bits, 2, 7), ControlFlow::Break(Pause::Bytes));
        assert_eq!(rows.run, 7);
        let (row, from, to) = (0, 0, 1);
        let first = BlockRow { row, from, to };
        assert_eq!(rows.next(&bits, 1, 7), ControlFlow::Continue(first));
        assert_eq!(
            rows.next(&bits, 1, 7),
            ControlFlow::Break(Pause::Restart(0))
        );
        assert_eq!(rows.run, 0);
    }
}
