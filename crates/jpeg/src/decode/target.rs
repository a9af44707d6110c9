//! A plane while blocks become its samples: a component of one of the pictures that are decoded.

use alloc::vec::Vec;

use super::layout::{ComponentLayout, Layout};
use crate::{Error, Plane};

/// A component of one of the pictures that are decoded.
pub(super) struct Target {
    pub(super) part: ComponentLayout,
    /// Samples a side of a block.
    pub(super) side: u32,
    pub(super) plane: Plane,
}

impl Target {
    /// Where a block's first sample lies in the plane, if the block is kept.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a part of the innermost loop")]
    pub(super) fn place(&self, column: u32, row: u32) -> Option<(usize, usize)> {
        let x = column.checked_sub(self.part.left)?.checked_mul(self.side)?;
        let y = row.checked_sub(self.part.top)?.checked_mul(self.side)?;
        let kept = x < self.plane.width && y < self.plane.height;
        kept.then_some((x as usize, y as usize))
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
            Ok(Target {
                part: *part,
                side: layout.side,
                plane: part.plane()?,
            })
        });
        targets.collect()
    };
    (0..count).map(component).collect()
}
