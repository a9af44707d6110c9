//! Originals that are decoded as a whole, by decoders as those of the crate `image` are: BMPs and `WebP`s without loss or
//! with alpha.

use image::metadata::Orientation;
use image::{ColorType, DynamicImage, ImageDecoder, ImageError};

use crate::error::{Error, plain};
use crate::geometry::Dimensions;
use crate::pixels::orientation::from_exif;
use crate::pixels::picture::{Layout, Picture, profile_fits};
use crate::work::Work;

/// Takes the file, which the decoder gives back when it has decoded.
pub(crate) type Open = fn(Vec<u8>) -> Result<Original, Error>;

/// An original of pixels.
pub(crate) struct Original {
    decoder: Box<dyn ImageDecoder>,
    orientation: Orientation,
    profile: Option<Vec<u8>>,
    working_memory: u64,
    work: Work,
}

impl Original {
    /// `working_memory` is what decoding needs besides the file and the pixels, in bytes, and `work` how long it takes, both
    /// for a picture of these dimensions.
    pub(crate) fn new(
        mut decoder: impl ImageDecoder + 'static,
        working_memory: impl FnOnce(Dimensions) -> u64,
        work: impl FnOnce(Dimensions) -> Work,
    ) -> Self {
        let (width, height) = decoder.dimensions();
        Self {
            orientation: orientation(&mut decoder),
            profile: decoder.icc_profile().unwrap_or_default(),
            working_memory: working_memory(Dimensions { width, height }),
            work: work(Dimensions { width, height }),
            decoder: Box::new(decoder),
        }
    }

    /// The same, whatever its metadata says of its orientation.
    pub(crate) fn unturned(self) -> Self {
        Self {
            orientation: Orientation::NoTransforms,
            ..self
        }
    }

    /// Dimensions as stored, before the orientation is applied.
    pub(crate) fn size(&self) -> Dimensions {
        let (width, height) = self.decoder.dimensions();
        Dimensions { width, height }
    }

    pub(crate) fn orientation(&self) -> Orientation {
        self.orientation
    }

    /// Bytes of a decoded pixel.
    pub(crate) fn channels(&self) -> u64 {
        self.decoder.color_type().bytes_per_pixel().into()
    }

    pub(crate) fn has_alpha(&self) -> bool {
        self.decoder.color_type().has_alpha()
    }

    /// Length of the colour profile, in bytes.
    pub(crate) fn profile_bytes(&self) -> u64 {
        self.profile.as_ref().map_or(0, Vec::len) as u64
    }

    /// What decoding allocates besides the file and the pixels, in bytes.
    pub(crate) fn cost(&self) -> u64 {
        self.working_memory
    }

    /// How long decoding takes.
    pub(crate) fn work(&self) -> Work {
        self.work
    }

    /// Decodes the pixels, at eight bits.
    pub(crate) fn decode(self) -> Result<Picture, Error> {
        let (size, color) = (self.size(), self.decoder.color_type());
        let decoded = DynamicImage::from_decoder(self.decoder).map_err(|error| refuse(&error))?;
        let (layout, pixels) = match color {
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
            size,
            layout,
            pixels,
            profile: self.profile.filter(|profile| profile_fits(profile, layout)),
        })
    }
}

/// What Exif says, as for every other original, or else the decoder: an AVIF says it by other means. A picture with
/// unreadable metadata is a picture still.
fn orientation(decoder: &mut impl ImageDecoder) -> Orientation {
    match decoder.exif_metadata() {
        Ok(Some(exif)) => from_exif(Some(&exif)),
        _ => decoder.orientation().unwrap_or(Orientation::NoTransforms),
    }
}

/// Whose fault a decoder's error is.
pub(crate) fn refuse(error: &ImageError) -> Error {
    match error {
        ImageError::Unsupported(_) => Error::Unsupported(plain(error)),
        _ => Error::Damaged(plain(error)),
    }
}
