//! The modes of 4x4 blocks.

use super::inputs::Inputs;
use super::score::{Score, lowest, texture_change};
use crate::encode::border::{Edges, bottom_row, right_column};
use crate::encode::kernel::{
    Around, Quantized, add, forward, predictions, quantize, squared_error,
};
use crate::encode::levels::Block;
use crate::encode::modes::{BLOCK, IN_BLOCKS};
use crate::modes::Mode;
use crate::transform::Samples;

/// Luma that is predicted in 4x4 blocks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Split {
    pub(super) modes: [Mode; 16],
    pub(super) levels: [Block; 16],
    pub(super) samples: [Samples; 16],
    pub(super) block_mode_cost: u32,
}

/// What a mode that is not plain costs besides where nothing is left to write: about half a bit, so that flat blocks
/// are not predicted in ways that need luck.
const FLAT_PENALTY: u32 = 140;

/// The best modes, if they are better than a prediction as a whole that scored `whole`.
pub(super) fn best(inputs: &Inputs<'_>, textures: &[i32; 16], whole: Score) -> Option<Split> {
    let kind = inputs.segment.lambda.mode;
    let most = whole.weighted(kind);
    let mut split = Split {
        modes: [Mode::Dc; 16],
        levels: [Block::default(); 16],
        samples: [[0; 16]; 16],
        block_mode_cost: 0,
    };
    let mut score = Score {
        distortion: 0,
        rate: IN_BLOCKS.into(),
    };
    let [above_contexts @ .., _, _, _, _, _] = &inputs.above.context;
    let [left_contexts @ .., _, _, _, _, _] = &inputs.left.context;
    let (mut above_contexts, mut left_contexts) = (*above_contexts, *left_contexts);
    let (mut above_modes, mut left_modes) = (inputs.above.modes, inputs.left.modes);
    for at in 0..16 {
        let (x, y) = (at & 3, at >> 2);
        let (Some(above_context), Some(left_context), Some(above_mode), Some(left_mode)) = (
            above_contexts.get_mut(x),
            left_contexts.get_mut(y),
            above_modes.get_mut(x),
            left_modes.get_mut(y),
        ) else {
            return None;
        };
        let attempts = Attempts {
            inputs,
            source: inputs.source.luma.get(at)?,
            texture: *textures.get(at)?,
            context: usize::from(above_context.saturating_add(*left_context)),
            mode_costs: inputs.mode_costs.blocks(*above_mode, *left_mode),
        };
        let choice = attempts.best(&around(inputs.edges, &split.samples, at));
        score = score.plus(choice.score);
        if score.weighted(kind) >= most {
            return None;
        }
        split.block_mode_cost = split.block_mode_cost.saturating_add(choice.mode_cost);
        if split.block_mode_cost > inputs.max_block_mode_cost {
            return None;
        }
        *above_context = u8::from(choice.quantized.nonzero != 0);
        *left_context = *above_context;
        *above_mode = choice.mode;
        *left_mode = choice.mode;
        *split.modes.get_mut(at)? = choice.mode;
        *split.levels.get_mut(at)? = Block::new(&choice.quantized);
        *split.samples.get_mut(at)? = choice.samples;
    }
    Some(split)
}

/// The samples around block `at`, of which the ones before it are done.
#[inline]
fn around(edges: &Edges, done: &[Samples; 16], at: usize) -> Around {
    let (x, y) = (at & 3, at >> 2);
    let block = |back: usize| {
        let block = at.checked_sub(back).and_then(|at| done.get(at));
        block.unwrap_or(&[0; 16])
    };
    let border = edges.luma.above.as_chunks::<4>().0;
    let outer = |x: usize| border.get(x).copied().unwrap_or(edges.beyond);
    let left_border = edges.luma.left.as_chunks::<4>().0;
    let left = |y: usize| left_border.get(y).copied().unwrap_or_default();
    let (above, right) = if y == 0 {
        (outer(x), outer(x.saturating_add(1)))
    } else {
        (bottom_row(block(4)), bottom_row(block(3)))
    };
    Around {
        corner: match (x, y) {
            (0, 0) => edges.luma.corner,
            (0, _) => left(y.saturating_sub(1))[3],
            (_, 0) => outer(x.saturating_sub(1))[3],
            _ => block(5)[15],
        },
        above,
        // Of what is to the right of the macroblock, only what is above is known.
        right: if x == 3 { edges.beyond } else { right },
        left: if x == 0 {
            left(y)
        } else {
            right_column(block(1))
        },
    }
}

/// A block whose mode is looked for.
struct Attempts<'a> {
    inputs: &'a Inputs<'a>,
    source: &'a Samples,
    texture: i32,
    context: usize,
    mode_costs: &'a [u16; 10],
}

#[derive(Debug, Clone, Copy)]
struct Choice {
    mode: Mode,
    quantized: Quantized,
    samples: Samples,
    score: Score,
    mode_cost: u32,
}

/// Modes that are tried in full: those whose predictions are nearest, costs of the modes included.
const TRIED: usize = 4;

impl Attempts<'_> {
    /// The modes whose predictions are nearest, the nearest first.
    #[inline]
    fn nearest(&self, predictions: &[Samples; 10]) -> [usize; TRIED] {
        let mut ranks = [0; 10];
        let modes = predictions.iter().zip(self.mode_costs);
        for (rank, (prediction, &cost)) in ranks.iter_mut().zip(modes) {
            let score = Score {
                distortion: squared_error(self.source, prediction),
                rate: cost.into(),
            };
            *rank = score.weighted(self.inputs.segment.lambda.block);
        }
        lowest(ranks)
    }

    #[inline]
    fn best(&self, around: &Around) -> Choice {
        let lambda = self.inputs.segment.lambda.block;
        let mut best = Choice {
            mode: Mode::Dc,
            quantized: Quantized::default(),
            samples: [0; 16],
            score: Score::default(),
            mode_cost: 0,
        };
        let mut least = u64::MAX;
        let predictions = predictions(around);
        for number in self.nearest(&predictions) {
            let (Some(&mode), Some(&prediction), Some(&cost)) = (
                BLOCK.get(number),
                predictions.get(number),
                self.mode_costs.get(number),
            ) else {
                break;
            };
            let mut samples = prediction;
            let coefficients = forward(self.source, &samples);
            let quantized = quantize(&coefficients, &self.inputs.segment.luma);
            add(&quantized.values, quantized.nonzero, &mut samples);
            let changes = texture_change(self.texture, &samples);
            let distortion = squared_error(self.source, &samples)
                .wrapping_add(self.inputs.texture_distortion(changes));
            let mut score = Score {
                distortion,
                rate: cost.into(),
            };
            if mode != Mode::Dc && (quantized.nonzero & !1).count_ones() <= 3 {
                score.rate = score.rate.wrapping_add(FLAT_PENALTY);
            }
            if score.weighted(lambda) >= least {
                continue;
            }
            let place = (3, 0, self.context);
            let level_costs = self.inputs.level_costs;
            let levels = level_costs.block(place, &quantized.levels, quantized.end());
            score.rate = score.rate.wrapping_add(levels);
            let weighted = score.weighted(lambda);
            if weighted < least {
                least = weighted;
                best = Choice {
                    mode,
                    quantized,
                    samples,
                    score,
                    mode_cost: cost.into(),
                };
            }
        }
        best
    }
}
