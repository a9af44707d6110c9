//! Up to two coefficients at once, with their magnitudes: for whoever wants to know how much there is of a block without
//! a transform of it.

use alloc::boxed::Box;

use super::entry::{Entry, LOG, SIZE, filled};
use crate::Error;
use crate::decode::bits::Bits;

/// The next one or two coefficients that are not zero, and the end of the block behind them where the window shows it.
///
/// Bits 0 to 4: length in bits; 5 to 12: coefficients passed, and [`END`](Self::END) more where the block ends; 13 to 16:
/// zeros before the first; 17 to 22: its square, or 0; 23 to 26: where the bits of the last one begin; 27 to 30: how many
/// they are. The last one is the last that is passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::decode) struct Pair(u32);

impl Pair {
    /// Added to the coefficients where the block ends.
    pub(in crate::decode) const END: usize = 128;
    /// Nothing can be said. It passes more than is left of any block, and does not end it.
    const UNKNOWN: Self = Self(64 << 5);
    /// Coefficients that it passes at most, `END` aside: sixteen zeros three times are 48.
    const MOST: usize = 63;
    /// The largest magnitude of a first one.
    const LARGEST: usize = 7;
    /// The most zeros before it.
    const FURTHEST: usize = 15;

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "the innermost step of decoding")]
    pub(in crate::decode) fn bits(self) -> u32 {
        self.0 & 31
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "the innermost step of decoding")]
    pub(in crate::decode) fn coefficients(self) -> usize {
        (self.0 >> 5 & 255) as usize
    }

    /// How many zeros stand before the first, and its square: 0 where there is no other than the last.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "the innermost step of decoding")]
    pub(in crate::decode) fn first(self) -> (usize, u32) {
        ((self.0 >> 13 & 15) as usize, self.0 >> 17 & 63)
    }

    /// The last one's magnitude; of its value, the window may show only the beginning.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "the innermost step of decoding")]
    pub(in crate::decode) fn last(self, bits: &Bits<'_>) -> u32 {
        bits.peek_magnitude(self.0 >> 23 & 15, self.0 >> 27)
    }
}

/// The table for [`pair`()].
pub(super) fn pairs(entries: &[Entry; SIZE]) -> Result<Box<[Pair; SIZE]>, Error> {
    let mut pairs = filled(Pair::UNKNOWN)?;
    for (window, pair) in pairs.iter_mut().enumerate() {
        if let Some(shown) = shown(entries, window) {
            *pair = shown;
        }
    }
    Ok(pairs)
}

/// The symbols that a window shows, as long as no more than two coefficients are not zero.
#[expect(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::indexing_slicing,
    reason = "an index is masked to the window, bits stay below LOG + 16, coefficients below 64, both of a few bits"
)]
fn shown(entries: &[Entry; SIZE], window: usize) -> Option<Pair> {
    let (mut bits, mut passed, mut end) = (0, 0, 0);
    // Zeros before the first and its magnitude.
    let mut first = (0, 0);
    // Where the bits of the last one begin, how many they are, and at which place it is.
    let mut last: Option<(u32, u32, usize)> = None;
    while bits < LOG {
        let entry = entries[window << bits & (SIZE - 1)];
        // The zeros shifted in say nothing: the code itself must lie in the window.
        if entry.zeros() > Entry::END || bits + entry.code_bits() > LOG {
            break;
        }
        if entry.zeros() == Entry::END {
            bits += entry.bits();
            end = Pair::END;
            break;
        }
        let place = passed + entry.zeros();
        let size = entry.bits() - entry.code_bits();
        if place >= Pair::MOST {
            break;
        }
        if size > 0
            && let Some((begin, size, place)) = last
        {
            // The one before becomes the first, if there is none and the window shows it in whole.
            let is_there = begin + size <= LOG && first.1 == 0 && place <= Pair::FURTHEST;
            let magnitude = magnitude(window, begin, size);
            if !is_there || magnitude > Pair::LARGEST {
                break;
            }
            first = (place, magnitude);
        }
        if size > 0 {
            last = Some((bits + entry.code_bits(), size, place));
        } else if last.is_some() {
            // The last one would not be the last that is passed.
            break;
        }
        bits += entry.bits();
        passed = place + 1;
    }
    let (begin, size, _) = last.unwrap_or_default();
    let shown = bits > 0;
    shown.then(|| {
        let first = (first.0 as u32) << 13 | ((first.1 * first.1) as u32) << 17;
        let coefficients = ((passed + end) as u32) << 5;
        Pair(bits | coefficients | first | begin << 23 | size << 27)
    })
}

/// Of the value of `size` bits from `begin` on (T.81, F.1.2.1): the window shows all.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "begin and size are at most LOG together"
)]
fn magnitude(window: usize, begin: u32, size: u32) -> usize {
    let all = (1 << size) - 1;
    let value = window >> (LOG - begin - size) & all;
    if value > all >> 1 { value } else { all - value }
}

/// What the bits at the front say.
#[inline(always)]
#[expect(
    clippy::inline_always,
    clippy::indexing_slicing,
    reason = "the innermost step of decoding; the index has LOG bits"
)]
pub(in crate::decode) fn pair(pairs: &[Pair; SIZE], bits: &Bits<'_>) -> Pair {
    pairs[bits.peek::<LOG>()]
}
