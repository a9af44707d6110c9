//! What coefficients cost with the probabilities that the picture has had so far.

use alloc::vec::Vec;

use super::bit_cost::bit_cost;
use super::error::Error;
use super::memory::filled;
use super::tokens::{BANDS, Place, Sink, record_magnitude};
use crate::coefficient_probabilities::{Branches, Probabilities};

/// Magnitudes from this one on differ in their extra bits only.
const LAST: usize = 67;

/// What each magnitude costs at a place, in 1/256 of a bit, sign included. With the branch that says that there
/// is more, except behind a zero, where there is none.
type Magnitudes = [u16; LAST + 1];

/// Costs of levels.
#[derive(Debug, Clone)]
pub(crate) struct LevelCosts {
    /// By type of block, position and context.
    levels: Vec<[[Magnitudes; 3]; 16]>,
    /// That there is no more, and that there is; by type of block, position and context.
    more: [[[[u16; 2]; 3]; 17]; 4],
    /// What the sign and the extra bits of each magnitude cost, which is the same with all probabilities.
    extra: Magnitudes,
}

impl LevelCosts {
    /// Bytes that it takes.
    pub(crate) const BYTES: usize = 4 * size_of::<[[Magnitudes; 3]; 16]>();

    pub(crate) fn new(probabilities: &Probabilities) -> Result<Self, Error> {
        let mut costs = Self {
            levels: filled([[[0; LAST + 1]; 3]; 16], 4)?,
            more: [[[[0; 2]; 3]; 17]; 4],
            extra: core::array::from_fn(|magnitude| cost(&[128; 11], magnitude).extra),
        };
        costs.update(probabilities);
        Ok(costs)
    }

    pub(crate) fn update(&mut self, probabilities: &Probabilities) {
        let magnitudes = |branches, before| magnitudes(branches, before, &self.extra);
        let kinds = self.levels.iter_mut().zip(&mut self.more);
        for ((levels, more), bands) in kinds.zip(probabilities) {
            let more_by_band =
                bands.map(|it| it.map(|it| [false, true].map(|bit| bit_cost(bit, it[0]))));
            let mut by_band = [[[0; LAST + 1]; 3]; 8];
            for ((by_context, more), branches) in by_band.iter_mut().zip(&more_by_band).zip(bands) {
                let [behind_zero, behind_one, behind_more] = by_context;
                *behind_zero = magnitudes(&branches[0], 0);
                *behind_one = magnitudes(&branches[1], more[1][1]);
                *behind_more = magnitudes(&branches[2], more[2][1]);
            }
            for (place, band) in levels.iter_mut().zip(BANDS) {
                *place = by_band.get(usize::from(band)).copied().unwrap_or(*place);
            }
            for (place, band) in more.iter_mut().zip(BANDS) {
                let band = more_by_band.get(usize::from(band));
                *place = band.copied().unwrap_or_default();
            }
        }
    }

    /// What a block costs from position `first` on. `end` is one more than the last place that is not 0.
    #[inline]
    #[expect(
        clippy::arithmetic_side_effects,
        clippy::indexing_slicing,
        reason = "sums of a few dozen numbers of 16 bits; places are kept below the tables' ends"
    )]
    pub(crate) fn block(
        &self,
        (kind, first, context): (usize, usize, usize),
        levels: &[i16; 16],
        end: usize,
    ) -> u32 {
        let Some(costs) = self.levels.get(kind) else {
            return 0;
        };
        let more = &self.more[kind & 3];
        let more_at = |position: usize, context: usize| {
            let [no, yes] = more[position.min(16)][context.min(2)];
            [u32::from(no), u32::from(yes)]
        };
        let [none, some] = more_at(first, context);
        if end <= first {
            return none;
        }
        let mut sum = if context == 0 { some } else { 0 };
        let mut context = context.min(2);
        let places = levels.iter().zip(costs).take(end).skip(first);
        for (level, costs) in places {
            let magnitude = usize::from(level.unsigned_abs());
            sum += u32::from(costs[context][magnitude.min(LAST)]);
            if magnitude > LAST {
                sum += beyond(level.unsigned_abs());
            }
            context = magnitude.min(2);
        }
        if end < 16 {
            let [none, _] = more_at(end, context);
            sum += none;
        }
        sum
    }
}

