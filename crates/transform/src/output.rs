//! The formats of results.

/// Whether AVIF is among the formats of this build.
pub const HAS_AVIF: bool = cfg!(feature = "avif");

/// Whether JPEG XL is among the formats of this build.
pub const HAS_JXL: bool = cfg!(feature = "jxl");

/// A format that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// AVIF, in builds that have it.
    Avif,
    /// GIF, of which a pixel is opaque or not there; animated where the original is.
    Gif,
    /// JPEG, which has no alpha.
    Jpeg,
    /// JPEG XL, in builds that have it.
    Jxl,
    /// JSON, in the place of a picture: the facts of what would be made without this format, and of the original.
    Json,
    /// PNG.
    Png,
    /// WebP; animated where the original is.
    WebP,
}

impl Output {
    /// What can be asked for.
    pub(super) const NAMES: &'static [&'static str] = match (HAS_AVIF, HAS_JXL) {
        (true, true) => &[
            "original", "jpeg", "png", "webp", "gif", "avif", "jxl", "json", "auto",
        ],
        (true, false) => &[
            "original", "jpeg", "png", "webp", "gif", "avif", "json", "auto",
        ],
        (false, true) => &[
            "original", "jpeg", "png", "webp", "gif", "jxl", "json", "auto",
        ],
        (false, false) => &["original", "jpeg", "png", "webp", "gif", "json", "auto"],
    };

    const ALL: [Self; 7] = [
        Self::Jpeg,
        Self::Png,
        Self::WebP,
        Self::Gif,
        Self::Avif,
        Self::Jxl,
        Self::Json,
    ];

    pub(super) fn parse(text: &str) -> Option<Self> {
        let written = |format: &Self| match format {
            Self::Avif => HAS_AVIF,
            Self::Jxl => HAS_JXL,
            Self::Gif | Self::Jpeg | Self::Json | Self::Png | Self::WebP => true,
        };
        let mut all = Self::ALL.into_iter().filter(written);
        all.find(|format| format.name() == text)
    }

    /// The quality where none is asked for; sharp's. It says nothing where nothing is written with loss.
    #[must_use]
    pub fn default_quality(self) -> u8 {
        match self {
            Self::Avif => 50,
            Self::Gif | Self::Jpeg | Self::Json | Self::Jxl | Self::Png | Self::WebP => 80,
        }
    }

    /// Its name in a key.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Avif => "avif",
            Self::Gif => "gif",
            Self::Jpeg => "jpeg",
            Self::Json => "json",
            Self::Jxl => "jxl",
            Self::Png => "png",
            Self::WebP => "webp",
        }
    }

    /// Media type (IANA).
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Avif => "image/avif",
            Self::Gif => "image/gif",
            Self::Jpeg => "image/jpeg",
            Self::Json => "application/json",
            Self::Jxl => "image/jxl",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
        }
    }
}
