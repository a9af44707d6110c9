//! The jobs: an original, and what it shall become.

use std::fmt;

use serde::{Serialize, Serializer};

/// One job, the same for everybody: cover the size, the middle of the picture kept.
#[derive(Clone, Copy)]
pub(crate) struct Job {
    /// What the original is.
    about: &'static str,
    /// File in the photos' folder.
    pub(crate) original: &'static str,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) format: Format,
}

/// Format of the result.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Format {
    /// At quality 80.
    Jpeg,
    Png,
}

const BASELINE_12MP: (&str, &str) = ("12 MP baseline", "mosaic-12mp.jpg");
const PROGRESSIVE_12MP: (&str, &str) = ("12 MP progressive", "mosaic-12mp-progressive.jpg");
const BASELINE_24MP: (&str, &str) = ("24 MP baseline", "mosaic-24mp.jpg");
const JPEG_3MP: (&str, &str) = ("3 MP JPEG", "photo-3mp.jpg");
const PNG_3MP: (&str, &str) = ("3 MP PNG", "photo-3mp.png");
const WEBP_3MP: (&str, &str) = ("3 MP WebP", "photo-3mp.webp");

pub(crate) const JOBS: [Job; 10] = [
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
];

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
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
        })
    }
}

impl Serialize for Job {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
