//! Files against image-webp: it finds in them what was put there.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "in a test, a panic is a result"
)]

use std::io::Cursor;

use image_webp::{ColorType, LoopCount, WebPDecoder, WebPEncoder};
use marble_webp::encode::{Options, encode};
use marble_webp::file::{Alpha, Animation, Blend, Dispose, Frame, Image, Loops, Metadata, write};
use marble_webp::{Plane, Planes};

fn lossy(width: u32, height: u32, luma: u8) -> Vec<u8> {
    let plane = |width: u32, height: u32, sample| Plane {
        width,
        height,
        samples: vec![sample; width as usize * height as usize],
    };
    let (half_width, half_height) = (width.div_ceil(2), height.div_ceil(2));
    let planes = Planes {
        luma: plane(width, height, luma),
        chroma: [
            plane(half_width, half_height, 128),
            plane(half_width, half_height, 128),
        ],
    };
    encode(&planes, &Options { quality: 90 }).expect("a frame")
}

/// A frame without loss, from its signature on.
fn lossless(samples: &[u8], width: u32, height: u32, color: ColorType) -> Vec<u8> {
    let mut file = Vec::new();
    let encoder = WebPEncoder::new(&mut file);
    encoder
        .encode(samples, width, height, color)
        .expect("a file");
    // The length counts no padding.
    let length = u32::from_le_bytes(*file[16..].first_chunk().expect("a length")) as usize;
    file[20..20 + length].to_vec()
}

fn decoder(file: &[u8]) -> WebPDecoder<Cursor<&[u8]>> {
    let length = u32::from_le_bytes(*file[4..].first_chunk().expect("a length"));
    assert_eq!(length as usize + 8, file.len());
    WebPDecoder::new(Cursor::new(file)).expect("a WebP")
}

fn pixels(file: &[u8]) -> Vec<u8> {
    let mut decoder = decoder(file);
    let mut pixels = vec![0; decoder.output_buffer_size().expect("a size")];
    decoder.read_image(&mut pixels).expect("a picture");
    pixels
}

const METADATA: Metadata<'_> = Metadata {
    icc_profile: b"profile",
    exif: b"II*\0",
    xmp: b"<x:xmpmeta/>x",
};

const NOTHING: Metadata<'_> = Metadata {
    icc_profile: &[],
    exif: &[],
    xmp: &[],
};

#[test]
fn a_frame_alone_is_a_simple_file() {
    for frame in [lossy(31, 17, 90), lossy(30, 18, 90)] {
        let (alpha, frame) = (None, frame.as_slice());
        let file = write(&Image::Lossy { alpha, frame }, &NOTHING).expect("a file");
        assert_eq!(file[12..16], *b"VP8 ");
        assert_eq!(file.len() % 2, 0);
        assert_eq!(file[20..20 + frame.len()], *frame);
        assert!(!decoder(&file).has_alpha());
        assert!(pixels(&file).iter().all(|&it| (80..=92).contains(&it)));
    }
    let frame = lossless(&[7; 12], 2, 2, ColorType::Rgb8);
    let file = write(&Image::Lossless(&frame), &NOTHING).expect("a file");
    assert_eq!(file[12..16], *b"VP8L");
    assert_eq!(pixels(&file), [7; 12]);
}

#[test]
fn alpha_comes_back_as_it_was() {
    let frame = lossy(9, 5, 200);
    let alpha: Vec<u8> = (0..45).map(|at| at * 5).collect();
    let raw = Alpha::Raw(&alpha);
    // Of what has one sample a pixel, all colours have it.
    let compressed = lossless(&alpha, 9, 5, ColorType::L8);
    for alpha_chunk in [raw, Alpha::Lossless(&compressed[5..])] {
        for metadata in [NOTHING, METADATA] {
            let image = Image::Lossy {
                alpha: Some(alpha_chunk),
                frame: &frame,
            };
            let file = write(&image, &metadata).expect("a file");
            assert!(decoder(&file).has_alpha());
            let pixels = pixels(&file);
            let found: Vec<u8> = pixels.iter().skip(3).step_by(4).copied().collect();
            assert_eq!(found, alpha);
        }
    }
}

