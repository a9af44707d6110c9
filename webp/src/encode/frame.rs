//! A frame, macroblock by macroblock: decided, kept, and written.

use alloc::vec::Vec;

use super::analysis::Susceptibility;
use super::bit_cost::bit_cost;
use super::bool_encoder::Bits;
use super::border::Border;
use super::decision::{Answer, Beside, Question};
use super::level_costs::Prices;
use super::levels::{Store, clear};
use super::segmentation::Plan;
use super::source::{Blocks, check};
use super::tokens::{Counts, Writer};
use super::{Error, Options, filled, header, modes, probabilities};
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
    plan: Plan,
    /// What was decided, row by row.
    macroblocks: Vec<Macroblock>,
    store: Store,
    counts: Counts,
    /// What the modes of 4x4 blocks have cost, in 1/256 of a bit.
    for_modes: u64,
}

/// Macroblocks after which probabilities are looked at again, at the least.
const FRESH: usize = 96;

/// What the first partition may take for the modes of 4x4 blocks, in 1/256 of a bit.
const MOST_FOR_MODES: u64 = (header::MOST_FIRST as u64 / 8) * 6 * 8 * 256;

/// Small things: the lists of the store and of the segments, the room at the end of the result.
const FIXED_COST: usize = 8192;

/// Bytes for so many columns and rows of macroblocks.
pub(crate) fn cost(columns: usize, rows: usize) -> usize {
    let count = columns.saturating_mul(rows);
    let rows_above = size_of::<Beside>().saturating_mul(columns);
    count
        .saturating_mul(size_of::<Macroblock>().saturating_add(1))
        .saturating_add(Store::cost(count))
        .saturating_add(rows_above)
        .saturating_add(Border::cost(columns))
        .saturating_add(result_cost(count))
        .saturating_add(Prices::COST)
        .saturating_add(FIXED_COST)
}

/// The most bytes of a frame: random bits at quality 100 take 363 a macroblock.
fn result_cost(macroblocks: usize) -> usize {
    macroblocks.saturating_mul(480).saturating_add(FIXED_COST)
}

