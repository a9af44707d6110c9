//! The scans that matter, one after the other.

use alloc::vec::Vec;

use super::band::Band;
use super::coefficients::CoefficientBuffer;
use super::plan::{MAX_SCANS, Plan, Planned};
use crate::decode::bits::Bits;
use crate::decode::corner::Corner;
use crate::decode::layout::Layout;
use crate::decode::marker::SOS;
use crate::decode::preamble::Preamble;
use crate::decode::segment::Segments;
use crate::decode::tables::Tables;
use crate::{Error, Plane};

/// Bytes that decoding takes for each kept block beside the planes, at most, with `N` samples a side.
pub(in crate::decode) fn cost_of_kept(side: u64) -> u64 {
    side.saturating_mul(side).saturating_mul(2)
}

/// Bytes that decoding takes for each block of the picture, at most.
pub(in crate::decode) fn cost_of_block(side: u64) -> u64 {
    if side == 1 { 0 } else { 8 }
}

/// Bytes of the list of scans, which grows by doubling.
pub(in crate::decode) const COST: u64 =
    3 * MAX_SCANS as u64 * size_of::<Planned>() as u64 + 64 * 1024;

/// Decodes the scans that matter, with `N` samples a side of each block.
pub(in crate::decode) fn decode<const N: usize>(
    file: &[u8],
    preamble: &Preamble<'_>,
    layout: &Layout,
) -> Result<Vec<Plane>, Error> {
    let plan = Plan::new::<N>(file, preamble)?;
    let mut buffers = Vec::with_capacity(layout.components.len());
    for (part, needs_set) in layout.components.iter().zip(plan.needs_set) {
        buffers.push(CoefficientBuffer::new::<N>(*part, needs_set)?);
    }
    let mut tables = preamble.tables;
    let mut segments = Segments::at(file, preamble.scans);
    for planned in &plan.scans {
        loop {
            let segment = segments.next()?;
            if segment.marker == SOS {
                break;
            }
            tables.update(segment)?;
        }
        for selected in &planned.scan.components {
            let buffer = buffers.get_mut(selected.component);
            let Some(buffer) = buffer.filter(|buffer| buffer.steps.is_none()) else {
                continue;
            };
            // The table that holds at a component's first scan is its table (T.81, B.2.4.1).
            buffer.steps = preamble
                .components
                .get(selected.component)
                .and_then(|component| tables.quantization.get(component.quantization).copied())
                .flatten()
                .map(|steps| Corner::<N>::steps(&steps));
        }
        if planned.needed != 0 {
            let data = file.get(segments.position..planned.end).unwrap_or_default();
            planned.decode::<N>(&Bits::new(data), &tables, layout, &mut buffers)?;
        }
        segments.position = planned.end;
    }
    // What a refinement had to know is not needed any more when the planes are made.
    for buffer in &mut buffers {
        buffer.sets = Vec::new();
    }
    buffers
        .into_iter()
        .map(CoefficientBuffer::into_plane::<N>)
        .collect()
}

impl Planned {
    fn decode<const N: usize>(
        &self,
        bits: &Bits<'_>,
        tables: &Tables<'_>,
        layout: &Layout,
        buffers: &mut [CoefficientBuffer],
    ) -> Result<(), Error> {
        if self.scan.first == 0 {
            return if self.scan.high == 0 {
                self.dc::<N, true>(bits, tables, layout, buffers)
            } else {
                self.dc::<N, false>(bits, tables, layout, buffers)
            };
        }
        let damaged = Error::Damaged("a scan header is not one");
        let selected = self.scan.components.first().ok_or(damaged)?;
        let buffer = buffers.get_mut(selected.component).ok_or(damaged)?;
        let table = self.band_table::<N>(&tables.ac(selected.ac)?)?;
        let band = Band::new::<N>(self, &table)?;
        if self.scan.high == 0 {
            band.first_scan::<N>(bits, tables.restart, buffer)
        } else {
            band.refinement::<N>(bits, tables.restart, buffer)
        }
    }
}
