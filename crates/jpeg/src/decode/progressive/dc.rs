//! Scans of DC terms (T.81, G.1.2.1): one component or several.

use alloc::vec::Vec;

use super::coefficients::{CoefficientBuffer, cut};
use crate::Error;
use crate::decode::bits::Bits;
use crate::decode::entropy::{self, Pause, read_scan};
use crate::decode::huffman::{Class, Table};
use crate::decode::layout::{ComponentLayout, Layout};
use crate::decode::position::Position;
use crate::decode::scan::Scan;
use crate::decode::segment::Segments;
use crate::decode::tables::Tables;

/// Reads a scan of DC terms: the `FIRST` (T.81, G.1.2.1), or a bit more of each.
pub(super) fn read_dc_scan<const N: usize, const FIRST: bool>(
    segments: &mut Segments<'_>,
    scan: &Scan,
    tables: &Tables,
    layout: &Layout,
    buffers: &mut [CoefficientBuffer],
) -> Result<(), Error> {
    let missing = Error::Damaged("a Huffman table is missing");
    let mut made = [const { None }; 4];
    if FIRST {
        make_tables(scan, tables, &mut made)?;
    }
    let alone = scan.components.len() == 1;
    let mut streams = Vec::with_capacity(scan.components.len());
    let (mut columns, mut rows) = (layout.mcu_columns, layout.mcu_rows);
    for selected in &scan.components {
        let part = *layout.components.get(selected.component).ok_or(missing)?;
        if alone {
            (columns, rows) = (part.columns, part.rows);
        }
        let table = made.get(selected.dc).and_then(Option::as_ref);
        streams.push(DcStream::new::<N>(selected.component, &part, table, alone));
    }
    let blocks = streams.iter().map(|stream| stream.count).sum::<u32>() as usize;
    let mut dc = DcScan {
        streams,
        position: Position::new(columns, rows, tables.restart),
        low: scan.low,
    };
    let most = blocks.saturating_mul(entropy::DC_TERM);
    read_scan(segments, most, &mut |bits, least| {
        dc.read::<N, FIRST>(bits, least, buffers)
    })
}

/// Makes the tables of DC terms that the scan uses, each once.
fn make_tables(scan: &Scan, tables: &Tables, made: &mut [Option<Table>; 4]) -> Result<(), Error> {
    let missing = Error::Damaged("a Huffman table is missing");
    for selected in &scan.components {
        let place = made.get_mut(selected.dc).ok_or(missing)?;
        if place.is_none() {
            *place = Some(Table::new(tables.dc(selected.dc)?, Class::Dc)?);
        }
    }
    Ok(())
}

/// A scan of DC terms while it is read.
struct DcScan<'t> {
    streams: Vec<DcStream<'t>>,
    position: Position,
    low: u8,
}

impl DcScan<'_> {
    /// Reads MCUs until a restart marker is due, or fewer than `least` bytes are ahead.
    ///
    /// For each kind of scan a function of its own: in one with others, a compiler of WebAssembly runs out of registers.
    #[inline(never)]
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "block numbers are at most 4 times 8192 or so; low is at most 13"
    )]
    fn read<const N: usize, const FIRST: bool>(
        &mut self,
        reader: &mut Bits<'_>,
        least: usize,
        buffers: &mut [CoefficientBuffer],
    ) -> Result<Pause, Error> {
        let missing = Error::Damaged("a Huffman table is missing");
        let (streams, position) = (&mut self.streams, &mut self.position);
        // Copies, so that they are in registers and not behind a pointer.
        let mut bits = *reader;
        let mut restarts = position.restarts;
        let mut first = position.column;
        let mut pause = Pause::End;
        'scan: for mcu_row in position.row..position.rows {
            for mcu_column in first..position.columns {
                if restarts.is_due() || bits.has_less(least) {
                    (position.row, position.column) = (mcu_row, mcu_column);
                    pause = Pause::Bytes;
                    break 'scan;
                }
                restarts.passed(1);
                for stream in streams.iter_mut() {
                    let buffer = buffers.get_mut(stream.component).ok_or(missing)?;
                    let column = mcu_column * stream.horizontal;
                    // What is kept are whole MCUs.
                    let place = buffer.place::<N>(column, mcu_row * stream.vertical);
                    let terms = place.and_then(|place| buffer.coefficients.get_mut(place..));
                    let terms = terms.unwrap_or_default();
                    if FIRST {
                        stream.first(&mut bits, terms, self.low)?;
                    } else {
                        stream.refine(&mut bits, terms, self.low);
                    }
                }
                if bits.overrun() {
                    return Err(Error::Truncated);
                }
            }
            first = 0;
        }
        if restarts.is_due() && pause == Pause::Bytes {
            for stream in streams.iter_mut() {
                stream.prediction = 0;
            }
            pause = restarts.restart();
        }
        position.restarts = restarts;
        *reader = bits;
        Ok(pause)
    }
}

/// A component in a scan of DC terms.
struct DcStream<'t> {
    component: usize,
    table: Option<&'t Table>,
    /// Blocks in an MCU of this scan, side by side and on top of each other.
    horizontal: u32,
    vertical: u32,
    /// Where the terms of an MCU are, from the first one on, and how many there are.
    places: [u32; 16],
    count: u32,
    prediction: i32,
}

impl<'t> DcStream<'t> {
    #[expect(
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        reason = "at most 4 rows of blocks, whose coefficients are those of a vector; N is at most 8"
    )]
    fn new<const N: usize>(
        component: usize,
        part: &ComponentLayout,
        table: Option<&'t Table>,
        alone: bool,
    ) -> Self {
        let (horizontal, vertical) = if alone {
            (1, 1)
        } else {
            (part.horizontal, part.vertical)
        };
        let mut places = [0; 16];
        let blocks = (0..vertical).flat_map(|y| (0..horizontal).map(move |x| (x, y)));
        for (place, (x, y)) in places.iter_mut().zip(blocks) {
            *place = (y * part.kept_columns + x) * (N * N) as u32;
        }
        Self {
            component,
            table,
            horizontal,
            vertical,
            places,
            count: horizontal * vertical,
            prediction: 0,
        }
    }

    /// Reads the terms of an MCU.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "the body of the innermost loop")]
    fn first(&mut self, bits: &mut Bits<'_>, terms: &mut [i16], low: u8) -> Result<(), Error> {
        let missing = Error::Damaged("a Huffman table is missing");
        let table = self.table.ok_or(missing)?;
        for &place in self.places.iter().take(self.count as usize) {
            let difference = table.difference(bits)?;
            self.prediction = self.prediction.wrapping_add(difference);
            if let Some(term) = terms.get_mut(place as usize) {
                *term = cut(self.prediction << low);
            }
        }
        Ok(())
    }

    /// Reads a bit more of the terms of an MCU, of which there are at most 16.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "the body of the innermost loop")]
    fn refine(&self, bits: &mut Bits<'_>, terms: &mut [i16], low: u8) {
        bits.refill();
        let mut more = bits.take(self.count);
        for &place in self.places.iter().take(self.count as usize) {
            if let Some(term) = terms.get_mut(place as usize) {
                *term |= i16::from(more >> 63 == 1) << low;
            }
            more <<= 1;
        }
    }
}
