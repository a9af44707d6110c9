//! The wanted size: the first part of a transform.

use std::fmt;

use crate::Error;
use crate::number::{Decimal, parse_positive};

/// A wanted size in pixels. At least one side is given; a missing one follows from `fit`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Width in pixels, at least 1.
    pub width: Option<u32>,
    /// Height in pixels, at least 1.
    pub height: Option<u32>,
}

impl Size {
    /// Reads `300x200`, `300x` or `x200`.
    ///
    /// # Errors
    ///
    /// [`Error::Size`] for anything else, and where a side is 0 or longer than `max_side` pixels.
    pub fn parse(text: &str, max_side: u32) -> Result<Self, Error> {
        let side = |text: &str| match text {
            "" => Some(None),
            digits => parse_positive(digits, max_side).map(Some),
        };
        let sides = text.split_once('x');
        let sides = sides.and_then(|(width, height)| Some((side(width)?, side(height)?)));
        match sides {
            Some((width, height)) if width.or(height).is_some() => Ok(Self { width, height }),
            _ => Err(Error::Size {
                found: text.to_owned(),
                max_side,
            }),
        }
    }

    /// So many pixels for each, rounded.
    #[must_use]
    pub fn times(self, dpr: Decimal) -> Self {
        Self {
            width: self.width.map(|width| dpr.of(width)),
            height: self.height.map(|height| dpr.of(height)),
        }
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = |side: Option<u32>| side.map(|side| side.to_string()).unwrap_or_default();
        write!(f, "{}x{}", side(self.width), side(self.height))
    }
}
