//! The scan: blocks to tokens, and tokens to codes.

use alloc::vec::Vec;

use super::chunks::{BLOCK, Chunks};
use crate::encode::block;
use crate::encode::fdct::Block;
use crate::encode::frame::{Frame, Place, Tables};
use crate::encode::huffman::{Counts, Table};
use crate::encode::magnitude::category;
use crate::encode::marker::{self, Band, Class};
use crate::encode::nonzero;
use crate::encode::output::{Full, Output};
use crate::encode::quantizer::Quantizer;
use crate::error::Error;
use crate::zigzag::ZIGZAG;

/// The scan of a picture, ready to be written.
pub(crate) struct Scan<'q> {
    /// Tokens of whole MCUs.
    chunks: Vec<Vec<u16>>,
    /// The first MCU whose tokens were not kept, if there is one.
    rest: Option<Mcu>,
    quantizers: &'q [Quantizer; 2],
    /// DC and AC of luma, then of the colour differences if there are any.
    tables: Vec<[Table; 2]>,
    bits: u64,
}

/// Where a scan is, and the last DC of each component before it.
#[derive(Clone, Copy)]
struct Mcu {
    row: u32,
    column: u32,
    predictions: [i16; 3],
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

impl<'q> Scan<'q> {
    /// Transforms, quantises and counts. `quantizers` are for luma and for colour.
    pub(crate) fn new(frame: &Frame<'_>, quantizers: &'q [Quantizer; 2]) -> Result<Self, Error> {
        let mut counts = [[[0; 256]; 2]; 2];
        let mut chunks = Chunks::new(frame)?;
        let mut rest = None;
        let mut unkept = [0; BLOCK];
        let mut mcu = Some(Mcu::FIRST);
        while let Some(mut at) = mcu {
            if rest.is_none() && !chunks.has_room()? {
                rest = Some(at);
            }
            for place in frame.places(at.column, at.row) {
                if rest.is_some() {
                    at.tokens(frame, &place, quantizers, &mut unkept, &mut counts);
                } else {
                    let tokens = chunks.room()?;
                    let length = at.tokens(frame, &place, quantizers, tokens, &mut counts);
                    chunks.keep(length);
                }
            }
            mcu = at.next(frame);
        }
        let (tables, bits) = tables(&counts, frame.components.len())?;
        Ok(Self {
            chunks: chunks.into_chunks(),
            rest,
            quantizers,
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
        self.write_rest(frame, output)?;
        output.end_of_bits()
    }

    /// The MCUs whose tokens were not kept.
    fn write_rest(&self, frame: &Frame<'_>, output: &mut Output) -> Result<(), Full> {
        let mut counted = [[[0; 256]; 2]; 2];
        let mut tokens = [0; BLOCK];
        let mut mcu = self.rest;
        while let Some(mut at) = mcu {
            for place in frame.places(at.column, at.row) {
                let length = at.tokens(frame, &place, self.quantizers, &mut tokens, &mut counted);
                self.write_chunk(tokens.get(..length).unwrap_or_default(), output)?;
            }
            mcu = at.next(frame);
        }
        Ok(())
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

impl Mcu {
    const FIRST: Self = Self {
        row: 0,
        column: 0,
        predictions: [0; 3],
    };

    /// The tokens of a block of it; returns how many there are.
    #[inline]
    fn tokens(
        &mut self,
        frame: &Frame<'_>,
        place: &Place,
        quantizers: &[Quantizer; 2],
        tokens: &mut [u16; BLOCK],
        counts: &mut [[Counts; 2]; 2],
    ) -> usize {
        let (Some(component), Some(prediction)) = (
            frame.components.get(place.component),
            self.predictions.get_mut(place.component),
        ) else {
            return 0;
        };
        let (quantizer, counts) = match component.tables {
            Tables::Luma => (&quantizers[0], &mut counts[0]),
            Tables::Chroma => (&quantizers[1], &mut counts[1]),
        };
        // A block beyond the plane repeats the mean before it: what costs least, and what libjpeg does.
        let mut coefficients = [[0; 8]; 8];
        coefficients[0][0] = *prediction;
        if place.column < component.columns && place.row < component.rows {
            coefficients = block::coefficients(component, place.column, place.row, quantizer);
        }
        let difference = coefficients[0][0].wrapping_sub(*prediction);
        *prediction = coefficients[0][0];
        tokens[0] = dc_token(component.tables as u16, difference);
        count(&mut counts[0], category(difference));
        ac_tokens(&coefficients, tokens, &mut counts[1])
    }

    fn next(self, frame: &Frame<'_>) -> Option<Self> {
        let column = self.column.saturating_add(1);
        if column < frame.mcu_columns {
            return Some(Self { column, ..self });
        }
        let row = self.row.saturating_add(1);
        let next = Self {
            row,
            column: 0,
            ..self
        };
        (row < frame.mcu_rows).then_some(next)
    }
}

/// The tables that write the fewest bits, and how many these are.
fn tables(counts: &[[Counts; 2]; 2], components: usize) -> Result<(Vec<[Table; 2]>, u64), Error> {
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
    Ok((tables, bits))
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
