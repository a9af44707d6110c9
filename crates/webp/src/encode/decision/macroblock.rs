//! The modes of a macroblock: the best of luma, then those of colour.

use super::inputs::{DcErrors, Inputs};
use super::{blocks, chroma, whole};
use crate::encode::kernel::texture;
use crate::encode::levels::Levels;
use crate::encode::source::Blocks;
use crate::modes::{Luma, Mode};

/// A macroblock as it is written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Decision {
    pub(crate) luma: Luma,
    pub(crate) chroma: Mode,
    pub(crate) levels: Levels,
    /// What the decoder has of it before it filters.
    pub(crate) blocks: Blocks,
    pub(crate) errors: [DcErrors; 2],
    /// What the modes of its 4x4 blocks cost.
    pub(crate) block_mode_cost: u32,
}

impl Inputs<'_> {
    pub(crate) fn decide(&self) -> Decision {
        let textures = self.source.luma.each_ref().map(texture);
        let whole = whole::best(self, &textures);
        let mut decision = Decision {
            luma: Luma::Whole(whole.mode),
            chroma: Mode::Dc,
            levels: Levels::default(),
            blocks: Blocks::default(),
            errors: [DcErrors::default(); 2],
            block_mode_cost: 0,
        };
        if let Some(blocks) = blocks::best(self, &textures, whole.score) {
            decision.luma = Luma::Blocks(blocks.modes);
            decision.levels.luma = blocks.levels;
            decision.blocks.luma = blocks.samples;
            decision.block_mode_cost = blocks.block_mode_cost;
        } else {
            decision.levels.y2 = Some(whole.y2);
            decision.levels.luma = whole.levels;
            decision.blocks.luma = whole.samples;
        }
        let chroma = chroma::best(self);
        decision.chroma = chroma.mode;
        decision.levels.chroma = chroma.levels;
        decision.blocks.chroma = chroma.samples;
        decision.errors = chroma.errors;
        decision
    }
}
