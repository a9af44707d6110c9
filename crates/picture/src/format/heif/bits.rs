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
    #[cfg(feature = "avif")]
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

    #[cfg(feature = "heic")]
    pub(crate) fn skip(&mut self, bits: u32) -> Option<()> {
        self.take(bits).map(|_| ())
    }

    /// `ue(v)` of HEVC, if it is not more than `most`.
    #[cfg(feature = "heic")]
    pub(crate) fn golomb(&mut self, most: u32) -> Option<u32> {
        let mut zeros = 0_u32;
        while !self.flag()? {
            zeros = zeros.checked_add(1).filter(|zeros| *zeros < 32)?;
        }
        let rest = self.take(zeros)?;
        let value = 1_u32
            .checked_shl(zeros)?
            .checked_sub(1)?
            .checked_add(rest)?;
        (value <= most).then_some(value)
    }

    /// `se(v)` of HEVC, if it is not farther from 0 than `most`.
    #[cfg(feature = "heic")]
    pub(crate) fn signed_golomb(&mut self, most: u32) -> Option<i32> {
        let code = self.golomb(most.saturating_mul(2))?;
        let distance = i32::try_from(code.div_ceil(2)).ok()?;
        Some(if code.is_multiple_of(2) {
            distance.saturating_neg()
        } else {
            distance
        })
    }
}

#[cfg(all(test, feature = "heic"))]
mod tests {
    use super::*;

    #[test]
    fn reads_codes_of_every_length() {
        // 1, 010, 011, 00100, 00101, 1
        let mut bits = Bits::new(&[0b1010_0110, 0b0100_0010, 0b1100_0000]);
        let mut codes = || bits.golomb(9);
        assert_eq!([(); 5].map(|()| codes()), [0, 1, 2, 3, 4].map(Some));
        let mut bits = Bits::new(&[0b1010_0110, 0b0100_0010, 0b1100_0000]);
        let mut codes = || bits.signed_golomb(2);
        assert_eq!([(); 5].map(|()| codes()), [0, 1, -1, 2, -2].map(Some));
    }

    #[test]
    fn refuses_codes_that_are_too_large_or_cut_off() {
        assert_eq!(Bits::new(&[0b0010_0000]).golomb(3), Some(3));
        assert_eq!(Bits::new(&[0b0010_0000]).golomb(2), None);
        assert_eq!(Bits::new(&[0b0010_0000]).signed_golomb(1), None);
        assert_eq!(Bits::new(&[0; 9]).golomb(u32::MAX), None);
        assert_eq!(Bits::new(&[0, 1]).golomb(u32::MAX), None);
        let longest = [0, 0, 0, 1, 0xff, 0xff, 0xff, 0xfe];
        assert_eq!(Bits::new(&longest).golomb(u32::MAX), Some(u32::MAX - 1));
    }
}
