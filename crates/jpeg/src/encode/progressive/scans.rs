//! The scans of a picture: blocks to coefficients, which are counted and then written.

use alloc::vec::Vec;

use super::ac;
use super::script::{GREY, Part, YCBCR};
use super::sink::{Counting, Sink, Writing};
use crate::encode::block;
use crate::encode::fdct::Block;
use crate::encode::frame::{Frame, Tables};
use crate::encode::huffman::Table;
use crate::encode::magnitude::category_and_bits;
use crate::encode::marker::{self, Band, Class};
use crate::encode::output::{Full, Output};
use crate::encode::quantizer::Quantizer;
use crate::error::Error;

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
                        let (size, extra) = category_and_bits(value.wrapping_sub(*before));
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
