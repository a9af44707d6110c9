//! The formats of results.

use super::Color;

/// A format that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// JPEG, which has no alpha.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    WebP,
}

impl Output {
    /// The colour of a ground in this format, which may have no alpha.
    pub(crate) fn ground(self, background: Color) -> Color {
        match self {
            Self::Jpeg => background.opaque(),
            Self::Png | Self::WebP => background,
        }
    }

    /// The quality where none is asked for: sharp's.
    pub(crate) fn default_quality(self) -> u8 {
        match self {
            Self::Jpeg | Self::Png | Self::WebP => 80,
        }
    }

    const ALL: [Self; 3] = [Self::Jpeg, Self::Png, Self::WebP];

    pub(super) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == text)
    }

    /// Its name in a key.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Png => "png",
            Self::WebP => "webp",
        }
    }
}
