//! Header, limits, pixels: in this order, so that nothing is allocated for what is refused.

use std::io::Cursor;

use image::codecs::bmp::BmpDecoder;
use image::codecs::gif::GifDecoder;
use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{ColorType, DynamicImage, ImageDecoder, ImageError};

use crate::config::Limits;
use crate::error::{Bound, Error, Excess};
use crate::format::Format;
use crate::geometry::Dimensions;

use super::jpeg_markers::Markers;
use super::orientation;
use super::picture::{Layout, Picture};
use super::webp_chunks;

/// What a PNG's compressed metadata may become, in bytes: beyond it such a chunk is a bomb.
const METADATA_BYTES: u64 = 16 << 20;

/// A picture whose header was read and whose pixels were not.
pub(super) struct Header {
    decoder: Box<dyn ImageDecoder>,
    /// The colours that the decoder hands over.
    pub(super) color: ColorType,
    pub(super) format: Format,
    pub(super) orientation: Orientation,
    /// Coefficients that the decoder keeps before there are pixels.
    pub(super) coefficients: u64,
    /// Dimensions as stored, before the orientation is applied.
    pub(super) stored: Dimensions,
    profile: Option<Vec<u8>>,
}

impl Header {
    /// Reads a file's header and holds it against the limits that need no plan.
    pub(super) fn read(source: Vec<u8>, limits: &Limits) -> Result<Self, Error> {
        let format = Format::sniff(&source).map_err(|found| {
            Error::NotAPicture(format!(
                "expected JPEG, PNG, WebP, GIF or BMP, but found {found}"
            ))
        })?;
        let markers = match format {
            Format::Jpeg => Markers::read(&source),
            _ => Markers::default(),
        };
        let webp = format == Format::WebP;
        if markers.truncated || (webp && webp_chunks::is_truncated(&source)) {
            return Err(Error::Damaged("the file ends before the picture".into()));
        }
        if let Some((width, height)) = png_dimensions(&source).filter(|_| format == Format::Png) {
            // The decoder's own sums would run over before there is something to ask it.
            check_pixels(width, height, limits)?;
        }
        let mut decoder = open(format, source).map_err(|error| refuse(&error))?;
        let (width, height) = decoder.dimensions();
        check_pixels(width, height, limits)?;
        Ok(Self {
            coefficients: markers.coefficients,
            color: decoder.color_type(),
            format,
            // A picture with unreadable metadata is a picture still.
            orientation: decoder.orientation().unwrap_or(Orientation::NoTransforms),
            stored: Dimensions { width, height },
            profile: decoder.icc_profile().unwrap_or_default(),
            decoder,
        })
    }

    /// Dimensions of the picture as it is seen.
    pub(super) fn seen(&self) -> Dimensions {
        orientation::turn(self.stored, self.orientation)
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

fn open(format: Format, source: Vec<u8>) -> Result<Box<dyn ImageDecoder>, ImageError> {
    let source = Cursor::new(source);
    let mut bounds = image::Limits::no_limits();
    bounds.max_alloc = Some(METADATA_BYTES);
    Ok(match format {
        Format::Bmp => Box::new(BmpDecoder::new(source)?),
        Format::Gif => Box::new(GifDecoder::new(source)?),
        Format::Jpeg => Box::new(JpegDecoder::new(source)?),
        Format::Png => Box::new(PngDecoder::with_limits(source, bounds)?),
        Format::WebP => Box::new(WebPDecoder::new(source)?),
    })
}

/// What the first chunk of a PNG says, `IHDR` (ISO/IEC 15948, 11.2.2).
fn png_dimensions(png: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| png.get(at..)?.first_chunk().copied();
    let width = number(16).map(u32::from_be_bytes)?;
    let height = number(20).map(u32::from_be_bytes)?;
    Some((width, height))
}

fn check_pixels(width: u32, height: u32, limits: &Limits) -> Result<(), Error> {
    let found = u64::from(width).saturating_mul(u64::from(height));
    let limit = limits.max_source_pixels;
    if found == 0 {
        return Err(Error::Damaged(format!(
            "the header says {width}x{height} pixels"
        )));
    }
    if found > limit {
        return Err(Error::TooLarge(Excess {
            bound: Bound::SourcePixels,
            found,
            limit,
        }));
    }
    Ok(())
}

/// Whose fault a decoder's error is.
fn refuse(error: &ImageError) -> Error {
    match error {
        ImageError::Unsupported(_) => Error::NotAPicture(plain(error)),
        _ => Error::Damaged(plain(error)),
    }
}

/// A decoder's words as one short line of visible ASCII, since they may quote the file.
fn plain(error: &ImageError) -> String {
    const LONGEST: usize = 200;
    let text = error.to_string();
    let visible = |character: char| match character {
        ' '..='~' => character,
        _ => ' ',
    };
    text.chars().map(visible).take(LONGEST).collect()
}

/// A profile for other colours than the picture's, as that of a CMYK file, would turn them wrong.
fn profile_fits(profile: &[u8], layout: Layout) -> bool {
    // ICC.1:2022, 7.2.6: bytes 16 to 19 hold the data colour space.
    let space = profile.get(16..20);
    match layout {
        Layout::Grey | Layout::GreyAlpha => space == Some(b"GRAY"),
        Layout::Rgb | Layout::Rgba => space == Some(b"RGB "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_profiles_of_the_same_colours_only() {
        let mut profile = vec![0; 128];
        profile[16..20].copy_from_slice(b"RGB ");
        assert!(profile_fits(&profile, Layout::Rgba));
        assert!(!profile_fits(&profile, Layout::Grey));
        profile[16..20].copy_from_slice(b"CMYK");
        assert!(!profile_fits(&profile, Layout::Rgb));
        assert!(!profile_fits(b"short", Layout::Rgb));
    }
}
