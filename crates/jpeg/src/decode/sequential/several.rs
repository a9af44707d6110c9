//! The blocks of a component, of which several pictures are made: coefficients are read once, as many as the finest needs.

use alloc::vec::Vec;

use super::ac::{read_corner, skip};
use super::energy::{Gauge, Weights, square, weights};
use super::sink::Sink;
use super::stream::{Codes, Scratch};
use crate::Error;
use crate::decode::bits::Bits;
use crate::decode::corner::{Corner, within};
use crate::decode::idct::{Samples, inverse, one};
use crate::decode::store::put;
use crate::decode::tables::Steps;
use crate::decode::target::Target;
use crate::decode::variances::{beyond_corner, beyond_samples};

/// Up to `C` samples a side, as if each picture were the only one; and `MEASURED` where that is wanted.
pub(super) struct Several<const C: usize, const MEASURED: bool> {
    steps: [i16; 64],
    weights: Weights,
    /// Those of two coefficients a side.
    coarse: [i16; 64],
    targets: Vec<Target>,
}

impl<const C: usize, const MEASURED: bool> Sink for Several<C, MEASURED> {
    fn new(targets: Vec<Target>, steps: &Steps) -> Result<Self, Error> {
        Ok(Self {
            steps: Corner::<C>::steps(steps),
            weights: weights(steps),
            coarse: Corner::<2>::steps(steps),
            targets,
        })
    }

    fn targets(&mut self) -> &mut [Target] {
        &mut self.targets
    }

    fn into_targets(self) -> Vec<Target> {
        self.targets
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "the body of the innermost loop")]
    fn decode_block(
        &mut self,
        codes: &mut Codes<'_>,
        bits: &mut Bits<'_>,
        scratch: &mut Scratch,
        column: u32,
        row: u32,
    ) -> Result<(), Error> {
        let term = codes.term(bits)?;
        let wanted = self
            .targets
            .iter()
            .any(|target| target.side > 1 && target.place(column, row).is_some());
        // Of `C` coefficients a side, the squares of those beyond them.
        let mut beyond = 0;
        let measured = MEASURED
            && self
                .targets
                .iter()
                .any(|target| target.variance(column, row).is_some());
        let any = if measured && let Some(pairs) = codes.pairs {
            let gauge = Gauge {
                ac: codes.ac,
                pairs,
                weights: &self.weights,
            };
            scratch.clear::<C>(term);
            if C == 2 {
                let (any, sum) = gauge.corner::<2>(bits, &mut scratch.block)?;
                beyond = sum;
                any
            } else {
                read_corner::<C>(bits, codes.ac, codes.leaps, &mut scratch.block)?
            }
        } else if wanted {
            scratch.clear::<C>(term);
            read_corner::<C>(bits, codes.ac, codes.leaps, &mut scratch.block)?
        } else {
            skip(bits, codes.ac, codes.leaps, 1)?;
            false
        };
        self.put(any, term, beyond, scratch, (column, row));
        Ok(())
    }
}

impl<const C: usize, const MEASURED: bool> Several<C, MEASURED> {
    /// Makes the samples of each. `any` says whether there is more than a DC term, `beyond` is the squares of what is not in
    /// the block.
    fn put(
        &mut self,
        any: bool,
        term: i16,
        beyond: u32,
        scratch: &mut Scratch,
        (column, row): (u32, u32),
    ) {
        let Scratch { block, samples, .. } = scratch;
        // Samples a side of what was made of the block last; 0 where that is its mean.
        let mut made = None;
        let mean = one(term, self.steps[0]);
        for target in &mut self.targets {
            let Some((x, y)) = target.place(column, row) else {
                continue;
            };
            let side = if any && target.side > 1 {
                target.side
            } else {
                0
            };
            if made.replace(side) != Some(side) {
                match side {
                    0 => *samples = [mean; 64],
                    2 if C == 2 => inverse::<2, 2>(block, &self.steps, samples),
                    2 => inverse::<2, 2>(&within::<2>(block, 8), &self.coarse, samples),
                    4 => inverse::<8, 4>(block, &self.steps, samples),
                    _ => inverse::<8, 8>(block, &self.steps, samples),
                }
            }
            put_side(target, x, y, samples);
            if MEASURED && let Some(place) = target.variance(column, row) {
                let variance = match target.side {
                    4 if any => beyond_samples::<4>(block, &self.steps, samples),
                    4 => 0,
                    1 => beyond_corner(beyond.wrapping_add(squares::<C>(block, &self.steps, 1))),
                    _ => beyond_corner(beyond.wrapping_add(squares::<C>(block, &self.steps, 2))),
                };
                if let Some(value) = target.variances.get_mut(place) {
                    *value = variance;
                }
            }
        }
    }
}

/// The squares of a block's `C` by `C` coefficients beyond the first `side` of each side.
fn squares<const C: usize>(block: &[i16; 64], steps: &[i16; 64], side: usize) -> u32 {
    let rows = block.chunks_exact(C).zip(steps.chunks_exact(C));
    let mut sum = 0_u32;
    for (y, (coefficients, steps)) in rows.take(C).enumerate() {
        let beyond = if y < side { side } else { 0 };
        for (coefficient, step) in coefficients.iter().zip(steps).skip(beyond) {
            let step = i32::from(*step);
            let weight = step.wrapping_mul(step).cast_unsigned();
            sum = sum.wrapping_add(square(*coefficient, weight));
        }
    }
    sum
}

fn put_side(target: &mut Target, x: usize, y: usize, samples: &Samples) {
    let plane = &mut target.plane;
    match target.side {
        1 => put::<1>(plane, x, y, samples.as_chunks().0.iter()),
        2 => put::<2>(plane, x, y, samples.as_chunks().0.iter()),
        4 => put::<4>(plane, x, y, samples.as_chunks().0.iter()),
        _ => put::<8>(plane, x, y, samples.as_chunks().0.iter()),
    }
}
