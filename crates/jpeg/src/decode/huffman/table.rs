//! The tables of one code.

use alloc::boxed::Box;

use super::code::Code;
use super::entry::{Entry, LOG, SIZE, filled};
use super::leap::{self, Leap, Mark};
use super::pair::{self, Pair};
use crate::Error;
use crate::decode::bits::Bits;

/// What a symbol is to its reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::decode) enum Class {
    /// Difference of DC terms: the size of a value.
    Dc,
    /// Run and size, or end of a block (sequential).
    Ac,
    /// Run and size, or end of a band and a number of blocks (progressive).
    AcProgressive,
    /// The same where the size is that of one bit, or none.
    AcRefinement,
}

/// The tables of one code.
#[derive(Debug)]
pub(in crate::decode) struct Table {
    entries: Box<[Entry; SIZE]>,
    leaps: Option<Box<[Leap; SIZE]>>,
    marks: Option<Box<[Mark; SIZE]>>,
    pairs: Option<Box<[Pair; SIZE]>>,
    class: Class,
    /// For each length: one more than the last code, aligned to 16 bits.
    limits: [u32; 17],
    /// For each length: what to add to a code for its place in `symbols`.
    offsets: [i32; 17],
    symbols: [u8; 256],
}

impl Table {
    /// Bytes that a table with leaps takes. One with marks takes half as many more; there is only one at a time.
    pub(in crate::decode) const COST: u64 = 4 * SIZE as u64;

    /// Bytes that the pairs take besides.
    pub(in crate::decode) const COST_OF_PAIRS: u64 = 4 * SIZE as u64;

