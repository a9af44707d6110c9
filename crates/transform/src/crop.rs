//! The part of a picture that a request is about: it is cut out before anything else.

use std::fmt;

use crate::number::{Decimal, parse_whole};

/// A box in the picture as it is seen. Where it reaches over the edge, it ends there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crop {
    left: Length,
    top: Length,
    width: Length,
    height: Length,
}

/// A length in a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Length {
    /// A part of the side, below 1 and not 0.
    Part(Decimal),
    Pixels(u32),
}

/// A box in whole pixels, inside a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rect {
    /// Left edge.
    pub left: u32,
    /// Upper edge.
    pub top: u32,
    /// At least 1.
    pub width: u32,
    /// At least 1.
    pub height: u32,
}

impl Crop {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut lengths = text.split(':').map(Length::parse);
        let mut next = || lengths.next().flatten();
        let crop = Self {
            left: next()?,
            top: next()?,
            width: next()?,
            height: next()?,
        };
        let empty = [crop.width, crop.height].contains(&Length::Pixels(0));
        (lengths.next().is_none() && !empty).then_some(crop)
    }

    /// The same, where parts of a side reach no further than its end.
    pub(super) fn simplified(self) -> Self {
        let within = |start: Length, length: Length| match (start, length) {
            (Length::Part(start), Length::Part(length)) => {
                Length::Part(length.min(Decimal::ONE.minus(start)))
            }
            _ => length,
        };
        Self {
            width: within(self.left, self.width),
            height: within(self.top, self.height),
            ..self
        }
    }

    /// The box in a picture of these dimensions, or `None` where it begins outside of it.
    #[must_use]
    pub fn within(self, width: u32, height: u32) -> Option<Rect> {
        let (left, width) = within(self.left, self.width, width)?;
        let (top, height) = within(self.top, self.height, height)?;
        Some(Rect {
            left,
            top,
            width,
            height,
        })
    }
}

fn within(start: Length, length: Length, side: u32) -> Option<(u32, u32)> {
    let start = start.of(side);
    let rest = side.checked_sub(start).filter(|rest| *rest > 0)?;
    Some((start, length.of(side).clamp(1, rest)))
}

impl Length {
    fn parse(text: &str) -> Option<Self> {
        if text.contains('.') {
            let part = Decimal::parse(text).filter(|part| *part < Decimal::ONE)?;
            return Some(if part == Decimal::whole(0) {
                Self::Pixels(0)
            } else {
                Self::Part(part)
            });
        }
        parse_whole(text, u32::MAX).map(Self::Pixels)
    }

    fn of(self, side: u32) -> u32 {
        match self {
            Self::Part(part) => part.of(side),
            Self::Pixels(pixels) => pixels,
        }
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Part(part) => part.fmt(f),
            Self::Pixels(pixels) => pixels.fmt(f),
        }
    }
}

impl fmt::Display for Crop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            left,
            top,
            width,
            height,
        } = self;
        write!(f, "{left}:{top}:{width}:{height}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stays_inside_the_picture() {
        for (text, expected) in [
            ("0:0:1:1", Some((0, 0, 1, 1))),
            ("10:20:30:10", Some((10, 20, 30, 10))),
            ("0.5:0.5:0.5:0.5", Some((50, 25, 50, 25))),
            ("90:40:20:20", Some((90, 40, 10, 10))),
            ("0.0:0:0.01:0.01", Some((0, 0, 1, 1))),
            ("100:0:1:1", None),
            ("0:50:1:1", None),
            ("4294967295:0:4294967295:1", None),
        ] {
            let found = Crop::parse(text).unwrap().within(100, 50);
            let found = found.map(|rect| (rect.left, rect.top, rect.width, rect.height));
            assert_eq!(found, expected, "{text}");
        }
    }
}
