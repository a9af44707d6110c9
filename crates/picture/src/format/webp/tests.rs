//! Files as they arrive: the same results in pieces of any size, no more read than is needed, and no result of what breaks
//! off; and that Exif turns where it is announced.

#![expect(clippy::arithmetic_side_effects, reason = "small numbers, in tests")]

use image::ExtendedColorType;
use image::codecs::webp::WebPEncoder;
use marble_webp::encode::{Options, encode};
use marble_webp::file::{Animation, Blend, Dispose, Frame, Image, Loops, Metadata};
use marble_webp::{Plane, Planes};

use super::chunks::{ALPHA, ANIMATION, EXIF, ICC_PROFILE};
use super::lossy;
use crate::arriving::{Arriving, LIMITS, run};
use crate::color::icc::Named;
use crate::error::{Bound, Error};
use crate::input::Input;
use crate::limits::Limits;
use crate::source::Source;

const WIDTH: u32 = 208;
const HEIGHT: u32 = 144;

/// Noise, of which macroblocks take many bytes.
fn frame() -> Vec<u8> {
    let mut state = 1_u32;
    let mut plane = |width: u32, height: u32| {
        let samples = (0..width * height).map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        });
        Plane {
            width,
            height,
            samples: samples.collect(),
        }
    };
    let planes = Planes {
        luma: plane(WIDTH, HEIGHT),
        chroma: [0; 2].map(|_| plane(WIDTH / 2, HEIGHT / 2)),
    };
    encode(&planes, &Options { quality: 80 }).unwrap()
}

fn chunk(name: [u8; 4], body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap();
    let mut chunk = [&name[..], &length.to_le_bytes(), body].concat();
    chunk.resize(chunk.len().next_multiple_of(2), 0);
    chunk
}

fn vp8x(flags: u8) -> Vec<u8> {
    let [width, height] = [WIDTH - 1, HEIGHT - 1].map(|side| u8::try_from(side).unwrap());
    chunk(*b"VP8X", &[flags, 0, 0, 0, width, 0, 0, height, 0, 0])
}

fn file(chunks: &[Vec<u8>]) -> Vec<u8> {
    chunk(*b"RIFF", &[&b"WEBP"[..], &chunks.concat()].concat())
}

/// That says orientation 6: a quarter turn.
fn exif() -> Vec<u8> {
    let exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
    chunk(*b"EXIF", exif)
}

fn profile() -> Vec<u8> {
    let Some(Named::Profile(profile)) = Named::new(12, 13) else {
        panic!("Display P3 has a profile");
    };
    chunk(*b"ICCP", profile)
}

/// A PNG that is 40 pixels wide.
fn made(source: &mut dyn Source) -> Result<Vec<u8>, Error> {
    Ok(run(source, "40x,format=png", &LIMITS)?.bytes)
}

/// Height of a PNG.
fn height(png: &[u8]) -> u32 {
    u32::from_be_bytes(*png[20..].first_chunk().unwrap())
}

#[test]
fn makes_the_same_of_pieces() {
    let vp8 = chunk(*b"VP8 ", &frame());
    let junk = chunk(*b"junk", b"odd");
    let plain = file(std::slice::from_ref(&vp8));
    let expected = made(&mut plain.clone()).unwrap();
    for (what, file, is_same) in [
        ("simple", plain, true),
        ("extended", file(&[vp8x(0), junk, vp8.clone()]), true),
        (
            "with a profile",
            file(&[vp8x(ICC_PROFILE), profile(), vp8.clone()]),
            false,
        ),
        (
            "with a profile behind",
            file(&[vp8x(ICC_PROFILE), vp8.clone(), profile()]),
            false,
        ),
        ("turned", file(&[vp8x(EXIF), vp8.clone(), exif()]), false),
        ("with no alpha", file(&[vp8x(ALPHA), vp8.clone()]), true),
    ] {
        let whole = made(&mut file.clone()).unwrap();
        assert_eq!(whole == expected, is_same, "{what}");
        for piece in [1, 7, 4096] {
            let found = made(&mut Arriving::new(&file, piece)).unwrap();
            assert!(found == whole, "{what}, {piece} bytes at a time");
        }
    }
}

#[test]
fn reads_nothing_behind_the_frame() {
    let vp8 = chunk(*b"VP8 ", &frame());
    let behind = chunk(*b"XMP ", &vec![0; 100_000]);
    for (flags, all) in [(0, false), (EXIF, true)] {
        let file = file(&[vp8x(flags), vp8.clone(), behind.clone()]);
        let mut source = Arriving::new(&file, 4096);
        made(&mut source).unwrap();
        let frame_end = file.len() - behind.len();
        assert_eq!(source.taken == file.len(), all, "{flags}");
        assert!(all || source.taken < frame_end + 4096, "{}", source.taken);
    }
}

#[test]
fn refuses_what_is_too_large_from_its_start() {
    let file = file(&[chunk(*b"VP8 ", &frame())]);
    let limits = Limits {
        max_source_pixels: 1000,
        ..LIMITS
    };
    let mut source = Arriving::new(&file, 64);
    let error = run(&mut source, "8x", &limits);
    let Err(Error::TooLarge(excess)) = error else {
        panic!("{error:?}");
    };
    assert_eq!(excess.bound, Bound::SourcePixels);
    // The format is told from so many bytes.
    assert!(source.taken <= (4 << 10) + 64, "{}", source.taken);
}

