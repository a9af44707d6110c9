//! Bits, as the headers of streams are written in.

/// Bits from the most significant on.
pub(crate) struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Bits<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    pub(crate) fn take(&mut self, bits: u32) -> Option<u32> {
        let mut sum = 0_u32;
        for _ in 0..bits {
            let byte = self.bytes.get(self.at / 8)?;
            let bit = u32::from(
                byte.checked_shr(7_u32.saturating_sub(u32::try_from(self.at % 8).ok()?))? & 1,
            );
            sum = (sum << 1) | bit;
            self.at = self.at.checked_add(1)?;
        }
        Some(sum)
    }

    pub(crate) fn flag(&mut self) -> Option<bool> {
        self.take(1).map(|bit| bit != 0)
    }

    pub(crate) fn byte(&mut self, bits: u32) -> Option<u8> {
        self.take(bits).and_then(|value| u8::try_from(value).ok())
    }

    /// `uvlc()` of AV1, of which the value is not needed.
    pub(crate) fn skip_uvlc(&mut self) -> Option<()> {
        let mut zeros = 0_u32;
        while !self.flag()? {
            zeros = zeros.checked_add(1)?;
        }
        if zeros < 32 {
            self.take(zeros).map(|_| ())
        } else {
            Some(())
        }
    }
}
