//! How much there is of a block beside its mean, or beside its corner: the squares of coefficients, added up without a
//! transform (Parseval: the sum of squares of the AC terms is 64 times the variance of the samples).

use super::ac::{long, read};
use crate::Error;
use crate::decode::bits::Bits;
use crate::decode::corner::Corner;
use crate::decode::huffman::{Entry, Pair, Table, pair};
use crate::decode::tables::Steps;

/// How the coefficients of a component are measured.
#[derive(Clone, Copy)]
pub(super) struct Gauge<'t> {
    pub(super) ac: &'t Table,
    pub(super) pairs: &'t [Pair; 4096],
    pub(super) weights: &'t Weights,
}

/// The squares of quantisation steps, in the file's order. As everywhere in the decoder, steps are cut to 16 bits, and sums
/// wrap at 32, which no file whose values are real reaches: 8 bits make 2^26 at most.
pub(super) type Weights = [u32; 64];

pub(super) fn weights(steps: &Steps) -> Weights {
    steps.map(|step| {
        let step = i32::from(step.cast_signed());
        step.wrapping_mul(step).cast_unsigned()
    })
}

/// What a coefficient adds.
#[inline(always)]
#[expect(clippy::inline_always, reason = "a part of the innermost loop")]
pub(super) fn square(coefficient: i16, weight: u32) -> u32 {
    let magnitude = u32::from(coefficient.unsigned_abs());
    magnitude.wrapping_mul(magnitude).wrapping_mul(weight)
}

impl Gauge<'_> {
    /// The squares of a block's coefficients from `place` on.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        clippy::arithmetic_side_effects,
        clippy::indexing_slicing,
        reason = "the body of the innermost loop; place is at most 64 before each pair, and is masked as an index"
    )]
    pub(super) fn squares(self, bits: &mut Bits<'_>, mut place: usize) -> Result<u32, Error> {
        let Self { ac, pairs, weights } = self;
        let mut sum = 0_u32;
        while place < 64 {
            bits.refill();
            // A pair takes at most 27 bits, and the look-up of the second needs 12 more.
            for _ in 0..2 {
                let pair = pair(pairs, bits);
                let next = place + pair.coefficients();
                let (zeros, first) = pair.first();
                let first = first.wrapping_mul(weights[(place + zeros) & 63]);
                // The end of a block is a multiple of 64.
                let last = pair.last(bits);
                let last = last
                    .wrapping_mul(last)
                    .wrapping_mul(weights[(next - 1) & 63]);
                let both = first.wrapping_add(last);
                if next < 64 {
                    bits.skip(pair.bits());
                    sum = sum.wrapping_add(both);
                    place = next;
                    continue;
                }
                if next == 64 || (Pair::END < next && next < Pair::END + 64) {
                    bits.skip(pair.bits());
                    return Ok(sum.wrapping_add(both));
                }
                // The symbols shown reach into the next block, or none is shown.
                let (after, zeros, value) = long(*bits, ac)?;
                *bits = after;
                if zeros == Entry::END {
                    return Ok(sum);
                }
                place += zeros + 1;
                if place > 64 {
                    return Err(Error::Damaged("a block has too many coefficients"));
                }
                sum = sum.wrapping_add(square(value, weights[(place - 1) & 63]));
                break;
            }
        }
        Ok(sum)
    }

    /// Reads the corner of `C` by `C` coefficients, behind the DC term. Whether there were any, and the squares of those
    /// beyond.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "the body of the innermost loop; places are masked"
    )]
    pub(super) fn corner<const C: usize>(
        self,
        bits: &mut Bits<'_>,
        block: &mut [i16; 64],
    ) -> Result<(bool, u32), Error> {
        // Of two coefficients a side one beyond stands between them, and falls on the last number of the block.
        const { assert!(C == 2 && Corner::<C>::LAST == 4) };
        block[63] = 0;
        let mut sum = 0;
        let any = read::<C>(bits, self.ac, block, |bits, place, before| {
            let before = square(before, self.weights[(place - 1) & 63]);
            sum = self.squares(bits, place)?.wrapping_add(before);
            Ok(())
        })?;
        let between = square(block[63], self.weights[3]);
        Ok((any, sum.wrapping_add(between)))
    }
}
