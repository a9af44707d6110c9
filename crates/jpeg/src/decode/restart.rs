//! Restart markers in a scan.

use super::entropy::Pause;

/// A restart interval (T.81, B.2.4.4): how many MCUs until its marker, and which that is.
#[derive(Debug, Clone, Copy)]
pub(super) struct RestartInterval {
    interval: u32,
    left: u32,
    number: u8,
}

impl RestartInterval {
    /// Of so many MCUs; of 0, there are no markers.
    pub(super) fn new(interval: u32) -> Self {
        Self {
            interval,
            left: interval,
            number: 0,
        }
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "asked once an MCU")]
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

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "once an MCU")]
    pub(super) fn passed(&mut self, count: u32) {
        self.left = self.left.saturating_sub(count);
    }

    /// The marker that is due, behind which the next interval begins.
    pub(super) fn restart(&mut self) -> Pause {
        let number = self.number & 7;
        self.number = self.number.wrapping_add(1);
        self.left = self.interval;
        Pause::Restart(number)
    }
}
