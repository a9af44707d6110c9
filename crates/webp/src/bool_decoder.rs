//! The Boolean entropy decoder (section 7): bytes and probabilities in, bits out.

/// One partition of the frame, read from its start.
#[derive(Debug, Clone)]
pub(crate) struct BoolDecoder<'a> {
    rest: &'a [u8],
    /// What was loaded and not used up yet, `count + 8` bits of it.
    value: u64,
    count: i32,
    /// From 128 to 255.
    range: u32,
    /// Bytes that were asked for behind the end, up to 2.
    missing: u8,
}

impl<'a> BoolDecoder<'a> {
    pub(crate) fn new(partition: &'a [u8]) -> Self {
        Self {
            rest: partition,
            value: 0,
            count: -8,
            range: 255,
            missing: 0,
        }
    }

    /// The same decoder, which goes on in `rest`: what follows the bytes that it took.
    pub(crate) fn over<'b>(&self, rest: &'b [u8]) -> BoolDecoder<'b> {
        BoolDecoder {
            rest,
            value: self.value,
            count: self.count,
            range: self.range,
            missing: self.missing,
        }
    }

    /// Bytes that were not taken.
    #[inline]
    pub(crate) fn left(&self) -> usize {
        self.rest.len()
    }

    /// Whether bits were read that are not there. Encoders may leave out a last byte of zeros.
    pub(crate) fn is_past_end(&self) -> bool {
        self.missing > 1
    }

    /// A bit that is 0 with a probability of `probability` in 256.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        clippy::arithmetic_side_effects,
        clippy::cast_possible_wrap,
        reason = "innermost; range has 8 bits and stays above 127, so the shift is 0 to 7 and count -8 to 55"
    )]
    pub(crate) fn read(&mut self, probability: u8) -> bool {
        if self.count < 0 {
            *self = self.clone().loaded();
        }
        let split = 1 + (((self.range - 1) * u32::from(probability)) >> 8);
        let above = u64::from(split) << (self.count & 63);
        let bit = self.value >= above;
        if bit {
            self.range -= split;
            self.value -= above;
        } else {
            self.range = split;
        }
        let shift = self.range.leading_zeros().wrapping_sub(24);
        self.range <<= shift;
        self.count -= shift as i32;
        bit
    }

    /// A bit of which both values are equally likely.
    pub(crate) fn flag(&mut self) -> bool {
        self.read(128)
    }

    /// A number of `length` bits, at most 8, the highest first.
    pub(crate) fn literal(&mut self, length: u32) -> u8 {
        (0..length).fold(0, |number, _| (number << 1) | u8::from(self.flag()))
    }

    /// A number of `length` bits, at most 7, and its sign; 0 where a flag says that it is not there.
    pub(crate) fn optional_signed(&mut self, length: u32) -> i8 {
        if !self.flag() {
            return 0;
        }
        let magnitude = i8::try_from(self.literal(length)).unwrap_or(i8::MAX);
        if self.flag() {
            magnitude.saturating_neg()
        } else {
            magnitude
        }
    }

    /// With more bits. By value and not in line, so that the others stay in registers where bits are read.
    #[cold]
    #[inline(never)]
    #[must_use]
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "once in 56 bits, of which less than 8 are left; count is below 0"
    )]
    fn loaded(mut self) -> Self {
        if let (Some(bytes), Some(rest)) = (self.rest.first_chunk(), self.rest.get(7..)) {
            self.value = (self.value << 56) | (u64::from_be_bytes(*bytes) >> 8);
            self.count += 56;
            self.rest = rest;
            return self;
        }
        let byte = if let [byte, rest @ ..] = self.rest {
            self.rest = rest;
            *byte
        } else {
            self.missing = self.missing.saturating_add(1).min(2);
            0
        };
        self.value = (self.value << 8) | u64::from(byte);
        self.count += 8;
        self
    }
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "small numbers, in tests")]
mod tests {
    use super::*;

    /// The encoder of section 7.3.
    fn write(bits: &[(bool, u8)]) -> Vec<u8> {
        fn carry(bytes: &mut [u8]) {
            for byte in bytes.iter_mut().rev() {
                *byte = byte.wrapping_add(1);
                if *byte != 0 {
                    break;
                }
            }
        }
        let (mut bytes, mut range, mut bottom, mut count) = (Vec::new(), 255_u32, 0_u32, 24);
        let flush = [(false, 128); 32];
        for &(bit, probability) in bits.iter().chain(&flush) {
            let split = 1 + (((range - 1) * u32::from(probability)) >> 8);
            if bit {
                let (sum, over) = bottom.overflowing_add(split);
                bottom = sum;
                range -= split;
                if over {
                    carry(&mut bytes);
                }
            } else {
                range = split;
            }
            while range < 128 {
                range <<= 1;
                if bottom & (1 << 31) != 0 {
                    carry(&mut bytes);
                }
                bottom <<= 1;
                count -= 1;
                if count == 0 {
                    bytes.push((bottom >> 24) as u8);
                    bottom &= (1 << 24) - 1;
                    count = 8;
                }
            }
        }
        bytes
    }

    fn sequence() -> Vec<(bool, u8)> {
        let mut state = 7_u32;
        let next = |_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let [_, probability, bit, _] = state.to_be_bytes();
            (bit >= probability, probability.max(1))
        };
        (0..5000).map(next).collect()
    }

    #[test]
    fn reads_what_the_encoder_of_the_standard_wrote() {
        let sequence = sequence();
        let file = write(&sequence);
        let mut bits = BoolDecoder::new(&file);
        for (index, &(bit, probability)) in sequence.iter().enumerate() {
            assert_eq!(bits.read(probability), bit, "bit {index}");
        }
        assert!(!bits.is_past_end());
    }

    #[test]
    fn tells_when_bits_are_missing() {
        let sequence = sequence();
        let file = write(&sequence);
        for end in [0, 1, 5, file.len() / 2, file.len() - 20] {
            let mut bits = BoolDecoder::new(&file[..end]);
            for &(_, probability) in &sequence {
                bits.read(probability);
            }
            assert!(bits.is_past_end(), "cut at {end}");
        }
    }

    #[test]
    fn reads_numbers() {
        let flags = |bits: &[u8]| bits.iter().map(|&bit| (bit == 1, 128)).collect::<Vec<_>>();
        let file = write(&flags(&[1, 0, 1, 1, 0, 1, 1, 0, 1, 1, 1, 0, 1, 0]));
        let mut bits = BoolDecoder::new(&file);
        assert_eq!(bits.literal(4), 0b1011);
        assert_eq!(bits.optional_signed(3), 0);
        assert_eq!(bits.optional_signed(3), -0b101);
        assert_eq!(bits.optional_signed(2), 1);
    }
}