#[test]
fn makes_nothing_of_what_breaks_off() {
    let vp8 = chunk(*b"VP8 ", &frame());
    let early = Error::Damaged("the file ends before the picture".into());
    for file in [
        file(std::slice::from_ref(&vp8)),
        file(&[vp8x(EXIF), vp8, exif()]),
    ] {
        // The very last byte may be padding, without which the frame is whole.
        let last = file.len() - 2;
        for end in (12..last).step_by(file.len() / 40).chain([last]) {
            let short = &file[..end];
            // Known to be shorter than it says.
            assert_eq!(made(&mut short.to_vec()), Err(early.clone()), "{end}");
            let mut source = Arriving::new(short, 1000);
            assert_eq!(made(&mut source), Err(early.clone()), "{end}");
            // Shorter than it was said to be.
            source = Arriving::new(short, 1000);
            source.length = Some(file.len() as u64);
            assert_eq!(made(&mut source), Err(early.clone()), "{end}");
            // Broken off.
            source = Arriving::new(short, 1000);
            (source.length, source.breaks_at) = (Some(file.len() as u64), end);
            assert_eq!(made(&mut source), Err(Error::Interrupted), "{end}");
        }
    }
}

#[test]
fn refuses_chunks_that_reach_too_far() {
    let early = Error::Damaged("the file ends before the picture".into());
    let good = file(&[vp8x(0), chunk(*b"VP8 ", &frame())]);
    // The sizes of the file, of the header, of the frame, and of its first partition.
    for at in [6, 7, 17, 36, 37, 40] {
        let mut wrong = good.clone();
        assert_ne!(wrong[at], 0xff);
        wrong[at] = 0xff;
        let mut source = Arriving::new(&wrong, 4096);
        assert_eq!(made(&mut source), Err(early.clone()), "byte {at}");
    }
    // A canvas that is wider than the frame.
    let mut wrong = good;
    wrong[24] = 1;
    let error = made(&mut Arriving::new(&wrong, 4096));
    assert!(matches!(error, Err(Error::Damaged(_))), "{error:?}");
}

/// As in sharp: see RFC 9649, 2.7.1.
#[test]
fn turns_by_exif_that_is_announced() {
    let vp8 = chunk(*b"VP8 ", &frame());
    let mut lossless = Vec::new();
    let pixels = vec![7; (WIDTH * HEIGHT * 3) as usize];
    WebPEncoder::new_lossless(&mut lossless)
        .encode(&pixels, WIDTH, HEIGHT, ExtendedColorType::Rgb8)
        .unwrap();
    let lossless = lossless[12..].to_vec();
    let alpha = chunk(
        *b"ALPH",
        &[&[0][..], &vec![200; (WIDTH * HEIGHT) as usize]].concat(),
    );
    let upright = 40 * HEIGHT / WIDTH;
    let turned = (40 * WIDTH).div_ceil(HEIGHT);
    for (what, chunks, flags) in [
        ("lossy", vec![vp8.clone()], 0),
        ("lossless", vec![lossless], 0),
        ("with alpha", vec![alpha, vp8], ALPHA),
        ("animated", vec![animation()], ANIMATION),
    ] {
        for (announced, expected) in [(0, upright), (EXIF, turned)] {
            let mut all = vec![vp8x(flags | announced)];
            all.extend(chunks.clone());
            all.push(exif());
            let found = made(&mut file(&all));
            let found = height(&found.unwrap());
            assert!(
                found.abs_diff(expected) <= 1,
                "{what}, {announced}: {found}"
            );
        }
    }
    let simple = file(&[chunk(*b"VP8 ", &frame()), exif()]);
    assert!(height(&made(&mut simple.clone()).unwrap()).abs_diff(upright) <= 1);
}

/// The chunks of two frames.
fn animation() -> Vec<u8> {
    let frame = frame();
    let size = (WIDTH, HEIGHT);
    let mut animation = Animation::new(size, [0; 4], Loops::Forever, Metadata::default()).unwrap();
    for _ in 0..2 {
        let image = Image::Lossy {
            alpha: None,
            frame: &frame,
        };
        let frame = Frame {
            x: 0,
            y: 0,
            duration_ms: 50,
            blend: Blend::Replace,
            dispose: Dispose::Keep,
            image,
        };
        animation.push(&frame).unwrap();
    }
    animation.finish().unwrap()[30..].to_vec()
}

#[test]
fn holds_less_than_the_file() {
    // What stands behind the last macroblock is not looked at.
    let mut long = frame();
    long.resize(4 << 20, 0);
    let vp8 = chunk(*b"VP8 ", &long);
    for (flags, is_held) in [(0, false), (EXIF, true)] {
        let file = file(&[vp8x(flags), vp8.clone()]);
        let mut source = Arriving::new(&file, 4096);
        let mut input = Input::new(&mut source, &LIMITS).unwrap();
        let original = lossy::open(&mut input).unwrap();
        let held = original.held().unwrap();
        if is_held {
            assert_eq!(held, file.len() as u64);
        } else {
            assert!(held < 1 << 20, "{held}");
        }
    }
}
