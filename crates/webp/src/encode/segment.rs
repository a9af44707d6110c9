//! Segments: macroblocks that are quantised and filtered alike, by how much is seen of what is lost.

use super::kernel::Divisors;
use crate::quantization::{Deltas, Matrix, Steps};

/// What a segment's macroblocks have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Segment {
    /// The index of its steps, from 0 to 127.
    pub(crate) index: u8,
    /// From 0 to 63.
    pub(crate) filter_level: u8,
    pub(crate) luma: Divisors,
    pub(crate) y2: Divisors,
    pub(crate) chroma: Divisors,
    /// What 1/256 bit is worth, in 1/256 of a square of an error.
    pub(crate) lambda: Lambda,
    /// What a change of texture is worth, in 1/256 of a square of an error.
    pub(crate) texture: u32,
}

/// What a bit is worth where modes are compared, by what they are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lambda {
    pub(crate) whole: u32,
    pub(crate) block: u32,
    pub(crate) chroma: u32,
    /// Whole macroblocks against 4x4 blocks.
    pub(crate) mode: u32,
}

/// What a kind of block holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Chroma,
    Luma,
    Y2,
}

/// How strongly susceptibility changes the steps, of 100: the spatial noise shaping of libwebp's `-sns`.
pub(crate) const SNS_STRENGTH: u32 = 50;

impl Segment {
    pub(crate) fn new(index: u8, deltas: Deltas, filter_level: u8) -> Self {
        let matrix = Matrix::new(index.into(), deltas);
        let luma = divisors(Kind::Luma, matrix.luma);
        let y2 = divisors(Kind::Y2, matrix.y2);
        let chroma = divisors(Kind::Chroma, matrix.chroma);
        let square = |divisors: &Divisors| {
            let step = mean_step(divisors);
            step.saturating_mul(step)
        };
        let (of_luma, of_y2, of_chroma) = (square(&luma), square(&y2), square(&chroma));
        Self {
            index,
            filter_level,
            luma,
            y2,
            chroma,
            lambda: Lambda {
                whole: of_y2.saturating_mul(3),
                block: (of_luma.saturating_mul(3) >> 7).max(1),
                chroma: (of_chroma.saturating_mul(3) >> 6).max(1),
                mode: (of_luma >> 7).max(1),
            },
            texture: (mean_step(&luma).saturating_mul(SNS_STRENGTH) >> 5).max(1),
        }
    }
}

fn mean_step(divisors: &Divisors) -> u32 {
    let steps = divisors.steps.iter();
    let sum: u32 = steps.map(|step| u32::from(step.unsigned_abs())).sum();
    sum.saturating_add(8) >> 4
}

/// The numbers are libwebp's: a little less than a half is rounded up.
#[inline(never)]
pub(crate) fn divisors(kind: Kind, [dc, ac]: Steps) -> Divisors {
    let (dc_bias, ac_bias) = match kind {
        Kind::Chroma => (110, 115),
        Kind::Luma => (96, 110),
        Kind::Y2 => (96, 108),
    };
    let spread = |dc, ac| core::array::from_fn(|at| if at == 0 { dc } else { ac });
    let steps = core::array::from_fn(|at| if at == 0 { dc } else { ac });
    let reciprocal = |step: i16| {
        let whole = 1_u32 << super::kernel::PRECISION;
        let reciprocal = whole.checked_div(u32::from(step.unsigned_abs()));
        u16::try_from(reciprocal.unwrap_or_default()).unwrap_or(u16::MAX)
    };
    let (dc_reciprocal, ac_reciprocal) = (reciprocal(dc), reciprocal(ac));
    let sharpening = |(step, weight): (i16, i32)| {
        let more = i32::from(step).saturating_mul(weight) >> 11;
        i16::try_from(more).unwrap_or_default()
    };
    Divisors {
        steps,
        reciprocals: core::array::from_fn(|at| {
            if at == 0 {
                dc_reciprocal
            } else {
                ac_reciprocal
            }
        }),
        bias: spread(dc_bias << 9, ac_bias << 9),
        sharpening: if kind == Kind::Luma {
            const WEIGHTS: [i32; 16] = [
                0, 30, 60, 90, 30, 60, 90, 90, 60, 90, 90, 90, 90, 90, 90, 90,
            ];
            core::array::from_fn(|at| {
                let weight = WEIGHTS.get(at).copied().unwrap_or_default();
                sharpening((if at == 0 { dc } else { ac }, weight))
            })
        } else {
            [0; 16]
        },
    }
}
