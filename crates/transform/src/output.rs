//! The formats of results.

use crate::format::HAS_AVIF;

use super::Color;

/// A format that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// AVIF, in builds that have it.
    Avif,
    /// GIF, of which a pixel is opaque or not there; animated where the original is.
    Gif,
    /// JPEG, which has no alpha.
    Jpeg,
    /// PNG.
    Png,
    /// WebP; animated where the original is.
    WebP,
}

impl Output {
    /// The colour of a ground in this format, which may have no alpha.
    pub(crate) fn ground(self, background: Color) -> Color {
        match self {
            Self::Jpeg => background.opaque(),
            // What lets half of it through is there or not.
            Self::Avif | Self::Gif | Self::Png | Self::WebP => background,
        }
    }

    /// Whether a file of this format has a place for a colour profile. Where it has none, colours are sRGB's.
    pub(crate) fn carries_profile(self) -> bool {
        match self {
            Self::Gif => false,
            Self::Avif | Self::Jpeg | Self::Png | Self::WebP => true,
        }
    }

    /// Whether a grey picture is grey in a file of this format, so that a profile of grey fits it.
    pub(crate) fn carries_grey(self) -> bool {
        match self {
            Self::Avif | Self::Jpeg | Self::Png => true,
            Self::Gif | Self::WebP => false,
        }
    }

    const ALL: [Self; 5] = [Self::Jpeg, Self::Png, Self::WebP, Self::Gif, Self::Avif];

    pub(super) fn parse(text: &str) -> Option<Self> {
        let written = |format: &Self| *format != Self::Avif || HAS_AVIF;
        let mut all = Self::ALL.into_iter().filter(written);
        all.find(|format| format.name() == text)
    }

    /// The quality where none is asked for; sharp's.
    pub(crate) fn default_quality(self) -> u8 {
        match self {
            Self::Avif => 50,
            Self::Gif | Self::Jpeg | Self::Png | Self::WebP => 80,
        }
    }

    /// Its name in a key.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Avif => "avif",
            Self::Gif => "gif",
            Self::Jpeg => "jpeg",
            Self::Png => "png",
            Self::WebP => "webp",
        }
    }
}