    /// Makes the table of single symbols.
    #[expect(
        clippy::arithmetic_side_effects,
        clippy::indexing_slicing,
        reason = "lengths are 1 to 16, codes of a length below 2^length (checked), symbols at most 256"
    )]
    pub(in crate::decode) fn new(code: &Code, class: Class) -> Result<Self, Error> {
        let damaged = Error::Damaged("a Huffman table has more codes than fit");
        let mut table = Self {
            entries: filled(Entry::UNKNOWN)?,
            leaps: None,
            marks: None,
            pairs: None,
            class,
            limits: [0; 17],
            offsets: [0; 17],
            symbols: code.symbols,
        };
        let (mut next, mut place) = (0_u32, 0_u32);
        for length in 1..=16_u32 {
            let count = u32::from(code.counts[length as usize - 1]);
            table.offsets[length as usize] = place.cast_signed() - next.cast_signed();
            if next + count > 1 << length {
                return Err(damaged);
            }
            for _ in 0..count {
                if length <= LOG {
                    let entry = table.entry_of(table.symbols[place as usize], length);
                    let start = (next << (LOG - length)) as usize;
                    table.entries[start..start + (1 << (LOG - length))].fill(entry);
                }
                next += 1;
                place += 1;
            }
            table.limits[length as usize] = next << (16 - length);
            next <<= 1;
        }
        Ok(table)
    }

    #[expect(
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        reason = "length is at most LOG, a size at most 15"
    )]
    fn entry_of(&self, symbol: u8, length: u32) -> Entry {
        let (zeros, size) = match (self.class, symbol >> 4, symbol & 15) {
            (Class::Dc, 1.., _) | (Class::AcRefinement, _, 2..) => return Entry::UNKNOWN,
            (Class::Ac, ..15, 0) => (Entry::END as u16, 0),
            (Class::AcProgressive | Class::AcRefinement, zeros @ ..15, 0) => {
                (Entry::END as u16 + u16::from(zeros), 0)
            }
            (_, zeros, size) => (u16::from(zeros), u16::from(size)),
        };
        let length = length as u16;
        Entry((length + size) | (length << 5) | (zeros << 9))
    }

    /// What the code at the front says. At least 12 bits must be there.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        clippy::indexing_slicing,
        reason = "the innermost step of decoding; the index has LOG bits"
    )]
    pub(in crate::decode) fn lookup(&self, bits: &Bits<'_>) -> Entry {
        self.entries[bits.peek::<LOG>()]
    }

    /// The next symbol, and the reader behind it: the slow way, for all codes. By value, so that the address of
    /// the caller's reader is never taken and it stays in registers.
    #[cold]
    #[inline(never)]
    #[expect(
        clippy::arithmetic_side_effects,
        clippy::indexing_slicing,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "16 bits compared with limits, lengths 1 to 16; a code below its limit has a place in symbols"
    )]
    pub(in crate::decode) fn symbol<'a>(
        &self,
        mut bits: Bits<'a>,
    ) -> Result<(Bits<'a>, u8), Error> {
        bits.refill();
        let window = bits.peek::<16>() as u32;
        for length in 1..=16_u32 {
            if window < self.limits[length as usize] {
                let code = (window >> (16 - length)).cast_signed();
                bits.skip(length);
                let place = (code + self.offsets[length as usize]) as usize;
                return Ok((bits, self.symbols[place & 255]));
            }
        }
        Err(Error::Damaged("a code is in no Huffman table"))
    }

    /// The next difference of DC terms (T.81, F.2.2.1). Refills before it.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        clippy::arithmetic_side_effects,
        reason = "once a block; an entry's bits are at most 27, and at least its code's"
    )]
    pub(in crate::decode) fn difference(&self, bits: &mut Bits<'_>) -> Result<i32, Error> {
        bits.refill();
        let entry = self.lookup(bits);
        if entry.zeros() == Entry::LONG {
            let (after, value) = self.long_difference(*bits)?;
            *bits = after;
            return Ok(value);
        }
        let value = bits.peek_value(entry.code_bits(), entry.bits() - entry.code_bits());
        bits.skip(entry.bits());
        Ok(value)
    }

    #[cold]
    #[inline(never)]
    fn long_difference<'a>(&self, bits: Bits<'a>) -> Result<(Bits<'a>, i32), Error> {
        let (mut bits, size) = self.symbol(bits)?;
        if size > 15 {
            return Err(Error::Damaged("a DC term is out of range"));
        }
        bits.refill();
        let value = bits.peek_value(0, u32::from(size));
        bits.skip(u32::from(size));
        Ok((bits, value))
    }

    /// With a table for [`leap`](super::leap()).
    pub(in crate::decode) fn with_leaps(mut self) -> Result<Self, Error> {
        self.leaps = Some(leap::leaps(&self.entries)?);
        Ok(self)
    }

    /// With a table for [`mark`](super::mark()).
    pub(in crate::decode) fn with_marks(mut self) -> Result<Self, Error> {
        self.marks = Some(leap::marks(&self.entries)?);
        Ok(self)
    }

    /// With a table for [`pair`](super::pair()).
    pub(in crate::decode) fn with_pairs(mut self) -> Result<Self, Error> {
        self.pairs = Some(pair::pairs(&self.entries)?);
        Ok(self)
    }

    /// The pairs, for `pair`, where there are any.
    pub(in crate::decode) fn pair_table(&self) -> Option<&[Pair; SIZE]> {
        self.pairs.as_deref()
    }

    /// The leaps, for `leap`.
    pub(in crate::decode) fn leap_table(&self) -> Result<&[Leap; SIZE], Error> {
        self.leaps
            .as_deref()
            .ok_or(Error::Damaged("a Huffman table is missing"))
    }

    /// The marks, for `mark`.
    pub(in crate::decode) fn mark_table(&self) -> Result<&[Mark; SIZE], Error> {
        self.marks
            .as_deref()
            .ok_or(Error::Damaged("a Huffman table is missing"))
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    /// One code of each length: 0, 10, 110 and so on; the symbols are 1, 2, 3 and so on.
    fn staircase() -> ([u8; 16], [u8; 16]) {
        (
            [1; 16],
            [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
        )
    }

    #[test]
    fn reads_codes_of_all_lengths() {
        let (counts, symbols) = staircase();
        let code = Code::new(counts, &symbols);
        let table = Table::new(&code, Class::Ac).unwrap();
        for length in 1..=16 {
            let ones = !(u32::MAX >> (length - 1));
            let bytes = ones.to_be_bytes();
            let mut data = Vec::new();
            for byte in bytes {
                data.push(byte);
                if byte == 0xff {
                    data.push(0);
                }
            }
            data.extend([0; 8]);
            let (_, symbol) = table.symbol(Bits::new(&data)).unwrap();
            assert_eq!(u32::from(symbol), length);
            let mut bits = Bits::new(&data);
            bits.refill();
            let entry = table.lookup(&bits);
            if length <= LOG {
                // The symbol's lower half is the size of a value.
                assert_eq!(
                    (entry.code_bits(), entry.bits()),
                    (length, length + (length & 15))
                );
            } else {
                assert_eq!(entry.zeros(), Entry::LONG);
            }
        }
    }

    #[test]
    fn refuses_a_code_that_is_none() {
        let (counts, symbols) = staircase();
        let code = Code::new(counts, &symbols);
        let table = Table::new(&code, Class::Ac).unwrap();
        // Sixteen ones.
        let result = table.symbol(Bits::new(&[0xff, 0, 0xff, 0, 0, 0]));
        assert!(matches!(result, Err(Error::Damaged(_))));
    }

    #[test]
    fn refuses_more_codes_than_fit() {
        let mut counts = [0; 16];
        counts[0] = 3;
        let code = Code::new(counts, &[1, 2, 3]);
        assert!(matches!(
            Table::new(&code, Class::Dc),
            Err(Error::Damaged(_))
        ));
    }

    #[test]
    fn refuses_a_table_without_its_symbols() {
        let mut bytes = [0; 18];
        bytes[0] = 2;
        assert!(Code::parse(&bytes).is_ok());
        for length in 0..18 {
            assert!(Code::parse(&bytes[..length]).is_err(), "{length}");
        }
    }

    #[test]
    fn leaps_over_what_single_symbols_would() {
        // End of block 0, one coefficient of one bit 10, two zeros and one of three bits 110, sixteen zeros 1110.
        let mut counts = [0; 16];
        counts[..4].fill(1);
        let code = Code::new(counts, &[0x00, 0x01, 0x23, 0xf0]);
        let table = Table::new(&code, Class::Ac).unwrap().with_leaps().unwrap();
        let leaps = table.leap_table().unwrap();
        for (window, bits, coefficients) in [
            // End of block.
            (0b0000_0000_0000, 1, 1 + Leap::END),
            // One of one bit, end of block.
            (0b1010_0000_0000, 4, 2 + Leap::END),
            // Six of one bit are 18 bits; the window shows four.
            (0b1011_0110_1101, 12, 4),
            // The value of the last may lie outside, its code may not.
            (0b1011_0110_1110, 15, 6),
            (0b1011_0110_1111, 9, 3),
            (0b1110_1110_1100, 14, 16 + 16 + 3),
        ] {
            let leap = leaps[window];
            assert_eq!(
                (leap.bits(), leap.coefficients()),
                (bits, coefficients),
                "{window:012b}"
            );
        }
    }
}
