//! One scan: its components, and their blocks in turns.

use alloc::vec::Vec;

use super::sink::Sink;
use super::stream::{Codes, Scratch, Stream};
use super::tables::ScanTables;
use crate::Error;
use crate::decode::bits::Bits;
use crate::decode::entropy::{self, Pause, read_scan};
use crate::decode::frame::Component;
use crate::decode::layout::Layout;
use crate::decode::position::Position;
use crate::decode::rows::Rows;
use crate::decode::scan::Scan;
use crate::decode::segment::Segments;
use crate::decode::tables::Tables;
use crate::decode::target::Target;

/// Decodes the scan whose header is the last segment.
pub(super) fn decode_scan<S: Sink>(
    segments: &mut Segments<'_>,
    scan: &Scan,
    tables: &Tables,
    components: &[Component],
    layout: &Layout,
    targets: &mut [Vec<Target>],
    mut receiver: Option<&mut (dyn Rows + '_)>,
) -> Result<(), Error> {
    let measured = layout.variances.then_some(0);
    let made = ScanTables::new(scan, tables, measured)?;
    let alone = scan.components.len() == 1;
    let damaged = Error::Damaged("a scan header is not one");
    let mut streams = Vec::with_capacity(scan.components.len());
    for selected in &scan.components {
        let part = *layout.components.get(selected.component).ok_or(damaged)?;
        let component = components.get(selected.component).ok_or(damaged)?;
        let steps = tables
            .quantization
            .get(component.quantization)
            .and_then(Option::as_ref)
            .ok_or(Error::Damaged("a quantisation table is missing"))?;
        let (dc, ac) = made.of(selected)?;
        let targets = targets.get_mut(selected.component).ok_or(damaged)?;
        let codes = Codes {
            dc,
            ac,
            leaps: ac.leap_table()?,
            pairs: ac.pair_table(),
            prediction: 0,
        };
        streams.push(Stream {
            codes,
            horizontal: if alone { 1 } else { part.horizontal },
            vertical: if alone { 1 } else { part.vertical },
            sink: S::new(core::mem::take(targets), steps)?,
        });
    }
    let (columns, rows) = match scan.components.as_slice() {
        [selected] => {
            let part = layout.components.get(selected.component).ok_or(damaged)?;
            (part.columns, part.rows)
        }
        _ => (layout.mcu_columns, layout.mcu_rows),
    };
    // Behind the last row that is kept, a file of one scan holds nothing of interest.
    let rows = if scan.components.len() == layout.components.len() {
        rows.min(layout.bottom)
    } else {
        rows
    };
    let mut position = Position::new(columns, rows, tables.restart);
    let blocks = streams
        .iter()
        .map(|stream| stream.horizontal.saturating_mul(stream.vertical))
        .sum::<u32>() as usize;
    let most = blocks.saturating_mul(entropy::BLOCK);
    let result = read_scan(segments, most, &mut |bits, least| {
        let Some(receiver) = &mut receiver else {
            return decode_mcus(bits, &mut streams, &mut position, least);
        };
        // No further than the row that is handed out.
        begin_rows(&mut streams, position.row);
        position.rows = rows.min(position.row.saturating_add(1));
        let pause = decode_mcus(bits, &mut streams, &mut position, least)?;
        if pause != Pause::End {
            return Ok(pause);
        }
        hand_out(&mut streams, scan, *receiver);
        (position.row, position.column) = (position.rows, 0);
        Ok(if position.row < rows {
            Pause::Row
        } else {
            Pause::End
        })
    });
    for (selected, stream) in scan.components.iter().zip(streams) {
        if let Some(targets) = targets.get_mut(selected.component) {
            *targets = stream.sink.into_targets();
        }
    }
    result
}

/// Lets a row of MCUs take the place of the one before.
fn begin_rows<S: Sink>(streams: &mut [Stream<'_, S>], row: u32) {
    for stream in streams {
        let first = row.saturating_mul(stream.vertical);
        for target in stream.sink.targets() {
            target.begin_rows(first);
        }
    }
}

/// Hands out a row of MCUs.
fn hand_out<S: Sink>(streams: &mut [Stream<'_, S>], scan: &Scan, receiver: &mut dyn Rows) {
    for (selected, stream) in scan.components.iter().zip(streams) {
        for target in stream.sink.targets() {
            let rows = target.rows(stream.vertical);
            if !rows.is_empty() {
                receiver.take(selected.component, rows);
            }
        }
    }
}

/// Decodes MCUs until a restart marker is due, or fewer than `least` bytes are ahead.
///
/// A function of its own for each `S`: in one with others, a compiler of WebAssembly runs out of registers.
#[inline(never)]
#[expect(
    clippy::arithmetic_side_effects,
    reason = "block numbers are at most 4 times 8192 or so"
)]
fn decode_mcus<S: Sink>(
    reader: &mut Bits<'_>,
    streams: &mut [Stream<'_, S>],
    position: &mut Position,
    least: usize,
) -> Result<Pause, Error> {
    // Copies, so that they are in registers and not behind a pointer.
    let mut bits = *reader;
    let mut restarts = position.restarts;
    let mut scratch = Scratch::new();
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
                for y in 0..stream.vertical {
                    for x in 0..stream.horizontal {
                        let column = mcu_column * stream.horizontal + x;
                        let row = mcu_row * stream.vertical + y;
                        let Stream { codes, sink, .. } = stream;
                        sink.decode_block(codes, &mut bits, &mut scratch, column, row)?;
                    }
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
            stream.codes.prediction = 0;
        }
        pause = restarts.restart();
    }
    position.restarts = restarts;
    *reader = bits;
    Ok(pause)
}
