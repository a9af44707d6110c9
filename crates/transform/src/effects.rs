//! What is done to the colours and edges of a picture that has its size.

use crate::number::Decimal;

/// What is done to the pixels of a result; nothing, by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effects {
    /// Sigma of a Gaussian blur, in pixels of the result.
    pub blur: Option<Decimal>,
    /// Sigma of the blur that is sharpened against, in pixels of the result.
    pub sharpen: Option<Decimal>,
    /// Without colours.
    pub grayscale: bool,
    /// A factor of lightness.
    pub brightness: Decimal,
    /// A factor of the distance to middle grey.
    pub contrast: Decimal,
    /// A factor of colourfulness.
    pub saturation: Decimal,
}

impl Effects {
    /// The pixels as they are.
    pub const NONE: Self = Self {
        blur: None,
        sharpen: None,
        grayscale: false,
        brightness: Decimal::ONE,
        contrast: Decimal::ONE,
        saturation: Decimal::ONE,
    };

    /// The largest factor.
    pub(super) const MOST: u16 = 10;

    /// Reads the sigma of a blur in the range that sharp takes, but for what is beyond any picture.
    pub(super) fn parse_blur(text: &str) -> Option<Decimal> {
        Decimal::parse_between(text, "0.3", "100")
    }

    /// Reads the sigma of sharpening, in sharp's range.
    pub(super) fn parse_sharpen(text: &str) -> Option<Decimal> {
        Decimal::parse_between(text, "0.1", "10")
    }

    /// Reads a factor.
    pub(super) fn parse_factor(text: &str) -> Option<Decimal> {
        Decimal::parse(text).filter(|factor| *factor <= Decimal::whole(Self::MOST))
    }
}
