//! The encoder against the decoder: what it writes is read as it was meant, sample by sample, by this crate and by
//! image-webp, and is near what was given.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::expect_used,
    reason = "in a test, a panic is a result"
)]

use std::path::Path;

use image_webp::vp8::Vp8Decoder;
use marble_webp::encode::{Error, Options, cost, encode, encode_and_reconstruct};
use marble_webp::{Decoder, Plane, Planes};

fn planes(width: u32, height: u32, mut sample: impl FnMut(u32, u32, u32) -> u8) -> Planes {
    let mut plane = |number, width: u32, height: u32| Plane {
        width,
        height,
        samples: (0..width * height)
            .map(|at| sample(number, at % width, at / width))
            .collect(),
    };
    let half = (width.div_ceil(2), height.div_ceil(2));
    Planes {
        luma: plane(0, width, height),
        chroma: [plane(1, half.0, half.1), plane(2, half.0, half.1)],
    }
}

/// Numbers below `most`.
fn random(seed: u32) -> impl FnMut(u32) -> u32 {
    let mut state = seed.wrapping_mul(2_654_435_761);
    move |most| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) % most
    }
}

/// Of some kinds: flat, slopes, edges, noise, and all of them in one.
fn made_up(kind: u32, width: u32, height: u32) -> Planes {
    let mut next = random(kind + width * 31 + height * 17);
    planes(width, height, |number, x, y| {
        let kind = if kind == 6 {
            (x / 23 + y / 19) % 6
        } else {
            kind
        };
        match kind {
            0 => 90 + number as u8 * 30,
            1 => (x * 3 + y + number * 40) as u8,
            2 => 16 + ((x / 5 + y / 7) % 2 * 200) as u8,
            3 => next(256) as u8,
            4 => (120 + x / 2 + next(9)) as u8,
            _ => next(2) as u8 * 255,
        }
    })
}

/// What is written is what was meant.
fn check(planes: &Planes, quality: u8) -> (usize, Planes) {
    let size = (planes.luma.width, planes.luma.height);
    let options = Options { quality };
    let (frame, meant) =
        encode_and_reconstruct(planes, &options).expect("a picture that can be written");
    let decoder = Decoder::new(&frame).expect("a frame");
    assert_eq!((decoder.width(), decoder.height()), size);
    let read = decoder.decode().expect("a whole frame");
    assert!(read == meant, "{size:?}, quality {quality}");
    assert_eq!(encode(planes, &options), Ok(frame.clone()));
    assert!(frame.len() as u64 <= cost(size.0, size.1, &options));
    (frame.len(), read)
}

/// The mean of the squares of luma's errors.
fn error(a: &Planes, b: &Planes) -> f64 {
    let pairs = a.luma.samples.iter().zip(&b.luma.samples);
    let squares = pairs.map(|(&a, &b)| f64::from(a.abs_diff(b)).powi(2));
    squares.sum::<f64>() / a.luma.samples.len() as f64
}

#[test]
fn frames_are_read_as_they_were_meant() {
    let sizes = [
        (1, 1),
        (1, 40),
        (40, 1),
        (2, 2),
        (15, 17),
        (16, 16),
        (17, 16),
        (33, 17),
        (32, 32),
        (100, 70),
    ];
    for (width, height) in sizes {
        for kind in 0..7 {
            for quality in [1, 20, 50, 75, 90, 100] {
                check(&made_up(kind, width, height), quality);
            }
        }
    }
}

#[test]
fn all_qualities_are_what_they_say() {
    for kind in [3, 4, 6] {
        let picture = made_up(kind, 90, 70);
        let mut least = 0;
        for quality in 1..=100 {
            let (bytes, _) = check(&picture, quality);
            // Not each step counts, but ten do, if the picture is not made to fool it.
            if quality % 10 == 0 {
                assert!(bytes >= least, "kind {kind}, quality {quality}: {bytes}");
                least = bytes;
            }
        }
    }
    let picture = made_up(6, 90, 70);
    let error = |quality| error(&picture, &check(&picture, quality).1);
    let [coarse, middle, fine] = [error(5), error(60), error(100)];
    assert!(
        coarse > middle && middle > 4.0 * fine && fine < 12.0,
        "{coarse} {middle} {fine}"
    );
}

#[test]
fn flat_pictures_stay_flat() {
    for level in [0, 16, 100, 235, 255] {
        for quality in [1, 50, 100] {
            let picture = planes(50, 40, |_, _, _| level);
            let (bytes, read) = check(&picture, quality);
            let worst = read.luma.samples.iter().map(|it| it.abs_diff(level)).max();
            assert!(worst < Some(4), "{worst:?} for {level} at {quality}");
            assert!(bytes < 100, "{bytes}");
        }
    }
}

#[test]
fn photographs_are_read_as_they_were_meant() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files");
    for name in ["large", "edges-q95", "smooth-q90", "noise-q100"] {
        let file = std::fs::read(folder.join(format!("{name}.webp"))).expect("a file of the tests");
        let decoder = Decoder::new(&file[20..]).expect("a frame");
        let picture = decoder.decode().expect("a whole frame");
        for quality in [30, 80] {
            let (frame, meant) =
                encode_and_reconstruct(&picture, &Options { quality }).expect("a picture");
            let read = Decoder::new(&frame).expect("a frame").decode();
            assert!(read.as_ref() == Ok(&meant), "{name} at {quality}");
            let error = error(&picture, &meant);
            assert!(error < 250.0, "{name} at {quality}: {error}");
        }
    }
}

#[test]
fn image_webp_reads_the_same() {
    for kind in 0..7 {
        let picture = made_up(kind, 70, 50);
        for quality in [1, 40, 80, 100] {
            let (frame, meant) =
                encode_and_reconstruct(&picture, &Options { quality }).expect("a picture");
            let theirs = Vp8Decoder::decode_frame(&frame[..]).expect("a frame");
            let stride = usize::from(theirs.width).div_ceil(16) * 16;
            for (y, row) in meant.luma.samples.chunks(70).enumerate() {
                assert_eq!(
                    row,
                    &theirs.ybuf[y * stride..][..70],
                    "kind {kind}, row {y}"
                );
            }
            for (plane, theirs) in meant.chroma.iter().zip([&theirs.ubuf, &theirs.vbuf]) {
                for (y, row) in plane.samples.chunks(35).enumerate() {
                    assert_eq!(row, &theirs[y * stride / 2..][..35], "kind {kind}, row {y}");
                }
            }
        }
    }
}

#[test]
fn says_what_it_cannot_write() {
    let picture = made_up(1, 20, 20);
    for quality in [0, 101, 255] {
        let error = encode(&picture, &Options { quality });
        assert_eq!(error, Err(Error::Invalid("quality is 1 to 100")));
    }
    let mut other = picture.clone();
    other.chroma[0].width = 9;
    assert!(encode(&other, &Options { quality: 50 }).is_err());
    let mut other = picture;
    other.luma.samples.pop();
    assert!(encode(&other, &Options { quality: 50 }).is_err());
}
