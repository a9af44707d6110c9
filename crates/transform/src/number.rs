//! Numbers as they stand in a key: each value has one spelling.

use std::fmt;

/// A decimal number from 1 to `max`, without sign and leading zero.
pub(super) fn parse_positive(text: &str, max: u32) -> Option<u32> {
    parse_whole(text, max).filter(|number| *number > 0)
}

/// A decimal number from 0 to `max`, without sign and leading zero.
pub(super) fn parse_whole(text: &str, max: u32) -> Option<u32> {
    let padded = text.len() > 1 && text.starts_with('0');
    if padded || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok().filter(|number| *number <= max)
}

/// A decimal fraction with at most two digits behind the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decimal {
    /// Parts of `UNIT`.
    parts: u32,
}

impl Decimal {
    /// One.
    pub const ONE: Self = Self { parts: Self::UNIT };
    /// A half.
    pub(super) const HALF: Self = Self {
        parts: Self::UNIT / 2,
    };
    /// Nothing.
    pub(super) const ZERO: Self = Self { parts: 0 };
    /// Enough to tell every size, place and strength apart that can be seen; more would make more objects of one
    /// picture.
    const DIGITS: usize = 2;
    const UNIT: u32 = 100;

    /// Reads `2`, `1.5` or `0.25`: below 10,000, with at most two digits behind the point.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
        let whole = parse_whole(whole, 9_999)?;
        if rest.is_empty() || rest.len() > Self::DIGITS {
            return None;
        }
        let digits = Self::DIGITS;
        let rest = format!("{rest:0<digits$}");
        let rest = rest
            .bytes()
            .all(|byte| byte.is_ascii_digit())
            .then_some(rest)?;
        let parts = whole.checked_mul(Self::UNIT)?;
        Some(Self {
            parts: parts.checked_add(rest.parse().ok()?)?,
        })
    }

    /// Reads a number that is neither below nor above two others.
    pub(super) fn parse_between(text: &str, least: &str, most: &str) -> Option<Self> {
        let range = Self::parse(least)?..=Self::parse(most)?;
        Self::parse(text).filter(|number| range.contains(number))
    }

    /// The nearest number that can be written, for one that has more digits behind the point.
    pub(super) fn nearest(text: &str) -> Option<Self> {
        let (whole, rest) = text.split_once('.')?;
        let is_number =
            |digits: &str| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
        if !is_number(whole) || !is_number(rest) || rest.len() <= Self::DIGITS {
            return None;
        }
        let value: f64 = text.parse().ok()?;
        Self::parse(&format!("{value:.*}", Self::DIGITS))
    }

    /// What is left when another one is taken away; nothing, where that is larger.
    pub(super) const fn minus(self, other: Self) -> Self {
        Self {
            parts: self.parts.saturating_sub(other.parts),
        }
    }

    pub(super) const fn whole(number: u16) -> Self {
        Self {
            parts: (number as u32).saturating_mul(Self::UNIT),
        }
    }

    /// The number, without loss.
    #[must_use]
    pub fn value(self) -> f64 {
        f64::from(self.parts) / f64::from(Self::UNIT)
    }

    /// So many times a length, rounded to the nearest pixel.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "saturates, which every limit refuses"
    )]
    pub fn of(self, length: u32) -> u32 {
        (f64::from(length) * self.value()).round() as u32
    }
}

/// As few digits as there can be.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.value())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_decimals() {
        for (text, written) in [
            ("1", "1"),
            ("1.0", "1"),
            ("1.50", "1.5"),
            ("0.33", "0.33"),
            ("0.01", "0.01"),
            ("9999.99", "9999.99"),
        ] {
            let decimal = Decimal::parse(text).unwrap();
            assert_eq!(decimal.to_string(), written);
            assert_eq!(Decimal::parse(written), Some(decimal));
        }
        for text in [
            "", ".", "1.", ".5", "01", "1.000", "1,5", "-1", "+1", "1e3", "10000", "0x1",
        ] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    #[test]
    fn rounds_lengths_to_the_nearest_pixel() {
        assert_eq!(Decimal::parse("1.5").unwrap().of(301), 452);
        assert_eq!(Decimal::parse("1.25").unwrap().of(301), 376);
        assert_eq!(Decimal::parse("9999").unwrap().of(u32::MAX), u32::MAX);
    }
}
