//! A frame, macroblock by macroblock: decided, kept, and written.

use alloc::vec::Vec;

use super::analysis::Analysis;
use super::bit_cost::bit_cost;
use super::bool_encoder::BoolEncoder;
use super::border::Border;
use super::decision::{Decision, Inputs, Neighbor};
use super::error::Error;
use super::level_costs::LevelCosts;
use super::levels::{Store, clear};
use super::memory::filled;
use super::options::Options;
use super::segmentation::Segmentation;
use super::source::{Blocks, check};
use super::tokens::{Counts, Writer};
use super::{header, modes, probabilities};
use crate::Planes;
use crate::coefficient_probabilities::DEFAULTS;
use crate::header::Filter;
use crate::modes::{Luma, Macroblock, Mode};

/// A frame that is being encoded.
pub(crate) struct Frame<'a> {
    planes: &'a Planes,
    size: (u16, u16),
    columns: usize,
    rows: usize,
    segmentation: Segmentation,
    /// What was decided, row by row.
    macroblocks: Vec<Macroblock>,
    store: Store,
    counts: Counts,
    /// What the modes of 4x4 blocks have cost, in 1/256 of a bit.
    block_mode_cost: u64,
}

/// Macroblocks after which probabilities are looked at again, at the least.
const UPDATE_INTERVAL: usize = 96;

/// What the first partition may take for the modes of 4x4 blocks, in 1/256 of a bit.
const MAX_BLOCK_MODE_COST: u64 = (header::MOST_FIRST as u64 / 8) * 6 * 8 * 256;

/// Small things: the lists of the store and of the segments, the room at the end of the result.
const FIXED_COST: usize = 8192;

/// Bytes for so many columns and rows of macroblocks, and a quality from 1 to 100.
pub(crate) fn cost(columns: usize, rows: usize, quality: u8) -> usize {
    let count = columns.saturating_mul(rows);
    let rows_above = size_of::<Neighbor>().saturating_mul(columns);
    count
        .saturating_mul(size_of::<Macroblock>().saturating_add(1))
        .saturating_add(Store::cost(count))
        .saturating_add(rows_above)
        .saturating_add(Border::cost(columns))
        .saturating_add(result_cost(count, quality))
        .saturating_add(LevelCosts::BYTES)
        .saturating_add(FIXED_COST)
}

/// The most bytes of a frame. Of random bits, a macroblock takes 136 at quality 1, 229 at 50, 264 at 80, 327 at 95 and
/// 362 at 100.
fn result_cost(macroblocks: usize, quality: u8) -> usize {
    let each = usize::from(quality).saturating_mul(2).saturating_add(190);
    macroblocks.saturating_mul(each).saturating_add(FIXED_COST)
}

impl<'a> Frame<'a> {
    /// Looks at the picture.
    pub(crate) fn new(planes: &'a Planes, options: Options) -> Result<Self, Error> {
        if !(1..=100).contains(&options.quality) {
            return Err(Error::Invalid("quality is 1 to 100"));
        }
        let size = check(planes)?;
        let [columns, rows] = [size.0, size.1].map(|side| usize::from(side.div_ceil(16)));
        let analysis = Analysis::new(planes, (columns, rows))?;
        let count = columns.saturating_mul(rows);
        let mut macroblocks = Vec::new();
        macroblocks
            .try_reserve_exact(count)
            .map_err(|_| Error::OutOfMemory)?;
        Ok(Self {
            planes,
            size,
            columns,
            rows,
            segmentation: Segmentation::new(options.quality, analysis),
            macroblocks,
            store: Store::new(count)?,
            counts: Counts::new(),
            block_mode_cost: 0,
        })
    }

    /// How the loop filter is set.
    pub(crate) fn filter(&self) -> Filter {
        header::filter(&self.segmentation)
    }

    /// Decides on all macroblocks, and tells where each is and what a decoder makes of it before it filters.
    pub(crate) fn decide(
        &mut self,
        mut seen: impl FnMut(usize, usize, &Macroblock, &Blocks),
    ) -> Result<(), Error> {
        let mode_costs = modes::ModeCosts::new();
        let mut level_costs = LevelCosts::new(&DEFAULTS)?;
        let interval = (self.columns.saturating_mul(self.rows) >> 3).max(UPDATE_INTERVAL);
        let mut since = 0_usize;
        let mut border = Border::new(self.columns)?;
        let mut above = filled(Neighbor::default(), self.columns)?;
        for row in 0..self.rows {
            border.begin_row(row);
            let mut left = Neighbor::default();
            for (column, above) in above.iter_mut().enumerate() {
                if since == interval {
                    level_costs.update(&probabilities::best(&self.counts));
                    since = 0;
                }
                since = since.saturating_add(1);
                let number = self.segmentation.map.get(self.macroblocks.len()).copied();
                let number = number.unwrap_or_default();
                let Some(segment) = self.segmentation.segments.get(usize::from(number)) else {
                    continue;
                };
                let inputs = Inputs {
                    source: &Blocks::load(self.planes, column, row),
                    edges: &border.edges(column, row),
                    segment,
                    level_costs: &level_costs,
                    mode_costs: &mode_costs,
                    above,
                    left: &left,
                    max_block_mode_cost: self.max_block_mode_cost(),
                };
                let decision = inputs.decide();
                border.pass(column, &decision.blocks);
                let macroblock = self.keep(number, &decision, above, &mut left)?;
                seen(column, row, &macroblock, &decision.blocks);
            }
        }
        Ok(())
    }

