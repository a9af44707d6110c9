//! The modes of colour.

use super::inputs::{DcErrors, Inputs};
use super::score::{Score, distance, lowest};
use crate::encode::kernel::{Divisors, PRECISION, add, forward, quantize, squared_error};
use crate::encode::levels::Block;
use crate::encode::modes::WHOLE;
use crate::modes::Mode;
use crate::transform::Samples;

/// Both colour differences.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Chroma {
    pub(super) mode: Mode,
    pub(super) levels: [[Block; 4]; 2],
    pub(super) samples: [[Samples; 4]; 2],
    /// What is left to the macroblock below, and to the one to the right.
    pub(super) errors: [DcErrors; 2],
}

/// What a mode that is not plain costs besides where nearly nothing is left to write.
const FLAT_PENALTY: u32 = 8 * 140;

/// Modes that are tried in full: those whose predictions are nearest, costs of the modes included.
const TRIED: usize = 2;

/// The best mode.
pub(super) fn best(inputs: &Inputs<'_>) -> Chroma {
    let lambda = inputs.segment.lambda.chroma;
    let mut best = Chroma::default();
    let mut least = u64::MAX;
    let edges = inputs.edges;
    let source = inputs.source.chroma.as_flattened();
    let mut predictions = [[[[0; 16]; 4]; 2]; 4];
    let mut ranks = [0; 4];
    let level_costs = WHOLE.into_iter().zip(inputs.mode_costs.chroma);
    for ((prediction, rank), (mode, cost)) in
        predictions.iter_mut().zip(&mut ranks).zip(level_costs)
    {
        for (prediction, edge) in prediction.iter_mut().zip(&edges.chroma) {
            edge.predict(mode, edges.exist, prediction);
        }
        let score = Score {
            distortion: distance(source, prediction.as_flattened()),
            rate: cost.into(),
        };
        *rank = score.weighted(lambda);
    }
    for at in lowest::<TRIED, 4>(ranks) {
        let (Some(&mode), Some(prediction), Some(&cost)) = (
            WHOLE.get(at),
            predictions.get(at),
            inputs.mode_costs.chroma.get(at),
        ) else {
            continue;
        };
        let (chroma, distortion) = attempt(inputs, mode, prediction);
        let mut score = Score {
            distortion,
            rate: rate(inputs, &chroma.levels).saturating_add(cost.into()),
        };
        if mode != Mode::Dc && is_flat(&chroma.levels) {
            score.rate = score.rate.saturating_add(FLAT_PENALTY);
        }
        let weighted = score.weighted(lambda);
        if weighted < least {
            least = weighted;
            best = chroma;
        }
    }
    best
}

/// Whether there are but averages, and two levels besides.
fn is_flat(levels: &[[Block; 4]; 2]) -> bool {
    let details = levels.as_flattened().iter().map(|block| {
        let used = block.levels.iter().skip(1);
        used.filter(|&&level| level != 0).count()
    });
    details.sum::<usize>() <= 2
}

/// A mode, and the squares of its errors.
fn attempt(inputs: &Inputs<'_>, mode: Mode, prediction: &[[Samples; 4]; 2]) -> (Chroma, u32) {
    let divisors = &inputs.segment.chroma;
    let mut chroma = Chroma {
        mode,
        samples: *prediction,
        ..Chroma::default()
    };
    let mut distortion = 0_u32;
    for part in 0..2 {
        let (Some(source), Some(samples), Some(levels)) = (
            inputs.source.chroma.get(part),
            chroma.samples.get_mut(part),
            chroma.levels.get_mut(part),
        ) else {
            break;
        };
        let mut coefficients = [[0; 16]; 4];
        let blocks = source.iter().zip(samples.iter());
        for ((source, prediction), coefficients) in blocks.zip(&mut coefficients) {
            *coefficients = forward(source, prediction);
        }
        let of = |errors: &DcErrors| errors.get(part).copied().unwrap_or_default();
        let beside = (of(&inputs.above.errors), of(&inputs.left.errors));
        let left_over = spread_errors(&mut coefficients, beside, divisors);
        let places = chroma.errors.iter_mut().zip(left_over);
        for (errors, left_over) in places {
            if let Some(place) = errors.get_mut(part) {
                *place = left_over;
            }
        }
        let blocks = source.iter().zip(samples).zip(levels);
        for (((source, samples), levels), coefficients) in blocks.zip(&coefficients) {
            let quantized = quantize(coefficients, divisors);
            *levels = Block::new(&quantized);
            add(&quantized.values, quantized.nonzero, samples);
            distortion = distortion.saturating_add(squared_error(source, samples));
        }
    }
    (chroma, distortion)
}

/// Adds the errors of the averages beside to those of four blocks, so that colour is right on the average. What is
/// left to the blocks below, and to those to the right.
#[expect(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "errors are below a step, which is at most 132"
)]
fn spread_errors(
    coefficients: &mut [[i16; 16]; 4],
    (above, left): ([i8; 2], [i8; 2]),
    divisors: &Divisors,
) -> [[i8; 2]; 2] {
    let mut correct = |at: usize, above: i32, left: i32| {
        let Some([first, ..]) = coefficients.get_mut(at) else {
            return 0;
        };
        let more = (7 * above + 8 * left) >> 3;
        let wanted = i32::from(*first) + more;
        let scaled = wanted.unsigned_abs() * u32::from(divisors.reciprocals[0]) + divisors.bias[0];
        let level = i32::from((scaled >> PRECISION) as u16);
        let value = level * i32::from(divisors.steps[0]) * wanted.signum();
        *first = value as i16;
        let error = wanted - value;
        (error.abs() >> 1) * error.signum()
    };
    let [a0, a1] = above.map(i32::from);
    let [l0, l1] = left.map(i32::from);
    let e0 = correct(0, a0, l0);
    let e1 = correct(1, a1, e0);
    let e2 = correct(2, e0, l1);
    let e3 = correct(3, e1, e2);
    let to_right = (3 * e3) >> 2;
    [
        [e2 as i8, (e3 - to_right) as i8],
        [e1 as i8, to_right as i8],
    ]
}

/// What the levels cost.
fn rate(inputs: &Inputs<'_>, levels: &[[Block; 4]; 2]) -> u32 {
    let [_, _, _, _, au0, au1, av0, av1, _] = inputs.above.context;
    let [_, _, _, _, lu0, lu1, lv0, lv1, _] = inputs.left.context;
    let contexts = [([au0, au1], [lu0, lu1]), ([av0, av1], [lv0, lv1])];
    let mut sum = 0_u32;
    for (blocks, (mut above, left)) in levels.iter().zip(contexts) {
        for (blocks, mut left) in blocks.as_chunks::<2>().0.iter().zip(left) {
            for (block, above) in blocks.iter().zip(&mut above) {
                let context = usize::from(above.saturating_add(left));
                let cost = inputs
                    .level_costs
                    .block((2, 0, context), &block.levels, block.end());
                sum = sum.saturating_add(cost);
                left = u8::from(block.end > 0);
                *above = left;
            }
        }
    }
    sum
}
