//! How a result is made of planes.

use marble_transform::Effects;

use crate::encoder::{EncodePlanes, Encoder};
use crate::pipeline::job::Job;
use crate::pipeline::write;
use crate::pixels::picture::ColorSpace;
use crate::pixels::planes::{Color, is_light};

use super::view::{Chroma, PlanesView};

/// What becomes of the planes.
#[derive(Clone, Copy)]
pub(super) enum Route {
    /// They are scaled, and become pixels.
    Pixels,
    /// They become pixels, and are scaled.
    PixelsFirst,
    /// They are scaled, and written.
    Planes(&'static dyn EncodePlanes),
}

/// How a result will be made.
pub(super) struct How {
    pub(super) view: PlanesView,
    pub(super) route: Route,
    pub(super) encoder: &'static dyn Encoder,
    /// Whether the planes are scaled as their rows come, and are never there as a whole.
    pub(super) by_rows: bool,
}

impl Route {
    /// How large colour differences become where they are scaled.
    pub(super) fn chroma(self) -> Chroma {
        match self {
            Self::Planes(_) => Chroma::Halved,
            Self::Pixels | Self::PixelsFirst => Chroma::Full,
        }
    }

    pub(super) fn new(
        view: &PlanesView,
        color: Color,
        has_profile: bool,
        encoder: &'static dyn Encoder,
        job: &Job<'_>,
    ) -> Self {
        if !is_light(color) {
            return Self::PixelsFirst;
        }
        // Grey has no colours to take out. The luma of colours is not their grey: see `effects::grey`.
        let effects = match color {
            Color::Grey => Effects {
                grayscale: false,
                ..job.transform.effects
            },
            _ => job.transform.effects,
        };
        // A background is drawn in the colours of the screen.
        let plain = effects == Effects::NONE && view.seen.covers();
        let plain = plain && job.transform.watermark.is_none();
        let keeps_colors = !has_profile || write::keeps_profile(space(color), encoder, job);
        let as_they_are = matches!(color, Color::Grey | Color::YCbCr) && plain && keeps_colors;
        match encoder.planes(job.transform) {
            Some(encode) if as_they_are => Self::Planes(encode),
            _ => Self::Pixels,
        }
    }
}

pub(super) fn space(color: Color) -> ColorSpace {
    match color {
        Color::Cmyk | Color::Ycck => ColorSpace::Cmyk,
        Color::Grey => ColorSpace::Grey,
        Color::Rgb | Color::YCbCr => ColorSpace::Rgb,
    }
}
