//! What coefficients cost with the probabilities that the picture has had so far.

use super::bit_cost::bit_cost;
use super::tokens::{BANDS, Place, Sink, tell_magnitude};
use crate::coefficient_probabilities::{Branches, Probabilities};

/// Magnitudes from this one on differ in their extra bits only.
const LAST: usize = 67;

/// What each magnitude costs at a place, in 1/256 of a bit, sign included. With the branch that says that there
/// is more, except behind a zero, where there is none.
type Magnitudes = [u16; LAST + 1];

/// What is looked up for a block, by context.
type ByContext<T> = [T; 3];

/// Prices of levels.
#[derive(Debug, Clone)]
pub(crate) struct Prices {
    magnitudes: [[ByContext<Magnitudes>; 8]; 4],
    /// That there is more, or not.
    more: [[ByContext<[u16; 2]>; 8]; 4],
}

impl Prices {
    pub(crate) fn new(probabilities: &Probabilities) -> Self {
        let mut prices = Self {
            magnitudes: [[[[0; LAST + 1]; 3]; 8]; 4],
            more: [[[[0; 2]; 3]; 8]; 4],
        };
        let magnitudes = prices.magnitudes.as_flattened_mut().as_flattened_mut();
        let more = prices.more.as_flattened_mut().as_flattened_mut();
        let branches = probabilities.as_flattened().as_flattened().iter();
        for (at, ((branches, magnitudes), more)) in branches.zip(magnitudes).zip(more).enumerate() {
            *more = [false, true].map(|bit| bit_cost(bit, branches[0]));
            let before = if at % 3 == 0 { 0 } else { more[1] };
            for (magnitude, price) in (0..).zip(magnitudes.iter_mut()) {
                *price = of_magnitude(branches, magnitude).saturating_add(before);
            }
        }
        prices
    }

    /// What a block costs from position `first` on. `end` is one more than the last place that is not 0.
    #[inline]
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "sixteen numbers of 16 bits, and positions up to 16"
    )]
    pub(crate) fn block(
        &self,
        (kind, first, context): (usize, usize, usize),
        levels: &[i16; 16],
        end: usize,
    ) -> u32 {
        let (Some(magnitudes), Some(more)) = (self.magnitudes.get(kind), self.more.get(kind))
        else {
            return 0;
        };
        let ends = |position: usize, context: usize| at(more, position, context);
        if end <= first {
            return ends(first, context).map_or(0, |&[no, _]| no.into());
        }
        let mut sum = 0;
        if context == 0 {
            sum += ends(first, context).map_or(0, |&[_, yes]| u32::from(yes));
        }
        let mut context = context;
        for (position, level) in levels.iter().enumerate().take(end.min(16)).skip(first) {
            let magnitude = usize::from(level.unsigned_abs());
            let Some(prices) = at(magnitudes, position, context) else {
                return sum;
            };
            sum += prices
                .get(magnitude.min(LAST))
                .map_or(0, |&it| u32::from(it));
            if magnitude > LAST {
                sum += beyond(level.unsigned_abs());
            }
            context = magnitude.min(2);
        }
        if end < 16 {
            sum += ends(end, context).map_or(0, |&[no, _]| u32::from(no));
        }
        sum
    }
}

#[inline]
fn at<T>(by_band: &[ByContext<T>; 8], position: usize, context: usize) -> Option<&T> {
    let band = usize::from(*BANDS.get(position)?);
    by_band.get(band)?.get(context)
}

/// From the branch on that says whether a level is 0.
fn of_magnitude(branches: &Branches, magnitude: u16) -> u16 {
    let mut sum = Sum { branches, sum: 0 };
    let place = Place {
        kind: 0,
        band: 0,
        context: 0,
    };
    sum.branch(place, 1, magnitude != 0);
    if magnitude != 0 {
        tell_magnitude(&mut sum, place, magnitude);
        sum.extra(128, false);
    }
    u16::try_from(sum.sum).unwrap_or(u16::MAX)
}

/// How much more the extra bits of a large magnitude cost.
#[cold]
fn beyond(magnitude: u16) -> u32 {
    let of = |magnitude| of_magnitude(&[128; 11], magnitude);
    of(magnitude).saturating_sub(of(67)).into()
}

struct Sum<'a> {
    branches: &'a Branches,
    sum: u32,
}

impl Sink for Sum<'_> {
    fn branch(&mut self, _place: Place, branch: usize, bit: bool) {
        let probability = self.branches.get(branch).copied().unwrap_or(128);
        self.extra(probability, bit);
    }

    fn extra(&mut self, probability: u8, bit: bool) {
        self.sum = self.sum.saturating_add(bit_cost(bit, probability).into());
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
    use crate::encode::tokens::tell;

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
    fn prices_are_those_of_the_tokens() {
        let prices = Prices::new(&DEFAULTS);
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
            tell(&mut all, (kind, first, context), &levels, end);
            let price = prices.block((kind, first, context), &levels, end);
            assert_eq!(price, all.1, "{levels:?}");
        }
    }
}