/// The first of the magnitudes of which the branches are the same, and how many these are.
const CATEGORIES: [(usize, usize); 11] = [
    (0, 1),
    (1, 1),
    (2, 1),
    (3, 1),
    (4, 1),
    (5, 2),
    (7, 4),
    (11, 8),
    (19, 16),
    (35, 32),
    (LAST, 1),
];

/// What all magnitudes cost with these branches, and what stands before them.
fn magnitudes(branches: &Branches, before: u16, extra: &Magnitudes) -> Magnitudes {
    let mut costs = *extra;
    for (first, length) in CATEGORIES {
        let shared = before.saturating_add(cost(branches, first).branches);
        for cost in costs.iter_mut().skip(first).take(length) {
            *cost = cost.saturating_add(shared);
        }
    }
    costs
}

/// From the branch on that says whether a level is 0.
fn cost(branches: &Branches, magnitude: usize) -> Cost<'_> {
    let magnitude = u16::try_from(magnitude).unwrap_or(u16::MAX);
    let mut cost = Cost {
        table: branches,
        branches: 0,
        extra: 0,
    };
    let place = Place {
        kind: 0,
        band: 0,
        context: 0,
    };
    cost.branch(place, 1, magnitude != 0);
    if magnitude != 0 {
        record_magnitude(&mut cost, place, magnitude);
        cost.extra(128, false);
    }
    cost
}

/// How much more the extra bits of a large magnitude cost.
#[cold]
fn beyond(magnitude: u16) -> u32 {
    let extra = |magnitude| cost(&[128; 11], magnitude).extra;
    extra(magnitude.into()).saturating_sub(extra(LAST)).into()
}

struct Cost<'a> {
    table: &'a Branches,
    branches: u16,
    extra: u16,
}

impl Sink for Cost<'_> {
    fn branch(&mut self, _place: Place, branch: usize, bit: bool) {
        let probability = self.table.get(branch).copied().unwrap_or(128);
        self.branches = self.branches.saturating_add(bit_cost(bit, probability));
    }

    fn extra(&mut self, probability: u8, bit: bool) {
        self.extra = self.extra.saturating_add(bit_cost(bit, probability));
    }
}

#[cfg(test)]
#[expect(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "small numbers, in tests"
)]
mod tests {
    use super::*;
    use crate::coefficient_probabilities::DEFAULTS;
    use crate::encode::tokens::record;

    struct All<'a>(&'a Probabilities, u32);

    impl Sink for All<'_> {
        fn branch(&mut self, place: Place, branch: usize, bit: bool) {
            let branches = self.0[place.kind][place.band][place.context];
            self.extra(branches[branch], bit);
        }

        fn extra(&mut self, probability: u8, bit: bool) {
            self.1 += u32::from(bit_cost(bit, probability));
        }
    }

    #[test]
    fn costs_are_those_of_the_tokens() {
        let costs = LevelCosts::new(&DEFAULTS).unwrap();
        let mut state = 3_u32;
        let mut next = |most: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) % most
        };
        for run in 0..4000 {
            let kind = run % 4;
            let first = usize::from(kind == 0);
            let context = run % 3;
            let most = [2, 3, 8, 30, 140, 4095][run % 6];
            let mut levels: [i16; 16] =
                core::array::from_fn(|_| next(most) as i16 - (most / 2) as i16);
            let length = next(17) as usize;
            levels[length..].fill(0);
            let end = levels
                .iter()
                .rposition(|&it| it != 0)
                .map_or(0, |at| at + 1);
            let mut all = All(&DEFAULTS, 0);
            record(&mut all, (kind, first, context), &levels, end);
            let cost = costs.block((kind, first, context), &levels, end);
            assert_eq!(cost, all.1, "{levels:?}");
        }
    }
}
