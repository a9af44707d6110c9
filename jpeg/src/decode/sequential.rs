//! Baseline and extended-sequential files: blocks come whole, so each becomes samples at once and no
//! coefficients are stored.

use alloc::vec::Vec;

use super::bits::Bits;
use super::corner::Corner;
use super::header::{Preamble, Tables};
use super::huffman::{Class, Entry, Leap, Table, leap};
use super::idct::{Samples, inverse, one};
use super::layout::{ComponentLayout, Layout};
use super::scan::{Scan, ScanComponent};
use super::segment::{EOI, SOS, Segments};
use super::store::put;
use crate::{Error, Plane};

/// Decodes all scans, with `N` samples a side of each block, made of `C` coefficients a side.
pub(super) fn decode<const C: usize, const N: usize>(
    file: &[u8],
    preamble: &Preamble<'_>,
    layout: &Layout,
) -> Result<Vec<Plane>, Error> {
    let mut planes = Vec::with_capacity(layout.components.len());
    for part in &layout.components {
        planes.push(part.plane()?);
    }
    let mut tables = preamble.tables;
    let mut segments = Segments::at(file, preamble.scans);
    let mut missing = layout.components.len();
    let mut seen = [false; 4];
    while missing > 0 {
        let segment = segments.next()?;
        match segment.marker {
            SOS => {
                let scan = Scan::parse(segment.body, &preamble.components)?;
                for selected in &scan.components {
                    let seen = seen
                        .get_mut(selected.component)
                        .ok_or(Error::Damaged("a scan header is not one"))?;
                    if core::mem::replace(seen, true) {
                        return Err(Error::Damaged("two scans hold the same component"));
                    }
                    missing = missing.saturating_sub(1);
                }
                let data = file.get(segments.position..).unwrap_or_default();
                let mut bits = Bits::new(data);
                decode_scan::<C, N>(&mut bits, &scan, &tables, preamble, layout, &mut planes)?;
                segments.position = file.len().saturating_sub(bits.rest().len());
            }
            EOI => return Err(Error::Truncated),
            _ => tables.update(segment)?,
        }
    }
    Ok(planes)
}

/// A component while its scan is read.
struct Stream<'t> {
    dc: &'t Table,
    ac: &'t Table,
    leaps: &'t [Leap; 4096],
    steps: [i16; 64],
    part: ComponentLayout,
    /// Blocks in an MCU of this scan, side by side and on top of each other.
    horizontal: u32,
    vertical: u32,
    prediction: i32,
    plane: Plane,
}

/// Memory of a block, used again for each.
struct Scratch {
    block: [i16; 64],
    samples: Samples,
    /// Zeros of which the compiler does not know it. A constant would become a call to `memory.fill` in
    /// WebAssembly, which costs more than the block.
    zeros: [i16; 8],
}

fn decode_scan<const C: usize, const N: usize>(
    bits: &mut Bits<'_>,
    scan: &Scan,
    tables: &Tables<'_>,
    preamble: &Preamble<'_>,
    layout: &Layout,
    planes: &mut [Plane],
) -> Result<(), Error> {
    let made = ScanTables::new::<N>(scan, tables)?;
    let alone = scan.components.len() == 1;
    let damaged = Error::Damaged("a scan header is not one");
    let mut streams = Vec::with_capacity(scan.components.len());
    for selected in &scan.components {
        let part = *layout.components.get(selected.component).ok_or(damaged)?;
        let component = preamble.components.get(selected.component).ok_or(damaged)?;
        let steps = tables
            .quantization
            .get(component.quantization)
            .and_then(Option::as_ref)
            .ok_or(Error::Damaged("a quantisation table is missing"))?;
        let (dc, ac) = made.of(selected)?;
        let plane = planes.get_mut(selected.component).ok_or(damaged)?;
        streams.push(Stream {
            dc,
            ac,
            leaps: ac.leap_table()?,
            steps: Corner::<C>::steps(steps),
            part,
            horizontal: if alone { 1 } else { part.horizontal },
            vertical: if alone { 1 } else { part.vertical },
            prediction: 0,
            plane: core::mem::replace(
                plane,
                Plane {
                    width: 0,
                    height: 0,
                    samples: Vec::new(),
                },
            ),
        });
    }
    let (columns, rows) = match streams.as_slice() {
        [stream] => (stream.part.columns, stream.part.rows),
        _ => (layout.mcu_columns, layout.mcu_rows),
    };
    // Behind the last row that is kept, a file of one scan holds nothing of interest.
    let rows = if scan.components.len() == layout.components.len() {
        rows.min(layout.bottom)
    } else {
        rows
    };
    let result = decode_rows::<C, N>(bits, &mut streams, columns, rows, tables.restart);
    for (selected, stream) in scan.components.iter().zip(streams) {
        if let Some(plane) = planes.get_mut(selected.component) {
            *plane = stream.plane;
        }
    }
    result
}

