//! Originals that arrive while they are read: however they are cut into pieces, the result is the same; no more of them is
//! asked for than it needs; and where they break off, that is told.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::cast_precision_loss,
    reason = "small numbers, in tests"
)]

#[path = "../tests/memory/bmp.rs"]
mod detailed;
mod facts;
mod several;

use marble_transform::Transform;

use crate::arriving::{Arriving, LIMITS, run};
use crate::error::{Bound, Error, Excess};
use crate::geometry::Dimensions;
use crate::progress::Progress;
use crate::{dimensions, process};

/// A BMP whose rows take much of a compressed file.
fn bmp(width: u32, height: u32) -> Vec<u8> {
    detailed::bmp(width, height, |position, noise| {
        let [ramp, ..] = (position % width).to_le_bytes();
        [noise / 4 + ramp / 2, ramp, noise / 2, 0xff]
    })
}

fn made(transform: &str) -> Vec<u8> {
    run(&mut bmp(320, 240), transform, &LIMITS).unwrap().bytes
}

/// The block of a frame of 2 by 2 pixels, of two colours.
const FRAME: &[u8] = b"\x2c\0\0\0\0\x02\0\x02\0\0\x02\x03\x44\x02\x05\0";

fn gif(frames: usize) -> Vec<u8> {
    let mut file = b"GIF89a\x02\0\x02\0\x80\0\0\xff\0\0\0\0\xff".to_vec();
    for _ in 0..frames {
        file.extend(b"\x21\xf9\x04\0\x0a\0\0\0");
        file.extend(FRAME);
    }
    file.push(0x3b);
    file
}

/// A file of each kind that this build can make.
fn files() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("BMP", bmp(32, 24)),
        ("JPEG", made("160x120,format=jpeg")),
        (
            "progressive JPEG",
            made("160x120,format=jpeg,progressive=yes"),
        ),
        ("PNG", made("160x120,format=png")),
        ("WebP", made("160x120,format=webp")),
        ("lossless WebP", made("160x120,format=webp,lossless=yes")),
        ("GIF", gif(1)),
        ("animated GIF", gif(9)),
    ]
}

const TRANSFORMS: [&str; 5] = [
    "20x15,format=png",
    "100x",
    "16x12,crop=0.2:0.2:0.5:0.5,format=png",
    "30x30,fit=contain,metadata=copyright",
    "30x30,format=json",
];

#[test]
fn makes_the_same_of_all_pieces() {
    for (name, file) in files() {
        for transform in TRANSFORMS {
            let expected = run(&mut file.clone(), transform, &LIMITS);
            let expected = expected.unwrap_or_else(|error| panic!("{name} {transform}: {error}"));
            for piece in [1, 7, 4096] {
                for length in [Some(file.len() as u64), None] {
                    let mut source = Arriving::new(&file, piece);
                    source.length = length;
                    let found = run(&mut source, transform, &LIMITS).unwrap();
                    assert!(found == expected, "{name} {transform} {piece} {length:?}");
                }
            }
        }
    }
}

