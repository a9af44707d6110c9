//! The first scan of a band (T.81, G.1.2.2).

use super::band::{Band, end_of_band};
use super::restart::Pause;
use super::store::{Store, cut};
use super::walk::Walk;
use crate::Error;
use crate::decode::bits::Bits;
use crate::decode::corner::{BEYOND, Corner};
use crate::decode::huffman::{Leap, Step, leap};

impl Band<'_> {
    /// The first scan of a band (T.81, G.1.2.2).
    pub(super) fn first_scan<const N: usize>(
        &self,
        mut bits: Bits<'_>,
        restart: u32,
        store: &mut Store,
    ) -> Result<(), Error> {
        let mut pause = Pause::new(restart);
        let mut walk = Walk::new(&store.part);
        // Takes the coefficients of blocks that are not kept.
        let mut none = [0; 64];
        let mut run = 0;
        while walk.index < walk.end {
            if pause.is_due() {
                bits = pause.restarted(bits)?;
                run = 0;
            }
            if run > 0 {
                // Blocks without coefficients, passed all at once.
                let count = pause.cut(walk.cut(run));
                run = run.saturating_sub(count);
                walk.pass(count);
                pause.passed(count);
                continue;
            }
            let place = store.place::<N>(walk.column, walk.row);
            let corner = place.and_then(|place| store.coefficients.get_mut(place..));
            let corner = corner.unwrap_or(&mut none);
            let mut set = 0;
            run = self.first_block::<N>(&mut bits, corner, &mut set)?;
            if let Some(place) = store.sets.get_mut(walk.index as usize) {
                *place |= set;
            }
            if bits.overrun() {
                return Err(Error::Truncated);
            }
            walk.pass(1);
            pause.passed(1);
        }
        Ok(())
    }

    /// One block. How many blocks behind it have no coefficients in the band.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        clippy::arithmetic_side_effects,
        clippy::indexing_slicing,
        reason = "the body of the innermost loop; a place is used as an index only when it is at most last, and \
                  grows by at most 128 before it is compared"
    )]
    fn first_block<const N: usize>(
        &self,
        bits: &mut Bits<'_>,
        corner: &mut [i16],
        set: &mut u64,
    ) -> Result<u32, Error> {
        let places = const { &Corner::<N>::PLACES };
        let mut place = self.first;
        while place <= self.last {
            if place > self.last_needed
                && let Some(leaps) = self.leaps
            {
                return self.skip(bits, leaps, place);
            }
            bits.refill();
            let step = self.table.step(bits);
            let (zeros, value) = if step.zeros() < Step::END {
                let value = bits.peek_value(step.code_bits(), step.bits() - step.code_bits());
                bits.skip(step.bits());
                (step.zeros(), value)
            } else if step.zeros() < Step::LONG {
                bits.skip(step.bits());
                return Ok(end_of_band(bits, step.zeros() - Step::END) - 1);
            } else {
                let (after, symbol) = self.table.symbol(*bits)?;
                *bits = after;
                let (zeros, size) = (usize::from(symbol >> 4), u32::from(symbol & 15));
                if size == 0 && zeros < 15 {
                    return Ok(end_of_band(bits, zeros) - 1);
                }
                bits.refill();
                let value = bits.peek_value(0, size);
                bits.skip(size);
                (zeros, value)
            };
            place += zeros;
            if place > self.last {
                return Err(Error::Damaged("a block has too many coefficients"));
            }
            let position = places[place & 63];
            if position != BEYOND
                && let Some(coefficient) = corner.get_mut(usize::from(position))
            {
                *coefficient = cut(value << self.low);
            }
            *set |= u64::from(value != 0) << place;
            place += 1;
        }
        Ok(0)
    }

    /// Passes the coefficients of a block from `place` on. How many blocks behind it have none in the band.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        clippy::arithmetic_side_effects,
        reason = "the body of the innermost loop; place is at most 64 before each leap of at most 255"
    )]
    pub(super) fn skip(
        &self,
        bits: &mut Bits<'_>,
        leaps: &[Leap; 4096],
        place: usize,
    ) -> Result<u32, Error> {
        // As if the band ended with the block.
        let mut place = place + (63 - self.last);
        while place < 64 {
            bits.refill();
            let leap = leap(leaps, bits);
            let next = place + leap.coefficients();
            if next <= 64 {
                bits.skip(leap.bits());
                place = next;
                continue;
            }
            if Leap::END < next && next <= Leap::END + 64 {
                bits.skip(leap.bits());
                return Ok(0);
            }
            let step = self.table.step(bits);
            let zeros = if step.zeros() < Step::LONG {
                bits.skip(step.bits());
                step.zeros()
            } else {
                let (after, symbol) = self.table.symbol(*bits)?;
                *bits = after;
                let (zeros, size) = (usize::from(symbol >> 4), u32::from(symbol & 15));
                if size == 0 && zeros < 15 {
                    Step::END + zeros
                } else {
                    bits.refill();
                    bits.skip(size);
                    zeros
                }
            };
            if zeros >= Step::END {
                return Ok(end_of_band(bits, zeros - Step::END) - 1);
            }
            place += zeros + 1;
            if place > 64 {
                return Err(Error::Damaged("a block has too many coefficients"));
            }
        }
        Ok(0)
    }
}
