//! The first scan of a band (T.81, G.1.2.2).

use super::band::Band;
use super::block_rows::BlockRows;
use super::coefficients::CoefficientBuffer;
use crate::Error;
use crate::decode::bits::Bits;

impl Band<'_> {
    /// Reads the scan. A function of its own, as scans of DC terms are.
    #[inline(never)]
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "columns are at most those of the row"
    )]
    pub(super) fn first_scan<const N: usize>(
        &self,
        reader: &Bits<'_>,
        restart: u32,
        buffer: &mut CoefficientBuffer,
    ) -> Result<(), Error> {
        // A copy, so that it is in registers and not behind a pointer.
        let mut bits = *reader;
        let mut run = 0;
        let mut rows = BlockRows::new(&buffer.part, restart);
        while let Some(line) = rows.next(&mut bits, &mut run)? {
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
        Ok(())
    }
}
