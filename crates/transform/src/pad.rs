//! Room around a picture.

use std::fmt;

use crate::number::{Decimal, parse_whole};

/// Pixels that are added at each edge of the result.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pad {
    /// Above.
    pub top: u32,
    /// On the right.
    pub right: u32,
    /// Below.
    pub bottom: u32,
    /// On the left.
    pub left: u32,
}

impl Pad {
    /// The most at one edge: no result is longer.
    pub(super) const MOST: u32 = 16_383;

    /// Reads `10`, or `10:20:30:40` from the top on to the right, as in CSS.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let edges: Option<Vec<u32>> = text
            .split(':')
            .map(|edge| parse_whole(edge, Self::MOST))
            .collect();
        let [top, right, bottom, left] = match *edges?.as_slice() {
            [all] => [all; 4],
            [top, right, bottom, left] => [top, right, bottom, left],
            _ => return None,
        };
        Some(Self {
            top,
            right,
            bottom,
            left,
        })
    }

    /// So many pixels for each, rounded.
    #[must_use]
    pub fn times(self, dpr: Decimal) -> Self {
        Self {
            top: dpr.of(self.top),
            right: dpr.of(self.right),
            bottom: dpr.of(self.bottom),
            left: dpr.of(self.left),
        }
    }
}

impl fmt::Display for Pad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            top,
            right,
            bottom,
            left,
        } = self;
        if [right, bottom, left] == [top; 3] {
            return top.fmt(f);
        }
        write!(f, "{top}:{right}:{bottom}:{left}")
    }
}
