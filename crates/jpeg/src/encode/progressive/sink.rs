//! What a scan is run for: to count its symbols, or to write them.

use crate::encode::frame::Tables;
use crate::encode::huffman::{Code, Counts, Table};
use crate::encode::output::{Full, Output};

/// Where the symbols of a scan go.
pub(super) trait Sink {
    type Error;

    /// Another block (or an MCU of DC values) follows.
    fn block(&mut self) -> Result<(), Self::Error>;

    /// A symbol of the table for `tables`, and the `length` low bits of `extra` behind it.
    fn symbol(&mut self, tables: Tables, symbol: u8, extra: u32, length: u32);

    /// The `length` low bits of `bits`, without a code.
    fn bits(&mut self, bits: u32, length: u32);
}

/// Counts symbols and bits.
pub(super) struct Counting {
    pub(super) counts: [Counts; 2],
    pub(super) bits: u64,
}

impl Default for Counting {
    fn default() -> Self {
        Self {
            counts: [[0; 256]; 2],
            bits: 0,
        }
    }
}

impl Sink for Counting {
    type Error = core::convert::Infallible;

    fn block(&mut self) -> Result<(), Self::Error> {
        Ok(())
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "an array of 256 has every index of 8 bits"
    )]
    fn symbol(&mut self, tables: Tables, symbol: u8, _extra: u32, length: u32) {
        let count = &mut self.counts[tables as usize & 1][usize::from(symbol)];
        *count = count.wrapping_add(1);
        self.bits = self.bits.wrapping_add(u64::from(length));
    }

    fn bits(&mut self, _bits: u32, length: u32) {
        self.bits = self.bits.wrapping_add(u64::from(length));
    }
}

/// Writes symbols and bits.
pub(super) struct Writing<'a> {
    pub(super) output: &'a mut Output,
    pub(super) tables: &'a [Option<Table>; 2],
}

impl Sink for Writing<'_> {
    type Error = Full;

    fn block(&mut self) -> Result<(), Full> {
        self.output.make_sure_of_room()
    }

    fn symbol(&mut self, tables: Tables, symbol: u8, extra: u32, length: u32) {
        let table = match tables {
            Tables::Luma => self.tables[0].as_ref(),
            Tables::Chroma => self.tables[1].as_ref(),
        };
        let code = table.map_or(Code::default(), |table| table.code(symbol));
        self.output
            .bits(u32::from(code.bits), u32::from(code.length));
        self.output.bits(extra, length);
    }

    fn bits(&mut self, bits: u32, length: u32) {
        self.output.bits(bits, length);
    }
}
