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
        let steps = self
            .steps
            .ok_or(Error::Damaged("a quantisation table is missing"))?;
        match side {
            1 => self.means(kept, part, steps[0]),
            2 => self.samples::<2>(kept, part, &steps),
            4 => self.samples::<4>(kept, part, &steps),
            _ => self.samples::<8>(kept, part, &steps),
        }
    }

    /// The mean of each block, as if no more of the DC terms had been read than that takes.
    fn means(&self, kept: usize, part: &ComponentLayout, step: i16) -> Result<Plane, Error> {
        let mut plane = part.plane()?;
        let missing = self.missing.unwrap_or(self.coverage.missing());
        // At most 13 bits are missing.
        let there = -1_i16 << missing;
        let rows = plane.samples.chunks_exact_mut(part.width.max(1) as usize);
        for (samples, row) in rows.zip(part.top..) {
            let blocks = self.blocks(kept, part.left, row);
            for (sample, block) in samples.iter_mut().zip(blocks) {
                let term = block.first().copied().unwrap_or_default();
                *sample = coarse(term & there, step, missing);
            }
        }
        Ok(plane)
    }

    fn samples<const N: usize>(
        &self,
        kept: usize,
        part: &ComponentLayout,
        steps: &[i16; 64],
    ) -> Result<Plane, Error> {
        let steps = within::<N>(steps, kept);
        let mut plane = part.plane()?;
        let (width, height) = (plane.width as usize, plane.height as usize);
        let mut samples = [0; 64];
        for (y, row) in (0..height).step_by(N).zip(part.top..) {
            let blocks = self.blocks(kept, part.left, row);
            for (x, block) in (0..width).step_by(N).zip(blocks) {
                if N == kept {
                    inverse::<N, N>(block, &steps, &mut samples);
                } else {
                    inverse::<N, N>(&within::<N>(block, kept), &steps, &mut samples);
                }
                let lines = samples.as_chunks().0.iter();
                put::<N>(&mut plane, x, y, lines);
            }
        }
        Ok(plane)
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