impl<'a> Frame<'a> {
    /// Looks at the picture.
    pub(crate) fn new(planes: &'a Planes, options: Options) -> Result<Self, Error> {
        if !(1..=100).contains(&options.quality) {
            return Err(Error::Invalid("quality is 1 to 100"));
        }
        let size = check(planes)?;
        let [columns, rows] = [size.0, size.1].map(|side| usize::from(side.div_ceil(16)));
        let susceptibility = Susceptibility::new(planes, (columns, rows))?;
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
            plan: Plan::new(options.quality, susceptibility),
            macroblocks,
            store: Store::new(count)?,
            counts: Counts::new(),
            for_modes: 0,
        })
    }

    /// How the loop filter is set.
    pub(crate) fn filter(&self) -> Filter {
        header::filter(&self.plan)
    }

    /// Decides on all macroblocks, and tells where each is and what a decoder makes of it before it filters.
    pub(crate) fn decide(
        &mut self,
        mut seen: impl FnMut(usize, usize, &Macroblock, &Blocks),
    ) -> Result<(), Error> {
        let mode_prices = modes::Prices::new();
        let mut prices = Prices::new(&DEFAULTS)?;
        let fresh = (self.columns.saturating_mul(self.rows) >> 3).max(FRESH);
        let mut since = 0_usize;
        let mut border = Border::new(self.columns)?;
        let mut above = filled(Beside::default(), self.columns)?;
        for row in 0..self.rows {
            border.begin_row(row);
            let mut left = Beside::default();
            for (column, above) in above.iter_mut().enumerate() {
                if since == fresh {
                    prices.update(&probabilities::best(&self.counts));
                    since = 0;
                }
                since = since.saturating_add(1);
                let number = self.plan.map.get(self.macroblocks.len()).copied();
                let number = number.unwrap_or_default();
                let Some(segment) = self.plan.segments.get(usize::from(number)) else {
                    continue;
                };
                let question = Question {
                    source: &Blocks::load(self.planes, column, row),
                    edges: &border.edges(column, row),
                    segment,
                    prices: &prices,
                    mode_prices: &mode_prices,
                    above,
                    left: &left,
                    most_for_modes: self.most_for_modes(),
                };
                let answer = question.answer();
                border.pass(column, &answer.blocks);
                let macroblock = self.keep(number, &answer, above, &mut left)?;
                seen(column, row, &macroblock, &answer.blocks);
            }
        }
        Ok(())
    }

    /// What the next macroblock may spend on modes of its 4x4 blocks: the first partition has an end, which only
    /// large pictures come near to; they spend evenly.
    fn most_for_modes(&self) -> u32 {
        let count = self.columns.saturating_mul(self.rows) as u64;
        let next = (self.macroblocks.len() as u64).saturating_add(1);
        let share = MOST_FOR_MODES.saturating_mul(next).checked_div(count);
        let left = share.unwrap_or_default().saturating_sub(self.for_modes);
        u32::try_from(left).unwrap_or(u32::MAX)
    }

    fn keep(
        &mut self,
        segment: u8,
        answer: &Answer,
        above: &mut Beside,
        left: &mut Beside,
    ) -> Result<Macroblock, Error> {
        let macroblock = Macroblock {
            segment,
            has_coefficients: !answer.levels.is_empty(),
            luma: answer.luma,
            chroma: answer.chroma,
        };
        let contexts = (&mut above.context, &mut left.context);
        if macroblock.has_coefficients {
            self.store.push(&answer.levels)?;
            answer.levels.tell(&mut self.counts, contexts.0, contexts.1);
        } else {
            let has_second = matches!(answer.luma, Luma::Whole(_));
            clear(contexts.0, has_second);
            clear(contexts.1, has_second);
        }
        // Only that the modes beside become its own.
        let header = modes::Header::default();
        let (above_modes, left_modes) = (&mut above.modes, &mut left.modes);
        modes::tell(header, &macroblock, above_modes, left_modes, |_, _| ());
        [above.errors, left.errors] = answer.errors;
        self.for_modes = self.for_modes.saturating_add(answer.for_modes.into());
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
            segment_tree: header::segment_tree(&self.plan),
            has_coefficients: (skipped > 0).then(|| probabilities::of([coded, skipped])),
        };
        let probabilities = probabilities::best(&self.counts);
        let mut parts = self.counts.extra_cost();
        parts = parts.saturating_add(probabilities::total_cost(&self.counts, &probabilities));
        self.each_mode_bit(header, |bit, probability| {
            parts = parts.saturating_add(bit_cost(bit, probability).into());
        });
        let bytes = usize::try_from(parts / (256 * 8)).unwrap_or(usize::MAX);
        let most = result_cost(self.macroblocks.len());
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
            let mut bits = Bits::new(bytes);
            header::write(&mut bits, &self.plan, header, &probabilities);
            self.each_mode_bit(header, |bit, probability| bits.write(bit, probability));
            let Ok(bytes) = bits.finish() else {
                continue;
            };
            let first = bytes.len().saturating_sub(header::START);
            let start = header::start(self.size, first);
            let start = start.ok_or(Error::Invalid("the picture has too many macroblocks"))?;
            let mut bits = Bits::new(bytes);
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
                modes::tell(header, macroblock, above, &mut left, &mut bit);
            }
        }
    }

    fn each_token(&self, writer: &mut Writer<'_>) -> Result<(), Error> {
        let mut above = filled([0; 9], self.columns)?;
        let mut store = self.store.read();
        for row in self.macroblocks.chunks(self.columns.max(1)) {
            let mut left = [0; 9];
            for (macroblock, above) in row.iter().zip(&mut above) {
                let has_second = matches!(macroblock.luma, Luma::Whole(_));
                if macroblock.has_coefficients {
                    store.next(has_second).tell(writer, above, &mut left);
                } else {
                    clear(above, has_second);
                    clear(&mut left, has_second);
                }
            }
        }
        Ok(())
    }
}
