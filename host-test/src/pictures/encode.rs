//! Pictures as files, with or without an orientation and a profile, and files as pictures.

use std::io::Cursor;

use image::codecs::gif::GifEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, ImageEncoder, ImageFormat};

/// The picture as a file of `format`.
///
/// # Panics
///
/// Where the format cannot hold it.
#[must_use]
pub fn encode(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut file = Vec::new();
    match format {
        ImageFormat::Gif => {
            GifEncoder::new(&mut file).encode_frame(image::Frame::new(picture.to_rgba8()))
        }
        ImageFormat::Jpeg => {
            picture.write_with_encoder(JpegEncoder::new_with_quality(&mut file, 95))
        }
        ImageFormat::WebP => picture.write_with_encoder(WebPEncoder::new_lossless(&mut file)),
        other => picture.write_to(&mut Cursor::new(&mut file), other),
    }
    .expect("the format holds the picture");
    file
}

/// The picture as a file with an Exif orientation and, where given, a colour profile.
///
/// # Panics
///
/// Where the format is none of JPEG, PNG and WebP.
#[must_use]
pub fn encode_with(
    picture: &DynamicImage,
    format: ImageFormat,
    orientation: u8,
    profile: Option<&[u8]>,
) -> Vec<u8> {
    let mut file = Vec::new();
    match format {
        ImageFormat::Jpeg => tagged(
            JpegEncoder::new_with_quality(&mut file, 95),
            picture,
            orientation,
            profile,
        ),
        ImageFormat::Png => tagged(PngEncoder::new(&mut file), picture, orientation, profile),
        ImageFormat::WebP => tagged(
            WebPEncoder::new_lossless(&mut file),
            picture,
            orientation,
            profile,
        ),
        other => panic!("{other:?} carries no metadata here"),
    }
    file
}

fn tagged(
    mut encoder: impl ImageEncoder,
    picture: &DynamicImage,
    orientation: u8,
    profile: Option<&[u8]>,
) {
    let exif = exif(orientation);
    encoder
        .set_exif_metadata(exif)
        .expect("the format carries Exif");
    if let Some(profile) = profile {
        let set = encoder.set_icc_profile(profile.to_vec());
        set.expect("the format carries a profile");
    }
    let written = picture.write_with_encoder(encoder);
    written.expect("the format holds the picture");
}

/// A TIFF structure with the one tag 0x0112 (CIPA DC-008, Exif 2.32).
pub(super) fn exif(orientation: u8) -> Vec<u8> {
    let mut exif = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    exif
}

/// A file as pixels.
///
/// # Panics
///
/// Where it is none.
#[must_use]
pub fn decode(file: &[u8]) -> DynamicImage {
    image::load_from_memory(file).expect("the file is a picture")
}
