//! What look-up tables hold for single symbols, and how large they are.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::Error;

/// Bits that a look-up sees. Longer codes are rare, and are read bit by bit.
pub(super) const LOG: u32 = 12;
pub(super) const SIZE: usize = 1 << LOG;

/// One entry of a look-up table: what the code at the front of the window says.
///
/// Bits 0 to 4: length of code and value; 5 to 8: length of the code; 9 to 15: zeros before the coefficient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::decode) struct Entry(pub(super) u16);

impl Entry {
    /// Zeros of an entry that ends a block; in a progressive file, plus the size of the number of blocks that it
    /// ends.
    pub(in crate::decode) const END: usize = 64;
    /// Zeros of an entry that the window does not show in whole.
    pub(in crate::decode) const LONG: usize = 127;
    pub(super) const UNKNOWN: Self = Self(127 << 9);

    /// Length of the code and the value behind it.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "the innermost step of decoding")]
    pub(in crate::decode) fn bits(self) -> u32 {
        u32::from(self.0 & 31)
    }

    /// Length of the code.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "the innermost step of decoding")]
    pub(in crate::decode) fn code_bits(self) -> u32 {
        u32::from(self.0 >> 5 & 15)
    }

    /// Zeros before the coefficient, or `END`, or `LONG`.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "the innermost step of decoding")]
    pub(in crate::decode) fn zeros(self) -> usize {
        usize::from(self.0 >> 9)
    }
}

/// A table on the heap, never on the stack.
pub(super) fn filled<T: Clone>(value: T) -> Result<Box<[T; SIZE]>, Error> {
    let mut entries = Vec::new();
    entries
        .try_reserve_exact(SIZE)
        .map_err(|_| Error::OutOfMemory)?;
    entries.resize(SIZE, value);
    entries
        .into_boxed_slice()
        .try_into()
        .map_err(|_| Error::OutOfMemory)
}
