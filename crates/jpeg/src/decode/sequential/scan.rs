//! One scan: its components, and their blocks in turns.

use alloc::vec::Vec;

use super::stream::{Scratch, Stream};
use super::tables::ScanTables;
use crate::decode::bits::Bits;
use crate::decode::corner::Corner;
use crate::decode::layout::Layout;
use crate::decode::preamble::Preamble;
use crate::decode::scan::Scan;
use crate::decode::tables::Tables;
use crate::{Error, Plane};

pub(super) fn decode_scan<const C: usize, const N: usize>(
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
