//! A picture of the operator's that is drawn onto the result.

use std::fmt;

use crate::number::Decimal;
use crate::position::{Position, places_and};

/// How the watermark is drawn. Which picture it is, the words do not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Watermark {
    /// Where it lies.
    pub place: Place,
    /// How much of it is seen: a factor of its alpha from 0 to 1, at most two decimals.
    pub opacity: Decimal,
    /// The part of the result's width and height that it fits into, enlarged where it is smaller: from 0.01 to 1. Its own
    /// size in pixels of the result, where none is said.
    pub scale: Option<Decimal>,
}

/// Where a watermark lies on a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Once, at one of the nine places of [`Position`] that are named after the sky, or in the middle.
    At(Position),
    /// Everywhere: one in the middle, and as many around it as there is room for.
    Tile,
}

impl Watermark {
    /// The name of [`Place::Tile`].
    const TILE: &'static str = "tile";

    /// The places, in words.
    pub(super) const PLACES: &'static [&'static str] = places_and![Self::TILE];

    /// Reads `southeast`, `southeast:0.5` or `tile:0.5:0.25`. A scale of 0 stands for the watermark's own size.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, ':');
        let place = Place::parse(parts.next()?)?;
        let part = |text: &str| Decimal::parse(text).filter(|part| *part <= Decimal::ONE);
        let opacity = parts.next().map_or(Some(Decimal::ONE), part)?;
        let scale = parts.next().map_or(Some(Decimal::ZERO), part)?;
        Some(Self {
            place,
            opacity,
            scale: (scale != Decimal::ZERO).then_some(scale),
        })
    }

    /// Whether anything of it is seen.
    pub(super) fn is_seen(&self) -> bool {
        self.opacity != Decimal::ZERO
    }
}

impl Place {
    fn parse(text: &str) -> Option<Self> {
        if text == Watermark::TILE {
            return Some(Self::Tile);
        }
        let position = Position::parse(text)?;
        // Nothing of the result tells where.
        position.strategy().is_none().then_some(Self::At(position))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(position) => position.fmt(f),
            Self::Tile => f.write_str(Watermark::TILE),
        }
    }
}

/// As few parts as there can be.
impl fmt::Display for Watermark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            place,
            opacity,
            scale,
        } = self;
        place.fmt(f)?;
        match scale {
            Some(scale) => write!(f, ":{opacity}:{scale}"),
            None if *opacity != Decimal::ONE => write!(f, ":{opacity}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_places_opacities_and_scales() {
        for (text, written) in [
            ("centre", "centre"),
            ("center", "centre"),
            ("southeast", "southeast"),
            ("tile", "tile"),
            ("north:1", "north"),
            ("north:1.00:0", "north"),
            ("north:1:0.00", "north"),
            ("north:0.50", "north:0.5"),
            ("north:0.5:0.0", "north:0.5"),
            ("tile:1:0.10", "tile:1:0.1"),
            ("west:0.01:1", "west:0.01:1"),
        ] {
            let watermark = Watermark::parse(text).unwrap();
            assert_eq!(watermark.to_string(), written, "{text}");
            assert_eq!(Watermark::parse(written), Some(watermark), "{text}");
        }
        for text in [
            "",
            ":",
            "1",
            "0.5",
            "0.5:0.5",
            "entropy",
            "attention",
            "South",
            "south:",
            "south:1.01",
            "south:-1",
            "south:0.001",
            "south:1:",
            "south:1:1.01",
            "south:1:2",
            "south:1:0.5:",
            "south:1:0.5:1",
            "tile:yes",
        ] {
            assert_eq!(Watermark::parse(text), None, "{text}");
        }
    }
}
