//! Pixels to a file: one function a format.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder};
use marble_jpeg::encode::{Sampling, rgb_to_planes};
use marble_jpeg::{Color, Plane, Planes};

use crate::error::Error;
use crate::geometry::Dimensions;
use crate::options::Output;

use super::colors::multiply;
use super::picture::{Layout, Picture};

/// Writes a file of the format `output`; `quality` is that of a JPEG.
pub(super) fn encode(picture: Picture, output: Output, quality: u8) -> Result<Vec<u8>, Error> {
    let mut file = Vec::new();
    match output {
        Output::Jpeg => return encode_jpeg(flatten(picture), quality),
        Output::Png => write(
            PngEncoder::new_with_quality(&mut file, CompressionType::Default, FilterType::Adaptive),
            picture,
        ),
        Output::WebP => write(WebPEncoder::new_lossless(&mut file), picture),
    }?;
    Ok(file)
}

/// In 4:2:0, as sharp does.
fn encode_jpeg(picture: Picture, quality: u8) -> Result<Vec<u8>, Error> {
    let Dimensions { width, height } = picture.size;
    let planes = match picture.layout {
        Layout::Grey | Layout::GreyAlpha => Ok(Planes {
            width,
            height,
            color: Color::Grey,
            planes: vec![Plane {
                width,
                height,
                samples: picture.pixels,
            }],
        }),
        Layout::Rgb => rgb_to_planes(width, height, &picture.pixels, 3, Sampling::Half420),
        Layout::Rgba => rgb_to_planes(width, height, &picture.pixels, 4, Sampling::Half420),
    };
    let planes = planes.map_err(|error| Error::Internal(error.to_string()))?;
    encode_planes(&planes, quality, picture.profile.as_deref())
}

/// Writes a JPEG from its own planes.
pub(super) fn encode_planes(
    planes: &Planes,
    quality: u8,
    profile: Option<&[u8]>,
) -> Result<Vec<u8>, Error> {
    let options = marble_jpeg::encode::Options {
        quality,
        progressive: false,
        icc_profile: profile,
    };
    marble_jpeg::encode::encode(planes, &options)
        .map_err(|error| Error::Internal(error.to_string()))
}

fn write(mut encoder: impl ImageEncoder, picture: Picture) -> Result<(), Error> {
    let internal = |error: image::ImageError| Error::Internal(error.to_string());
    if let Some(profile) = picture.profile {
        // All three formats carry a profile.
        encoder
            .set_icc_profile(profile)
            .map_err(|error| Error::Internal(error.to_string()))?;
    }
    let color = match picture.layout {
        Layout::Grey => ExtendedColorType::L8,
        Layout::GreyAlpha => ExtendedColorType::La8,
        Layout::Rgb => ExtendedColorType::Rgb8,
        Layout::Rgba => ExtendedColorType::Rgba8,
    };
    let size = picture.size;
    encoder
        .write_image(&picture.pixels, size.width, size.height, color)
        .map_err(internal)
}

/// Lays the picture onto black, as sharp does for a format without alpha.
fn flatten(picture: Picture) -> Picture {
    let (layout, pixels) = match picture.layout {
        Layout::Grey | Layout::Rgb => return picture,
        Layout::GreyAlpha => (Layout::Grey, on_black::<2>(&picture.pixels)),
        Layout::Rgba => (Layout::Rgb, on_black::<4>(&picture.pixels)),
    };
    Picture {
        layout,
        pixels,
        ..picture
    }
}

fn on_black<const CHANNELS: usize>(pixels: &[u8]) -> Vec<u8> {
    let (pixels, _) = pixels.as_chunks::<CHANNELS>();
    let flat = pixels.iter().flat_map(|pixel| {
        let (colors, alpha) = match pixel.split_last() {
            Some((alpha, colors)) => (colors, *alpha),
            None => (&[][..], 0),
        };
        colors.iter().map(move |color| multiply(*color, alpha))
    });
    flat.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lays_alpha_onto_black() {
        assert_eq!(
            on_black::<4>(&[255, 100, 1, 255, 255, 100, 1, 128, 255, 100, 1, 0]),
            [255, 100, 1, 128, 50, 1, 0, 0, 0]
        );
        assert_eq!(on_black::<2>(&[200, 128]), [100]);
    }
}
