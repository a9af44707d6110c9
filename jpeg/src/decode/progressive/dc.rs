//! Scans of DC terms (T.81, G.1.2.1): one component or several.

use alloc::vec::Vec;

use super::plan::Planned;
use super::restart::Pause;
use super::store::{Store, cut};
use crate::Error;
use crate::decode::bits::Bits;
use crate::decode::header::Tables;
use crate::decode::huffman::{Class, Table};
use crate::decode::layout::Layout;

impl Planned {
    /// A scan of DC terms: the `FIRST` (T.81, G.1.2.1), or a bit more of each.
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "block numbers are at most 4 times 8192 or so; low is at most 13"
    )]
    pub(super) fn dc<const N: usize, const FIRST: bool>(
        &self,
        bits: Bits<'_>,
        tables: &Tables<'_>,
        layout: &Layout,
        stores: &mut [Store],
    ) -> Result<(), Error> {
        let mut made: [Option<Table>; 4] = [const { None }; 4];
        let missing = Error::Damaged("a Huffman table is missing");
        let alone = self.scan.selected.len() == 1;
        let mut streams = Vec::with_capacity(self.scan.selected.len());
        let (mut columns, mut rows) = (layout.mcu_columns, layout.mcu_rows);
        for selected in &self.scan.selected {
            let part = *layout.parts.get(selected.component).ok_or(missing)?;
            let place = made.get_mut(selected.dc).ok_or(missing)?;
            if FIRST && place.is_none() {
                let code = tables.dc.get(selected.dc).copied().flatten();
                *place = Some(Table::new(&code.ok_or(missing)?, Class::Dc, false)?);
            }
            if alone {
                (columns, rows) = (part.columns, part.rows);
            }
            streams.push(DcStream {
                component: selected.component,
                table: selected.dc,
                horizontal: if alone { 1 } else { part.horizontal },
                vertical: if alone { 1 } else { part.vertical },
                prediction: 0,
            });
        }
        let mut bits = bits;
        let mut pause = Pause::new(tables.restart);
        for mcu_row in 0..rows {
            for mcu_column in 0..columns {
                if pause.is_due() {
                    bits = pause.restarted(bits)?;
                    for stream in &mut streams {
                        stream.prediction = 0;
                    }
                }
                pause.passed(1);
                for stream in &mut streams {
                    let store = stores.get_mut(stream.component).ok_or(missing)?;
                    let table = made.get(stream.table).and_then(Option::as_ref);
                    for y in 0..stream.vertical {
                        for x in 0..stream.horizontal {
                            let place = store.place::<N>(
                                mcu_column * stream.horizontal + x,
                                mcu_row * stream.vertical + y,
                            );
                            let term = place.and_then(|place| store.coefficients.get_mut(place));
                            if FIRST {
                                let difference = table.ok_or(missing)?.difference(&mut bits)?;
                                stream.prediction = stream.prediction.wrapping_add(difference);
                                if let Some(term) = term {
                                    *term = cut(stream.prediction << self.scan.low);
                                }
                            } else {
                                let more = bits.read(1);
                                if let Some(term) = term {
                                    *term |= cut((more << self.scan.low).cast_signed());
                                }
                            }
                        }
                    }
                }
                if bits.overrun() {
                    return Err(Error::Truncated);
                }
            }
        }
        Ok(())
    }
}

/// A component in a scan of DC terms.
struct DcStream {
    component: usize,
    table: usize,
    horizontal: u32,
    vertical: u32,
    prediction: i32,
}
