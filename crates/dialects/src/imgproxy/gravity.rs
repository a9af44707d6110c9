//! What of a picture is kept where it is cut, and where it lies where it is filled up.

use crate::number::{decimal, is_zero, signed, written};

/// A gravity of imgproxy.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) enum Gravity {
    /// A point, in parts of the sides.
    Point(f64, f64),
    /// One of nine places, and how far away from it.
    Place(Place, Offset),
    /// Where most is to be seen.
    Smart,
    /// None is said.
    #[default]
    Unsaid,
}

/// How far away from a place: pixels, and below 1 parts of the side.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Offset {
    pub(super) x: f64,
    pub(super) y: f64,
}

/// One of nine places: its name, and Marble's for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) name: &'static str,
    pub(super) position: &'static str,
}

impl Place {
    const ALL: [Self; 9] = [
        Self::new("ce", "centre"),
        Self::new("ea", "east"),
        Self::new("no", "north"),
        Self::new("noea", "northeast"),
        Self::new("nowe", "northwest"),
        Self::new("so", "south"),
        Self::new("soea", "southeast"),
        Self::new("sowe", "southwest"),
        Self::new("we", "west"),
    ];

    const fn new(name: &'static str, position: &'static str) -> Self {
        Self { name, position }
    }

    pub(super) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|place| place.name == name)
    }
}

impl Offset {
    pub(super) fn is_zero(self) -> bool {
        is_zero(self.x) && is_zero(self.y)
    }
}

impl Gravity {
    /// Reads `ce`, `noea:10:20`, `fp:0.5:0.25` or `sm`.
    pub(super) fn parse(arguments: &[&str]) -> Option<Self> {
        match *arguments {
            ["sm"] => Some(Self::Smart),
            ["fp", x, y] => {
                let part = |text| decimal(text).filter(|part| *part <= 1.0);
                Some(Self::Point(part(x)?, part(y)?))
            }
            [name, ref rest @ ..] if rest.len() <= 2 => {
                let offset = |at: usize| match rest.get(at) {
                    None | Some(&"") => Some(0.0),
                    Some(text) => signed(text),
                };
                let (x, y) = (offset(0)?, offset(1)?);
                Some(Self::Place(Place::parse(name)?, Offset { x, y }))
            }
            _ => None,
        }
    }

    /// Marble's position; `None` where there is none of that meaning.
    pub(super) fn position(&self) -> Option<String> {
        match self {
            Self::Unsaid => Some("centre".to_owned()),
            Self::Smart => Some("attention".to_owned()),
            Self::Point(x, y) => Some(format!("{}:{}", written(*x), written(*y))),
            Self::Place(place, offset) => offset.is_zero().then(|| place.position.to_owned()),
        }
    }
}
