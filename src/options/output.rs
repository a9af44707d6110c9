//! The formats of results.

use crate::format::HAS_AVIF;

use super::Color;

/// A format that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// AVIF, in builds that have it.
    Avif,
    /// JPEG, which has no alpha.
    Jpeg,
    /// PNG.
    Png,
    /// WebP, without loss.
    WebP,
}

impl Output {
    /// The colour of a ground in this format, which may have no alpha.
    pub(crate) fn ground(self, background: Color) -> Color {
        match self {
            Self::Jpeg => background.opaque(),
            Self::Avif | Self::Png | Self::WebP => background,
        }
    }

    const ALL: [Self; 4] = [Self::Jpeg, Self::Png, Self::WebP, Self::Avif];

    pub(super) fn parse(text: &str) -> Option<Self> {
        let written = |format: &Self| *format != Self::Avif || HAS_AVIF;
        let mut all = Self::ALL.into_iter().filter(written);
        all.find(|format| format.name() == text)
    }

    /// The quality where none is asked for; sharp's.
    pub(crate) fn default_quality(self) -> u8 {
        match self {
            Self::Avif => 50,
            Self::Jpeg | Self::Png | Self::WebP => 80,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Avif => "avif",
            Self::Jpeg => "jpeg",
            Self::Png => "png",
            Self::WebP => "webp",
        }
    }
}
