//! A plane while blocks become its samples: a component of one of the pictures that are decoded.

use alloc::vec::Vec;

use super::layout::{ComponentLayout, Layout, zeros};
use super::variances::{Measured, Variances};
use crate::{Error, Plane};

/// A component of one of the pictures that are decoded.
pub(super) struct Target {
    pub(super) part: ComponentLayout,
    /// Samples a side of a block.
    pub(super) side: u32,
    /// The row of blocks that the plane begins with.
    pub(super) top: u32,
    pub(super) plane: Plane,
    /// Of each block that is kept, row by row, where they are wanted; else empty.
    pub(super) variances: Vec<u16>,
}

impl Target {
    /// Where a block's first sample lies in the plane, if the block is kept.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a part of the innermost loop")]
    pub(super) fn place(&self, column: u32, row: u32) -> Option<(usize, usize)> {
        let x = column.checked_sub(self.part.left)?.checked_mul(self.side)?;
        let y = row.checked_sub(self.top)?.checked_mul(self.side)?;
        let kept = x < self.plane.width && y < self.plane.height;
        kept.then_some((x as usize, y as usize))
    }

    /// Where a block's variance lies, if that is wanted and the block is kept.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        clippy::arithmetic_side_effects,
        reason = "a part of the innermost loop; blocks that are kept are as many as a vector has room for"
    )]
    pub(super) fn variance(&self, column: u32, row: u32) -> Option<usize> {
        let x = column.wrapping_sub(self.part.left) as usize;
        let y = row.wrapping_sub(self.part.top) as usize;
        let columns = self.part.kept_columns as usize;
        let rows = self.part.kept_rows as usize;
        let kept = x < columns && y < rows && !self.variances.is_empty();
        kept.then(|| y * columns + x)
    }

    /// Begins the rows of blocks from this one on, in place of those before. The plane has room for an MCU's.
    pub(super) fn begin_rows(&mut self, row: u32) {
        let kept = self.part.top..self.part.top.saturating_add(self.part.kept_rows);
        // Behind all that there are, where these are not kept.
        self.top = if kept.contains(&row) { row } else { u32::MAX };
    }

    /// The samples of so many rows of blocks, as far as the picture has them.
    pub(super) fn rows(&self, count: u32) -> &[u8] {
        let before = self.top.saturating_sub(self.part.top);
        let left = (self.part.height).saturating_sub(before.saturating_mul(self.side));
        let rows = count.saturating_mul(self.side).min(left) as usize;
        let length = rows.saturating_mul(self.plane.width as usize);
        self.plane.samples.get(..length).unwrap_or_default()
    }

    /// The plane, and the variances where they were wanted.
    pub(super) fn into_parts(self) -> Measured {
        let is_wanted = !self.variances.is_empty();
        let variances = is_wanted.then_some(Variances {
            columns: self.part.kept_columns,
            values: self.variances,
        });
        (self.plane, variances)
    }
}

/// Empty planes for all components, and of each for all layouts.
pub(super) fn targets(layouts: &[Layout]) -> Result<Vec<Vec<Target>>, Error> {
    let count = layouts.first().map_or(0, |layout| layout.components.len());
    let component = |index: usize| {
        let parts = layouts
            .iter()
            .filter_map(|layout| Some((layout, layout.components.get(index)?)));
        let targets = parts.map(|(layout, part)| {
            let is_measured = layout.variances && index == 0;
            Ok(Target {
                part: *part,
                side: layout.side,
                top: part.top,
                plane: part.plane()?,
                variances: zeros(if is_measured { part.kept() } else { 0 })?,
            })
        });
        targets.collect()
    };
    (0..count).map(component).collect()
}

/// Room for a row of MCUs of each component.
pub(super) fn row_targets(layout: &Layout) -> Result<Vec<Vec<Target>>, Error> {
    let targets = layout.components.iter().map(|part| {
        let target = Target {
            part: *part,
            side: layout.side,
            top: part.top,
            plane: part.plane_of_mcu_row(layout.side)?,
            variances: Vec::new(),
        };
        Ok(alloc::vec![target])
    });
    targets.collect()
}
