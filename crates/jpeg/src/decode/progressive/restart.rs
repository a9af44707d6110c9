//! Restart markers in the scans of progressive files.

use crate::Error;
use crate::decode::bits::Bits;

/// A restart interval (T.81, B.2.4.4): how long until its marker, and which that is.
pub(super) struct RestartInterval {
    pub(super) interval: u32,
    pub(super) left: u32,
    pub(super) number: u8,
}

impl RestartInterval {
    pub(super) fn new(interval: u32) -> Self {
        Self {
            interval,
            left: interval,
            number: 0,
        }
    }

    #[inline]
    pub(super) fn is_due(&self) -> bool {
        self.interval > 0 && self.left == 0
    }

    /// Not more than are left before a marker.
    pub(super) fn cut(&self, count: u32) -> u32 {
        if self.interval > 0 {
            count.min(self.left)
        } else {
            count
        }
    }

    #[inline]
    pub(super) fn passed(&mut self, count: u32) {
        self.left = self.left.saturating_sub(count);
    }

    /// By value, so that the address of the reader is never taken and it stays in registers.
    #[cold]
    #[inline(never)]
    pub(super) fn restarted<'a>(&mut self, mut bits: Bits<'a>) -> Result<Bits<'a>, Error> {
        bits.restart(self.number & 7)?;
        self.number = self.number.wrapping_add(1);
        self.left = self.interval;
        Ok(bits)
    }
}
