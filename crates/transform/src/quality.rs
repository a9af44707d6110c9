//! How much of a picture a lossy format keeps.

use std::fmt;

use crate::number::parse_positive;

/// The quality of a lossy format.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Quality {
    /// The smallest file that still looks like the picture.
    Auto,
    /// What sharp takes for the format.
    #[default]
    Default,
    /// From 1 to 100, as the format's own reference encoder means it.
    Is(u8),
}

impl Quality {
    pub(super) fn parse(text: &str) -> Option<Self> {
        if text == "auto" {
            return Some(Self::Auto);
        }
        let quality = parse_positive(text, 100)?;
        u8::try_from(quality).ok().map(Self::Is)
    }
}

impl fmt::Display for Quality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => f.write_str("auto"),
            Self::Default => f.write_str("default"),
            Self::Is(quality) => quality.fmt(f),
        }
    }
}
