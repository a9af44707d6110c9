//! The blocks of a component, of which one picture is made, and the variance of what each of its samples stands for.

use alloc::vec::Vec;

use super::ac::read_corner;
use super::energy::{Gauge, Weights, weights};
use super::one::One;
use super::sink::Sink;
use super::stream::{Codes, Scratch};
use crate::Error;
use crate::decode::bits::Bits;
use crate::decode::tables::Steps;
use crate::decode::target::Target;
use crate::decode::variances::{beyond_corner, beyond_samples};

/// As `One`, and measured where that is wanted.
pub(super) struct Measured<const C: usize, const N: usize> {
    one: One<C, N>,
    weights: Weights,
}

impl<const C: usize, const N: usize> Sink for Measured<C, N> {
    fn new(targets: Vec<Target>, steps: &Steps) -> Result<Self, Error> {
        Ok(Self {
            one: One::new(targets, steps)?,
            weights: weights(steps),
        })
    }

    fn targets(&mut self) -> &mut [Target] {
        self.one.targets()
    }

    fn into_targets(self) -> Vec<Target> {
        self.one.into_targets()
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
        let target = &self.one.target;
        let kept = target.place(column, row).zip(target.variance(column, row));
        let (Some((at, place)), Some(pairs)) = (kept, codes.pairs) else {
            return self.one.decode_block(codes, bits, scratch, column, row);
        };
        let gauge = Gauge {
            ac: codes.ac,
            pairs,
            weights: &self.weights,
        };
        let term = codes.term(bits)?;
        let variance = match N {
            1 => {
                let sum = gauge.squares(bits, 1)?;
                self.one.put(false, term, scratch, at);
                beyond_corner(sum)
            }
            2 => {
                scratch.clear::<C>(term);
                let (any, sum) = gauge.corner::<2>(bits, &mut scratch.block)?;
                self.one.put(any, term, scratch, at);
                beyond_corner(sum)
            }
            _ => {
                scratch.clear::<C>(term);
                let any = read_corner::<C>(bits, codes.ac, codes.leaps, &mut scratch.block)?;
                self.one.put(any, term, scratch, at);
                if any {
                    beyond_samples::<N>(&scratch.block, &self.one.steps, &scratch.samples)
                } else {
                    0
                }
            }
        };
        if let Some(value) = self.one.target.variances.get_mut(place) {
            *value = variance;
        }
        Ok(())
    }
}