#[test]
fn metadata_come_back_as_they_were() {
    let frame = lossy(9, 5, 200);
    let plain = lossless(&[9; 15], 5, 1, ColorType::Rgb8);
    let clear = lossless(&[9; 20], 5, 1, ColorType::Rgba8);
    for (image, has_alpha) in [
        (Image::Lossless(&plain), false),
        (Image::Lossless(&clear), true),
        (
            Image::Lossy {
                alpha: None,
                frame: &frame,
            },
            false,
        ),
    ] {
        for number in 1..8 {
            let part = |part: &'static [u8], bit| if number & bit != 0 { part } else { &[] };
            let metadata = Metadata {
                icc_profile: part(METADATA.icc_profile, 1),
                exif: part(METADATA.exif, 2),
                xmp: part(METADATA.xmp, 4),
            };
            let file = write(&image, &metadata).expect("a file");
            let mut decoder = decoder(&file);
            assert_eq!(decoder.has_alpha(), has_alpha);
            let of = |part: Option<Vec<u8>>| part.unwrap_or_default();
            assert_eq!(
                of(decoder.icc_profile().expect("readable")),
                metadata.icc_profile
            );
            assert_eq!(
                of(decoder.exif_metadata().expect("readable")),
                metadata.exif
            );
            assert_eq!(of(decoder.xmp_metadata().expect("readable")), metadata.xmp);
            pixels(&file);
        }
    }
}

#[test]
fn animations_play_as_they_were_meant() {
    let (dark, bright) = (lossy(20, 10, 60), lossy(7, 5, 200));
    let clear = lossless(&[255, 0, 0, 0, 0, 255, 0, 255], 2, 1, ColorType::Rgba8);
    let frame = |x, y, duration_ms, image| Frame {
        x,
        y,
        duration_ms,
        blend: Blend::Over,
        dispose: Dispose::Keep,
        image,
    };
    let lossy = |frame| Image::Lossy { alpha: None, frame };
    for (loops, expected) in [
        (Loops::Forever, LoopCount::Forever),
        (
            Loops::Times(3),
            LoopCount::Times(3.try_into().expect("not 0")),
        ),
    ] {
        let mut animation =
            Animation::new((20, 10), [1, 2, 3, 255], loops, METADATA).expect("an animation");
        for frame in [
            frame(0, 0, 70, lossy(&dark)),
            frame(12, 4, 1000, lossy(&bright)),
            frame(0, 0, 5, Image::Lossless(&clear)),
        ] {
            animation.push(&frame).expect("a frame");
        }
        let file = animation.finish().expect("a file");
        let mut decoder = decoder(&file);
        assert!(decoder.is_animated() && decoder.has_alpha());
        assert_eq!((decoder.dimensions(), decoder.num_frames()), ((20, 10), 3));
        assert_eq!(decoder.loop_count(), expected);
        assert_eq!(
            decoder.background_color_hint().expect("a colour"),
            [1, 2, 3, 255]
        );
        assert_eq!(
            decoder.icc_profile().expect("readable").as_deref(),
            Some(METADATA.icc_profile)
        );
        assert_eq!(
            decoder.xmp_metadata().expect("readable").as_deref(),
            Some(METADATA.xmp)
        );
        let mut pixels = vec![0; 20 * 10 * 4];
        let at = |pixels: &[u8], x: usize, y: usize| pixels[(y * 20 + x) * 4 + 1];
        assert_eq!(decoder.read_frame(&mut pixels).expect("a frame"), 70);
        assert!(at(&pixels, 12, 4).abs_diff(51) < 6);
        assert_eq!(decoder.read_frame(&mut pixels).expect("a frame"), 1000);
        assert!(at(&pixels, 12, 4).abs_diff(214) < 6);
        assert!(at(&pixels, 11, 4).abs_diff(51) < 6);
        assert_eq!(decoder.read_frame(&mut pixels).expect("a frame"), 5);
        assert!(at(&pixels, 0, 0).abs_diff(51) < 6);
        assert!(at(&pixels, 1, 0) > 252);
    }
}

#[test]
fn says_what_cannot_be_in_a_file() {
    let frame = lossy(8, 8, 60);
    let image = |alpha, frame| Image::Lossy { alpha, frame };
    assert!(write(&image(None, &frame[1..]), &NOTHING).is_err());
    assert!(write(&image(Some(Alpha::Raw(&[0; 63])), &frame), &NOTHING).is_err());
    assert!(write(&Image::Lossless(&frame), &NOTHING).is_err());
    assert!(Animation::new((0, 8), [0; 4], Loops::Forever, NOTHING).is_err());
    assert!(Animation::new((1 << 24, 1 << 24), [0; 4], Loops::Forever, NOTHING).is_err());
    let mut animation = Animation::new((9, 8), [0; 4], Loops::Forever, NOTHING).expect("one");
    for (x, duration_ms, is_good) in [
        (0, 0, true),
        (1, 0, false),
        (2, 0, false),
        (0, 1 << 24, false),
    ] {
        let frame = Frame {
            x,
            y: 0,
            duration_ms,
            blend: Blend::Replace,
            dispose: Dispose::Background,
            image: image(None, &frame),
        };
        assert_eq!(animation.push(&frame).is_ok(), is_good, "{x} {duration_ms}");
    }
}
