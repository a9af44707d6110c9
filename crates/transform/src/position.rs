//! What of a picture stays where it is cut, and where it lies where it is filled up.

use std::fmt;

use crate::number::Decimal;

/// The nine places in the order of a compass, and more words behind them.
macro_rules! places_and {
    ($($word:expr),+) => {
        &[
            "centre",
            "north",
            "northeast",
            "east",
            "southeast",
            "south",
            "southwest",
            "west",
            "northwest",
            $($word),+
        ]
    };
}
pub(super) use places_and;

/// A place in a picture: one of nine, a point, or one that the picture itself tells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Position {
    /// Where the eye goes: luminance edges, saturated colours and skin.
    Attention,
    /// The middle.
    #[default]
    Centre,
    /// The right edge.
    East,
    /// Where most is to be seen: the part of the highest Shannon entropy.
    Entropy,
    /// The upper edge.
    North,
    /// The upper right corner.
    Northeast,
    /// The upper left corner.
    Northwest,
    /// A focal point, in parts of width and height from 0 to 1: as near to the middle of the cut as the edges allow.
    Point(Decimal, Decimal),
    /// The lower edge.
    South,
    /// The lower right corner.
    Southeast,
    /// The lower left corner.
    Southwest,
    /// The left edge.
    West,
}

/// What a picture is searched for, to tell its place itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strategy {
    /// Where the eye goes.
    Attention,
    /// Where most is to be seen.
    Entropy,
}

/// A place along one side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Alignment {
    /// At its end.
    End,
    /// In its middle.
    Middle,
    /// At a part of it.
    Part(f64),
    /// At its beginning.
    Start,
}

impl Position {
    const NAMES: [(&'static str, Self); 11] = [
        ("attention", Self::Attention),
        ("centre", Self::Centre),
        ("east", Self::East),
        ("entropy", Self::Entropy),
        ("north", Self::North),
        ("northeast", Self::Northeast),
        ("northwest", Self::Northwest),
        ("south", Self::South),
        ("southeast", Self::Southeast),
        ("southwest", Self::Southwest),
        ("west", Self::West),
    ];

    /// The words.
    pub(super) const WORDS: &'static [&'static str] = places_and!["entropy", "attention"];

    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = if text == "center" { "centre" } else { text };
        if let Some((_, position)) = Self::NAMES.into_iter().find(|(name, _)| *name == text) {
            return Some(position);
        }
        let part = |text| Decimal::parse(text).filter(|part| *part <= Decimal::ONE);
        let (x, y) = text.split_once(':')?;
        Some(Self::Point(part(x)?, part(y)?))
    }

    /// A point that is one of the nine places is that place.
    pub(super) fn simplified(self) -> Self {
        let Self::Point(x, y) = self else {
            return self;
        };
        // In halves, where it is so many.
        let halves = |part: Decimal| match part {
            Decimal::ZERO => Some(0),
            Decimal::HALF => Some(1),
            Decimal::ONE => Some(2),
            _ => None,
        };
        match (halves(x), halves(y)) {
            (Some(0), Some(0)) => Self::Northwest,
            (Some(1), Some(0)) => Self::North,
            (Some(2), Some(0)) => Self::Northeast,
            (Some(0), Some(1)) => Self::West,
            (Some(1), Some(1)) => Self::Centre,
            (Some(2), Some(1)) => Self::East,
            (Some(0), Some(2)) => Self::Southwest,
            (Some(1), Some(2)) => Self::South,
            (Some(2), Some(2)) => Self::Southeast,
            _ => self,
        }
    }

    /// What the picture is searched for; nothing, where the place is known.
    #[must_use]
    pub fn strategy(self) -> Option<Strategy> {
        match self {
            Self::Attention => Some(Strategy::Attention),
            Self::Entropy => Some(Strategy::Entropy),
            _ => None,
        }
    }

    /// The alignments along width and height; the middle, where the picture tells.
    #[must_use]
    pub fn alignments(self) -> (Alignment, Alignment) {
        use Alignment::{End, Middle, Part, Start};
        match self {
            Self::Attention | Self::Centre | Self::Entropy => (Middle, Middle),
            Self::East => (End, Middle),
            Self::North => (Middle, Start),
            Self::Northeast => (End, Start),
            Self::Northwest => (Start, Start),
            Self::Point(x, y) => (Part(x.value()), Part(y.value())),
            Self::South => (Middle, End),
            Self::Southeast => (End, End),
            Self::Southwest => (Start, End),
            Self::West => (Start, Middle),
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::Point(x, y) = self {
            return write!(f, "{x}:{y}");
        }
        let mut names = Self::NAMES.into_iter();
        let name = names.find(|(_, position)| position == self);
        f.write_str(name.map_or("centre", |(name, _)| name))
    }
}
