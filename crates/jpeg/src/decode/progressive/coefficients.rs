//! The coefficients that are kept until all scans are read, and what refinement scans must know.

use alloc::vec::Vec;

use super::block_rows::BlockRow;
use super::coverage::Coverage;
use crate::Error;
use crate::decode::corner::Corner;
use crate::decode::layout::{ComponentLayout, zeros};

/// The coefficients of a component.
pub(super) struct CoefficientBuffer {
    pub(super) part: ComponentLayout,
    /// The corners of the blocks that are kept.
    pub(super) coefficients: Vec<i16>,
    /// For each block of the component, kept or not: which coefficients are not zero, in the file's order.
    pub(super) sets: Vec<u64>,
    /// Quantisation steps in the order of the corner.
    pub(super) steps: Option<[i16; 64]>,
    pub(super) coverage: Coverage,
    /// How many bits of the DC terms were missing when they were enough for means, 0 to 13.
    pub(super) missing: Option<u8>,
}

impl CoefficientBuffer {
    pub(super) fn new<const N: usize>(part: ComponentLayout) -> Result<Self, Error> {
        Ok(Self {
            part,
            coefficients: zeros(part.kept().saturating_mul(Corner::<N>::SIZE as u64))?,
            sets: Vec::new(),
            steps: None,
            coverage: Coverage::default(),
            missing: None,
        })
    }

    /// Whether the scans behind say nothing that the samples would show.
    pub(super) fn is_enough<const N: usize>(&self) -> bool {
        let steps = self.steps.filter(|_| N == 1);
        self.coverage.is_finished::<N>()
            || steps.is_some_and(|[step, ..]| self.coverage.has_means(step.cast_unsigned()))
    }

    /// Makes the sets, where there are none yet.
    pub(super) fn keep_sets(&mut self) -> Result<(), Error> {
        if self.sets.is_empty() {
            let Self { part, .. } = self;
            self.sets = zeros(u64::from(part.columns).saturating_mul(u64::from(part.rows)))?;
        }
        Ok(())
    }

    /// Where the coefficients of a block are, if they are kept.
    #[inline]
    pub(super) fn place<const N: usize>(&self, column: u32, row: u32) -> Option<usize> {
        let column = column.checked_sub(self.part.left)?;
        let row = row.checked_sub(self.part.top)?;
        if column >= self.part.kept_columns || row >= self.part.kept_rows {
            return None;
        }
        let block = (row as usize)
            .wrapping_mul(self.part.kept_columns as usize)
            .wrapping_add(column as usize);
        Some(block.wrapping_mul(Corner::<N>::SIZE))
    }

    /// The blocks of a row, as far as it goes.
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "block numbers are at most 8192 by 8192"
    )]
    pub(super) fn row<const N: usize>(&mut self, line: &BlockRow) -> Blocks<'_, N> {
        let from = line.row * self.part.columns;
        let places = (from + line.from) as usize..(from + line.to) as usize;
        let length = self.part.kept_columns as usize * Corner::<N>::SIZE;
        let row = line.row.checked_sub(self.part.top);
        let kept = row.and_then(|row| {
            let rest = self.coefficients.get_mut(row as usize * length..)?;
            rest.get_mut(..length)
        });
        Blocks {
            sets: self.sets.get_mut(places).unwrap_or_default(),
            corners: Corners {
                kept: kept.unwrap_or_default(),
                left: self.part.left,
            },
        }
    }
}

/// Blocks side by side.
pub(super) struct Blocks<'a, const N: usize> {
    /// For each block of the row: which coefficients are not zero. Empty where nobody must know.
    pub(super) sets: &'a mut [u64],
    pub(super) corners: Corners<'a, N>,
}

/// The corners of blocks side by side.
pub(super) struct Corners<'a, const N: usize> {
    /// Those of the row's blocks that are kept.
    kept: &'a mut [i16],
    /// The column of the first of them.
    left: u32,
}

impl<const N: usize> Corners<'_, N> {
    /// The corner of a block; of a block that is not kept, nothing.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a part of the innermost loops")]
    pub(super) fn of(&mut self, column: u32) -> &mut [i16] {
        let first = column.checked_sub(self.left).map_or(usize::MAX, |column| {
            (column as usize).saturating_mul(Corner::<N>::SIZE)
        });
        self.kept.get_mut(first..).unwrap_or_default()
    }
}

/// Cut to 16 bits by intent: coefficients beyond them are in damaged files only.
#[inline(always)]
#[expect(
    clippy::inline_always,
    clippy::cast_possible_truncation,
    reason = "innermost; cut by intent"
)]
pub(super) fn cut(value: i32) -> i16 {
    value as i16
}
