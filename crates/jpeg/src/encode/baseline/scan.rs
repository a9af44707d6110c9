//! The scan: blocks to tokens, and tokens to codes.

use alloc::vec::Vec;

use super::chunks::{BLOCK, Chunks};
use crate::encode::block;
use crate::encode::fdct::Block;
use crate::encode::frame::{Frame, Tables};
use crate::encode::huffman::{Counts, Table};
use crate::encode::magnitude::category;
use crate::encode::marker::{self, Band, Class};
use crate::encode::nonzero;
use crate::encode::output::{Full, Output};
use crate::encode::quantizer::Quantizer;
use crate::error::Error;
use crate::zigzag::ZIGZAG;

/// The scan of a picture, ready to be written.
pub(crate) struct Scan {
    /// Tokens of whole blocks.
    chunks: Vec<Vec<u16>>,
    /// DC and AC of luma, then of the colour differences if there are any.
    tables: Vec<[Table; 2]>,
    bits: u64,
}

/// `run` of an end behind the last coefficient, where the file needs none. No run of zeros before a zero is written
/// but sixteen, so that its symbol is free, and its code empty.
const SILENT_END: u16 = 0x1000;
/// The end of a block whose last coefficients are zero (EOB).
const END: u16 = 0;
/// Sixteen zeros (ZRL).
const ZEROS: u16 = 0xF000;
/// Where the value of a token is; the run is above.
const VALUE: u16 = 0x0FFF;

impl Scan {
    /// Transforms, quantises and counts. `quantizers` are for luma and for colour.
    pub(crate) fn new(frame: &Frame<'_>, quantizers: &[Quantizer; 2]) -> Result<Self, Error> {
        let mut counts = [[[0; 256]; 2]; 2];
        let mut chunks = Chunks::new(frame)?;
        let mut predictions = [0_i16; 3];
        for mcu_row in 0..frame.mcu_rows {
            for mcu_column in 0..frame.mcu_columns {
                for place in frame.places(mcu_column, mcu_row) {
                    let (Some(component), Some(prediction)) = (
                        frame.components.get(place.component),
                        predictions.get_mut(place.component),
                    ) else {
                        continue;
                    };
                    let (quantizer, counts) = match component.tables {
                        Tables::Luma => (&quantizers[0], &mut counts[0]),
                        Tables::Chroma => (&quantizers[1], &mut counts[1]),
                    };
                    // A block beyond the plane repeats the mean before it: what costs least, and what libjpeg does.
                    let mut coefficients = [[0; 8]; 8];
                    coefficients[0][0] = *prediction;
                    if place.column < component.columns && place.row < component.rows {
                        coefficients =
                            block::coefficients(component, place.column, place.row, quantizer);
                    }
                    let difference = coefficients[0][0].wrapping_sub(*prediction);
                    *prediction = coefficients[0][0];
                    let tokens = chunks.room()?;
                    tokens[0] = dc_token(component.tables as u16, difference);
                    count(&mut counts[0], category(difference));
                    let length = ac_tokens(&coefficients, tokens, &mut counts[1]);
                    chunks.keep(length);
                }
            }
        }
        Self::with_tables(chunks.into_chunks(), &counts, frame.components.len())
    }

    fn with_tables(
        chunks: Vec<Vec<u16>>,
        counts: &[[Counts; 2]; 2],
        components: usize,
    ) -> Result<Self, Error> {
        let mut tables = Vec::new();
        let used = counts.iter().take(components);
        tables
            .try_reserve_exact(used.len())
            .map_err(|_| Error::OutOfMemory)?;
        let mut bits = 0_u64;
        for [dc, ac] in used {
            let pair = [Table::optimal(dc), Table::optimal(ac)];
            for (table, counts) in pair.iter().zip([dc, ac]) {
                bits = bits
                    .saturating_add(table.bits(counts))
                    .saturating_add(extra_bits(counts));
            }
            tables.push(pair);
        }
        Ok(Self {
            chunks,
            tables,
            bits,
        })
    }

