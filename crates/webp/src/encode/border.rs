//! What predictions see: the samples above a macroblock and to its left, as the decoder has them before it filters.

use alloc::vec::Vec;

use super::error::Error;
use super::kernel::true_motion;
use super::memory::filled;
use super::source::Blocks;
use crate::modes::Mode;
use crate::plane_buffer::{ABOVE_SAMPLE, LEFT_SAMPLE};
use crate::predict::{average, rows};
use crate::transform::Samples;

/// The samples around `N` by `N` ones.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Edge<const N: usize> {
    pub(crate) corner: u8,
    pub(crate) above: [u8; N],
    pub(crate) left: [u8; N],
}

/// The samples around a macroblock.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Edges {
    pub(crate) luma: Edge<16>,
    /// Above to the right.
    pub(crate) beyond: [u8; 4],
    pub(crate) chroma: [Edge<8>; 2],
    /// Whether there is a macroblock above, and one to the left.
    pub(crate) exist: (bool, bool),
}

/// The last samples of the macroblocks above and of the one to the left.
pub(crate) struct Border {
    luma: Component<16>,
    chroma: [Component<8>; 2],
}

struct Component<const N: usize> {
    above: Vec<[u8; N]>,
    left: [u8; N],
    corner: u8,
}

impl Border {
    /// Bytes for so many macroblocks in a row.
    pub(crate) fn cost(columns: usize) -> usize {
        columns.saturating_mul(32)
    }

    pub(crate) fn new(columns: usize) -> Result<Self, Error> {
        Ok(Self {
            luma: Component::new(columns)?,
            chroma: [Component::new(columns)?, Component::new(columns)?],
        })
    }

    /// Before the first macroblock of a row.
    pub(crate) fn begin_row(&mut self, row: usize) {
        self.luma.begin_row(row);
        self.chroma.iter_mut().for_each(|it| it.begin_row(row));
    }

    pub(crate) fn edges(&self, column: usize, row: usize) -> Edges {
        let luma = self.luma.edge(column);
        let right = self.luma.above.get(column.saturating_add(1));
        let beyond = match right {
            Some(&[a, b, c, d, ..]) => [a, b, c, d],
            None => [luma.above[15]; 4],
        };
        let [u, v] = &self.chroma;
        Edges {
            luma,
            beyond,
            chroma: [u.edge(column), v.edge(column)],
            exist: (row > 0, column > 0),
        }
    }

    /// Behind a macroblock, which the ones to the right and below look at.
    pub(crate) fn pass(&mut self, column: usize, blocks: &Blocks) {
        self.luma.pass::<4>(column, &blocks.luma);
        for (component, blocks) in self.chroma.iter_mut().zip(&blocks.chroma) {
            component.pass::<2>(column, blocks);
        }
    }
}

impl<const N: usize> Component<N> {
    fn new(columns: usize) -> Result<Self, Error> {
        Ok(Self {
            above: filled([ABOVE_SAMPLE; N], columns)?,
            left: [LEFT_SAMPLE; N],
            corner: ABOVE_SAMPLE,
        })
    }

    fn begin_row(&mut self, row: usize) {
        self.left = [LEFT_SAMPLE; N];
        self.corner = if row == 0 { ABOVE_SAMPLE } else { LEFT_SAMPLE };
    }

    fn edge(&self, column: usize) -> Edge<N> {
        let above = self.above.get(column);
        Edge {
            corner: self.corner,
            above: above.copied().unwrap_or([ABOVE_SAMPLE; N]),
            left: self.left,
        }
    }

    fn pass<const ACROSS: usize>(&mut self, column: usize, blocks: &[Samples]) {
        let rows = blocks.as_chunks::<ACROSS>().0;
        let lefts = self.left.as_chunks_mut::<4>().0;
        for (left, row) in lefts.iter_mut().zip(rows) {
            if let Some(last) = row.last() {
                *left = right_column(last);
            }
        }
        let (Some(above), Some(last)) = (self.above.get_mut(column), rows.last()) else {
            return;
        };
        if let Some(corner) = above.last() {
            self.corner = *corner;
        }
        for (above, block) in above.as_chunks_mut::<4>().0.iter_mut().zip(last) {
            *above = bottom_row(block);
        }
    }
}

#[inline]
pub(crate) fn bottom_row(block: &Samples) -> [u8; 4] {
    let [.., a, b, c, d] = *block;
    [a, b, c, d]
}

#[inline]
pub(crate) fn right_column(block: &Samples) -> [u8; 4] {
    [block[3], block[7], block[11], block[15]]
}

impl<const N: usize> Edge<N> {
    /// What a mode of whole macroblocks makes of it, block by block.
    #[inline]
    pub(crate) fn predict(&self, mode: Mode, exist: (bool, bool), blocks: &mut [Samples]) {
        let (above, left) = (self.above.as_chunks::<4>().0, self.left.as_chunks::<4>().0);
        if mode == Mode::Dc {
            let above = exist.0.then_some(self.above);
            blocks.fill([average(above, exist.1.then_some(self.left)); 16]);
            return;
        }
        for (blocks, left) in blocks.chunks_exact_mut(above.len().max(1)).zip(left) {
            for (block, above) in blocks.iter_mut().zip(above) {
                *block = match mode {
                    Mode::Vertical => rows([*above; 4]),
                    Mode::Horizontal => rows(left.map(|left| [left; 4])),
                    _ => true_motion(*above, *left, self.corner),
                };
            }
        }
    }
}
