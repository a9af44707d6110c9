//! Blocks of a plane: samples in, quantised coefficients out.

use core::array;

use super::fdct::{self, Block};
use super::frame::Component;
use super::quantizer::Quantizer;
use crate::planes::Plane;

/// The quantised coefficients of the block at `column`, `row` (in blocks), which must hold a sample of the plane.
#[inline]
pub(crate) fn coefficients(
    component: &Component<'_>,
    column: u32,
    row: u32,
    quantizer: &Quantizer,
) -> Block {
    let (column, row) = (index(column), index(row));
    let samples =
        inner(component.plane, column, row).unwrap_or_else(|| edge(component.plane, column, row));
    quantizer.quantize(&fdct::forward(&samples))
}

/// A block that lies within the plane, nothing for others.
#[inline]
fn inner(plane: &Plane, column: usize, row: usize) -> Option<[[u8; 8]; 8]> {
    let width = index(plane.width);
    let left = column.checked_mul(8)?;
    if left.checked_add(8)? > width {
        return None;
    }
    let mut samples = [[0; 8]; 8];
    let start = row.checked_mul(8)?.checked_mul(width)?;
    let end = start.checked_add(width.checked_mul(8)?)?;
    let rows = plane.samples.get(start..end)?;
    for (target, source) in samples.iter_mut().zip(rows.chunks_exact(width)) {
        *target = *source.get(left..)?.first_chunk()?;
    }
    Some(samples)
}

/// A block of which parts may lie outside: the last column and the last row are repeated, as libjpeg does, which
/// costs fewer bits than an edge to black would.
#[cold]
fn edge(plane: &Plane, column: usize, row: usize) -> [[u8; 8]; 8] {
    let within = |block: usize, offset: usize, length: u32| {
        let position = block.saturating_mul(8).saturating_add(offset);
        position.min(index(length).saturating_sub(1))
    };
    array::from_fn(|y| {
        let start = within(row, y, plane.height).saturating_mul(index(plane.width));
        array::from_fn(|x| {
            let position = start.saturating_add(within(column, x, plane.width));
            plane.samples.get(position).copied().unwrap_or_default()
        })
    })
}

fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
