//! The scans of a progressive file (T.81, annex G): coarse to fine, in the order of libjpeg's
//! `jpeg_simple_progression`. Every scan is run twice, once to count symbols and once to write them.

mod ac;
mod sink;

use alloc::vec::Vec;

use super::block;
use super::fdct::Block;
use super::frame::{Frame, Tables};
use super::huffman::Table;
use super::marker::{self, Band, Class};
use super::output::{Full, Output};
use super::quantizer::Quantizer;
use crate::error::Error;
use sink::{Counting, Sink, Writing};

/// The scans of a picture, ready to be written.
pub(crate) struct Scans {
    /// Blocks of each component, row by row.
    blocks: Vec<Vec<Block>>,
    list: Vec<Scan>,
    bits: u64,
}

/// One scan and its tables: for luma and for the colour differences, as far as it has them.
struct Scan {
    part: Part,
    tables: [Option<Table>; 2],
}

/// What a scan holds.
#[derive(Clone, Copy)]
struct Part {
    /// One component, or all of them.
    component: Option<usize>,
    band: Band,
}

const fn part(component: Option<usize>, first: u8, last: u8, high: u8, low: u8) -> Part {
    Part {
        component,
        band: Band {
            first,
            last,
            high,
            low,
        },
    }
}

/// Colour early and at once, as there is little of it; luma in steps.
const YCBCR: &[Part] = &[
    part(None, 0, 0, 0, 1),
    part(Some(0), 1, 5, 0, 2),
    part(Some(2), 1, 63, 0, 1),
    part(Some(1), 1, 63, 0, 1),
    part(Some(0), 6, 63, 0, 2),
    part(Some(0), 1, 63, 2, 1),
    part(None, 0, 0, 1, 0),
    part(Some(2), 1, 63, 1, 0),
    part(Some(1), 1, 63, 1, 0),
    part(Some(0), 1, 63, 1, 0),
];

const GREY: &[Part] = &[
    part(None, 0, 0, 0, 1),
    part(Some(0), 1, 5, 0, 2),
    part(Some(0), 6, 63, 0, 2),
    part(Some(0), 1, 63, 2, 1),
    part(None, 0, 0, 1, 0),
    part(Some(0), 1, 63, 1, 0),
];

/// The most bytes of coefficients for a picture of so many blocks, and of the tables of its scans.
pub(crate) fn cost(blocks: u64) -> u64 {
    let scans = YCBCR.len().saturating_mul(size_of::<Scan>());
    blocks
        .saturating_mul(size_of::<Block>() as u64)
        .saturating_add(scans as u64)
        .saturating_add(100)
}

impl Scans {
    /// Transforms, quantises and counts. `quantizers` are for luma and for colour.
    pub(crate) fn new(frame: &Frame<'_>, quantizers: &[Quantizer; 2]) -> Result<Self, Error> {
        let parts = if frame.components.len() == 1 {
            GREY
        } else {
            YCBCR
        };
        let mut scans = Self {
            blocks: coefficients(frame, quantizers)?,
            list: reserved(parts.len())?,
            bits: 0,
        };
        for part in parts {
            let mut counting = Counting::default();
            let Ok(()) = scans.run(frame, *part, &mut counting);
            scans.bits = scans.bits.saturating_add(counting.bits);
            let tables = counting.counts.map(|counts| {
                let used = counts.iter().any(|count| *count > 0);
                used.then(|| {
                    let table = Table::optimal(&counts);
                    scans.bits = scans.bits.saturating_add(table.bits(&counts));
                    table
                })
            });
            scans.list.push(Scan {
                part: *part,
                tables,
            });
        }
        Ok(scans)
    }

    /// Bits of all scans, before stuffing.
    pub(crate) fn bits(&self) -> u64 {
        self.bits
    }

