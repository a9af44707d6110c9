//! All scans of a file.

use alloc::vec::Vec;

use super::measured::Measured;
use super::one::One;
use super::scan::decode_scan;
use super::several::Several;
use super::sink::Sink;
use crate::Error;
use crate::decode::file::File;
use crate::decode::marker::{EOI, SOS};
use crate::decode::rows::Rows;
use crate::decode::scan::Scan;
use crate::decode::segment::Segments;
use crate::decode::target::{Target, row_targets, targets};
use crate::decode::variances;

/// Decodes all scans into the targets of each component, whose rows are handed out where somebody receives them.
type DecodeScans = fn(
    &mut Segments<'_>,
    File<'_>,
    &mut [Vec<Target>],
    Option<&mut (dyn Rows + '_)>,
) -> Result<(), Error>;

/// Decodes all scans: of each component the planes of all layouts, and of the first one their variances.
pub(in crate::decode) fn decode(
    segments: &mut Segments<'_>,
    file: File<'_>,
) -> Result<Vec<Vec<variances::Measured>>, Error> {
    let around = file.around;
    let mut targets = targets(file.layouts)?;
    let decode_scans = match (file.layouts, around.side) {
        ([_], 1) if around.variances => decode_scans::<Measured<1, 1>>,
        ([_], 2) if around.variances => decode_scans::<Measured<2, 2>>,
        ([_], 4) if around.variances => decode_scans::<Measured<8, 4>>,
        ([_], side) => decode_one(side),
        (_, ..=2) if around.variances => decode_scans::<Several<2, true>>,
        _ if around.variances => decode_scans::<Several<8, true>>,
        (_, ..=2) => decode_scans::<Several<2, false>>,
        _ => decode_scans::<Several<8, false>>,
    };
    decode_scans(segments, file, &mut targets, None)?;
    let planes = targets
        .into_iter()
        .map(|targets| targets.into_iter().map(Target::into_parts).collect());
    Ok(planes.collect())
}

/// Decodes all scans, and hands out the rows of the only layout.
pub(in crate::decode) fn decode_rows(
    segments: &mut Segments<'_>,
    file: File<'_>,
    receiver: &mut dyn Rows,
) -> Result<(), Error> {
    let mut targets = row_targets(file.around)?;
    decode_one(file.around.side)(segments, file, &mut targets, Some(receiver))
}

/// One picture, of so many samples a side of a block.
fn decode_one(side: u32) -> DecodeScans {
    match side {
        1 => decode_scans::<One<1, 1>>,
        2 => decode_scans::<One<2, 2>>,
        4 => decode_scans::<One<8, 4>>,
        _ => decode_scans::<One<8, 8>>,
    }
}

fn decode_scans<S: Sink>(
    segments: &mut Segments<'_>,
    file: File<'_>,
    targets: &mut [Vec<Target>],
    mut receiver: Option<&mut (dyn Rows + '_)>,
) -> Result<(), Error> {
    let File {
        components,
        mut tables,
        around,
        ..
    } = file;
    let mut missing = around.components.len();
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
                let receiver = receiver.as_deref_mut();
                decode_scan::<S>(
                    segments, &scan, &tables, components, around, targets, receiver,
                )?;
            }
            EOI => return Err(Error::Truncated),
            _ => tables.update(segment)?,
        }
    }
    Ok(())
}
