//! The probabilities that suit what was counted, as far as it pays to tell them.

use super::bit_cost::bit_cost;
use super::bool_encoder::BoolEncoder;
use super::tokens::Counts;
use crate::coefficient_probabilities::{DEFAULTS, Probabilities, UPDATES};

/// The best probabilities for the tokens counted so far: those of the standard where a better one does not save
/// more than it takes to tell it.
pub(crate) fn best(counts: &Counts) -> Probabilities {
    let mut best = DEFAULTS;
    let counts = counts.by_place().as_flattened().as_flattened();
    let all = best.as_flattened_mut().as_flattened_mut();
    let all = all.as_flattened_mut().iter_mut();
    let updates = UPDATES.as_flattened().as_flattened().as_flattened();
    for ((probability, update), counts) in all.zip(updates).zip(counts.as_flattened()) {
        let new = of(*counts);
        let bits = |is_new| u64::from(bit_cost(is_new, *update));
        let keep = cost(*counts, *probability).saturating_add(bits(false));
        let tell = cost(*counts, new).saturating_add(bits(true));
        if tell.saturating_add(8 * 256) < keep {
            *probability = new;
        }
    }
    best
}

/// The probability of a bit that was 0 and 1 so many times; 255 of nothing.
pub(crate) fn of([no, yes]: [u32; 2]) -> u8 {
    let total = u64::from(no).saturating_add(yes.into());
    let part = u64::from(yes).saturating_mul(255).checked_div(total);
    let probability = 255_u64.saturating_sub(part.unwrap_or_default());
    u8::try_from(probability).unwrap_or(u8::MAX).max(1)
}

/// What bits cost, in 1/256 of a bit.
pub(crate) fn cost([no, yes]: [u32; 2], probability: u8) -> u64 {
    let part = |count: u32, bit| u64::from(count).saturating_mul(bit_cost(bit, probability).into());
    part(no, false).saturating_add(part(yes, true))
}

/// What tokens cost in all but their extra bits, in 1/256 of a bit.
pub(crate) fn total_cost(counts: &Counts, probabilities: &Probabilities) -> u64 {
    let counts = counts.by_place().as_flattened().as_flattened();
    let probabilities = probabilities.as_flattened().as_flattened();
    let pairs = counts
        .as_flattened()
        .iter()
        .zip(probabilities.as_flattened());
    pairs.fold(0, |sum, (&counts, &probability)| {
        sum.saturating_add(cost(counts, probability))
    })
}

/// Section 13.4.
pub(crate) fn write(bits: &mut BoolEncoder, probabilities: &Probabilities) {
    let all = probabilities.as_flattened().as_flattened().as_flattened();
    let defaults = DEFAULTS.as_flattened().as_flattened().as_flattened();
    let updates = UPDATES.as_flattened().as_flattened().as_flattened();
    for ((probability, default), update) in all.iter().zip(defaults).zip(updates) {
        let is_new = probability != default;
        bits.write(is_new, *update);
        if is_new {
            bits.literal(*probability, 8);
        }
    }
}
