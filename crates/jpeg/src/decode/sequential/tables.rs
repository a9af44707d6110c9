//! The Huffman tables of a scan.

use crate::Error;
use crate::decode::huffman::{Class, Table};
use crate::decode::scan::{Scan, ScanComponent};
use crate::decode::tables::Tables;

/// The tables that a scan uses, each made once.
pub(super) struct ScanTables {
    dc: [Option<Table>; 4],
    ac: [Option<Table>; 4],
}

impl ScanTables {
    /// `measured` is the component whose coefficients are measured.
    pub(super) fn new(
        scan: &Scan,
        tables: &Tables,
        measured: Option<usize>,
    ) -> Result<Self, Error> {
        let mut made = Self {
            dc: [const { None }; 4],
            ac: [const { None }; 4],
        };
        let missing = Error::Damaged("a Huffman table is missing");
        for selected in &scan.components {
            let place = made.dc.get_mut(selected.dc).ok_or(missing)?;
            if place.is_none() {
                *place = Some(Table::new(tables.dc(selected.dc)?, Class::Dc)?);
            }
            let place = made.ac.get_mut(selected.ac).ok_or(missing)?;
            if place.is_none() {
                *place = Some(Table::new(tables.ac(selected.ac)?, Class::Ac)?.with_leaps()?);
            }
            if measured == Some(selected.component) {
                *place = place.take().map(Table::with_pairs).transpose()?;
            }
        }
        Ok(made)
    }

    pub(super) fn of(&self, selected: &ScanComponent) -> Result<(&Table, &Table), Error> {
        let missing = Error::Damaged("a Huffman table is missing");
        let dc = self.dc.get(selected.dc).and_then(Option::as_ref);
        let ac = self.ac.get(selected.ac).and_then(Option::as_ref);
        Ok((dc.ok_or(missing)?, ac.ok_or(missing)?))
    }
}
