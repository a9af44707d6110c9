//! Small pictures for tests, made by code.

use std::io::Cursor;
use std::time::Duration;

use image::codecs::gif::{GifDecoder, GifEncoder};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::{WebPDecoder, WebPEncoder};
use image::metadata::LoopCount;
use image::{
    AnimationDecoder, DynamicImage, ImageEncoder, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage,
};

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
    // RFC 9649, 2.7: a profile, Exif, and both sides less one.
    let mut chunks = chunk(*b"VP8X", &[0x28, 0, 0, 0, 63, 0, 0, 47, 0, 0]);
    if let Some(profile) = profile {
        chunks.extend(chunk(*b"ICCP", profile));
    }
    chunks.extend(chunk(*b"VP8 ", frame));
    chunks.extend(chunk(*b"EXIF", &exif(orientation)));
    riff(&chunks)
}

/// A chunk of a WebP (RFC 9649, 2.3).
fn chunk(name: [u8; 4], bytes: &[u8]) -> Vec<u8> {
    let length = u32::try_from(bytes.len()).expect("a small file");
    let mut chunk = [&name[..], &length.to_le_bytes(), bytes].concat();
    chunk.resize(chunk.len().next_multiple_of(2), 0);
    chunk
}

fn riff(chunks: &[u8]) -> Vec<u8> {
    let length = u32::try_from(chunks.len() + 4).expect("a small file");
    [b"RIFF", &length.to_le_bytes()[..], b"WEBP", chunks].concat()
}

/// A frame of an animated WebP.
pub struct WebPFrame {
    /// Its pixels.
    pub picture: RgbaImage,
    /// Where it lies: even numbers.
    pub left: u32,
    /// Where it lies: even numbers.
    pub top: u32,
    /// How long it is seen, in milliseconds.
    pub duration: u32,
    /// Whether what was there shines through.
    pub blend: bool,
    /// Whether it is cleared when its time is over.
    pub clear: bool,
}

/// An animated WebP without loss. `plays` is how often it is seen; 0 stands for without end.
///
/// # Panics
///
/// Where a frame is too large.
#[must_use]
pub fn animated_webp((width, height): (u32, u32), plays: u16, frames: &[WebPFrame]) -> Vec<u8> {
    let number = |number: u32| number.to_le_bytes()[..3].to_vec();
    let sides = [number(width - 1), number(height - 1)].concat();
    let mut chunks = chunk(*b"VP8X", &[&[0x12, 0, 0, 0][..], &sides].concat());
    chunks.extend(chunk(
        *b"ANIM",
        &[&[0; 4][..], &plays.to_le_bytes()].concat(),
    ));
    for frame in frames {
        let still = encode(&frame.picture.clone().into(), ImageFormat::WebP);
        let (width, height) = frame.picture.dimensions();
        let numbers = [
            frame.left / 2,
            frame.top / 2,
            width - 1,
            height - 1,
            frame.duration,
        ];
        let mut body = numbers.map(number).concat();
        body.push(u8::from(frame.clear) | u8::from(!frame.blend) << 1);
        body.extend(still.get(12..).expect("a header in front of the frame"));
        chunks.extend(chunk(*b"ANMF", &body));
    }
    riff(&chunks)
}

/// A GIF of frames as they are, each with a palette of its own or with that of the file: red, green, blue, white,
/// black, and so on in greys. `repetitions` is what the file says of how often it is seen again; 0 stands for without end.
///
/// # Panics
///
/// Where a frame holds no pixels for its size.
#[must_use]
pub fn animated_gif(
    (width, height): (u16, u16),
    repetitions: Option<u16>,
    frames: &[gif::Frame<'_>],
) -> Vec<u8> {
    let mut palette: Vec<u8> = QUARTERS.iter().flat_map(|color| color.0).collect();
    palette.extend((0..12).flat_map(|grey| [grey * 20; 3]));
    let file = gif::Encoder::new(Vec::new(), width, height, &palette);
    let mut file = file.expect("a palette of 16 colours");
    if let Some(repetitions) = repetitions {
        let repeat = match repetitions {
            0 => gif::Repeat::Infinite,
            times => gif::Repeat::Finite(times),
        };
        file.set_repeat(repeat).expect("a vector takes it");
    }
    for frame in frames {
        file.write_frame(frame).expect("the frame has pixels");
    }
    file.into_inner().expect("a vector takes it")
}

/// A part of a GIF's canvas in one colour of [`animated_gif`].
#[must_use]
pub fn gif_part(
    (left, top): (u16, u16),
    (width, height): (u16, u16),
    color: u8,
) -> gif::Frame<'static> {
    gif::Frame {
        left,
        top,
        width,
        height,
        delay: 5,
        buffer: vec![color; usize::from(width) * usize::from(height)].into(),
        ..gif::Frame::default()
    }
}

/// The frames of an animated GIF or WebP as they are seen, and for how long each; and how often all are seen, where that
/// has an end.
///
/// # Panics
///
/// Where it is none.
#[must_use]
pub fn decode_frames(file: &[u8]) -> (Vec<(RgbaImage, Duration)>, Option<u32>) {
    fn all<'a>(decoder: impl AnimationDecoder<'a>) -> (Vec<image::Frame>, LoopCount) {
        let loops = decoder.loop_count();
        let frames = decoder.into_frames().collect_frames();
        (frames.expect("every frame is one"), loops)
    }
    let (frames, loops) = if file.starts_with(b"GIF") {
        all(GifDecoder::new(Cursor::new(file)).expect("a GIF"))
    } else {
        let mut decoder = WebPDecoder::new(Cursor::new(file)).expect("a WebP");
        // Without a colour it clears nothing.
        let set = decoder.set_background_color(Rgba([0; 4]));
        set.expect("it is animated");
        all(decoder)
    };
    let frames = frames.into_iter().map(|frame| {
        let delay = Duration::from(frame.delay());
        (frame.into_buffer(), delay)
    });
    let plays = match loops {
        LoopCount::Infinite => None,
        LoopCount::Finite(times) => Some(times.get()),
    };
    (frames.collect(), plays)
}

/// A colour profile of those that were made for the tests, by its name (`tests/colour/generate.py`).
///
/// # Panics
///
/// Where there is none of this name.
#[must_use]
pub fn color_profile(name: &str) -> Vec<u8> {
    let folder = crate::components::workspace().join("host-test/tests/colour");
    std::fs::read(folder.join(format!("{name}.icc"))).expect("there is such a profile")
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

/// The light of a level of sRGB, each from 0 to 1 (IEC 61966-2-1).
#[must_use]
pub fn light(level: f32) -> f32 {
    if level <= 0.040_45 {
        level / 12.92
    } else {
        ((level + 0.055) / 1.055).powf(2.4)
    }
}

/// The largest difference between two colours, of 255.
#[must_use]
pub fn distance(one: Rgb<u8>, other: Rgb<u8>) -> u8 {
    let pairs = one.0.into_iter().zip(other.0);
    pairs.map(|(a, b)| a.abs_diff(b)).max().unwrap_or_default()
}
