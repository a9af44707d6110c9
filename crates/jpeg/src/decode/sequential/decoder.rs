//! All scans of a file.

use alloc::vec::Vec;

use super::scan::decode_scan;
use crate::decode::frame::Component;
use crate::decode::layout::Layout;
use crate::decode::marker::{EOI, SOS};
use crate::decode::scan::Scan;
use crate::decode::segment::Segments;
use crate::decode::tables::Tables;
use crate::{Error, Plane};

/// Decodes all scans, with `N` samples a side of each block, made of `C` coefficients a side.
pub(in crate::decode) fn decode<const C: usize, const N: usize>(
    segments: &mut Segments<'_>,
    components: &[Component],
    mut tables: Tables,
    layout: &Layout,
) -> Result<Vec<Plane>, Error> {
    let mut planes = Vec::with_capacity(layout.components.len());
    for part in &layout.components {
        planes.push(part.plane()?);
    }
    let mut missing = layout.components.len();
    let mut seen = [false; 4];
    while missing > 0 {
        let segment = segments.next()?;
        match segment.marker {
            SOS => {
                let scan = Scan::parse(segment.body, components)?;
                for selected in &scan.components {
                    let seen = seen
                        .get_mut(selected.component)
                        .ok_or(Error::Damaged("a scan header is not one"))?;
                    if core::mem::replace(seen, true) {
                        return Err(Error::Damaged("two scans hold the same component"));
                    }
                    missing = missing.saturating_sub(1);
                }
                decode_scan::<C, N>(segments, &scan, &tables, components, layout, &mut planes)?;
            }
            EOI => return Err(Error::Truncated),
            _ => tables.update(segment)?,
        }
    }
    Ok(planes)
}