    /// Bits of the scan, before stuffing.
    pub(crate) fn bits(&self) -> u64 {
        self.bits
    }

    /// `DHT`, `SOS` and the codes.
    pub(crate) fn write(&self, frame: &Frame<'_>, output: &mut Output) -> Result<(), Full> {
        for (number, [dc, ac]) in (0..).zip(&self.tables) {
            marker::huffman(output, Class::Dc, number, dc)?;
            marker::huffman(output, Class::Ac, number, ac)?;
        }
        let all = Band {
            first: 0,
            last: 63,
            high: 0,
            low: 0,
        };
        marker::scan(output, 0, &frame.components, all)?;
        for chunk in &self.chunks {
            self.write_chunk(chunk, output)?;
        }
        output.end_of_bits()
    }

    fn write_chunk(&self, chunk: &[u16], output: &mut Output) -> Result<(), Full> {
        let mut tokens = chunk.iter();
        while let Some(first) = tokens.next() {
            output.make_sure_of_room()?;
            let Some([dc, ac]) = self.tables.get(usize::from(first.wrapping_shr(12))) else {
                continue;
            };
            write_token(dc, first & VALUE, output);
            for token in tokens.by_ref() {
                write_token(ac, *token, output);
                if *token == END || *token == SILENT_END {
                    break;
                }
            }
        }
        Ok(())
    }
}

/// The token of a DC difference: the number of the tables takes the place of the run.
fn dc_token(tables: u16, difference: i16) -> u16 {
    tables.wrapping_shl(12) | (difference.cast_unsigned() & VALUE)
}

/// Tokens for the coefficients behind the first, from `tokens[1]` on; returns how many tokens there are then.
#[inline]
#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "at most 63 coefficients and zeros in sixteens make at most 63 tokens beside the first and the end; \
              positions are below 64, runs that are left below 16"
)]
fn ac_tokens(coefficients: &Block, tokens: &mut [u16; BLOCK], counts: &mut Counts) -> usize {
    let values = coefficients.as_flattened();
    let mut length = 1;
    let mut before = 0;
    // The first is DC.
    let mut left = nonzero::positions(coefficients) & !1;
    while left != 0 {
        let position = left.trailing_zeros();
        left &= left - 1;
        let mut run = position - before - 1;
        before = position;
        while run > 15 {
            count(counts, 0xF0);
            tokens[length] = ZEROS;
            length += 1;
            run -= 16;
        }
        let value = values[usize::from(ZIGZAG[position as usize])];
        let token = ((run as u16) << 12) | (value.cast_unsigned() & VALUE);
        count(counts, ((run as u8) << 4) | category(value));
        tokens[length] = token;
        length += 1;
    }
    tokens[length] = if before == 63 {
        SILENT_END
    } else {
        count(counts, 0);
        END
    };
    length + 1
}

#[inline]
#[expect(
    clippy::indexing_slicing,
    reason = "an array of 256 has every index of 8 bits"
)]
fn count(counts: &mut Counts, symbol: u8) {
    let count = &mut counts[usize::from(symbol)];
    *count = count.wrapping_add(1);
}

/// Bits behind the codes: the low four bits of a symbol say how many.
fn extra_bits(counts: &Counts) -> u64 {
    let counts = (0_u64..).zip(counts);
    counts.fold(0, |sum, (symbol, count)| {
        sum.saturating_add(count.saturating_mul(symbol & 15))
    })
}

/// The code of a token and the bits of its value (F.1.2.1): negative ones less one, so that their first bit is zero.
#[inline]
fn write_token(table: &Table, token: u16, output: &mut Output) {
    let value = token.wrapping_shl(4).cast_signed() >> 4;
    let size = category(value);
    let symbol = ((token >> 8) as u8 & 0xF0) | size;
    let ones = 1_u32.wrapping_shl(u32::from(size)).wrapping_sub(1);
    let extra = i32::from(value).wrapping_add(i32::from(value >> 15));
    output.code(
        table.code(symbol),
        extra.cast_unsigned() & ones,
        u32::from(size),
    );
}
