//! The modes of whole macroblocks.

use super::inputs::Inputs;
use super::score::{Score, distance, lowest, texture_change};
use crate::encode::kernel::{add, forward, quantize, squared_error, walsh_hadamard};
use crate::encode::levels::Block;
use crate::encode::modes::WHOLE;
use crate::modes::Mode;
use crate::tokens::Context;
use crate::transform::{Samples, flat_walsh_hadamard, inverse_walsh_hadamard};

/// Luma that is predicted as a whole.
#[derive(Debug, Clone, Copy)]
pub(super) struct Whole {
    pub(super) mode: Mode,
    pub(super) y2: Block,
    pub(super) levels: [Block; 16],
    pub(super) samples: [Samples; 16],
    pub(super) score: Score,
}

/// Modes that are tried in full: those whose predictions are nearest, costs of the modes included.
const TRIED: usize = 2;

/// The best mode.
pub(super) fn best(inputs: &Inputs<'_>, textures: &[i32; 16]) -> Whole {
    let source = &inputs.source.luma;
    let first = source[0][0];
    let mut is_flat = source.as_flattened().iter().all(|&sample| sample == first);
    let lambda = inputs.segment.lambda.whole;
    let mut best: Option<(u64, Whole)> = None;
    let edges = inputs.edges;
    let mut predictions = [[[0; 16]; 16]; 4];
    let mut ranks = [0; 4];
    let level_costs = WHOLE.into_iter().zip(inputs.mode_costs.whole);
    for ((prediction, rank), (mode, cost)) in
        predictions.iter_mut().zip(&mut ranks).zip(level_costs)
    {
        edges.luma.predict(mode, edges.exist, prediction);
        let score = Score {
            distortion: distance(source, prediction),
            rate: cost.into(),
        };
        *rank = score.weighted(lambda);
    }
    for at in lowest::<TRIED, 4>(ranks) {
        let (Some(&mode), Some(prediction), Some(&cost)) = (
            WHOLE.get(at),
            predictions.get(at),
            inputs.mode_costs.whole.get(at),
        ) else {
            continue;
        };
        let mut whole = attempt(inputs, (mode, prediction), textures);
        whole.score.rate = whole.score.rate.saturating_add(cost.into());
        is_flat = is_flat && whole.levels.iter().all(|block| block.end == 0);
        if is_flat {
            // Each error of a flat macroblock is seen.
            whole.score.distortion = whole.score.distortion.saturating_mul(2);
        }
        let score = whole.score.weighted(lambda);
        if best.as_ref().is_none_or(|(least, _)| score < *least) {
            best = Some((score, whole));
        }
    }
    best.map_or_else(
        || attempt(inputs, (Mode::Dc, &predictions[0]), textures),
        |(_, best)| best,
    )
}

fn attempt(
    inputs: &Inputs<'_>,
    (mode, prediction): (Mode, &[Samples; 16]),
    textures: &[i32; 16],
) -> Whole {
    let source = &inputs.source.luma;
    let mut samples = *prediction;
    let mut coefficients = [[0; 16]; 16];
    let mut firsts = [0; 16];
    let blocks = source.iter().zip(&samples);
    for (((source, prediction), coefficients), first) in
        blocks.zip(&mut coefficients).zip(&mut firsts)
    {
        *coefficients = forward(source, prediction);
        *first = core::mem::take(&mut coefficients[0]);
    }
    let y2 = quantize(&walsh_hadamard(&firsts), &inputs.segment.y2);
    let firsts = if y2.end() > 1 {
        inverse_walsh_hadamard(&y2.values)
    } else {
        [flat_walsh_hadamard(&y2.values); 16]
    };
    let mut levels = [Block::default(); 16];
    let (mut distortion, mut changes) = (0_u32, 0_u32);
    for (at, coefficients) in coefficients.iter().enumerate() {
        let (Some(samples), Some(levels), Some(source), Some(first), Some(texture)) = (
            samples.get_mut(at),
            levels.get_mut(at),
            source.get(at),
            firsts.get(at),
            textures.get(at),
        ) else {
            break;
        };
        let mut quantized = quantize(coefficients, &inputs.segment.luma);
        *levels = Block::new(&quantized);
        quantized.values[0] = *first;
        add(&quantized.values, quantized.nonzero, samples);
        distortion = distortion.saturating_add(squared_error(source, samples));
        changes = changes.saturating_add(texture_change(*texture, samples));
    }
    let y2 = Block::new(&y2);
    Whole {
        mode,
        score: Score {
            distortion: distortion.saturating_add(inputs.texture_distortion(changes)),
            rate: rate(inputs, &y2, &levels),
        },
        y2,
        levels,
        samples,
    }
}

/// What the levels cost.
fn rate(inputs: &Inputs<'_>, y2: &Block, levels: &[Block; 16]) -> u32 {
    let [a0, a1, a2, a3, .., above_y2]: Context = inputs.above.context;
    let [l0, l1, l2, l3, .., left_y2]: Context = inputs.left.context;
    let context = usize::from(above_y2.saturating_add(left_y2));
    let level_costs = inputs.level_costs;
    let mut sum = level_costs.block((1, 0, context), &y2.levels, y2.end());
    let mut above = [a0, a1, a2, a3];
    for (blocks, mut left) in levels.as_chunks::<4>().0.iter().zip([l0, l1, l2, l3]) {
        for (block, above) in blocks.iter().zip(&mut above) {
            let context = usize::from(above.saturating_add(left));
            let cost = level_costs.block((0, 1, context), &block.levels, block.end());
            sum = sum.saturating_add(cost);
            left = u8::from(block.end > 1);
            *above = left;
        }
    }
    sum
}
