//! Pixels to a file: one function a format.

use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder};
use marble_jpeg::encode::{Sampling, rgb_to_planes};
use marble_jpeg::{Color, Plane, Planes};

use crate::error::Error;
use crate::geometry::Dimensions;
use crate::options::{Options, Output};

use super::avif;
use super::ground::flatten;
use super::picture::{Layout, Picture};
use super::png;

/// Writes a file of the format `output`.
pub(super) fn encode(
    picture: Picture,
    output: Output,
    options: &Options,
) -> Result<Vec<u8>, Error> {
    let mut file = Vec::new();
    match output {
        Output::Avif => return avif::encode(picture, options.quality(output)),
        Output::Jpeg => return encode_jpeg(flatten(picture, options.background), options),
        Output::Png => return png::encode(&picture),
        Output::WebP => write(WebPEncoder::new_lossless(&mut file), picture),
    }?;
    Ok(file)
}

/// In 4:2:0, as sharp does.
fn encode_jpeg(picture: Picture, options: &Options) -> Result<Vec<u8>, Error> {
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
    encode_planes(&planes, options, picture.profile.as_deref())
}

/// Writes a JPEG from its own planes.
pub(super) fn encode_planes(
    planes: &Planes,
    options: &Options,
    profile: Option<&[u8]>,
) -> Result<Vec<u8>, Error> {
    let options = marble_jpeg::encode::Options {
        quality: options.quality(Output::Jpeg),
        progressive: options.progressive,
        icc_profile: profile,
    };
    marble_jpeg::encode::encode(planes, &options)
        .map_err(|error| Error::Internal(error.to_string()))
}

fn write(mut encoder: impl ImageEncoder, picture: Picture) -> Result<(), Error> {
    let internal = |error: image::ImageError| Error::Internal(error.to_string());
    if let Some(profile) = picture.profile {
        // WebP carries a profile.
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
