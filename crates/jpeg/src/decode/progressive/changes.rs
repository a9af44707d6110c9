//! What a refinement does to a block: corrections of coefficients that were not zero, and new ones.

use super::coefficients::cut;
use crate::decode::bits::Bits;
use crate::decode::corner::Corner;

/// The changes of a block.
#[derive(Default)]
pub(super) struct Changes {
    /// A bit for each coefficient that was not zero, in their order, from the top.
    corrections: u64,
    count: u32,
    /// The coefficients that are not zero any more, and which of them are positive.
    pub(super) new: u64,
    positive: u64,
}

#[expect(
    clippy::inline_always,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "parts of the innermost loop; a block has at most 63 corrections, places are below 64, and single \
              bits fit anywhere"
)]
impl Changes {
    /// Reads corrections, at most 63. At least 40 bits must be there.
    #[inline(always)]
    pub(super) fn read(&mut self, bits: &mut Bits<'_>, count: u32) {
        let mut left = count;
        if left > 32 {
            self.correct(bits.take(32), 32);
            left -= 32;
            bits.refill();
        }
        self.correct(bits.take(left), left);
    }

    #[inline(always)]
    fn correct(&mut self, word: u64, count: u32) {
        self.corrections |= (word & !(u64::MAX >> count)) >> self.count;
        self.count += count;
    }

    /// Adds a coefficient, if its value is not zero.
    #[inline(always)]
    pub(super) fn add(&mut self, place: usize, value: i32) {
        self.new |= u64::from(value != 0) << place;
        self.positive |= u64::from(value > 0) << place;
    }

    /// Makes the changes in the corner. `history` says which coefficients of the band were not zero.
    #[inline(always)]
    pub(super) fn apply<const N: usize>(&self, corner: &mut [i16], history: u64, low: u32) {
        if N > 2 {
            let mut left = (history | self.new) & Corner::<N>::SET;
            while left != 0 {
                let place = left.trailing_zeros() as usize;
                left &= left - 1;
                self.change::<N>(corner, history, low, place);
            }
            return;
        }
        // Few enough to be changed without asking which are.
        let Some(corner) = corner.first_chunk_mut::<4>() else {
            return;
        };
        for place in 1..=Corner::<N>::LAST {
            if Corner::<N>::SET >> place & 1 == 1 {
                self.change::<N>(corner, history, low, place);
            }
        }
    }

    /// Changes a coefficient of the corner, if it changes. Without branches, which nobody could predict.
    #[inline(always)]
    fn change<const N: usize>(&self, corner: &mut [i16], history: u64, low: u32, place: usize) {
        let places = const { &Corner::<N>::PLACES };
        let Some(coefficient) = corner.get_mut(usize::from(places[place & 63])) else {
            return;
        };
        let before = (history & ((1 << place) - 1)).count_ones();
        let correction = self.corrections << before >> 63;
        let corrected = ((correction & (history >> place)) & 1) as i32;
        let new = (self.new >> place & 1) as i32;
        let positive = (self.positive >> place & 1) as i32;
        let old = i32::from(*coefficient);
        // Away from zero: by the sign that the coefficient has, or gets.
        let away = (corrected * (old >> 31 | 1)) + (new * (2 * positive - 1));
        *coefficient = cut(old * (1 - new) + (away << low));
    }
}
