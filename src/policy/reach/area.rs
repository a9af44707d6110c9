//! How many sizes there are in lists of ranges that may overlap.

use std::ops::RangeInclusive;

use marble_transform::Size;

use super::super::sizes::Sizes;

/// Sizes as a rectangle: widths and heights. A side that is not given is of length 0, which no side has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rectangle {
    width: RangeInclusive<u32>,
    height: RangeInclusive<u32>,
}

impl Rectangle {
    pub(super) fn new(sizes: &Sizes) -> Self {
        let side = |side: &Option<RangeInclusive<u32>>| side.clone().unwrap_or(0..=0);
        Self {
            width: side(&sizes.width),
            height: side(&sizes.height),
        }
    }

    /// Every size with these sides, each from 1 to `max_side`.
    pub(super) fn every(like: Size, max_side: u32) -> Self {
        let side = |side: Option<u32>| side.map_or(0..=0, |_| 1..=max_side);
        Self {
            width: side(like.width),
            height: side(like.height),
        }
    }

    /// Whether its sizes have the same sides as `size`.
    pub(super) fn is_like(&self, size: Size) -> bool {
        let given = |range: &RangeInclusive<u32>| *range.start() > 0;
        (given(&self.width), given(&self.height)) == (size.width.is_some(), size.height.is_some())
    }

    /// What is left of it without longer sides.
    pub(super) fn within(&self, max_side: u32) -> Option<Self> {
        let side = |range: &RangeInclusive<u32>| {
            let range = *range.start()..=max_side.min(*range.end());
            (!range.is_empty()).then_some(range)
        };
        Some(Self {
            width: side(&self.width)?,
            height: side(&self.height)?,
        })
    }

    pub(super) fn longest(&self) -> u32 {
        *self.width.end().max(self.height.end())
    }
}

/// How many sizes are in at least one of them.
pub(super) fn count(rectangles: &[Rectangle]) -> u128 {
    let edges = rectangles.iter().flat_map(|it| ends(&it.width));
    let mut edges: Vec<u64> = edges.collect();
    edges.sort_unstable();
    edges.dedup();
    let strips = edges.iter().zip(edges.iter().skip(1));
    let strips = strips.map(|(from, to)| {
        let over = rectangles.iter().filter(|it| {
            let [start, end] = ends(&it.width);
            start <= *from && *to <= end
        });
        let heights: Vec<_> = over.map(|it| ends(&it.height)).collect();
        u128::from(to.saturating_sub(*from)).saturating_mul(length(heights))
    });
    strips.fold(0, u128::saturating_add)
}

/// Where a range begins, and where it has ended.
fn ends(range: &RangeInclusive<u32>) -> [u64; 2] {
    let behind = u64::from(*range.end()).saturating_add(1);
    [u64::from(*range.start()), behind]
}

/// How much is covered by ranges that may overlap.
fn length(mut ranges: Vec<[u64; 2]>) -> u128 {
    ranges.sort_unstable();
    let mut covered = 0_u128;
    let mut reached = 0;
    for [from, to] in ranges {
        let from = from.max(reached);
        covered = covered.saturating_add(to.saturating_sub(from).into());
        reached = reached.max(to);
    }
    covered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_overlaps_once() {
        for (sizes, expected) in [
            (&[][..], 0),
            (&["9x9"], 1),
            (&["9x9", "9x9", "9x", "x9"], 3),
            (&["1..10x1..10", "5..14x5..14"], 100 + 100 - 36),
            (&["1..10x1..10", "3..4x3..4", "10..11x10"], 101),
            (&["100..2000x", "1900..2100x", "x1..5"], 2001 + 5),
            (&["1..16383x1..16383"], 16_383 * 16_383),
        ] {
            let parse = |text: &&str| Rectangle::new(&Sizes::parse(text, 16_383).unwrap());
            let rectangles: Vec<_> = sizes.iter().map(parse).collect();
            assert_eq!(count(&rectangles), expected, "{sizes:?}");
        }
    }
}
