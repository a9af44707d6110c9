//! Bits of entropy-coded data (T.81, F.2.2.5): the next ones always at the top of a 64-bit word.
//!
//! Stuffed zero bytes are dropped here. A marker or the end of the data is never passed: zeros follow, and
//! `overrun` tells when some of them were used.

use super::marker::has_ff;

/// A reader; cheap to copy, so that hot loops keep it in registers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bits<'a> {
    /// The bytes from the first one on that is not counted in `len`.
    rest: &'a [u8],
    /// The next bits, from the top. Below the counted ones there may be a part of the first byte of `rest`.
    word: u64,
    /// How many bits of `word` count, at most 63.
    len: u32,
    /// How many zeros were added behind the data.
    padding: u32,
}

/// A reader without its data: what it read ahead.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Held {
    word: u64,
    len: u32,
    padding: u32,
}

impl Held {
    /// As of `Bits`.
    pub(super) fn overrun(self) -> bool {
        self.len < self.padding
    }
}

impl<'a> Bits<'a> {
    /// Bytes that it reads ahead at the most: 63 bits, of stuffed bytes.
    pub(super) const AHEAD: usize = 16;

    #[cfg(test)]
    pub(super) fn new(data: &'a [u8]) -> Self {
        Self::between(Held::default(), data)
    }

    /// A reader that held these, and goes on with `data`, the bytes from the first one on that it had not read.
    pub(super) fn between(held: Held, data: &'a [u8]) -> Self {
        Self {
            rest: data,
            word: held.word,
            len: held.len,
            padding: held.padding,
        }
    }

    pub(super) fn held(&self) -> Held {
        Held {
            word: self.word,
            len: self.len,
            padding: self.padding,
        }
    }

    /// Whether fewer bytes are ahead.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "asked once an MCU")]
    pub(super) fn has_less(&self, least: usize) -> bool {
        self.rest.len() < least
    }

