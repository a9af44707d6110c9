//! The first scan of a band (T.81, G.1.2.2).

use core::ops::ControlFlow;

use super::band::Band;
use super::block_rows::BlockRows;
use super::coefficients::CoefficientBuffer;
use crate::Error;
use crate::decode::bits::Bits;
use crate::decode::entropy::Pause;

impl Band<'_> {
    /// Reads blocks until there is a reason to pause. A function of its own, as scans of DC terms are.
    #[inline(never)]
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "columns are at most those of the row"
    )]
    pub(super) fn first_scan<const N: usize>(
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
            let mut blocks = buffer.row::<N>(&line);
            let mut column = line.from;
            while column < line.to {
                if run > 0 {
                    // Blocks without coefficients, passed all at once.
                    let count = run.min(line.to - column);
                    run -= count;
                    column += count;
                    continue;
                }
                let mut set = 0;
                run = self.zero_history::<N>(
                    &mut bits,
                    blocks.corners.of(column),
                    &mut set,
                    self.first,
                )?;
                if let Some(place) = blocks.sets.get_mut((column - line.from) as usize) {
                    *place |= set;
                }
                if bits.overrun() {
                    return Err(Error::Truncated);
                }
                column += 1;
            }
        }
    }
}
