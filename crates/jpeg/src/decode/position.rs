//! How far a scan is read.

use super::restart::RestartInterval;

/// Where in a scan the reader is, between two MCUs.
#[derive(Debug)]
pub(super) struct Position {
    /// MCUs of the scan that are read, side by side and on top of each other.
    pub(super) columns: u32,
    pub(super) rows: u32,
    /// The next one.
    pub(super) column: u32,
    pub(super) row: u32,
    pub(super) restarts: RestartInterval,
}

impl Position {
    /// The start of a scan of so many MCUs.
    pub(super) fn new(columns: u32, rows: u32, restart: u32) -> Self {
        Self {
            columns,
            rows,
            column: 0,
            row: 0,
            restarts: RestartInterval::new(restart),
        }
    }
}
