//! Facts in the place of a picture, as JSON: what a page wants to know of a result before it is there, and what is told of
//! the original. The names are those of Cloudflare's `format=json` where it has them.
//!
//! They are "written" by an encoder as any picture is, so that they are about the very pixels that would be written.

mod dominant;
mod placeholder;

use base64ct::{Base64, Encoding};
use marble_transform::{Color, Output};
use serde::Serialize;

use crate::encoder::{Colors, Encoder, Planned, Writing};
use crate::error::Error;
use crate::geometry::Dimensions;
use crate::original::summary::Summary;
use crate::pixels::background::flatten;
use crate::pixels::picture::Picture;
use crate::quality::search::Looks;
use crate::work::Work;

/// Tells the facts of a picture instead of writing it.
pub(crate) struct Facts {
    /// Whether the format that would be written has no alpha.
    is_opaque: bool,
}

/// What is told.
#[derive(Serialize)]
struct Json {
    width: u32,
    height: u32,
    has_alpha: bool,
    dominant_color: Option<String>,
    thumbhash: String,
    original: Original,
}

/// What is told of the original.
#[derive(Serialize)]
struct Original {
    file_size: u64,
    width: u32,
    height: u32,
    format: &'static str,
    frames: u32,
    orientation: u8,
}

impl Facts {
    /// Those of a format with alpha.
    pub(crate) const TRANSLUCENT: &'static Self = &Self { is_opaque: false };

    const OPAQUE: &'static Self = &Self { is_opaque: true };

    /// Those of what `encoder` would write.
    pub(crate) fn of(encoder: &dyn Encoder) -> &'static Self {
        let clear = Color {
            alpha: 0,
            ..Color::BLACK
        };
        if encoder.background(clear).alpha == u8::MAX {
            Self::OPAQUE
        } else {
            Self::TRANSLUCENT
        }
    }
}

impl Encoder for Facts {
    fn output(&self) -> Output {
        Output::Json
    }

    /// Colours are told in sRGB.
    fn carries_profile(&self) -> bool {
        false
    }

    fn background(&self, color: Color) -> Color {
        if self.is_opaque {
            color.opaque()
        } else {
            color
        }
    }

    fn cost(&self, planned: &Planned<'_>) -> u64 {
        let flattened = if self.is_opaque && planned.has_alpha() {
            planned.size.pixels().saturating_mul(4)
        } else {
            0
        };
        let pixels = planned.bytes().saturating_add(flattened);
        let placeholder = placeholder::cost(planned.size, planned.channels);
        pixels.saturating_add(dominant::COST.max(placeholder))
    }

    fn work(&self, planned: &Planned<'_>, _: Looks) -> Work {
        let size = planned.size;
        dominant::work(size) + placeholder::work(size, planned.channels)
    }

    fn encode(&self, picture: Picture, _: Colors, writing: &Writing<'_>) -> Result<Vec<u8>, Error> {
        let original = writing
            .original
            .ok_or_else(|| Error::internal("facts of what was not opened"))?;
        let picture = if self.is_opaque {
            flatten(picture, writing.transform.background)
        } else {
            picture
        };
        let Dimensions { width, height } = picture.size;
        let facts = Json {
            width,
            height,
            has_alpha: picture.is_translucent(),
            dominant_color: dominant::color(&picture).map(hexadecimal),
            thumbhash: Base64::encode_string(&placeholder::thumb_hash(picture)),
            original: Original::new(original),
        };
        serde_json::to_vec(&facts).map_err(Error::internal)
    }
}

impl Original {
    fn new(summary: &Summary) -> Self {
        let Dimensions { width, height } = summary.seen;
        Self {
            file_size: summary.file_size,
            width,
            height,
            format: summary.media_type,
            frames: summary.frames,
            orientation: summary.orientation.to_exif(),
        }
    }
}

/// As CSS has it (CSS Color Module Level 4, 5.2).
fn hexadecimal([red, green, blue]: [u8; 3]) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}
