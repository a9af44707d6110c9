//! A later scan of a band (T.81, G.1.2.3): a bit more of each coefficient.
//!
//! A symbol counts coefficients that were zero, and behind it comes a correction for each one passed that was
//! not. Which these are is known from a set of bits, so nothing is asked coefficient by coefficient: a look-up
//! tells where the symbol leads, and the corrections of a block are gathered and made together.

use core::ops::ControlFlow;

use super::band::{Band, Symbol};
use super::block_rows::BlockRows;
use super::changes::Changes;
use super::coefficients::{Blocks, CoefficientBuffer};
use super::history::History;
use super::zero_history::TOO_MANY;
use crate::Error;
use crate::decode::bits::Bits;
use crate::decode::entropy::Pause;

impl Band<'_> {
    /// Reads blocks until there is a reason to pause. A function of its own, as scans of DC terms are.
    #[inline(never)]
    pub(super) fn refinement<const N: usize>(
        &self,
        reader: &mut Bits<'_>,
        least: usize,
        rows: &mut BlockRows,
        buffer: &mut CoefficientBuffer,
    ) -> Result<Pause, Error> {
        // A copy, so that it is in registers and not behind a pointer.
        let mut bits = *reader;
        let mut run = rows.run;
        loop {
            let line = match rows.next(&bits, least, run) {
                ControlFlow::Continue(line) => line,
                ControlFlow::Break(pause) => {
                    *reader = bits;
                    return Ok(pause);
                }
            };
            let Blocks { sets, mut corners } = buffer.row::<N>(&line);
            for (column, set) in (line.from..).zip(sets) {
                self.refine_block::<N>(&mut bits, corners.of(column), set, &mut run)?;
                if bits.overrun() {
                    return Err(Error::Truncated);
                }
            }
        }
    }

    /// One block. `run` is how many blocks, from this one on, have no new coefficients.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        clippy::arithmetic_side_effects,
        reason = "the body of the innermost loop; bits of the band are below 64, and an end is of at least one block"
    )]
    fn refine_block<const N: usize>(
        &self,
        bits: &mut Bits<'_>,
        corner: &mut [i16],
        set: &mut u64,
        run: &mut u32,
    ) -> Result<(), Error> {
        let band = (u64::MAX << self.first) & (u64::MAX >> (63 - self.last));
        let nonzero_history = *set & band;
        let mut changes = Changes::default();
        let mut history = History::new(band, nonzero_history, self.first);
        while *run == 0 {
            if history.nonzero == 0 {
                // Nothing is left to correct.
                changes.apply::<N>(corner, nonzero_history, self.low);
                *set |= changes.new;
                *run = self.zero_history::<N>(bits, corner, set, history.place)?;
                return Ok(());
            }
            let (zeros, value) = match self.symbol(bits)? {
                Symbol::Coefficient { zeros, value } => (zeros, value),
                Symbol::End(blocks) => {
                    *run = blocks;
                    break;
                }
            };
            if let Some(passed) = history.passed(zeros) {
                changes.read(bits, passed);
                changes.add(history.pass(zeros, passed), value);
            } else if value == 0 {
                // No 16 zeros are left: the block ends.
                *run = 1;
            } else {
                return Err(TOO_MANY);
            }
        }
        bits.refill();
        changes.read(bits, history.nonzero.count_ones());
        *run -= 1;
        changes.apply::<N>(corner, nonzero_history, self.low);
        *set |= changes.new;
        Ok(())
    }
}
