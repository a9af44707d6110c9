//! What a macroblock's modes are decided by.

use crate::encode::border::Edges;
use crate::encode::level_costs::LevelCosts;
use crate::encode::modes::ModeCosts;
use crate::encode::segment::Segment;
use crate::encode::source::Blocks;
use crate::modes::Mode;
use crate::tokens::Context;

/// What is known before a macroblock's modes are.
pub(crate) struct Inputs<'a> {
    pub(crate) source: &'a Blocks,
    pub(crate) edges: &'a Edges,
    pub(crate) segment: &'a Segment,
    pub(crate) level_costs: &'a LevelCosts,
    pub(crate) mode_costs: &'a ModeCosts,
    pub(crate) above: &'a Neighbor,
    pub(crate) left: &'a Neighbor,
    /// What the modes of its 4x4 blocks may cost at the most.
    pub(crate) max_block_mode_cost: u32,
}

/// What a macroblock leaves to those below and to the right of it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Neighbor {
    pub(crate) modes: [Mode; 4],
    pub(crate) context: Context,
    pub(crate) errors: DcErrors,
}

/// What the averages of the last blocks are wrong by, half of it: two blocks of each colour difference.
pub(crate) type DcErrors = [[i8; 2]; 2];

impl Inputs<'_> {
    /// What a change of texture is worth (libwebp's spectral distortion).
    #[inline]
    pub(super) fn texture_distortion(&self, changes: u32) -> u32 {
        let weighted = changes.wrapping_mul(self.segment.texture);
        weighted.wrapping_add(128) >> 8
    }
}