/// A function of its own for each `N`: in one with others, a compiler of WebAssembly runs out of registers.
#[inline(never)]
#[expect(
    clippy::arithmetic_side_effects,
    reason = "block numbers are at most 4 times 8192 or so"
)]
fn decode_rows<const C: usize, const N: usize>(
    reader: &mut Bits<'_>,
    streams: &mut [Stream<'_>],
    columns: u32,
    rows: u32,
    restart: u32,
) -> Result<(), Error> {
    let mut bits = *reader;
    let mut scratch = Scratch {
        block: [0; 64],
        samples: [0; 64],
        zeros: core::hint::black_box([0; 8]),
    };
    let mut until_restart = restart;
    let mut restarts = 0_u8;
    for mcu_row in 0..rows {
        for mcu_column in 0..columns {
            if restart > 0 {
                if until_restart == 0 {
                    bits = restarted(bits, restarts & 7)?;
                    restarts = restarts.wrapping_add(1);
                    until_restart = restart;
                    for stream in streams.iter_mut() {
                        stream.prediction = 0;
                    }
                }
                until_restart -= 1;
            }
            for stream in streams.iter_mut() {
                for y in 0..stream.vertical {
                    for x in 0..stream.horizontal {
                        let column = mcu_column * stream.horizontal + x;
                        let row = mcu_row * stream.vertical + y;
                        stream.decode_block::<C, N>(&mut bits, &mut scratch, column, row)?;
                    }
                }
            }
            if bits.overrun() {
                return Err(Error::Truncated);
            }
        }
    }
    *reader = bits;
    Ok(())
}

/// By value, so that the address of the reader is never taken and it stays in registers.
#[cold]
#[inline(never)]
fn restarted(mut bits: Bits<'_>, number: u8) -> Result<Bits<'_>, Error> {
    bits.restart(number)?;
    Ok(bits)
}

impl Stream<'_> {
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        reason = "the body of the innermost loop, once for each C and N; places are below 64, predictions are cut to 16 \
                  bits by intent"
    )]
    fn decode_block<const C: usize, const N: usize>(
        &mut self,
        bits: &mut Bits<'_>,
        scratch: &mut Scratch,
        column: u32,
        row: u32,
    ) -> Result<(), Error> {
        let difference = self.dc.difference(bits)?;
        self.prediction = self.prediction.wrapping_add(difference);
        let term = self.prediction as i16;
        let x = (column.wrapping_sub(self.part.left) as usize).wrapping_mul(N);
        let y = (row.wrapping_sub(self.part.top) as usize).wrapping_mul(N);
        let (width, height) = (self.plane.width as usize, self.plane.height as usize);
        let kept = column >= self.part.left && row >= self.part.top && x < width && y < height;
        if N == 1 || !kept {
            skip(bits, self.ac, self.leaps, 1)?;
            if N == 1 && kept {
                let sample = one(term, self.steps[0]);
                if let Some(place) = self.plane.samples.get_mut(y * width + x) {
                    *place = sample;
                }
            }
            return Ok(());
        }
        for part in scratch
            .block
            .as_chunks_mut::<8>()
            .0
            .iter_mut()
            .take(C * C / 8 + 1)
        {
            *part = scratch.zeros;
        }
        scratch.block[0] = term;
        let any = corner::<C>(bits, self.ac, self.leaps, &mut scratch.block)?;
        if any {
            inverse::<C, N>(&scratch.block, &self.steps, &mut scratch.samples);
            let lines = scratch.samples.as_chunks().0.iter();
            put::<N>(&mut self.plane, x, y, lines);
        } else {
            let line = [one(term, self.steps[0]); N];
            put::<N>(&mut self.plane, x, y, core::iter::repeat(&line));
        }
        Ok(())
    }
}

