//! The blocks of a component, of which one picture is made.

use alloc::vec::Vec;

use super::ac::{read_corner, skip};
use super::sink::Sink;
use super::stream::{Codes, Scratch};
use crate::Error;
use crate::decode::bits::Bits;
use crate::decode::corner::Corner;
use crate::decode::idct::{inverse, one};
use crate::decode::store::put;
use crate::decode::tables::Steps;
use crate::decode::target::Target;

/// `N` samples a side, made of `C` coefficients a side.
pub(super) struct One<const C: usize, const N: usize> {
    pub(super) steps: [i16; 64],
    pub(super) target: Target,
}

impl<const C: usize, const N: usize> Sink for One<C, N> {
    fn new(mut targets: Vec<Target>, steps: &Steps) -> Result<Self, Error> {
        Ok(Self {
            steps: Corner::<C>::steps(steps),
            target: targets.pop().ok_or(Error::Invalid("no plane"))?,
        })
    }

    fn targets(&mut self) -> &mut [Target] {
        core::slice::from_mut(&mut self.target)
    }

    fn into_targets(self) -> Vec<Target> {
        alloc::vec![self.target]
    }

    #[inline(always)]
    #[expect(
        clippy::inline_always,
        clippy::arithmetic_side_effects,
        reason = "the body of the innermost loop, once for each C and N; samples of a plane, whose size is that of a vector"
    )]
    fn decode_block(
        &mut self,
        codes: &mut Codes<'_>,
        bits: &mut Bits<'_>,
        scratch: &mut Scratch,
        column: u32,
        row: u32,
    ) -> Result<(), Error> {
        let term = codes.term(bits)?;
        let Target {
            part, top, plane, ..
        } = &mut self.target;
        let top = *top;
        let x = (column.wrapping_sub(part.left) as usize).wrapping_mul(N);
        let y = (row.wrapping_sub(top) as usize).wrapping_mul(N);
        let (width, height) = (plane.width as usize, plane.height as usize);
        let kept = column >= part.left && row >= top && x < width && y < height;
        if N == 1 || !kept {
            skip(bits, codes.ac, codes.leaps, 1)?;
            if N == 1 && kept {
                let sample = one(term, self.steps[0]);
                if let Some(place) = plane.samples.get_mut(y * width + x) {
                    *place = sample;
                }
            }
            return Ok(());
        }
        scratch.clear::<C>(term);
        let any = read_corner::<C>(bits, codes.ac, codes.leaps, &mut scratch.block)?;
        self.put(any, term, scratch, (x, y));
        Ok(())
    }
}

impl<const C: usize, const N: usize> One<C, N> {
    /// Makes the samples of a block. `any` says whether there is more than a DC term.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a part of the innermost loop")]
    pub(super) fn put(
        &mut self,
        any: bool,
        term: i16,
        scratch: &mut Scratch,
        (x, y): (usize, usize),
    ) {
        let plane = &mut self.target.plane;
        if any {
            inverse::<C, N>(&scratch.block, &self.steps, &mut scratch.samples);
            let lines = scratch.samples.as_chunks().0.iter();
            put::<N>(plane, x, y, lines);
        } else {
            let line = [one(term, self.steps[0]); N];
            put::<N>(plane, x, y, core::iter::repeat(&line));
        }
    }
}
