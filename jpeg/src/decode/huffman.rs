//! Huffman codes (T.81, C and F.2.2.3) as look-up tables, one for each way to read them: symbol by symbol with
//! the coefficient's value, or several symbols at once where nobody wants the values.

mod several;

use alloc::boxed::Box;
use alloc::vec::Vec;

pub(super) use self::several::{Leap, Mark, leap, mark};
use super::Error;
use super::bits::Bits;

/// Bits that a look-up sees. Longer codes are rare, and are read bit by bit.
const LOG: u32 = 12;
const SIZE: usize = 1 << LOG;

/// A code as a DHT segment gives it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Code<'a> {
    /// How many codes there are of each length from 1 to 16.
    counts: &'a [u8; 16],
    symbols: &'a [u8],
}

impl<'a> Code<'a> {
    /// Takes a code from the front of a DHT segment's parameters, behind class and destination.
    pub(super) fn parse(bytes: &'a [u8]) -> Result<(Self, &'a [u8]), Error> {
        let damaged = Error::Damaged("a Huffman table is not one");
        let (counts, rest) = bytes.split_first_chunk::<16>().ok_or(damaged)?;
        let total = counts.iter().map(|&count| usize::from(count)).sum();
        if total > 256 {
            return Err(damaged);
        }
        let (symbols, rest) = rest.split_at_checked(total).ok_or(damaged)?;
        Ok((Self { counts, symbols }, rest))
    }
}

/// What a symbol is to its reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Difference of DC terms: the size of a value.
    Dc,
    /// Run and size, or end of a block (sequential).
    Ac,
    /// Run and size, or end of a band and a number of blocks (progressive).
    AcProgressive,
    /// The same where the size is that of one bit, or none.
    AcRefinement,
}

/// One entry of a look-up table: what the code at the front of the window says.
///
/// Bits 0 to 4: length of code and value; 5 to 8: length of the code; 9 to 15: zeros before the coefficient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry(u16);

impl Entry {
    /// Zeros of an entry that ends a block; in a progressive file, plus the size of the number of blocks that it
    /// ends.
    pub(super) const END: usize = 64;
    /// Zeros of an entry that the window does not show in whole.
    pub(super) const LONG: usize = 127;
    const UNKNOWN: Self = Self(127 << 9);

    /// Length of the code and the value behind it.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "the innermost step of decoding")]
    pub(super) fn bits(self) -> u32 {
        u32::from(self.0 & 31)
    }

    /// Length of the code.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "the innermost step of decoding")]
    pub(super) fn code_bits(self) -> u32 {
        u32::from(self.0 >> 5 & 15)
    }

    /// Zeros before the coefficient, or `END`, or `LONG`.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "the innermost step of decoding")]
    pub(super) fn zeros(self) -> usize {
        usize::from(self.0 >> 9)
    }
}

/// The tables of one code.
#[derive(Debug)]
pub(super) struct Table {
    entries: Box<[Entry; SIZE]>,
    leaps: Option<Box<[Leap; SIZE]>>,
    marks: Option<Box<[Mark; SIZE]>>,
    class: Class,
    /// For each length: one more than the last code, aligned to 16 bits.
    limits: [u32; 17],
    /// For each length: what to add to a code for its place in `symbols`.
    offsets: [i32; 17],
    symbols: [u8; 256],
}

impl Table {
    /// Bytes that a table with leaps takes. One with marks takes half as many more; there is only one at a time.
    pub(super) const COST: u64 = 4 * SIZE as u64;

    /// Makes the table of single symbols.
    #[expect(
        clippy::arithmetic_side_effects,
        clippy::indexing_slicing,
        reason = "lengths are 1 to 16, codes of a length below 2^length (checked), symbols at most 256"
    )]
    pub(super) fn new(code: &Code<'_>, class: Class) -> Result<Self, Error> {
        let damaged = Error::Damaged("a Huffman table has more codes than fit");
        let mut table = Self {
            entries: filled(Entry::UNKNOWN)?,
            leaps: None,
            marks: None,
            class,
            limits: [0; 17],
            offsets: [0; 17],
            symbols: [0; 256],
        };
        table.symbols[..code.symbols.len()].copy_from_slice(code.symbols);
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
    pub(super) fn lookup(&self, bits: &Bits<'_>) -> Entry {
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
    pub(super) fn symbol<'a>(&self, mut bits: Bits<'a>) -> Result<(Bits<'a>, u8), Error> {
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
    pub(super) fn difference(&self, bits: &mut Bits<'_>) -> Result<i32, Error> {
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
}

/// A table on the heap, never on the stack.
fn filled<T: Clone>(value: T) -> Result<Box<[T; SIZE]>, Error> {
    let mut entries = Vec::new();
    entries
        .try_reserve_exact(SIZE)
        .map_err(|_| Error::OutOfMemory)?;
    entries.resize(SIZE, value);
    entries
        .into_boxed_slice()
        .try_into()
        .map_err(|_| Error::OutOfMemory)
}

#[cfg(test)]
mod tests {
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
        let code = Code {
            counts: &counts,
            symbols: &symbols,
        };
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
        let code = Code {
            counts: &counts,
            symbols: &symbols,
        };
        let table = Table::new(&code, Class::Ac).unwrap();
        // Sixteen ones.
        let result = table.symbol(Bits::new(&[0xff, 0, 0xff, 0, 0, 0]));
        assert!(matches!(result, Err(Error::Damaged(_))));
    }

    #[test]
    fn refuses_more_codes_than_fit() {
        let mut counts = [0; 16];
        counts[0] = 3;
        let code = Code {
            counts: &counts,
            symbols: &[1, 2, 3],
        };
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
}
