//! Small pictures for tests, made by code.

use std::io::Cursor;

use image::codecs::gif::GifEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, ImageEncoder, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

/// Red, green, blue and white: the quarters of [`quarters`], as read.
pub const QUARTERS: [Rgb<u8>; 4] = [
    Rgb([220, 30, 30]),
    Rgb([30, 200, 30]),
    Rgb([30, 30, 220]),
    Rgb([240, 240, 240]),
];

/// A picture whose quarters tell which way up it is.
#[must_use]
pub fn quarters(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let right = usize::from(x >= width / 2);
        let below = usize::from(y >= height / 2);
        QUARTERS[below * 2 + right]
    })
}

/// A red disc on nothing: where alpha is 0 the colour is a loud green, which must never be seen.
#[must_use]
pub fn disc(side: u32) -> RgbaImage {
    let middle = f64::from(side) / 2.0;
    RgbaImage::from_fn(side, side, |x, y| {
        let (x, y) = (f64::from(x) + 0.5 - middle, f64::from(y) + 0.5 - middle);
        if x.hypot(y) < middle * 0.8 {
            Rgba([220, 30, 30, 255])
        } else {
            Rgba([0, 255, 0, 0])
        }
    })
}

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

/// The bytes that a text stands for (RFC 4648, 4). Pictures made elsewhere travel so.
#[must_use]
pub fn from_base64(text: &str) -> Vec<u8> {
    let digit = |byte: u8| match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let text = text.trim_end_matches('=').as_bytes();
    let groups = text.chunks(4).flat_map(|group| {
        let bits = group
            .iter()
            .fold(0, |bits, byte| bits << 6 | u32::from(digit(*byte)));
        let bits = bits << (6 * (4 - group.len()));
        bits.to_be_bytes()[1..group.len()].to_vec()
    });
    groups.collect()
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

/// The 64 by 48 of [`quarters`] as a lossy WebP, as libwebp wrote it, with an Exif orientation and, where given, a
/// colour profile. Nothing that is written in Rust alone writes such files.
///
/// # Panics
///
/// Never: the file is part of this code.
#[must_use]
pub fn lossy_webp(orientation: u8, profile: Option<&[u8]>) -> Vec<u8> {
    let plain = include_bytes!("../../webp/tests/files/quarters.webp");
    let frame = plain.get(20..).expect("a header in front of the frame");
    let mut chunks = b"WEBP".to_vec();
    let mut push = |name: &[u8; 4], bytes: &[u8]| {
        let length = u32::try_from(bytes.len()).expect("a small file");
        chunks.extend_from_slice(name);
        chunks.extend(length.to_le_bytes());
        chunks.extend_from_slice(bytes);
        chunks.resize(chunks.len().next_multiple_of(2), 0);
    };
    // RFC 9649, 2.7: a profile, Exif, and both sides less one.
    push(b"VP8X", &[0x28, 0, 0, 0, 63, 0, 0, 47, 0, 0]);
    if let Some(profile) = profile {
        push(b"ICCP", profile);
    }
    push(b"VP8 ", frame);
    push(b"EXIF", &exif(orientation));
    let length = u32::try_from(chunks.len()).expect("a small file");
    [b"RIFF", &length.to_le_bytes()[..], &chunks].concat()
}

/// A TIFF structure with the one tag 0x0112 (CIPA DC-008, Exif 2.32).
fn exif(orientation: u8) -> Vec<u8> {
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

/// The pixels in the middles of the four quarters, left to right and top to bottom.
#[must_use]
pub fn probe(picture: &DynamicImage) -> [Rgb<u8>; 4] {
    let picture = picture.to_rgb8();
    let (width, height) = picture.dimensions();
    let at = |x: u32, y: u32| *picture.get_pixel(width * x / 4, height * y / 4);
    [at(1, 1), at(3, 1), at(1, 3), at(3, 3)]
}

/// The largest difference between two colours, of 255.
#[must_use]
pub fn distance(one: Rgb<u8>, other: Rgb<u8>) -> u8 {
    let pairs = one.0.into_iter().zip(other.0);
    pairs.map(|(a, b)| a.abs_diff(b)).max().unwrap_or_default()
}
