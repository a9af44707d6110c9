//! The jobs: an original, and what it shall become.

use std::fmt;

use serde::{Serialize, Serializer};

/// One job, the same for everybody: cover the size, the middle of the picture kept.
#[derive(Clone, Copy)]
pub(crate) struct Job {
    /// What the original is.
    about: &'static str,
    /// Name of its file.
    pub(crate) original: &'static str,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) format: Format,
}

/// Format of the result.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Format {
    /// WebP of all frames, at quality 80.
    Animation,
    /// At quality 50.
    Avif,
    /// At quality 80.
    Jpeg,
    /// PNG with a palette.
    Palette,
    Png,
    /// At quality 80.
    WebP,
}

const BASELINE_12MP: (&str, &str) = ("12 MP baseline", "mosaic-12mp.jpg");
const PROGRESSIVE_12MP: (&str, &str) = ("12 MP progressive", "mosaic-12mp-progressive.jpg");
const BASELINE_24MP: (&str, &str) = ("24 MP baseline", "mosaic-24mp.jpg");
const JPEG_3MP: (&str, &str) = ("3 MP JPEG", "photo-3mp.jpg");
const PNG_3MP: (&str, &str) = ("3 MP PNG", "photo-3mp.png");
const WEBP_3MP: (&str, &str) = ("3 MP WebP", "photo-3mp.webp");

/// All that a folder of photographs and every build can do.
pub(crate) const JOBS: [Job; 12] = [
    Job::new(BASELINE_12MP, 300, 300, Format::Jpeg),
    Job::new(BASELINE_12MP, 800, 600, Format::Jpeg),
    Job::new(BASELINE_12MP, 1600, 1200, Format::Jpeg),
    Job::new(PROGRESSIVE_12MP, 300, 300, Format::Jpeg),
    Job::new(PROGRESSIVE_12MP, 800, 600, Format::Jpeg),
    Job::new(BASELINE_24MP, 800, 600, Format::Jpeg),
    Job::new(JPEG_3MP, 800, 600, Format::Jpeg),
    Job::new(PNG_3MP, 800, 600, Format::Png),
    Job::new(PNG_3MP, 800, 600, Format::Jpeg),
    Job::new(WEBP_3MP, 800, 600, Format::Jpeg),
    Job::new(BASELINE_12MP, 800, 600, Format::WebP),
    Job::new(JPEG_3MP, 800, 600, Format::WebP),
];

/// What takes originals made for the occasion; and AVIF.
pub(crate) const MORE: [Job; 4] = [
    Job::new(
        ("photo GIF, 24 frames", "photo-24-frames.gif"),
        320,
        240,
        Format::Animation,
    ),
    Job::new(
        ("drawing GIF, 24 frames", "drawing-24-frames.gif"),
        320,
        240,
        Format::Animation,
    ),
    Job::new(("8-colour PNG", "logo.png"), 400, 300, Format::Palette),
    Job::new(JPEG_3MP, 800, 600, Format::Avif),
];

impl Format {
    /// Marble's word for it.
    pub(crate) fn option(self) -> &'static str {
        match self {
            Self::Animation | Self::WebP => "webp",
            Self::Avif => "avif",
            Self::Jpeg => "jpeg",
            Self::Palette | Self::Png => "png",
        }
    }
}

impl Job {
    pub(crate) const fn new(
        (about, original): (&'static str, &'static str),
        width: u32,
        height: u32,
        format: Format,
    ) -> Self {
        Self {
            about,
            original,
            width,
            height,
            format,
        }
    }
}

impl fmt::Display for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            about,
            width,
            height,
            format,
            ..
        } = self;
        write!(f, "{about} → {width}x{height} {format}")
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Animation => "WebP, all frames",
            Self::Avif => "AVIF",
            Self::Jpeg => "JPEG",
            Self::Palette => "PNG with a palette",
            Self::Png => "PNG",
            Self::WebP => "WebP",
        })
    }
}

impl Serialize for Job {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
