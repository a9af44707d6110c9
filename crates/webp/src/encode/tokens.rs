//! Coefficients to tokens (section 13.2): the branches that are taken, which are counted, written, or reckoned in cost.

use crate::coefficient_probabilities::{Branches, Probabilities};

use super::bit_cost::bit_cost;
use super::bool_encoder::BoolEncoder;

/// Positions to bands of probabilities (section 13.3), and one behind the last.
pub(crate) const BANDS: [u8; 17] = [0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 0];

/// Where tokens are recorded.
pub(crate) trait Sink {
    /// A branch of the tree. `context` is how large the coefficient before was.
    fn branch(&mut self, place: Place, branch: usize, bit: bool);

    /// A bit of a fixed probability.
    fn extra(&mut self, probability: u8, bit: bool);
}

/// Where probabilities are: by type of block, band of positions and context.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// 0 and 1 are luma without its first coefficients and these, 2 is colour, and 3 is luma.
    pub(crate) kind: usize,
    pub(crate) band: usize,
    pub(crate) context: usize,
}

/// Tells the tokens of a block from position `first` on. `end` is one more than the last place that is not 0.
#[inline]
pub(crate) fn record(
    sink: &mut impl Sink,
    (kind, first, context): (usize, usize, usize),
    levels: &[i16; 16],
    end: usize,
) {
    let band = |position: usize| BANDS.get(position).map_or(0, |&band| usize::from(band));
    let place = |position, context| Place {
        kind,
        band: band(position),
        context,
    };
    let mut at = place(first, context);
    sink.branch(at, 0, end > first);
    if end <= first {
        return;
    }
    for (position, &level) in levels.iter().enumerate().take(end).skip(first) {
        let next = position.saturating_add(1);
        let magnitude = level.unsigned_abs();
        sink.branch(at, 1, magnitude != 0);
        if magnitude == 0 {
            at = place(next, 0);
            continue;
        }
        record_magnitude(sink, at, magnitude);
        sink.extra(128, level < 0);
        at = place(next, if magnitude > 1 { 2 } else { 1 });
        if next < 16 {
            sink.branch(at, 0, next < end);
        }
    }
}

/// The branches behind the one that says that there is a magnitude.
#[inline]
pub(crate) fn record_magnitude(sink: &mut impl Sink, at: Place, magnitude: u16) {
    sink.branch(at, 2, magnitude > 1);
    if magnitude <= 1 {
        return;
    }
    sink.branch(at, 3, magnitude > 4);
    if magnitude <= 4 {
        sink.branch(at, 4, magnitude > 2);
        if magnitude > 2 {
            sink.branch(at, 5, magnitude == 4);
        }
        return;
    }
    sink.branch(at, 6, magnitude > 10);
    if magnitude <= 10 {
        sink.branch(at, 7, magnitude > 6);
    } else {
        sink.branch(at, 8, magnitude > 34);
        if magnitude > 34 {
            sink.branch(at, 10, magnitude > 66);
        } else {
            sink.branch(at, 9, magnitude > 18);
        }
    }
    let (base, extra) = category(magnitude);
    let offset = magnitude.saturating_sub(base);
    for (&probability, bit) in extra.iter().zip((0..extra.len()).rev()) {
        sink.extra(probability, (offset >> (bit & 15)) & 1 != 0);
    }
}

/// The least magnitude of a category, and the probabilities of the bits of what is above it.
#[inline]
fn category(magnitude: u16) -> (u16, &'static [u8]) {
    match magnitude {
        ..=6 => (5, &[159]),
        7..=10 => (7, &[165, 145]),
        11..=18 => (11, &[173, 148, 140]),
        19..=34 => (19, &[176, 155, 140, 135]),
        35..=66 => (35, &[180, 157, 141, 134, 130]),
        67.. => (67, &[254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129]),
    }
}

/// How often each branch was taken either way.
#[derive(Debug, Clone)]
pub(crate) struct Counts {
    counts: [[[[[u32; 2]; 11]; 3]; 8]; 4],
    /// What the bits of fixed probabilities cost, in 1/256 of a bit.
    extra_cost: u64,
}

impl Counts {
    pub(crate) fn new() -> Self {
        Self {
            counts: [[[[[0; 2]; 11]; 3]; 8]; 4],
            extra_cost: 0,
        }
    }

    /// What the bits of fixed probabilities cost, in 1/256 of a bit.
    pub(crate) fn extra_cost(&self) -> u64 {
        self.extra_cost
    }

    /// By type of block, band and context.
    pub(crate) fn by_place(&self) -> &[[[[[u32; 2]; 11]; 3]; 8]; 4] {
        &self.counts
    }
}

impl Sink for Counts {
    #[inline]
    fn branch(&mut self, place: Place, branch: usize, bit: bool) {
        let bands = self.counts.get_mut(place.kind);
        let contexts = bands.and_then(|bands| bands.get_mut(place.band));
        let branches = contexts.and_then(|contexts| contexts.get_mut(place.context));
        if let Some([no, yes]) = branches.and_then(|branches| branches.get_mut(branch)) {
            let count = if bit { yes } else { no };
            *count = count.saturating_add(1);
        }
    }

    #[inline]
    fn extra(&mut self, probability: u8, bit: bool) {
        let cost = bit_cost(bit, probability);
        self.extra_cost = self.extra_cost.saturating_add(cost.into());
    }
}

/// The tokens of a partition.
pub(crate) struct Writer<'a> {
    pub(crate) bits: &'a mut BoolEncoder,
    pub(crate) probabilities: &'a Probabilities,
}

impl Sink for Writer<'_> {
    #[inline]
    fn branch(&mut self, place: Place, branch: usize, bit: bool) {
        let probability = branches(self.probabilities, place).get(branch);
        self.bits.write(bit, probability.copied().unwrap_or(128));
    }

    #[inline]
    fn extra(&mut self, probability: u8, bit: bool) {
        self.bits.write(bit, probability);
    }
}

#[inline]
fn branches(probabilities: &Probabilities, place: Place) -> &Branches {
    let bands = probabilities.get(place.kind);
    let contexts = bands.and_then(|bands| bands.get(place.band));
    let branches = contexts.and_then(|contexts| contexts.get(place.context));
    branches.unwrap_or(&[128; 11])
}
