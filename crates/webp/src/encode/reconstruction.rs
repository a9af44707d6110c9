//! What a decoder makes of a frame, from what its encoder decided.

use alloc::vec::Vec;

use super::error::Error;
use super::source::Blocks;
use crate::Planes;
use crate::filter::Strength;
use crate::header::Filter;
use crate::modes::{Luma, Macroblock};
use crate::plane_buffer::{Finished, PlaneBuffer};
use crate::transform::Samples;

/// A frame before it is filtered.
pub(crate) struct Reconstruction {
    buffers: [PlaneBuffer; 3],
    columns: usize,
    rows: usize,
    /// Segment, whether in 4x4 blocks, whether there are coefficients.
    macroblocks: Vec<(u8, bool, bool)>,
}

impl Reconstruction {
    pub(crate) fn new(planes: &Planes) -> Result<Self, Error> {
        let size = |plane: &crate::Plane| {
            let side = |side: u32| usize::try_from(side).unwrap_or_default();
            (side(plane.width), side(plane.height))
        };
        let (width, height) = size(&planes.luma);
        let (columns, rows) = (width.div_ceil(16), height.div_ceil(16));
        let buffer = |plane, side| {
            let buffer = PlaneBuffer::new((columns, rows), side, size(plane), Finished::Kept);
            buffer.map_err(|_| Error::OutOfMemory)
        };
        let [u, v] = &planes.chroma;
        let mut macroblocks = Vec::new();
        macroblocks
            .try_reserve_exact(columns.saturating_mul(rows))
            .map_err(|_| Error::OutOfMemory)?;
        Ok(Self {
            buffers: [buffer(&planes.luma, 16)?, buffer(u, 8)?, buffer(v, 8)?],
            columns,
            rows,
            macroblocks,
        })
    }

    /// The next macroblock.
    pub(crate) fn put(
        &mut self,
        column: usize,
        row: usize,
        macroblock: &Macroblock,
        blocks: &Blocks,
    ) {
        let in_blocks = matches!(macroblock.luma, Luma::Blocks(_));
        let macroblock = (macroblock.segment, in_blocks, macroblock.has_coefficients);
        self.macroblocks.push(macroblock);
        let [luma, u, v] = &mut self.buffers;
        put::<4>(luma, (column, row), &blocks.luma);
        for (buffer, blocks) in [u, v].into_iter().zip(&blocks.chroma) {
            put::<2>(buffer, (column, row), blocks);
        }
    }

    pub(crate) fn finish(mut self, filter: &Filter) -> Planes {
        let places = (0..self.rows).flat_map(|row| (0..self.columns).map(move |it| (it, row)));
        for ((column, row), (segment, in_blocks, is_coded)) in places.zip(self.macroblocks) {
            if let Some(strength) = Strength::new(filter, segment, in_blocks, is_coded) {
                strength.apply(&mut self.buffers, column, row);
            }
        }
        let [luma, u, v] = self.buffers;
        Planes {
            luma: luma.finish(),
            chroma: [u.finish(), v.finish()],
        }
    }
}

/// Blocks, `ACROSS` in a row.
fn put<const ACROSS: usize>(
    buffer: &mut PlaneBuffer,
    (column, row): (usize, usize),
    blocks: &[Samples],
) {
    let mut start = buffer.at(column, row);
    for blocks in blocks.as_chunks::<ACROSS>().0 {
        let mut at = start;
        for block in blocks {
            for (row, samples) in buffer.square_mut::<4>(at).zip(block.as_chunks::<4>().0) {
                *row = *samples;
            }
            at = at.saturating_add(4);
        }
        start = start.saturating_add(buffer.stride.saturating_mul(4));
    }
}
