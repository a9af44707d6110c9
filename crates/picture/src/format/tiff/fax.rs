//! Faxes: runs of white and black (ITU-T T.4 and T.6; TIFF 6.0, sections 10 and 11) to rows of bits, of which 1 is black.
//!
//! Own code, since the crate `fax` 0.3 reads neither Modified Huffman nor Group 3 in two dimensions, and what it holds of
//! a row grows with the file rather than with the row.

mod bits;
mod codes;
mod line;

use crate::error::Error;

use self::bits::Bits;
use self::line::{Line, Stop};

use super::fill_order::FillOrder;

/// How runs are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    /// T.4: each row begins with a mark.
    Group3(Dimensions),
    /// T.6.
    Group4,
    /// T.4 without marks: each row begins with a unit of so many bits.
    ModifiedHuffman { unit: u32 },
}

/// Whether rows of Group 3 may follow from the row above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dimensions {
    One,
    Two,
}

/// Reads rows.
pub(super) struct Fax<'a> {
    scheme: Scheme,
    bits: Bits<'a>,
    above: Line,
    line: Line,
    row: Vec<u8>,
    /// Bytes of the row that were taken.
    taken: usize,
    /// Whether the end of all rows was read: what is left is white.
    ended: bool,
}

/// What comes before a row of Group 3.
enum Start {
    /// A row that follows from the row above.
    Changes,
    /// The end of all rows.
    NoMore,
    Runs,
}

/// What rows of so many pixels allocate, in bytes: two of changes, and one of bits.
pub(super) fn cost(pixels: u32) -> u64 {
    let pixels = u64::from(pixels).saturating_add(8);
    pixels.saturating_mul(8).saturating_add(pixels / 8)
}

impl<'a> Fax<'a> {
    pub(super) fn new(packed: &'a [u8], scheme: Scheme, order: FillOrder, width: u32) -> Self {
        let row = vec![0; width.div_ceil(8) as usize];
        Self {
            scheme,
            bits: Bits::new(packed, order),
            above: Line::new(width),
            line: Line::new(width),
            taken: row.len(),
            row,
            ended: false,
        }
    }

    /// Fills the start of `target`, and says how many bytes.
    pub(super) fn read(&mut self, target: &mut [u8]) -> Result<usize, Error> {
        if self.taken >= self.row.len() {
            self.next_row()?;
            self.taken = 0;
        }
        let row = self.row.get(self.taken..).unwrap_or_default();
        let count = row.len().min(target.len());
        for (target, byte) in target.iter_mut().zip(row) {
            *target = *byte;
        }
        self.taken = self.taken.saturating_add(count);
        Ok(count)
    }

    fn next_row(&mut self) -> Result<(), Error> {
        std::mem::swap(&mut self.above, &mut self.line);
        let read = if self.ended {
            Err(Stop::NoMore)
        } else {
            self.read_line()
        };
        match read {
            Ok(()) => {}
            Err(Stop::NoMore) => {
                self.ended = true;
                self.line.clear();
            }
            Err(Stop::Failed(error)) => return Err(error),
            // Lines are noisy, and a mark says where the next row begins.
            Err(Stop::NoCode) if matches!(self.scheme, Scheme::Group3(_)) => {
                self.line.end_early();
                self.find_mark()?;
            }
            Err(Stop::NoCode) => {
                return Err(Error::damaged(
                    "a strip or tile holds a fax code that means nothing",
                ));
            }
        }
        self.line.draw(&mut self.row);
        Ok(())
    }

    fn read_line(&mut self) -> Result<(), Stop> {
        match self.scheme {
            Scheme::ModifiedHuffman { unit } => {
                self.line.read_runs(&mut self.bits)?;
                self.bits.align(unit);
                Ok(())
            }
            Scheme::Group3(dimensions) => match self.start(dimensions)? {
                Start::Changes => match self.line.read_changes(&self.above, &mut self.bits) {
                    // A mark within a row ends no more than that row.
                    Err(Stop::NoMore) => Err(Stop::NoCode),
                    other => other,
                },
                Start::NoMore => Err(Stop::NoMore),
                Start::Runs => self.line.read_runs(&mut self.bits),
            },
            Scheme::Group4 => self.line.read_changes(&self.above, &mut self.bits),
        }
    }

