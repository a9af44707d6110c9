//! The file as it grows: bytes for markers, bits for scans (T.81, B.1.1.5 and F.1.2.3), in memory that was taken
//! once and never moves.

use alloc::vec::Vec;

use super::huffman::Code;
use crate::error::Error;

/// The memory was too small for the file: more stuffed bytes than expected.
#[derive(Debug)]
pub(crate) struct Full;

/// A file being written.
pub(crate) struct Output {
    bytes: Vec<u8>,
    /// Bits that wait for the rest of their 32, in the low places.
    pending: u64,
    /// How many they are: below 32 between calls.
    count: u32,
}

/// Bytes that [`Output::make_sure_of_room`] promises. A block needs at most 64 symbols of 27 bits, in progressive
/// files 1000 bits of correction beside; all may be 0xFF and stuffed.
const ROOM: usize = 2048;

impl Output {
    /// An output that takes `bytes` bytes at least.
    pub(crate) fn with_capacity(bytes: usize) -> Result<Self, Error> {
        let mut vector = Vec::new();
        vector
            .try_reserve_exact(bytes.saturating_add(ROOM))
            .map_err(|_| Error::OutOfMemory)?;
        Ok(Self {
            bytes: vector,
            pending: 0,
            count: 0,
        })
    }

    /// Must be called before each block: what a block may write fits without another look.
    #[inline]
    pub(crate) fn make_sure_of_room(&self) -> Result<(), Full> {
        self.make_sure_of(ROOM)
    }

    fn make_sure_of(&self, bytes: usize) -> Result<(), Full> {
        let room = self.bytes.capacity().saturating_sub(self.bytes.len());
        if room < bytes { Err(Full) } else { Ok(()) }
    }

    /// Whole bytes, as they are. Not between bits.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> Result<(), Full> {
        self.make_sure_of(bytes.len())?;
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    /// A marker segment: `0xFF`, `marker`, the length and `parts` one after the other (B.1.1.4).
    pub(crate) fn segment(&mut self, marker: u8, parts: &[&[u8]]) -> Result<(), Full> {
        let length = parts
            .iter()
            .fold(2, |sum: usize, part| sum.saturating_add(part.len()));
        let [high, low] = u16::try_from(length).unwrap_or(u16::MAX).to_be_bytes();
        self.bytes(&[0xFF, marker, high, low])?;
        parts.iter().try_for_each(|part| self.bytes(part))
    }

    /// A code and the `extra_length` (at most 11) low bits of `extra` behind it; other bits of `extra` are zero.
    #[inline]
    pub(crate) fn code(&mut self, code: Code, extra: u32, extra_length: u32) {
        let bits = u32::from(code.bits).wrapping_shl(extra_length) | extra;
        self.bits(bits, u32::from(code.length).wrapping_add(extra_length));
    }

    /// The `length` (at most 32) low bits of `bits`; the others are zero.
    #[inline]
    pub(crate) fn bits(&mut self, bits: u32, length: u32) {
        // Below 32 and at most 32 more: 64 are enough.
        self.pending = self.pending.wrapping_shl(length) | u64::from(bits);
        self.count = self.count.wrapping_add(length);
        if self.count >= 32 {
            self.count = self.count.wrapping_sub(32);
            self.word(self.pending.wrapping_shr(self.count));
        }
    }

    /// The low 32 bits of `word`, with a zero behind each 0xFF.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the low bits are meant")]
    fn word(&mut self, word: u64) {
        let word = word as u32;
        // The usual test for a zero byte, of the complement.
        let has_ones = (!word).wrapping_sub(0x0101_0101) & word & 0x8080_8080;
        if has_ones == 0 {
            self.bytes.extend_from_slice(&word.to_be_bytes());
        } else {
            self.stuffed(&word.to_be_bytes());
        }
    }

    #[cold]
    fn stuffed(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.bytes.push(*byte);
            if *byte == 0xFF {
                self.bytes.push(0);
            }
        }
    }

    /// Ends a scan: the last byte is filled with ones.
    pub(crate) fn end_of_bits(&mut self) -> Result<(), Full> {
        self.make_sure_of_room()?;
        let fill = 7_u32 & self.count.wrapping_neg();
        self.bits(1_u32.wrapping_shl(fill).wrapping_sub(1), fill);
        let bytes = self.pending.to_be_bytes();
        let first = 8_usize.saturating_sub(usize::try_from(self.count / 8).unwrap_or(0));
        self.stuffed(bytes.get(first..).unwrap_or_default());
        (self.pending, self.count) = (0, 0);
        Ok(())
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fills_and_stuffs() {
        for (bits, expected) in [
            (&[(0, 0)][..], &[][..]),
            (&[(0, 1)], &[0x7F]),
            (&[(1, 1)], &[0xFF, 0]),
            (&[(0xABC, 12)], &[0xAB, 0xCF]),
            (
                &[(0xFFFF_FFFF, 32), (0x12FF_34FF, 32), (5, 3)],
                &[
                    0xFF, 0, 0xFF, 0, 0xFF, 0, 0xFF, 0, 0x12, 0xFF, 0, 0x34, 0xFF, 0, 0xBF,
                ],
            ),
            (&[(1, 31), (0x1234, 16), (1, 1)], &[0, 0, 0, 2, 0x24, 0x69]),
        ] {
            let mut output = Output::with_capacity(100).unwrap();
            for (bits, length) in bits {
                output.bits(*bits, *length);
            }
            output.end_of_bits().unwrap();
            assert_eq!(output.into_bytes(), expected, "{bits:?}");
        }
    }

    #[test]
    fn never_moves_its_memory() {
        let mut output = Output::with_capacity(10).unwrap();
        let start = output.bytes.as_ptr();
        while output.make_sure_of_room().is_ok() {
            for _ in 0..32 {
                output.bits(u32::MAX, 32);
            }
        }
        assert!(output.bytes(&[0; 4096]).is_err());
        assert_eq!(output.bytes.as_ptr(), start);
    }
}