    /// `DHT`, `SOS` and codes of each scan.
    pub(crate) fn write(&self, frame: &Frame<'_>, output: &mut Output) -> Result<(), Full> {
        for scan in &self.list {
            let Part { component, band } = scan.part;
            let class = if band.last == 0 { Class::Dc } else { Class::Ac };
            for (number, table) in (0..).zip(&scan.tables) {
                if let Some(table) = table {
                    marker::huffman(output, class, number, table)?;
                }
            }
            let start = component.unwrap_or(0);
            let components = frame.components.get(start..).unwrap_or_default();
            let count = if component.is_some() {
                1
            } else {
                components.len()
            };
            marker::scan(
                output,
                start,
                components.get(..count).unwrap_or_default(),
                band,
            )?;
            self.run(
                frame,
                scan.part,
                &mut Writing {
                    output,
                    tables: &scan.tables,
                },
            )?;
            output.end_of_bits()?;
        }
        Ok(())
    }

    fn run<S: Sink>(&self, frame: &Frame<'_>, part: Part, sink: &mut S) -> Result<(), S::Error> {
        match part.component {
            None => self.run_dc(frame, part.band, sink),
            Some(component) => {
                let blocks = self.blocks.get(component).map_or(&[][..], Vec::as_slice);
                let tables = frame
                    .components
                    .get(component)
                    .map_or(Tables::Luma, |component| component.tables);
                ac::run(blocks, tables, part.band, sink)
            }
        }
    }

    /// All components, MCU by MCU (G.1.2.1).
    fn run_dc<S: Sink>(&self, frame: &Frame<'_>, band: Band, sink: &mut S) -> Result<(), S::Error> {
        let mut before = [0_i16; 3];
        for mcu_row in 0..frame.mcu_rows {
            for mcu_column in 0..frame.mcu_columns {
                sink.block()?;
                for place in frame.places(mcu_column, mcu_row) {
                    let (Some(component), Some(before)) = (
                        frame.components.get(place.component),
                        before.get_mut(place.component),
                    ) else {
                        continue;
                    };
                    // Beyond the plane the mean before is repeated, as in baseline files.
                    let value = if place.column < component.columns && place.row < component.rows {
                        self.mean(place.component, place.row, component.columns, place.column)
                            >> band.low
                    } else {
                        *before
                    };
                    if band.high == 0 {
                        let (size, extra) = signed_bits(value.wrapping_sub(*before));
                        sink.symbol(component.tables, size, extra, u32::from(size));
                    } else {
                        sink.bits(u32::from(value & 1 != 0), 1);
                    }
                    *before = value;
                }
            }
        }
        Ok(())
    }

    fn mean(&self, component: usize, row: u32, columns: u32, column: u32) -> i16 {
        let index = u64::from(row)
            .saturating_mul(u64::from(columns))
            .saturating_add(u64::from(column));
        let blocks = self.blocks.get(component);
        usize::try_from(index)
            .ok()
            .and_then(|index| blocks?.get(index))
            .map_or(0, |block| block[0][0])
    }
}

/// The quantised coefficients of every block that holds samples.
fn coefficients(frame: &Frame<'_>, quantizers: &[Quantizer; 2]) -> Result<Vec<Vec<Block>>, Error> {
    let mut all = reserved(frame.components.len())?;
    for component in &frame.components {
        let quantizer = match component.tables {
            Tables::Luma => &quantizers[0],
            Tables::Chroma => &quantizers[1],
        };
        let count = u64::from(component.columns).saturating_mul(u64::from(component.rows));
        let mut blocks = reserved(usize::try_from(count).map_err(|_| Error::OutOfMemory)?)?;
        for row in 0..component.rows {
            for column in 0..component.columns {
                blocks.push(block::coefficients(component, column, row, quantizer));
            }
        }
        all.push(blocks);
    }
    Ok(all)
}

fn reserved<T>(length: usize) -> Result<Vec<T>, Error> {
    let mut vector = Vec::new();
    match vector.try_reserve_exact(length) {
        Ok(()) => Ok(vector),
        Err(_) => Err(Error::OutOfMemory),
    }
}

/// The category of a value, and the bits that tell it from others in it (F.1.2.1).
fn signed_bits(value: i16) -> (u8, u32) {
    let size = 16_u32.wrapping_sub(value.unsigned_abs().leading_zeros());
    let ones = 1_u32.wrapping_shl(size).wrapping_sub(1);
    let extra = i32::from(value).wrapping_add(i32::from(value >> 15));
    (
        u8::try_from(size).unwrap_or(16),
        extra.cast_unsigned() & ones,
    )
}