    /// Passes the mark before a row: eleven zeros or more, and a one. Some programs leave it out. Two in a row end all.
    fn start(&mut self, dimensions: Dimensions) -> Result<Start, Error> {
        let mut start = Start::Runs;
        let mut marks = 0_u8;
        while self.bits.peek(11) == 0 {
            if marks > 0 && self.bits.peek(12) == 1 {
                return Ok(Start::NoMore);
            }
            while self.bits.peek(1) == 0 {
                self.bits.skip(1)?;
            }
            self.bits.skip(1)?;
            if dimensions == Dimensions::Two {
                if self.bits.peek(1) == 0 {
                    start = Start::Changes;
                }
                self.bits.skip(1)?;
            }
            marks = marks.saturating_add(1);
        }
        Ok(start)
    }

    /// Passes what is left of a row of Group 3.
    fn find_mark(&mut self) -> Result<(), Error> {
        while self.bits.peek(11) != 0 {
            self.bits.skip(1)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(packed: &[u8], scheme: Scheme, width: u32, count: usize) -> Result<Vec<u8>, Error> {
        let mut fax = Fax::new(packed, scheme, FillOrder::MostSignificantFirst, width);
        let mut rows = vec![0; count.saturating_mul(width.div_ceil(8) as usize)];
        let mut rest = &mut rows[..];
        while !rest.is_empty() {
            let taken = fax.read(rest)?;
            rest = &mut rest[taken..];
        }
        Ok(rows)
    }

    const ONE: Scheme = Scheme::Group3(Dimensions::One);

    /// Three white pixels, two black and three white, put together from the tables of T.4 and T.6 by hand.
    #[test]
    fn reads_rows_of_every_scheme() {
        let bytes = |bits: &str| -> Vec<u8> {
            let bits: Vec<u8> = bits.bytes().filter(|bit| *bit != b' ').collect();
            let byte = |bits: &[u8]| {
                (0..8).fold(0, |sum, at| {
                    sum << 1 | u8::from(bits.get(at) == Some(&b'1'))
                })
            };
            bits.chunks(8).map(byte).collect()
        };
        let mark = "000000000001";
        let run = "1000 11 1000";
        for (name, bits, scheme) in [
            (
                "Modified Huffman",
                format!("{run} 000000 {run}"),
                Scheme::ModifiedHuffman { unit: 8 },
            ),
            (
                "Modified Huffman in words",
                format!("{run} 000000 {run}"),
                Scheme::ModifiedHuffman { unit: 16 },
            ),
            (
                "Group 3",
                format!("{mark} {run} 0000 {mark} {run} {mark}"),
                ONE,
            ),
            ("Group 3 without marks", format!("{run} {run}"), ONE),
            (
                "Group 3 in two dimensions",
                format!("{mark} 1 {run} {mark} 0 1 1 1 {mark} 1"),
                Scheme::Group3(Dimensions::Two),
            ),
            (
                "Group 4",
                format!("001 1000 11 1 1 1 1 {mark} {mark}"),
                Scheme::Group4,
            ),
        ] {
            let found = rows(&bytes(&bits), scheme, 8, 2).unwrap();
            assert_eq!(found, [0b0001_1000; 2], "{name}");
        }
        // What is behind the end of all rows is white, and what ends before that is damaged.
        let ended = bytes(&format!("001 1000 11 1 {mark} {mark}"));
        assert_eq!(
            rows(&ended, Scheme::Group4, 8, 3).unwrap(),
            [0b0001_1000, 0, 0]
        );
        assert!(rows(&bytes("001 1000 11 1"), Scheme::Group4, 8, 2).is_err());
        // Noise ends one row of Group 3.
        let noise = bytes(&format!("{mark} 1000 11 000000001 {mark} {run} {mark}"));
        assert_eq!(rows(&noise, ONE, 8, 2).unwrap(), [0b0001_1000; 2]);
    }

    /// Longer than the row, changes that go back, and rows of any width.
    #[test]
    fn damage_is_an_error_or_a_row() {
        let noise: Vec<u8> = (0..3000_u32)
            .map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()[3])
            .collect();
        for scheme in [
            ONE,
            Scheme::Group3(Dimensions::Two),
            Scheme::Group4,
            Scheme::ModifiedHuffman { unit: 8 },
            Scheme::ModifiedHuffman { unit: 16 },
        ] {
            for width in [1, 7, 8, 9, 1000] {
                for start in 0..500 {
                    let _: Result<_, Error> = rows(&noise[start..], scheme, width, 3);
                }
            }
        }
    }
}