/// Reads the coefficients of the corner behind the DC term, and passes the others. Whether there were any.
#[inline(always)]
#[expect(
    clippy::inline_always,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "the body of the innermost loop; a place is used as an index only when it is at most LAST, and \
              grows by at most 128 before it is compared; values have at most 15 bits"
)]
fn corner<const C: usize>(
    bits: &mut Bits<'_>,
    table: &Table,
    leaps: &[Leap; 4096],
    block: &mut [i16; 64],
) -> Result<bool, Error> {
    let places = const { &Corner::<C>::PLACES };
    let last = const { Corner::<C>::LAST };
    let mut place = 1;
    let mut any = false;
    loop {
        bits.refill();
        // A symbol takes at most 27 bits, and the look-up of the second needs 12 more.
        for _ in 0..2 {
            let entry = table.lookup(bits);
            let next = place + entry.zeros();
            if next > last {
                if entry.zeros() == Entry::END {
                    bits.skip(entry.bits());
                    return Ok(any);
                }
                if entry.zeros() != Entry::LONG {
                    if next > 63 {
                        return Err(Error::Damaged("a block has too many coefficients"));
                    }
                    bits.skip(entry.bits());
                    skip(bits, table, leaps, next + 1)?;
                    return Ok(any);
                }
                let (after, zeros, value) = long(*bits, table)?;
                *bits = after;
                if zeros == Entry::END {
                    return Ok(any);
                }
                place += zeros;
                if place > 63 {
                    return Err(Error::Damaged("a block has too many coefficients"));
                }
                if place <= last {
                    block[usize::from(places[place] & 63)] = value;
                    any = true;
                }
                place += 1;
                if place > last {
                    skip(bits, table, leaps, place)?;
                    return Ok(any);
                }
                break;
            }
            let value = bits.peek_value(entry.code_bits(), entry.bits() - entry.code_bits());
            bits.skip(entry.bits());
            // Places beyond the corner fall on the last number of the block, which no smaller corner has.
            block[usize::from(places[next & 63] & 63)] = value as i16;
            any = true;
            place = next + 1;
            if place > last {
                if C < 8 {
                    skip(bits, table, leaps, place)?;
                }
                return Ok(any);
            }
        }
    }
}

/// A symbol that the tables do not show in whole: zeros or `END`, and the value. The reader is refilled.
#[cold]
#[inline(never)]
#[expect(
    clippy::cast_possible_truncation,
    reason = "values have at most 15 bits"
)]
fn long<'a>(bits: Bits<'a>, table: &Table) -> Result<(Bits<'a>, usize, i16), Error> {
    let (mut bits, symbol) = table.symbol(bits)?;
    let (zeros, size) = (usize::from(symbol >> 4), u32::from(symbol & 15));
    bits.refill();
    if size == 0 && zeros < 15 {
        return Ok((bits, Entry::END, 0));
    }
    let value = bits.peek_value(0, size);
    bits.skip(size);
    bits.refill();
    Ok((bits, zeros, value as i16))
}

/// Passes the coefficients of a block from `place` on.
#[inline(always)]
#[expect(
    clippy::inline_always,
    clippy::arithmetic_side_effects,
    reason = "the body of the innermost loop; place is at most 64 before each leap of at most 255"
)]
fn skip(
    bits: &mut Bits<'_>,
    table: &Table,
    leaps: &[Leap; 4096],
    mut place: usize,
) -> Result<(), Error> {
    while place < 64 {
        bits.refill();
        // A leap takes at most 27 bits, and the look-up of the second needs 12 more.
        for _ in 0..2 {
            let leap = leap(leaps, bits);
            let next = place + leap.coefficients();
            if next < 64 {
                bits.skip(leap.bits());
                place = next;
                continue;
            }
            if next == 64 || (Leap::END < next && next <= Leap::END + 64) {
                bits.skip(leap.bits());
                return Ok(());
            }
            // The symbols shown reach into the next block, or none is shown.
            let (after, zeros, _) = long(*bits, table)?;
            *bits = after;
            if zeros == Entry::END {
                return Ok(());
            }
            place += zeros + 1;
            if place > 64 {
                return Err(Error::Damaged("a block has too many coefficients"));
            }
            break;
        }
    }
    Ok(())
}

/// The tables that a scan uses, each made once.
struct ScanTables {
    dc: [Option<Table>; 4],
    ac: [Option<Table>; 4],
}

impl ScanTables {
    fn new<const N: usize>(scan: &Scan, tables: &Tables<'_>) -> Result<Self, Error> {
        let mut made = Self {
            dc: [const { None }; 4],
            ac: [const { None }; 4],
        };
        let missing = Error::Damaged("a Huffman table is missing");
        for selected in &scan.components {
            let place = made.dc.get_mut(selected.dc).ok_or(missing)?;
            if place.is_none() {
                let code = tables.dc.get(selected.dc).copied().flatten();
                *place = Some(Table::new(&code.ok_or(missing)?, Class::Dc)?);
            }
            let place = made.ac.get_mut(selected.ac).ok_or(missing)?;
            if place.is_none() {
                let code = tables.ac.get(selected.ac).copied().flatten();
                *place = Some(Table::new(&code.ok_or(missing)?, Class::Ac)?.with_leaps()?);
            }
        }
        Ok(made)
    }

    fn of(&self, selected: &ScanComponent) -> Result<(&Table, &Table), Error> {
        let missing = Error::Damaged("a Huffman table is missing");
        let dc = self.dc.get(selected.dc).and_then(Option::as_ref);
        let ac = self.ac.get(selected.ac).and_then(Option::as_ref);
        Ok((dc.ok_or(missing)?, ac.ok_or(missing)?))
    }
}