    /// After it, at least 56 bits can be used.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        clippy::arithmetic_side_effects,
        clippy::indexing_slicing,
        reason = "the innermost step of decoding; len is at most 63, and of eight bytes at most seven are used"
    )]
    pub(super) fn refill(&mut self) {
        if let Some((bytes, _)) = self.rest.split_first_chunk::<8>() {
            let next = u64::from_be_bytes(*bytes);
            if !has_ff(next) {
                self.word |= next >> (self.len & 63);
                // 56 to 63 bits then, as many as whole bytes fill up.
                self.rest = &self.rest[((63 - self.len) >> 3 & 7) as usize..];
                self.len |= 0b11_1000;
                return;
            }
        }
        *self = self.refilled_by_bytes();
    }

    /// By value, so that the address of the reader is never taken and it stays in registers.
    #[cold]
    #[inline(never)]
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "len is below 56 before each step, position below the length of the data; padding is checked \
                  once a block at the least, and 2^32 bits are more than a block has"
    )]
    fn refilled_by_bytes(mut self) -> Self {
        while self.len < 56 {
            let byte = match *self.rest {
                [0xff, 0, ref rest @ ..] => {
                    self.rest = rest;
                    0xff
                }
                [0xff, ..] | [] => {
                    self.padding += 8;
                    0
                }
                [byte, ref rest @ ..] => {
                    self.rest = rest;
                    byte
                }
            };
            self.word |= u64::from(byte) << (56 - self.len);
            self.len += 8;
        }
        self
    }

    /// The next `LOG` bits as an index.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        clippy::arithmetic_side_effects,
        reason = "the innermost step of decoding; LOG is at most 16"
    )]
    pub(super) fn peek<const LOG: u32>(&self) -> usize {
        const { assert!(LOG >= 1 && LOG <= 16) };
        usize::from((self.word >> 48) as u16 >> (16 - LOG))
    }

    /// Drops bits that were looked at. `count` is at most what the last refill left.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        clippy::arithmetic_side_effects,
        reason = "the innermost step of decoding; callers stay within the 56 bits of a refill"
    )]
    pub(super) fn skip(&mut self, count: u32) {
        self.word <<= count & 63;
        self.len -= count;
    }

    /// The value of `size` bits (0 to 15) that come after `offset` bits, extended by its sign (T.81, F.2.2.1).
    /// Drops nothing.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        reason = "the innermost step of decoding; size is at most 15, so all fits"
    )]
    pub(super) fn peek_value(&self, offset: u32, size: u32) -> i32 {
        let bits = self.word << (offset & 63);
        let value = ((bits >> 1) >> ((63 - size) & 63)) as i32;
        // All ones where the first bit is 0: such a value is negative.
        let negative = !((bits as i64) >> 63) as i32;
        value + (negative & (1 - (1 << size)))
    }

    /// The magnitude of such a value.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        clippy::cast_sign_loss,
        reason = "the innermost step of decoding; size is at most 15, so all fits"
    )]
    pub(super) fn peek_magnitude(&self, offset: u32, size: u32) -> u32 {
        let bits = self.word << (offset & 63);
        // A value whose first bit is 0 is negative, and has the bits of its magnitude turned over.
        let turned = bits ^ !((bits as i64) >> 63) as u64;
        ((turned >> 1) >> ((63 - size) & 63)) as u32
    }

    /// The next `count` bits, 0 to 32 and at most what the last refill left, dropped.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        reason = "a part of innermost loops, so that the reader stays in registers; count is at most 32"
    )]
    pub(super) fn read(&mut self, count: u32) -> u32 {
        let bits = ((self.word >> 1) >> ((63 - count) & 63)) as u32;
        self.skip(count);
        bits
    }

    /// The next `count` bits, at most what the last refill left, from the top of a word, dropped. What is below
    /// them in the word means nothing.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "the innermost step of decoding")]
    pub(super) fn take(&mut self, count: u32) -> u64 {
        let word = self.word;
        self.skip(count);
        word
    }

    /// Whether bits were used that the data does not have.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "asked once a block")]
    pub(super) fn overrun(&self) -> bool {
        self.len < self.padding
    }

    /// The data that was not read, in which the search for the marker behind it may begin.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    fn read(bits: &mut Bits<'_>, count: u32) -> u32 {
        bits.refill();
        bits.read(count)
    }

    #[test]
    fn drops_stuffed_zeros_wherever_they_are() {
        // Once at each place of the eight bytes that a refill looks at.
        for place in 0..24 {
            let mut plain = [0x5a_u8; 24];
            plain[place] = 0xff;
            let mut data = plain.to_vec();
            data.insert(place + 1, 0);
            let mut bits = Bits::new(&data);
            for (n, &byte) in plain.iter().enumerate() {
                assert_eq!(
                    read(&mut bits, 8),
                    u32::from(byte),
                    "0xff at {place}, byte {n}"
                );
            }
            assert!(!bits.overrun(), "{place}");
            read(&mut bits, 1);
            assert!(bits.overrun(), "{place}");
        }
    }

    #[test]
    fn reads_any_number_of_bits_the_same() {
        let data: Vec<u8> = (0..200_u8).map(|n| n.wrapping_mul(89) & 0x7f).collect();
        for count in 1..=32 {
            let mut bits = Bits::new(&data);
            let mut one_by_one = Bits::new(&data);
            for _ in 0..40 {
                let expected = (0..count).fold(0, |sum, _| sum << 1 | read(&mut one_by_one, 1));
                assert_eq!(read(&mut bits, count), expected, "{count}");
            }
        }
    }

    #[test]
    fn stops_at_a_marker() {
        for data in [&[0x80, 0xff, 0xd9, 0x77][..], &[0x80], &[0x80, 0xff]] {
            let mut bits = Bits::new(data);
            assert_eq!(read(&mut bits, 8), 0x80);
            assert!(!bits.overrun());
            assert_eq!(read(&mut bits, 16), 0);
            assert!(bits.overrun());
            assert_eq!(bits.rest(), &data[1..]);
        }
    }

    /// Wherever the data is cut, and however often: as if it were whole.
    #[test]
    fn goes_on_with_other_data() {
        let whole: Vec<u8> = (0..200_u8)
            .flat_map(|n| {
                let byte = n.wrapping_mul(89);
                let stuffed = (byte == 0xff).then_some(0);
                core::iter::once(byte).chain(stuffed)
            })
            .collect();
        for count in [1, 5, 13, 32] {
            let (mut bits, mut whole_bits) = (Bits::new(&whole), Bits::new(&whole));
            for _ in 0..200 * 8 / count {
                let rest = bits.rest().to_vec();
                let held = bits.held();
                let mut other = Bits::between(held, &rest);
                assert_eq!(
                    read(&mut other, count),
                    read(&mut whole_bits, count),
                    "{count}"
                );
                read(&mut bits, count);
                assert_eq!(other.rest(), bits.rest(), "{count}");
            }
            assert!(!bits.overrun());
        }
    }

    #[test]
    fn extends_values_by_their_sign() {
        for (bits, size, expected) in [
            (0_u8, 0, 0),
            (0x80, 1, 1),
            (0x00, 1, -1),
            (0b1100_0000, 2, 3),
            (0b0100_0000, 2, -2),
            (0b0000_0000, 3, -7),
            (0b1000_0000, 3, 4),
        ] {
            let data = [0xa0 | bits >> 4, bits << 4, 0, 0];
            let mut reader = Bits::new(&data);
            reader.refill();
            assert_eq!(reader.peek_value(4, size), expected, "{bits:08b}, {size}");
        }
    }
}
