//! The blocks of a component, of which several pictures are made: coefficients are read once, as many as the finest needs.

use alloc::vec::Vec;

use super::ac::{read_corner, skip};
use super::sink::Sink;
use super::stream::{Codes, Scratch};
use crate::Error;
use crate::decode::bits::Bits;
use crate::decode::corner::{Corner, within};
use crate::decode::idct::{Samples, inverse, one};
use crate::decode::store::put;
use crate::decode::tables::Steps;
use crate::decode::target::Target;

/// Up to `C` samples a side, as if each picture were the only one.
pub(super) struct Several<const C: usize> {
    steps: [i16; 64],
    /// Those of two coefficients a side.
    coarse: [i16; 64],
    targets: Vec<Target>,
}

impl<const C: usize> Sink for Several<C> {
    fn new(targets: Vec<Target>, steps: &Steps) -> Result<Self, Error> {
        Ok(Self {
            steps: Corner::<C>::steps(steps),
            coarse: Corner::<2>::steps(steps),
            targets,
        })
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
        let any = if wanted {
            scratch.clear::<C>(term);
            read_corner::<C>(bits, codes.ac, codes.leaps, &mut scratch.block)?
        } else {
            skip(bits, codes.ac, codes.leaps, 1)?;
            false
        };
        self.put(any, term, scratch, column, row);
        Ok(())
    }
}

impl<const C: usize> Several<C> {
    /// Makes the samples of each. `any` says whether there is more than a DC term.
    fn put(&mut self, any: bool, term: i16, scratch: &mut Scratch, column: u32, row: u32) {
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
        }
    }
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
