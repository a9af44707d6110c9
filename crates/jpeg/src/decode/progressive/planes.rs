//! Coefficients that were kept to samples: of one picture, or of several that are less fine.

use super::coefficients::CoefficientBuffer;
use crate::decode::corner::within;
use crate::decode::idct::{coarse, inverse};
use crate::decode::layout::ComponentLayout;
use crate::decode::store::put;
use crate::{Error, Plane};

impl CoefficientBuffer {
    /// The samples of a picture, `side` a side of each block, where `kept` coefficients a side are kept, at least as many.
    pub(super) fn plane(
        &self,
        kept: usize,
        side: u32,
        part: &ComponentLayout,
    ) -> Result<Plane, Error> {
        let mut plane = part.plane()?;
        plane.samples.clear();
        self.rows(kept, side, part, &mut |rows| {
            plane.samples.extend_from_slice(rows);
        })?;
        Ok(plane)
    }

    /// The same samples, a row of blocks at a time.
    pub(super) fn rows(
        &self,
        kept: usize,
        side: u32,
        part: &ComponentLayout,
        take: &mut dyn FnMut(&[u8]),
    ) -> Result<(), Error> {
        let steps = self
            .steps
            .ok_or(Error::Damaged("a quantisation table is missing"))?;
        let row = match side {
            1 => Self::row_of_means,
            2 => Self::row_of_blocks::<2>,
            4 => Self::row_of_blocks::<4>,
            _ => Self::row_of_blocks::<8>,
        };
        let mut plane = part.plane_of_block_row(side)?;
        let mut left = part.height;
        for number in part.top.. {
            let rows = side.min(left) as usize;
            if rows == 0 {
                break;
            }
            row(self, kept, part.left, number, &steps, &mut plane);
            let length = rows.saturating_mul(plane.width as usize);
            take(plane.samples.get(..length).unwrap_or_default());
            left = left.saturating_sub(side);
        }
        Ok(())
    }

    /// The mean of each block, as if no more of the DC terms had been read than that takes.
    fn row_of_means(&self, kept: usize, left: u32, row: u32, steps: &[i16; 64], plane: &mut Plane) {
        let missing = self.missing.unwrap_or(self.coverage.missing());
        // At most 13 bits are missing.
        let there = -1_i16 << missing;
        let blocks = self.blocks(kept, left, row);
        for (sample, block) in plane.samples.iter_mut().zip(blocks) {
            let term = block.first().copied().unwrap_or_default();
            *sample = coarse(term & there, steps[0], missing);
        }
    }

    fn row_of_blocks<const N: usize>(
        &self,
        kept: usize,
        left: u32,
        row: u32,
        steps: &[i16; 64],
        plane: &mut Plane,
    ) {
        let steps = within::<N>(steps, kept);
        let mut samples = [0; 64];
        let blocks = self.blocks(kept, left, row);
        for (x, block) in (0..plane.width as usize).step_by(N).zip(blocks) {
            if N == kept {
                inverse::<N, N>(block, &steps, &mut samples);
            } else {
                inverse::<N, N>(&within::<N>(block, kept), &steps, &mut samples);
            }
            let lines = samples.as_chunks().0.iter();
            put::<N>(plane, x, 0, lines);
        }
    }

    /// The blocks of a row from one on, `kept` coefficients a side.
    fn blocks(&self, kept: usize, column: u32, row: u32) -> impl Iterator<Item = &[i16]> {
        let block = kept.saturating_mul(kept).max(1);
        let row = row.saturating_sub(self.part.top) as usize;
        let column = column.saturating_sub(self.part.left) as usize;
        let columns = self.part.kept_columns as usize;
        let line = columns.saturating_mul(block);
        let lines = self.coefficients.get(row.saturating_mul(line)..);
        let line = lines.and_then(|lines| lines.get(..line));
        let line = line.unwrap_or_default().chunks_exact(block);
        line.skip(column)
    }
}
