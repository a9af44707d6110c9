//! A later scan of a band (T.81, G.1.2.3): a bit more of each coefficient.

use super::band::{Band, end_of_band};
use super::restart::Pause;
use super::store::{Store, cut};
use super::walk::Walk;
use crate::Error;
use crate::decode::bits::Bits;
use crate::decode::corner::{BEYOND, Corner};
use crate::decode::huffman::Step;

impl Band<'_> {
    /// A later scan of a band (T.81, G.1.2.3).
    pub(super) fn refinement<const N: usize>(
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
            let place = store.place::<N>(walk.column, walk.row);
            let corner = place.and_then(|place| store.coefficients.get_mut(place..));
            let corner = corner.unwrap_or(&mut none);
            let set = store
                .sets
                .get_mut(walk.index as usize)
                .ok_or(Error::Damaged("a scan is out of place"))?;
            self.refine_block::<N>(&mut bits, corner, set, &mut run)?;
            if bits.overrun() {
                return Err(Error::Truncated);
            }
            walk.pass(1);
            pause.passed(1);
        }
        Ok(())
    }

    #[inline(always)]
    #[expect(
        clippy::inline_always,
        clippy::arithmetic_side_effects,
        clippy::indexing_slicing,
        reason = "the body of the innermost loop; places are below 64 when used as an index or a shift"
    )]
    fn refine_block<const N: usize>(
        &self,
        bits: &mut Bits<'_>,
        corner: &mut [i16],
        set: &mut u64,
        run: &mut u32,
    ) -> Result<(), Error> {
        let places = const { &Corner::<N>::PLACES };
        let band = (u64::MAX << self.first) & (u64::MAX >> (63 - self.last));
        // What is left of the band.
        let mut rest = band;
        while *run == 0 && rest != 0 {
            if N < 8
                && rest & (*set | Corner::<N>::SET) == 0
                && let Some(leaps) = self.leaps
            {
                // Nothing is left to correct, and what changes matters to nobody: as in a first scan.
                *run = self.skip(bits, leaps, rest.trailing_zeros() as usize)?;
                return Ok(());
            }
            bits.refill();
            let step = self.table.step(bits);
            let (zeros, size) = if step.zeros() < Step::END {
                bits.skip(step.code_bits());
                (step.zeros(), step.bits() - step.code_bits())
            } else if step.zeros() < Step::LONG {
                bits.skip(step.bits());
                *run = end_of_band(bits, step.zeros() - Step::END);
                break;
            } else {
                let (after, symbol) = self.table.symbol(*bits)?;
                *bits = after;
                let (zeros, size) = (usize::from(symbol >> 4), u32::from(symbol & 15));
                if size == 0 && zeros < 15 {
                    *run = end_of_band(bits, zeros);
                    break;
                }
                bits.refill();
                (zeros, size)
            };
            if size > 1 {
                return Err(Error::Damaged("a refinement is more than one bit"));
            }
            // What is left of the refill: at least 56 bits less a code of 12.
            let value = if size == 0 {
                0
            } else if bits.take(1) >> 63 == 1 {
                1
            } else {
                -1
            };
            // Behind `zeros` coefficients that are zero and stay so comes the one that changes.
            let start = rest.trailing_zeros() as usize;
            let ahead = rest & (u64::MAX >> ((63 - start).saturating_sub(zeros)));
            let (place, passed) = if ahead & *set == 0 && start + zeros <= self.last {
                (start + zeros, 0)
            } else {
                let mut zero = rest & !*set;
                for _ in 0..zeros {
                    zero &= zero.wrapping_sub(1);
                }
                let place = zero.trailing_zeros() as usize;
                let passed = if place < 64 {
                    rest & ((1 << place) - 1) & *set
                } else {
                    rest & *set
                };
                (place, passed)
            };
            self.correct::<N>(bits, corner, passed);
            if place > 63 {
                if size == 1 {
                    return Err(Error::Damaged("a block has too many coefficients"));
                }
                return Ok(());
            }
            rest &= u64::MAX << place << 1;
            if size == 1 {
                let position = places[place];
                if position != BEYOND
                    && let Some(coefficient) = corner.get_mut(usize::from(position))
                {
                    *coefficient = cut(value << self.low);
                }
                *set |= 1 << place;
            }
        }
        if *run > 0 {
            bits.refill();
            self.correct::<N>(bits, corner, rest & *set);
            *run -= 1;
        }
        Ok(())
    }

    /// Reads a bit for each coefficient of the set, and makes those of the corner larger by it. At least 40 bits
    /// must be there.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        clippy::arithmetic_side_effects,
        clippy::indexing_slicing,
        reason = "the body of the innermost loop; places are below 64; counts at most 63"
    )]
    fn correct<const N: usize>(&self, bits: &mut Bits<'_>, corner: &mut [i16], set: u64) {
        let places = const { &Corner::<N>::PLACES };
        let count = set.count_ones();
        let mut more = if count <= 40 {
            bits.take(count)
        } else {
            let first = u64::from(bits.read(32)) << 32;
            first | u64::from(bits.read(count - 32)) << (64 - count)
        };
        let mut set = set;
        // Behind the last one of the corner, the bits are only counted.
        while set & Corner::<N>::SET != 0 {
            let place = set.trailing_zeros() as usize;
            set &= set.wrapping_sub(1);
            let position = places[place & 63];
            if more >> 63 == 1
                && position != BEYOND
                && let Some(coefficient) = corner.get_mut(usize::from(position))
            {
                let step = cut(1 << self.low);
                *coefficient = if *coefficient < 0 {
                    coefficient.wrapping_sub(step)
                } else {
                    coefficient.wrapping_add(step)
                };
            }
            more <<= 1;
        }
    }
}
