//! Coefficients of a block that have a zero history (T.81, G.1.2.3), that is were all zero before the scan: the whole
//! band in its first scan (G.1.2.2), and in a refinement what comes behind the last coefficient that was not zero.

use super::band::{Band, Beyond, Symbol};
use super::coefficients::cut;
use crate::Error;
use crate::decode::bits::Bits;
use crate::decode::corner::{BEYOND, Corner};
use crate::decode::huffman::{Leap, Mark, leap, mark};

/// An error that several places find.
pub(super) const TOO_MANY: Error = Error::Damaged("a block has too many coefficients");

impl Band<'_> {
    /// Reads a block from `place` on. How many blocks behind it have no coefficients in the band.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        clippy::arithmetic_side_effects,
        clippy::indexing_slicing,
        reason = "the body of the innermost loop; a place is used as an index only when it is at most last, and \
                  grows by at most 16 before it is compared"
    )]
    pub(super) fn zero_history<const N: usize>(
        &self,
        bits: &mut Bits<'_>,
        corner: &mut [i16],
        set: &mut u64,
        mut place: usize,
    ) -> Result<u32, Error> {
        let places = const { &Corner::<N>::PLACES };
        while place <= self.last_valued {
            let (zeros, value) = match self.symbol(bits)? {
                Symbol::Coefficient { zeros, value } => (zeros, value),
                Symbol::End(run) => return Ok(run - 1),
            };
            place += zeros;
            if place > self.last {
                return Err(TOO_MANY);
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
        match self.beyond {
            Beyond::None => Ok(0),
            Beyond::Skip(leaps) => self.skip(bits, leaps, place),
            Beyond::Mark(marks) => self.mark(bits, marks, place, set),
        }
    }

    /// Passes the coefficients of a block from `place` on. How many blocks behind it have none in the band.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        clippy::arithmetic_side_effects,
        reason = "the body of the innermost loop; place is at most 64 before each leap of at most 255"
    )]
    fn skip(&self, bits: &mut Bits<'_>, leaps: &[Leap; 4096], place: usize) -> Result<u32, Error> {
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
            // The symbols shown reach into the next block, or none is shown.
            match self.symbol(bits)? {
                Symbol::Coefficient { zeros, .. } => place += zeros + 1,
                Symbol::End(run) => return Ok(run - 1),
            }
            if place > 64 {
                return Err(TOO_MANY);
            }
        }
        Ok(0)
    }

    /// The same, and adds those that are not zero to the set.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        clippy::arithmetic_side_effects,
        reason = "the body of the innermost loop; place is at most 63 before each leap of at most 255"
    )]
    fn mark(
        &self,
        bits: &mut Bits<'_>,
        marks: &[Mark; 4096],
        place: usize,
        set: &mut u64,
    ) -> Result<u32, Error> {
        let behind = 63 - self.last;
        let mut place = place + behind;
        let mut nonzero = 0;
        let mut run = 0;
        while place < 64 {
            bits.refill();
            let mark = mark(marks, bits);
            let next = place + mark.coefficients();
            if next <= 64 {
                bits.skip(mark.bits());
                nonzero |= mark.nonzero() << place;
                place = next;
                continue;
            }
            if Leap::END < next && next <= Leap::END + 64 {
                bits.skip(mark.bits());
                nonzero |= mark.nonzero() << place;
                break;
            }
            match self.symbol(bits)? {
                Symbol::Coefficient { zeros, value } => {
                    place += zeros;
                    if place > 63 {
                        return Err(TOO_MANY);
                    }
                    nonzero |= u64::from(value != 0) << place;
                    place += 1;
                }
                Symbol::End(blocks) => {
                    run = blocks - 1;
                    break;
                }
            }
        }
        *set |= nonzero >> behind;
        Ok(run)
    }
}
