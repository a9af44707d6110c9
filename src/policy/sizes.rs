//! Sizes that are listed: one, or all within a range.
//!
//! ```text
//! sizes = side "x" side | side "x" | "x" side
//! side  = number | number ".." number          ; both ends are part of it
//! ```

use std::fmt;
use std::ops::RangeInclusive;

use marble_transform::Size;

/// All sizes whose sides lie within these, in pixels. A side that is not given is none of the size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sizes {
    pub(super) width: Option<RangeInclusive<u32>>,
    pub(super) height: Option<RangeInclusive<u32>>,
}

impl Sizes {
    /// Reads `300x300`, `600x`, or either side as a range: `100..2000x`. `None` for anything else, and where a side may
    /// be longer than `max_side` pixels.
    pub(crate) fn parse(text: &str, max_side: u32) -> Option<Self> {
        let (width, height) = text.split_once('x')?;
        let side = |text: &str| match text {
            "" => Some(None),
            _ => range(text, max_side).map(Some),
        };
        let (width, height) = (side(width)?, side(height)?);
        (width.is_some() || height.is_some()).then_some(Self { width, height })
    }

    /// The largest of them.
    pub(super) fn largest(&self) -> Size {
        let to = |side: &Option<RangeInclusive<u32>>| side.as_ref().map(|range| *range.end());
        Size {
            width: to(&self.width),
            height: to(&self.height),
        }
    }

    /// Whether `size` is one of them.
    pub(super) fn contains(&self, size: Size) -> bool {
        self.covering(size) == Some(size)
    }

    /// The smallest of them that is at least as large as `size`, and has the same sides.
    pub(super) fn covering(&self, size: Size) -> Option<Size> {
        Some(Size {
            width: covering(self.width.as_ref(), size.width)?,
            height: covering(self.height.as_ref(), size.height)?,
        })
    }
}

/// The outer `None` is that there is none.
#[expect(clippy::option_option, reason = "no side is not no range")]
fn covering(range: Option<&RangeInclusive<u32>>, side: Option<u32>) -> Option<Option<u32>> {
    match (range, side) {
        (None, None) => Some(None),
        (Some(range), Some(side)) => {
            let side = side.max(*range.start());
            range.contains(&side).then_some(Some(side))
        }
        _ => None,
    }
}

fn range(text: &str, max_side: u32) -> Option<RangeInclusive<u32>> {
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    let side = |text: &str| Size::parse(&format!("{text}x"), max_side).ok()?.width;
    let (from, to) = (side(from)?, side(to)?);
    (from <= to).then_some(from..=to)
}

impl fmt::Display for Sizes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = |side: &Option<RangeInclusive<u32>>| match side.as_ref() {
            None => String::new(),
            Some(range) if range.start() == range.end() => range.end().to_string(),
            Some(range) => format!("{}..{}", range.start(), range.end()),
        };
        write!(f, "{}x{}", side(&self.width), side(&self.height))
    }
}
