//! Header, limits, pixels: in this order, so that nothing is allocated for what is refused.

use std::io::Cursor;

use image::codecs::bmp::BmpDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{ColorType, DynamicImage, ImageDecoder, ImageError};

use crate::config::Limits;
use crate::error::Error;
use crate::format::Format;
use crate::geometry::Dimensions;

use super::avif;
use super::limits::check_pixels;
use super::picture::{Layout, Picture, profile_fits};
use super::{orientation, webp_chunks};

/// A picture whose header was read and whose pixels were not.
pub(super) struct Header {
    decoder: Box<dyn ImageDecoder>,
    /// What decoding needs besides the file and the pixels, in bytes, where the format alone does not say.
    pub(super) working_memory: u64,
    /// The colours that the decoder hands over.
    pub(super) color: ColorType,
    pub(super) format: Format,
    pub(super) orientation: Orientation,
    /// Dimensions as stored, before the orientation is applied.
    pub(super) stored: Dimensions,
    profile: Option<Vec<u8>>,
}

/// A file that was opened.
pub(super) struct Decoder {
    decoder: Box<dyn ImageDecoder>,
    working_memory: u64,
}

impl Decoder {
    fn new(decoder: impl ImageDecoder + 'static) -> Self {
        Self {
            decoder: Box::new(decoder),
            working_memory: 0,
        }
    }
}

/// Opens an AVIF.
pub(super) fn avif(source: Vec<u8>) -> Result<Decoder, Error> {
    let decoder = avif::Decoder::new(source)?;
    Ok(Decoder {
        working_memory: decoder.working_memory(),
        decoder: Box::new(decoder),
    })
}

/// Opens a BMP.
pub(super) fn bmp(source: Vec<u8>) -> Result<Decoder, Error> {
    let decoder = BmpDecoder::new(Cursor::new(source));
    Ok(Decoder::new(decoder.map_err(|error| refuse(&error))?))
}

/// Opens a WebP.
pub(super) fn webp(source: Vec<u8>) -> Result<Decoder, Error> {
    if webp_chunks::is_truncated(&source) {
        return Err(Error::Damaged("the file ends before the picture".into()));
    }
    // The decoder believes the file's size, and allocates the frame's.
    if let Some((canvas, frame)) = webp_chunks::extended(&source) {
        let found = marble_webp::Decoder::new(frame).map(|frame| (frame.width(), frame.height()));
        if found != Ok((canvas.width, canvas.height)) {
            return Err(Error::Damaged("file and frame differ in size".into()));
        }
    }
    let decoder = WebPDecoder::new(Cursor::new(source));
    Ok(Decoder::new(decoder.map_err(|error| refuse(&error))?))
}

impl Header {
    /// Reads a file's header and holds it against the limits that need no plan.
    pub(super) fn read(format: Format, opened: Decoder, limits: &Limits) -> Result<Self, Error> {
        let Decoder {
            mut decoder,
            working_memory,
        } = opened;
        let (width, height) = decoder.dimensions();
        let stored = Dimensions { width, height };
        check_pixels(stored, limits)?;
        Ok(Self {
            color: decoder.color_type(),
            format,
            // A picture with unreadable metadata is a picture still.
            orientation: decoder.orientation().unwrap_or(Orientation::NoTransforms),
            stored,
            profile: decoder.icc_profile().unwrap_or_default(),
            working_memory,
            decoder,
        })
    }

    /// Dimensions of the picture as it is seen.
    pub(super) fn seen(&self) -> Dimensions {
        orientation::turn(self.stored, self.orientation)
    }

    /// Length of the colour profile.
    pub(super) fn profile_bytes(&self) -> u64 {
        self.profile.as_ref().map_or(0, Vec::len) as u64
    }

    /// Decodes the pixels, at eight bits.
    pub(super) fn decode(self) -> Result<Picture, Error> {
        let decoded = DynamicImage::from_decoder(self.decoder).map_err(|error| refuse(&error))?;
        let (layout, pixels) = match self.color {
            ColorType::L8 | ColorType::L16 => (Layout::Grey, decoded.into_luma8().into_raw()),
            ColorType::La8 | ColorType::La16 => {
                (Layout::GreyAlpha, decoded.into_luma_alpha8().into_raw())
            }
            ColorType::Rgb8 | ColorType::Rgb16 | ColorType::Rgb32F => {
                (Layout::Rgb, decoded.into_rgb8().into_raw())
            }
            _ => (Layout::Rgba, decoded.into_rgba8().into_raw()),
        };
        Ok(Picture {
            size: self.stored,
            layout,
            pixels,
            profile: self.profile.filter(|profile| profile_fits(profile, layout)),
        })
    }
}

/// Whose fault a decoder's error is.
fn refuse(error: &ImageError) -> Error {
    match error {
        ImageError::Unsupported(_) => Error::NotAPicture(plain(error)),
        _ => Error::Damaged(plain(error)),
    }
}

/// A decoder's words as one short line of visible ASCII, since they may quote the file.
pub(super) fn plain(error: &impl ToString) -> String {
    const LONGEST: usize = 200;
    let text = error.to_string();
    let visible = |character: char| match character {
        ' '..='~' => character,
        _ => ' ',
    };
    text.chars().map(visible).take(LONGEST).collect()
}
