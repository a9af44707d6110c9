//! The Boolean entropy encoder (section 7.3): bits and probabilities in, bytes out.

use alloc::vec::Vec;

use super::error::Error;

/// A partition of the frame, written from its start.
#[derive(Debug)]
pub(crate) struct BoolEncoder {
    bytes: Vec<u8>,
    /// Bytes that stand before the partition, which a carry never reaches.
    start: usize,
    /// What was not moved to the bytes yet: `count + 8` bits, and a carry above them.
    low: u64,
    count: u32,
    /// From 128 to 255.
    range: u32,
    /// Whether the bytes found no room.
    is_full: bool,
}

impl BoolEncoder {
    /// Writes behind `bytes`, as far as their capacity goes.
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        Self {
            start: bytes.len(),
            bytes,
            low: 0,
            count: 0,
            range: 255,
            is_full: false,
        }
    }

    /// A bit that is 0 with a probability of `probability` in 256. Called from too many places to be copied there.
    #[inline(never)]
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "range has 8 bits and stays above 127, so the shift is 0 to 7, and low stays below 49 bits"
    )]
    pub(crate) fn write(&mut self, bit: bool, probability: u8) {
        let split = 1 + (((self.range - 1) * u32::from(probability)) >> 8);
        if bit {
            self.low += u64::from(split);
            self.range -= split;
        } else {
            self.range = split;
        }
        let shift = self.range.leading_zeros().wrapping_sub(24);
        self.range <<= shift;
        self.low <<= shift;
        self.count += shift;
        if self.count >= 32 {
            self.flush();
        }
    }

    /// A bit of which both values are equally likely.
    pub(crate) fn flag(&mut self, bit: bool) {
        self.write(bit, 128);
    }

    /// A number of `length` bits, at most 8, the highest first.
    pub(crate) fn literal(&mut self, number: u8, length: u32) {
        for bit in (0..length).rev() {
            self.flag((number.checked_shr(bit).unwrap_or_default()) & 1 != 0);
        }
    }

    /// A number of `length` bits, at most 7, and its sign; 0 as a flag that it is not there.
    pub(crate) fn optional_signed(&mut self, number: i8, length: u32) {
        self.flag(number != 0);
        if number != 0 {
            self.literal(number.unsigned_abs(), length);
            self.flag(number < 0);
        }
    }

    /// The bytes, and the partition at their end.
    ///
    /// # Errors
    /// `OutOfMemory` when the capacity was too small.
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "at most 40 bits are left, and 7 are added"
    )]
    pub(crate) fn finish(mut self) -> Result<Vec<u8>, Error> {
        let padding = self.count.wrapping_neg() & 7;
        self.low <<= padding;
        let bytes = (self.count + padding + 8) / 8;
        // A carry is above them.
        if (self.low >> (bytes * 8)) & 1 != 0 {
            self.carry();
        }
        for byte in (0..bytes).rev() {
            self.push(&[(self.low >> (byte * 8)).to_le_bytes()[0]]);
        }
        if self.is_full {
            return Err(Error::OutOfMemory);
        }
        Ok(self.bytes)
    }

    /// Moves four bytes.
    #[expect(
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        reason = "count is 32 to 38, and what is cut off was a carry"
    )]
    fn flush(&mut self) {
        let rest = self.count - 32 + 8;
        let top = self.low >> rest;
        self.low &= (1 << rest) - 1;
        self.count -= 32;
        if top >> 32 != 0 {
            self.carry();
        }
        self.push(&(top as u32).to_be_bytes());
    }

    fn push(&mut self, bytes: &[u8]) {
        let room = self.bytes.capacity().saturating_sub(self.bytes.len());
        if bytes.len() > room {
            self.is_full = true;
        } else {
            self.bytes.extend_from_slice(bytes);
        }
    }

    #[cold]
    fn carry(&mut self) {
        let own = self.bytes.get_mut(self.start..).unwrap_or_default();
        for byte in own.iter_mut().rev() {
            *byte = byte.wrapping_add(1);
            if *byte != 0 {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bool_decoder::BoolDecoder;

    fn sequence(seed: u32, likely: bool) -> Vec<(bool, u8)> {
        let mut state = seed;
        let next = |_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let [_, probability, bit, _] = state.to_be_bytes();
            ((bit >= probability) == likely, probability.max(1))
        };
        (0..5000).map(next).collect()
    }

    #[test]
    fn what_is_written_is_read() {
        for seed in 0..40 {
            for length in [0, 1, 2, 7, 8, 9, 30, 33, 5000] {
                let sequence = sequence(seed, seed % 4 != 0);
                let mut bits = BoolEncoder::new(Vec::with_capacity(20_000));
                for &(bit, probability) in &sequence[..length] {
                    bits.write(bit, probability);
                }
                let bytes = bits.finish().unwrap();
                let mut bits = BoolDecoder::new(&bytes);
                for (index, &(bit, probability)) in sequence[..length].iter().enumerate() {
                    assert_eq!(bits.read(probability), bit, "seed {seed}, bit {index}");
                }
                assert!(!bits.is_past_end());
            }
        }
    }

    #[test]
    fn numbers_are_read_as_they_were() {
        let mut bits = BoolEncoder::new(Vec::with_capacity(100));
        for number in [0, 5, 200] {
            bits.literal(number, 8);
        }
        for number in [0, -3, 63] {
            bits.optional_signed(number, 6);
        }
        let bytes = bits.finish().unwrap();
        let mut bits = BoolDecoder::new(&bytes);
        assert_eq!(
            [bits.literal(8), bits.literal(8), bits.literal(8)],
            [0, 5, 200]
        );
        assert_eq!(
            core::array::from_fn(|_| bits.optional_signed(6)),
            [0, -3, 63]
        );
    }

    #[test]
    fn says_when_there_is_no_room() {
        let mut bits = BoolEncoder::new(Vec::with_capacity(100));
        for (bit, probability) in sequence(1, true) {
            bits.write(bit, probability);
        }
        assert_eq!(bits.finish(), Err(Error::OutOfMemory));
    }
}
