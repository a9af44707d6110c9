//! All scans of a file.

use alloc::vec::Vec;

use super::scan::decode_scan;
use crate::decode::bits::Bits;
use crate::decode::layout::Layout;
use crate::decode::marker::{EOI, SOS};
use crate::decode::preamble::Preamble;
use crate::decode::scan::Scan;
use crate::decode::segment::Segments;
use crate::{Error, Plane};

/// Decodes all scans, with `N` samples a side of each block, made of `C` coefficients a side.
pub(in crate::decode) fn decode<const C: usize, const N: usize>(
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
