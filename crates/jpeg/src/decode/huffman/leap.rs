//! Several symbols at once, where nobody wants the values.

use alloc::boxed::Box;

use super::entry::{Entry, LOG, SIZE, filled};
use crate::Error;
use crate::decode::bits::Bits;

/// As many symbols as the window shows, without their values.
///
/// Bits 0 to 4: length in bits; 8 to 15: coefficients passed, where an end of block counts as one and `END`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::decode) struct Leap(u16);

impl Leap {
    /// Added to the coefficients where the last symbol ends the block.
    pub(in crate::decode) const END: usize = 128;
    /// Nothing can be said. It passes more than any block has.
    const UNKNOWN: Self = Self(0xff00);
    /// Coefficients that it passes at most, `END` aside.
    const MOST: usize = 63;

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "the innermost step of decoding")]
    pub(in crate::decode) fn bits(self) -> u32 {
        u32::from(self.0 & 31)
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "the innermost step of decoding")]
    pub(in crate::decode) fn coefficients(self) -> usize {
        usize::from(self.0 >> 8)
    }
}

/// A leap that tells which of the coefficients are not zero. It is twice as large, and so slower.
///
/// Bits 0 to 4: length in bits; 5 to 12: coefficients passed, as in `Leap`; 13 to 31: those that are not zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::decode) struct Mark(u32);

impl Mark {
    const UNKNOWN: Self = Self(0xff << 5);
    const MOST: usize = 19;

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "the innermost step of decoding")]
    pub(in crate::decode) fn bits(self) -> u32 {
        self.0 & 31
    }

    /// As of `Leap`.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "the innermost step of decoding")]
    pub(in crate::decode) fn coefficients(self) -> usize {
        (self.0 >> 5 & 0xff) as usize
    }

    /// The coefficients that are not zero, as a set of bits, the first that is passed at bit 0.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "the innermost step of decoding")]
    pub(in crate::decode) fn nonzero(self) -> u64 {
        u64::from(self.0 >> 13)
    }
}

/// What symbols say together.
#[derive(Default)]
struct Several {
    bits: u32,
    coefficients: usize,
    nonzero: u64,
}

/// The table for [`leap`()].
#[expect(
    clippy::cast_possible_truncation,
    reason = "bits are below LOG + 16, coefficients below 256"
)]
pub(super) fn leaps(entries: &[Entry; SIZE]) -> Result<Box<[Leap; SIZE]>, Error> {
    let mut leaps = filled(Leap::UNKNOWN)?;
    for (window, leap) in leaps.iter_mut().enumerate() {
        let several = several(entries, window, Leap::MOST);
        if several.coefficients > 0 {
            *leap = Leap(several.bits as u16 | ((several.coefficients as u16) << 8));
        }
    }
    Ok(leaps)
}

/// The table for [`mark`()].
#[expect(
    clippy::cast_possible_truncation,
    reason = "bits are below LOG + 16, coefficients below 256, of which the first 19 can be not zero"
)]
pub(super) fn marks(entries: &[Entry; SIZE]) -> Result<Box<[Mark; SIZE]>, Error> {
    let mut marks = filled(Mark::UNKNOWN)?;
    for (window, mark) in marks.iter_mut().enumerate() {
        let several = several(entries, window, Mark::MOST);
        if several.coefficients > 0 {
            let coefficients = (several.coefficients as u32) << 5;
            *mark = Mark(several.bits | coefficients | ((several.nonzero as u32) << 13));
        }
    }
    Ok(marks)
}

/// The symbols that a window shows, as long as they pass no more coefficients than `most`.
#[expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "an index is masked to the window, bits stay below LOG + 16, coefficients below 64"
)]
fn several(entries: &[Entry; SIZE], window: usize, most: usize) -> Several {
    let mut several = Several::default();
    while several.bits < LOG {
        let entry = entries[window << several.bits & (SIZE - 1)];
        // The zeros shifted in say nothing: the code itself must lie in the window.
        if entry.zeros() > Entry::END || several.bits + entry.code_bits() > LOG {
            break;
        }
        if entry.zeros() == Entry::END {
            several.bits += entry.bits();
            several.coefficients += 1 + Leap::END;
            break;
        }
        let place = several.coefficients + entry.zeros();
        if place >= most {
            break;
        }
        several.nonzero |= u64::from(entry.bits() > entry.code_bits()) << place;
        several.bits += entry.bits();
        several.coefficients = place + 1;
    }
    several
}

/// The leap that the bits at the front say.
#[inline(always)]
#[expect(
    clippy::inline_always,
    clippy::indexing_slicing,
    reason = "the innermost step of decoding; the index has LOG bits"
)]
pub(in crate::decode) fn leap(leaps: &[Leap; SIZE], bits: &Bits<'_>) -> Leap {
    leaps[bits.peek::<LOG>()]
}

/// The leap with its marks that the bits at the front say.
#[inline(always)]
#[expect(
    clippy::inline_always,
    clippy::indexing_slicing,
    reason = "the innermost step of decoding; the index has LOG bits"
)]
pub(in crate::decode) fn mark(marks: &[Mark; SIZE], bits: &Bits<'_>) -> Mark {
    marks[bits.peek::<LOG>()]
}
