//! The scans that matter, one after the other.

use alloc::vec::Vec;

use super::band::{Band, band_table};
use super::block_rows::BlockRows;
use super::coefficients::CoefficientBuffer;
use super::coverage::may_be_refined;
use super::dc::read_dc_scan;
use crate::Error;
use crate::decode::corner::Corner;
use crate::decode::entropy::{self, read_scan};
use crate::decode::file::File;
use crate::decode::frame::Component;
use crate::decode::layout::Layout;
use crate::decode::marker::{EOI, SOS};
use crate::decode::rows::Rows;
use crate::decode::scan::Scan;
use crate::decode::segment::Segments;
use crate::decode::tables::Tables;
use crate::decode::variances::Measured;

/// Scans that a file may have. Each costs up to a visit to each block, even if it holds no more than a few
/// bytes, so a decode takes no longer than 100 such visits; files from encoders have about ten scans.
pub(in crate::decode) const MAX_SCANS: u64 = 100;

/// Bytes that decoding takes for each kept block beside the planes, at most, with `N` samples a side.
pub(in crate::decode) fn cost_of_kept(side: u64) -> u64 {
    side.saturating_mul(side).saturating_mul(2)
}

/// Bytes that decoding takes for each block of the picture, at most.
pub(in crate::decode) fn cost_of_block(side: u64) -> u64 {
    if side == 1 { 0 } else { 8 }
}

/// Decodes the scans that matter: of each component the planes of all layouts.
pub(in crate::decode) fn decode(
    segments: &mut Segments<'_>,
    file: File<'_>,
) -> Result<Vec<Vec<Measured>>, Error> {
    let (layouts, kept) = (file.layouts, file.around.side as usize);
    let buffers = read_scans(segments, file)?;
    let planes = (0..).zip(buffers).map(|(index, buffer)| {
        let parts = layouts
            .iter()
            .filter_map(|layout| Some((layout.side, layout.components.get(index)?)));
        let planes = parts.map(|(side, part)| Ok((buffer.plane(kept, side, part)?, None)));
        planes.collect()
    });
    planes.collect()
}

/// The same of one layout, whose rows are handed out.
pub(in crate::decode) fn decode_rows(
    segments: &mut Segments<'_>,
    file: File<'_>,
    receiver: &mut dyn Rows,
) -> Result<(), Error> {
    let layout = file.around;
    let buffers = read_scans(segments, file)?;
    for (index, (buffer, part)) in buffers.into_iter().zip(&layout.components).enumerate() {
        let take = &mut |rows: &[u8]| receiver.take(index, rows);
        buffer.rows(layout.side as usize, layout.side, part, take)?;
    }
    Ok(())
}

/// The coefficients of the scans that matter, as many a side as the finest layout has samples.
fn read_scans(
    segments: &mut Segments<'_>,
    file: File<'_>,
) -> Result<Vec<CoefficientBuffer>, Error> {
    match file.around.side {
        1 => read_all::<1>(segments, file),
        2 => read_all::<2>(segments, file),
        4 => read_all::<4>(segments, file),
        _ => read_all::<8>(segments, file),
    }
}

fn read_all<const N: usize>(
    segments: &mut Segments<'_>,
    file: File<'_>,
) -> Result<Vec<CoefficientBuffer>, Error> {
    let File {
        components,
        mut tables,
        around,
        max_scans,
        ..
    } = file;
    let mut buffers = Vec::with_capacity(around.components.len());
    for part in &around.components {
        buffers.push(CoefficientBuffer::new::<N>(*part)?);
    }
    let mut scans = 0_u64;
    loop {
        note_means(&mut buffers);
        if buffers.iter().all(CoefficientBuffer::is_enough::<N>) {
            break;
        }
        let segment = segments.next()?;
        match segment.marker {
            SOS => {
                let scan = Scan::parse(segment.body, components)?;
                scan.check_progressive()?;
                scans = scans.saturating_add(1);
                if scans > MAX_SCANS {
                    return Err(Error::Unsupported("more than 100 scans"));
                }
                if scans > max_scans {
                    return Err(Error::TooManyScans);
                }
                take_steps::<N>(&scan, components, &tables, &mut buffers);
                read_one::<N>(segments, &scan, &tables, around, &mut buffers)?;
                for selected in &scan.components {
                    if let Some(buffer) = buffers.get_mut(selected.component) {
                        buffer.coverage.add(&scan);
                    }
                }
            }
            // A file may leave out what it does not want to say.
            EOI if buffers.iter().all(|it| it.coverage.is_started()) => break,
            EOI => return Err(Error::Truncated),
            _ => tables.update(segment)?,
        }
    }
    // What a refinement had to know is not needed any more when the planes are made.
    for buffer in &mut buffers {
        buffer.sets = Vec::new();
    }
    Ok(buffers)
}

/// Keeps in mind how much of the DC terms is there when that is enough for means: whoever wants nothing else reads no
/// further, and means are the same whoever else wants more.
fn note_means(buffers: &mut [CoefficientBuffer]) {
    let enough = |buffer: &CoefficientBuffer| buffer.is_enough::<1>();
    if buffers.iter().all(enough) {
        for buffer in buffers {
            let missing = buffer.coverage.missing();
            buffer.missing.get_or_insert(missing);
        }
    }
}

/// The table that holds at a component's first scan is its table (T.81, B.2.4.1).
fn take_steps<const N: usize>(
    scan: &Scan,
    components: &[Component],
    tables: &Tables,
    buffers: &mut [CoefficientBuffer],
) {
    for selected in &scan.components {
        let buffer = buffers.get_mut(selected.component);
        if let Some(buffer) = buffer.filter(|buffer| buffer.steps.is_none()) {
            buffer.steps = components
                .get(selected.component)
                .and_then(|component| tables.quantization.get(component.quantization))
                .and_then(Option::as_ref)
                .map(Corner::<N>::steps);
        }
    }
}

/// Reads the scan whose header is the last segment, or passes it over.
fn read_one<const N: usize>(
    segments: &mut Segments<'_>,
    scan: &Scan,
    tables: &Tables,
    layout: &Layout,
    buffers: &mut [CoefficientBuffer],
) -> Result<(), Error> {
    if scan.first == 0 {
        return if scan.high == 0 {
            read_dc_scan::<N, true>(segments, scan, tables, layout, buffers)
        } else {
            read_dc_scan::<N, false>(segments, scan, tables, layout, buffers)
        };
    }
    let damaged = Error::Damaged("a scan header is not one");
    let selected = scan.components.first().ok_or(damaged)?;
    let buffer = buffers.get_mut(selected.component).ok_or(damaged)?;
    if !buffer.coverage.wants::<N>(scan) {
        return Ok(());
    }
    if buffer.coverage.refines_what_is_finished(scan) {
        return Err(Error::Damaged("a scan is out of place"));
    }
    if scan.high > 0 || may_be_refined(scan) {
        buffer.keep_sets()?;
    }
    let table = band_table::<N>(scan, tables.ac(selected.ac)?)?;
    let band = Band::new::<N>(scan, &table)?;
    let mut rows = BlockRows::new(&buffer.part, tables.restart);
    let most = (BlockRows::MOST as usize).saturating_mul(entropy::BLOCK);
    if scan.high == 0 {
        read_scan(segments, most, &mut |bits, least| {
            band.first_scan::<N>(bits, least, &mut rows, buffer)
        })
    } else {
        read_scan(segments, most, &mut |bits, least| {
            band.refinement::<N>(bits, least, &mut rows, buffer)
        })
    }
}