    /// What the next macroblock may spend on modes of its 4x4 blocks: the first partition has an end, which only
    /// large pictures come near to; they spend evenly.
    fn max_block_mode_cost(&self) -> u32 {
        let count = self.columns.saturating_mul(self.rows) as u64;
        let next = (self.macroblocks.len() as u64).saturating_add(1);
        let share = MAX_BLOCK_MODE_COST.saturating_mul(next).checked_div(count);
        let left = share
            .unwrap_or_default()
            .saturating_sub(self.block_mode_cost);
        u32::try_from(left).unwrap_or(u32::MAX)
    }

    fn keep(
        &mut self,
        segment: u8,
        decision: &Decision,
        above: &mut Neighbor,
        left: &mut Neighbor,
    ) -> Result<Macroblock, Error> {
        let macroblock = Macroblock {
            segment,
            has_coefficients: !decision.levels.is_empty(),
            luma: decision.luma,
            chroma: decision.chroma,
        };
        let contexts = (&mut above.context, &mut left.context);
        if macroblock.has_coefficients {
            self.store.push(&decision.levels)?;
            decision
                .levels
                .record(&mut self.counts, contexts.0, contexts.1);
        } else {
            let has_y2 = matches!(decision.luma, Luma::Whole(_));
            clear(contexts.0, has_y2);
            clear(contexts.1, has_y2);
        }
        // Only that the modes beside become its own.
        let header = modes::Header::default();
        let (above_modes, left_modes) = (&mut above.modes, &mut left.modes);
        modes::record(header, &macroblock, above_modes, left_modes, |_, _| ());
        [above.errors, left.errors] = decision.errors;
        self.block_mode_cost = self
            .block_mode_cost
            .saturating_add(decision.block_mode_cost.into());
        self.macroblocks.push(macroblock);
        Ok(macroblock)
    }

    /// The frame's bytes.
    pub(crate) fn write(&self) -> Result<Vec<u8>, Error> {
        let skipped = self.macroblocks.iter().filter(|it| !it.has_coefficients);
        let skipped = u32::try_from(skipped.count()).unwrap_or(u32::MAX);
        let coded = u32::try_from(self.macroblocks.len()).unwrap_or(u32::MAX);
        let coded = coded.saturating_sub(skipped);
        let header = modes::Header {
            segment_tree: header::segment_tree(&self.segmentation),
            has_coefficients: (skipped > 0).then(|| probabilities::of([coded, skipped])),
        };
        let probabilities = probabilities::best(&self.counts);
        let mut parts = self.counts.extra_cost();
        parts = parts.saturating_add(probabilities::total_cost(&self.counts, &probabilities));
        self.each_mode_bit(header, |bit, probability| {
            parts = parts.saturating_add(bit_cost(bit, probability).into());
        });
        let bytes = usize::try_from(parts / (256 * 8)).unwrap_or(usize::MAX);
        let most = result_cost(self.macroblocks.len(), 100);
        let expected = bytes
            .saturating_add(bytes / 64)
            .saturating_add(FIXED_COST)
            .min(most);
        for capacity in [expected, most] {
            let mut bytes = Vec::new();
            bytes
                .try_reserve_exact(capacity)
                .map_err(|_| Error::OutOfMemory)?;
            bytes.extend_from_slice(&[0; header::START]);
            let mut bits = BoolEncoder::new(bytes);
            header::write(&mut bits, &self.segmentation, header, &probabilities);
            self.each_mode_bit(header, |bit, probability| bits.write(bit, probability));
            let Ok(bytes) = bits.finish() else {
                continue;
            };
            let first = bytes.len().saturating_sub(header::START);
            let start = header::start(self.size, first);
            let start = start.ok_or(Error::Invalid("the picture has too many macroblocks"))?;
            let mut bits = BoolEncoder::new(bytes);
            let mut writer = Writer {
                bits: &mut bits,
                probabilities: &probabilities,
            };
            self.each_token(&mut writer)?;
            let Ok(mut bytes) = bits.finish() else {
                continue;
            };
            if let Some(place) = bytes.first_chunk_mut() {
                *place = start;
            }
            return Ok(bytes);
        }
        Err(Error::OutOfMemory)
    }

    fn each_mode_bit(&self, header: modes::Header, mut bit: impl FnMut(bool, u8)) {
        // Above the picture, all modes are plain.
        let Ok(mut above) = filled([Mode::Dc; 4], self.columns) else {
            return;
        };
        for row in self.macroblocks.chunks(self.columns.max(1)) {
            let mut left = [Mode::Dc; 4];
            for (macroblock, above) in row.iter().zip(&mut above) {
                modes::record(header, macroblock, above, &mut left, &mut bit);
            }
        }
    }

    fn each_token(&self, writer: &mut Writer<'_>) -> Result<(), Error> {
        let mut above = filled([0; 9], self.columns)?;
        let mut store = self.store.read();
        for row in self.macroblocks.chunks(self.columns.max(1)) {
            let mut left = [0; 9];
            for (macroblock, above) in row.iter().zip(&mut above) {
                let has_y2 = matches!(macroblock.luma, Luma::Whole(_));
                if macroblock.has_coefficients {
                    store.next(has_y2).record(writer, above, &mut left);
                } else {
                    clear(above, has_y2);
                    clear(&mut left, has_y2);
                }
            }
        }
        Ok(())
    }
}
