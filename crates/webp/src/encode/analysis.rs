//! How much of what is lost is seen in each macroblock (libwebp's susceptibility, or alpha): a look at all of them
//! before the first is written.

use alloc::vec::Vec;

use super::border::{Border, Edges};
use super::error::Error;
use super::kernel::{forward, sizes};
use super::memory::filled;
use super::source::Blocks;
use crate::Planes;
use crate::modes::Mode;
use crate::transform::Samples;

/// What the look at all macroblocks found.
pub(crate) struct Analysis {
    /// Of each macroblock, row by row: 0 where detail hides losses, 255 where every loss is seen.
    pub(crate) susceptibilities: Vec<u8>,
    /// The mean of how well colour is predicted, from 0 to about 500.
    pub(crate) chroma: u32,
}

impl Analysis {
    pub(crate) fn new(planes: &Planes, (columns, rows): (usize, usize)) -> Result<Self, Error> {
        let count = columns.saturating_mul(rows);
        let mut susceptibilities = filled(0, count)?;
        let mut border = Border::new(columns)?;
        let mut chroma_sum = 0_u64;
        let lines = susceptibilities.chunks_mut(columns.max(1));
        for (row, line) in lines.enumerate() {
            border.begin_row(row);
            for (column, place) in line.iter_mut().enumerate() {
                let source = Blocks::load(planes, column, row);
                let (luma, chroma) = measure(&source, &border.edges(column, row));
                let mixed = luma.saturating_mul(3).saturating_add(chroma);
                let mixed = mixed.saturating_add(2) >> 2;
                *place = u8::MAX.saturating_sub(u8::try_from(mixed).unwrap_or(u8::MAX));
                chroma_sum = chroma_sum.saturating_add(chroma.into());
                // As if nothing were lost.
                border.pass(column, &source);
            }
        }
        let mean = chroma_sum.checked_div(count as u64).unwrap_or_default();
        Ok(Self {
            susceptibilities,
            chroma: u32::try_from(mean).unwrap_or(u32::MAX),
        })
    }
}

/// How much luma and colour have of all sizes of coefficients, with the better of two predictions.
fn measure(source: &Blocks, edges: &Edges) -> (u32, u32) {
    let mut best = (0, 0);
    for mode in [Mode::Dc, Mode::TrueMotion] {
        let mut prediction = [[0; 16]; 16];
        edges.luma.predict(mode, edges.exist, &mut prediction);
        let mut histogram = Histogram::default();
        histogram.add(&source.luma, &prediction);
        best.0 = best.0.max(histogram.spread());
        let mut histogram = Histogram::default();
        for (edge, source) in edges.chroma.iter().zip(&source.chroma) {
            let mut prediction = [[0; 16]; 4];
            edge.predict(mode, edges.exist, &mut prediction);
            histogram.add(source, &prediction);
        }
        best.1 = best.1.max(histogram.spread());
    }
    best
}

/// How many coefficients there are of each size, by their column: most have the same size as the one before, and would
/// wait until that is counted.
#[derive(Default)]
struct Histogram {
    counts: [[u16; 32]; 4],
}

impl Histogram {
    fn add(&mut self, source: &[Samples], prediction: &[Samples]) {
        for (source, prediction) in source.iter().zip(prediction) {
            for row in sizes(&forward(source, prediction)).as_chunks::<4>().0 {
                for (counts, size) in self.counts.iter_mut().zip(row) {
                    if let Some(count) = counts.get_mut(usize::from(size & 31)) {
                        *count = count.wrapping_add(1);
                    }
                }
            }
        }
    }

    /// The largest size, over the count of the commonest one.
    fn spread(&self) -> u32 {
        let [mut counts, others @ ..] = self.counts;
        for other in others {
            for (count, more) in counts.iter_mut().zip(other) {
                *count = count.wrapping_add(more);
            }
        }
        let most = u32::from(counts.iter().copied().max().unwrap_or_default());
        let last = counts.iter().rposition(|&count| count > 0);
        let last = u32::try_from(last.unwrap_or_default()).unwrap_or_default();
        if most > 1 {
            let spread = last.max(1).saturating_mul(510).checked_div(most);
            spread.unwrap_or_default()
        } else {
            0
        }
    }
}
