//! A component of a scan, block by block: coefficients in, samples out.

use super::ac::{read_corner, skip};
use crate::decode::bits::Bits;
use crate::decode::huffman::{Leap, Table};
use crate::decode::idct::{Samples, inverse, one};
use crate::decode::layout::ComponentLayout;
use crate::decode::store::put;
use crate::{Error, Plane};

/// A component while its scan is read.
pub(super) struct Stream<'t> {
    pub(super) dc: &'t Table,
    pub(super) ac: &'t Table,
    pub(super) leaps: &'t [Leap; 4096],
    pub(super) steps: [i16; 64],
    pub(super) part: ComponentLayout,
    /// Blocks in an MCU of this scan, side by side and on top of each other.
    pub(super) horizontal: u32,
    pub(super) vertical: u32,
    pub(super) prediction: i32,
    pub(super) plane: Plane,
}

/// Memory of a block, used again for each.
pub(super) struct Scratch {
    pub(super) block: [i16; 64],
    pub(super) samples: Samples,
    /// Zeros of which the compiler does not know it. A constant would become a call to `memory.fill` in
    /// WebAssembly, which costs more than the block.
    pub(super) zeros: [i16; 8],
}

impl Stream<'_> {
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        reason = "the body of the innermost loop, once for each C and N; places are below 64, predictions are cut to 16 \
                  bits by intent"
    )]
    pub(super) fn decode_block<const C: usize, const N: usize>(
        &mut self,
        bits: &mut Bits<'_>,
        scratch: &mut Scratch,
        column: u32,
        row: u32,
    ) -> Result<(), Error> {
        let difference = self.dc.difference(bits)?;
        self.prediction = self.prediction.wrapping_add(difference);
        let term = self.prediction as i16;
        let x = (column.wrapping_sub(self.part.left) as usize).wrapping_mul(N);
        let y = (row.wrapping_sub(self.part.top) as usize).wrapping_mul(N);
        let (width, height) = (self.plane.width as usize, self.plane.height as usize);
        let kept = column >= self.part.left && row >= self.part.top && x < width && y < height;
        if N == 1 || !kept {
            skip(bits, self.ac, self.leaps, 1)?;
            if N == 1 && kept {
                let sample = one(term, self.steps[0]);
                if let Some(place) = self.plane.samples.get_mut(y * width + x) {
                    *place = sample;
                }
            }
            return Ok(());
        }
        for part in scratch
            .block
            .as_chunks_mut::<8>()
            .0
            .iter_mut()
            .take(C * C / 8 + 1)
        {
            *part = scratch.zeros;
        }
        scratch.block[0] = term;
        let any = read_corner::<C>(bits, self.ac, self.leaps, &mut scratch.block)?;
        if any {
            inverse::<C, N>(&scratch.block, &self.steps, &mut scratch.samples);
            let lines = scratch.samples.as_chunks().0.iter();
            put::<N>(&mut self.plane, x, y, lines);
        } else {
            let line = [one(term, self.steps[0]); N];
            put::<N>(&mut self.plane, x, y, core::iter::repeat(&line));
        }
        Ok(())
    }
}