/// What is told of an original.
#[derive(Default)]
struct Told(Option<&'static str>, Option<Dimensions>);

impl Progress for Told {
    fn recognized(&mut self, format: &'static str) {
        self.0 = Some(format);
    }

    fn opened(&mut self, size: Dimensions) {
        self.1 = Some(size);
    }
}

#[test]
fn tells_format_and_pixels_of_every_kind() {
    let transform = Transform::parse("9x", 100).unwrap();
    for (name, mut file) in files() {
        let mut told = Told::default();
        process(&mut file.clone(), None, &transform, &LIMITS, &mut told).unwrap();
        let (width, height) = match name {
            "BMP" => (32, 24),
            "GIF" | "animated GIF" => (2, 2),
            _ => (160, 120),
        };
        assert!(
            told.0.is_some_and(|format| name.ends_with(format)),
            "{name}: {:?}",
            told.0
        );
        assert_eq!(told.1, Some(Dimensions { width, height }), "{name}");
        // Of a file that does not open, its format.
        file.truncate(6);
        let mut told = Told::default();
        process(&mut file, None, &transform, &LIMITS, &mut told).unwrap_err();
        assert!(told.1.is_none(), "{name}");
    }
    let mut told = Told::default();
    let _ = process(
        &mut b"\xff\xd8\xff\xe0".to_vec(),
        None,
        &transform,
        &LIMITS,
        &mut told,
    );
    assert_eq!((told.0, told.1), (Some("JPEG"), None));
}

#[test]
fn the_size_is_known_by_the_beginning() {
    for (name, file) in files() {
        let expected = match name {
            "BMP" => (32, 24),
            "GIF" | "animated GIF" => (2, 2),
            _ => (160, 120),
        };
        let found = dimensions(&mut file.as_slice(), &LIMITS).unwrap();
        assert_eq!((found.width, found.height), expected, "{name}");
        let (mut nothing, _) = file.split_at(6);
        assert!(dimensions(&mut nothing, &LIMITS).is_err(), "{name}");
    }
    // Nothing of its pixels is there.
    let (_, png) = files()
        .into_iter()
        .find(|(name, _)| *name == "PNG")
        .unwrap();
    let header = png.windows(4).position(|four| four == b"IDAT").unwrap();
    let found = dimensions(&mut &png[..header + 12], &LIMITS).unwrap();
    assert_eq!((found.width, found.height), (160, 120));
}

#[test]
fn says_where_it_breaks_off() {
    for (name, file) in files() {
        for transform in TRANSFORMS {
            let mut whole = Arriving::new(&file, 1);
            run(&mut whole, transform, &LIMITS).unwrap();
            let needed = whole.taken;
            for breaks_at in (0..needed).step_by(needed.div_ceil(20)) {
                let mut source = Arriving::new(&file, 97);
                source.breaks_at = breaks_at;
                let found = run(&mut source, transform, &LIMITS);
                assert_eq!(
                    found,
                    Err(Error::Interrupted),
                    "{name} {transform} {breaks_at}"
                );
            }
        }
    }
}

#[test]
fn reads_no_more_than_the_result_needs() {
    let top = "16x12,crop=0:0:320:24,format=png";
    let png = made("320x240,format=png");
    let jpeg = made("320x240,format=jpeg,quality=95");
    let animation = gif(999);
    for (name, file, transform, most) in [
        ("PNG", &png, top, 0.2),
        ("JPEG", &jpeg, top, 0.4),
        ("GIF as a still", &animation, "2x2,format=png", 0.2),
        ("first frame of a GIF", &animation, "2x2,frames=1", 0.2),
        ("GIF", &animation, "2x2", 1.0),
        (
            "JPEG as facts",
            &jpeg,
            "16x12,crop=0:0:320:24,format=json",
            0.4,
        ),
    ] {
        let mut source = Arriving::new(file, 16);
        run(&mut source, transform, &LIMITS).unwrap();
        let part = source.taken as f64 / file.len() as f64;
        assert!(part <= most, "{name}: {part}");
    }
}

/// What the header tells is told before the rest is asked for.
#[test]
fn refuses_by_the_header() {
    let long = |header: &[u8]| {
        let mut file = header.to_vec();
        file.resize(20 << 20, 0);
        file
    };
    let png = made("160x120,format=png");
    let mut large_png = png.clone();
    large_png[16..24].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
    // The checksum of the header is looked at.
    let checksum = crc(&large_png[12..29]);
    large_png[29..33].copy_from_slice(&checksum);
    for (name, file, expected) in [
        ("ZIP", long(b"PK\x03\x04"), "unsupported"),
        ("text", long(b"hello"), "unsupported"),
        ("zeros", long(b""), "unsupported"),
        ("large PNG", long(&large_png), "pixels"),
        (
            "lossless JPEG",
            long(b"\xff\xd8\xff\xc3\0\x0b\x08\0\x10\0\x10\x01\x01\x11\0\xff\xda\0\x08"),
            "unsupported",
        ),
        (
            "drawing",
            long(b"<svg xmlns='http://www.w3.org/2000/svg'>"),
            "bytes",
        ),
    ] {
        let mut source = Arriving::new(&file, 16 << 10);
        let error = run(&mut source, "100x100", &LIMITS).err();
        let found = match error {
            Some(Error::Unsupported(_)) => "unsupported",
            Some(Error::TooLarge(Excess { bound, .. })) => match bound {
                Bound::SourceBytes => "bytes",
                Bound::SourcePixels => "pixels",
                _ => "too large",
            },
            _ => "none of these",
        };
        if cfg!(feature = "svg") || name != "drawing" {
            assert_eq!(found, expected, "{name}");
        }
        assert!(source.taken <= 128 << 10, "{name}: {}", source.taken);
    }
}

/// CRC-32, as in PNG.
pub(crate) fn crc(bytes: &[u8]) -> [u8; 4] {
    let sum = bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg())
        })
    });
    (!sum).to_be_bytes()
}
