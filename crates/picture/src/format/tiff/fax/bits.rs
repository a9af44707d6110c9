//! The bits of a fax, in either order of the file.

use crate::error::Error;

use super::super::fill_order::FillOrder;

/// Reads bits. What lies beyond the end reads as zeros, and cannot be skipped.
pub(super) struct Bits<'a> {
    rest: &'a [u8],
    order: FillOrder,
    /// The next bits, the first of them on top.
    held: u64,
    /// How many are held.
    count: u32,
    skipped: u64,
}

impl<'a> Bits<'a> {
    pub(super) fn new(packed: &'a [u8], order: FillOrder) -> Self {
        Self {
            rest: packed,
            order,
            held: 0,
            count: 0,
            skipped: 0,
        }
    }

    /// The next bits, 1 to 24.
    pub(super) fn peek(&mut self, bits: u32) -> u32 {
        while self.count <= 32 {
            let Some((byte, rest)) = self.rest.split_first() else {
                break;
            };
            let byte = match self.order {
                FillOrder::LeastSignificantFirst => byte.reverse_bits(),
                FillOrder::MostSignificantFirst => *byte,
            };
            self.held |= u64::from(byte) << 56_u32.saturating_sub(self.count);
            self.count = self.count.saturating_add(8);
            self.rest = rest;
        }
        let next = self.held >> 64_u32.saturating_sub(bits).min(63);
        u32::try_from(next).unwrap_or_default()
    }

    /// Passes bits that were seen, 24 at most.
    pub(super) fn skip(&mut self, bits: u32) -> Result<(), Error> {
        if bits > self.count {
            return Err(Error::damaged("a strip or tile ends before its pixels"));
        }
        self.held <<= bits.min(63);
        self.count = self.count.saturating_sub(bits);
        self.skipped = self.skipped.saturating_add(bits.into());
        Ok(())
    }

    /// Passes what is left of a unit of so many bits, as far as there is something.
    pub(super) fn align(&mut self, unit: u32) {
        let over = self.skipped.checked_rem(unit.into()).unwrap_or_default();
        let left = u64::from(unit).saturating_sub(over);
        if over > 0 {
            let left = u32::try_from(left).unwrap_or_default();
            self.peek(left);
            // The last may be cut short.
            let _: Result<(), Error> = self.skip(left.min(self.count));
        }
    }
}
