//! What of a side's samples each sample of the result is made of.

use std::f64::consts::PI;
use std::ops::Range;

/// Bits of fraction.
pub(super) const FRACTION: u32 = 14;

/// The weights of a sample lie in so many times this.
pub(super) const GROUP: usize = 4;

/// How far Lanczos3 looks to each side, in samples of the larger one of source and result.
const REACH: f64 = 3.0;

/// The weights of all samples of a side of the result.
pub(crate) struct Weights {
    /// Where the samples begin that each one of the result is made of.
    starts: Vec<usize>,
    /// One behind the last of them.
    ends: Vec<usize>,
    /// For each sample of the result as many as `width`; those behind its own are 0.
    values: Vec<i16>,
    width: usize,
}

impl Weights {
    /// Those of a part of a side of `from` samples that becomes `to` of them. Where the part reaches over the end, it ends
    /// there.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "sides of pictures; clamped"
    )]
    pub(super) fn new(start: f64, length: f64, from: u32, to: u32) -> Self {
        let end = f64::from(from);
        let length = length.min(end - start);
        let step = length / f64::from(to.max(1));
        let scale = step.max(1.0);
        let stays = stays(start, length, to);
        let reach = if stays { 0.0 } else { REACH * scale };
        let most = (2.0 * reach).ceil().max(1.0) as usize;
        let width = most.next_multiple_of(GROUP);
        let mut starts = Vec::with_capacity(to as usize);
        let mut ends = Vec::with_capacity(to as usize);
        let mut values = vec![0; width.saturating_mul(to as usize)];
        let mut exact = Vec::with_capacity(most);
        for (sample, values) in (0..to).zip(values.chunks_exact_mut(width)) {
            // Where the middle of the first sample is 0.
            let center = start + (f64::from(sample) + 0.5) * step - 0.5;
            // At its ends, the kernel is 0.
            let (first, last) = if stays {
                (center, center)
            } else {
                (
                    (center - reach).floor() + 1.0,
                    (center + reach).ceil() - 1.0,
                )
            };
            let first = first.clamp(0.0, end - 1.0);
            let last = last.clamp(first, end - 1.0);
            let count = ((last - first) as usize).saturating_add(1).min(most);
            exact.clear();
            exact.extend(lanczos3((first - center) / scale, scale).take(count));
            round(&exact, values);
            starts.push(first as usize);
            ends.push((first as usize).saturating_add(count));
        }
        Self {
            starts,
            ends,
            values,
            width,
        }
    }

    /// The samples that are seen at all.
    pub(super) fn seen(&self) -> Range<usize> {
        // Neither ever goes back.
        let (first, last) = (self.starts.first(), self.ends.last());
        first.copied().unwrap_or_default()..last.copied().unwrap_or_default()
    }

    /// Those of one sample of the result.
    pub(super) fn sees(&self, sample: usize) -> Range<usize> {
        match (self.starts.get(sample), self.ends.get(sample)) {
            (Some(start), Some(end)) => *start..*end,
            _ => 0..0,
        }
    }

    /// Their weights.
    pub(super) fn of(&self, sample: usize) -> &[i16] {
        let start = sample.saturating_mul(self.width);
        let values = self.values.get(start..).unwrap_or_default();
        let count = self.sees(sample).len();
        values.get(..count).unwrap_or_default()
    }

    /// How many one sample of the result is made of at most.
    pub(super) fn most(&self) -> usize {
        let counts = self.starts.iter().zip(&self.ends);
        let counts = counts.map(|(start, end)| end.saturating_sub(*start));
        counts.max().unwrap_or_default()
    }

    /// How many weights each sample of the result has, those that are 0 too.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// Counts the samples from another one on, which is none behind the first that is seen.
    pub(super) fn begin_at(&mut self, first: usize) {
        for side in self.starts.iter_mut().chain(&mut self.ends) {
            *side = side.saturating_sub(first);
        }
    }

    /// For each sample of the result, where its samples begin, and their weights: as many for each, in groups, the last
    /// of them 0.
    pub(super) fn all(&self) -> impl Iterator<Item = (usize, &[i16])> {
        let starts = self.starts.iter().copied();
        starts.zip(self.values.chunks_exact(self.width.max(1)))
    }
}

/// Whether a part of a side is as many whole samples as it becomes.
pub(super) fn stays(start: f64, length: f64, to: u32) -> bool {
    start.fract() == 0.0 && (length - f64::from(to)).abs() < f64::EPSILON
}

/// The weights at a place and one sample further on each, where `scale` samples are one of the kernel's.
///
/// With s the sine of a third of the angle, the kernel is 3 s (3 s - 4 s³) / (πt)²; and one sine follows from another.
fn lanczos3(first: f64, scale: f64) -> impl Iterator<Item = f64> {
    let (step_sin, step_cos) = (PI / (REACH * scale)).sin_cos();
    let (mut sin, mut cos) = (first * PI / REACH).sin_cos();
    let mut at = first;
    std::iter::repeat_with(move || {
        let weight = if at.abs() >= REACH {
            0.0
        } else if at.abs() < 1e-6 {
            1.0
        } else {
            let square = sin * sin;
            REACH * square * (3.0 - 4.0 * square) / (PI * PI * at * at)
        };
        at += 1.0 / scale;
        (sin, cos) = (
            sin * step_cos + cos * step_sin,
            cos * step_cos - sin * step_sin,
        );
        weight
    })
}

/// Weights in whole numbers, whose sum is 1: what rounding leaves goes to the largest one.
#[expect(clippy::cast_possible_truncation, reason = "saturates")]
fn round(exact: &[f64], values: &mut [i16]) {
    let sum: f64 = exact.iter().sum();
    let one = f64::from(1 << FRACTION);
    for (value, exact) in values.iter_mut().zip(exact) {
        *value = (exact / sum * one).round_ties_even() as i16;
    }
    let rounded: i32 = values.iter().map(|value| i32::from(*value)).sum();
    let left = (1_i32 << FRACTION).saturating_sub(rounded);
    if let Some(largest) = values.iter_mut().max() {
        *largest = largest.saturating_add(i16::try_from(left).unwrap_or_default());
    }
}
