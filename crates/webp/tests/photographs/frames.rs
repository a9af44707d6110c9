//! Photographs: a drawn one, and those in the folder that `MARBLE_PHOTOS` names (a whole path).

#![expect(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "in a test, a panic is a result"
)]

use std::ops::RangeInclusive;
use std::path::Path;

use marble_webp::encode::{Options, encode};
use marble_webp::{Plane, Planes};

const WIDTH: u32 = 800;
const HEIGHT: u32 = 600;

/// Names and frames. The drawn one has the detail of a camera's.
pub(crate) fn photographs() -> Vec<(String, Vec<u8>)> {
    let frames = [10, 50, 90].map(|quality| {
        let frame = encode(&drawn(), &Options { quality });
        (
            format!("drawn, quality {quality}"),
            frame.expect("a picture"),
        )
    });
    let mut frames = Vec::from(frames);
    if let Some(folder) = std::env::var_os("MARBLE_PHOTOS") {
        frames.extend(of_folder(Path::new(&folder)));
    }
    frames
}

/// Light and colour of many sizes, two things with an edge between them, and the noise of a sensor.
fn drawn() -> Planes {
    let plane = |width: u32, height: u32, sample: fn(u32, u32) -> u32| {
        let samples = (0..height).flat_map(|y| (0..width).map(move |x| sample(x, y)));
        Plane {
            width,
            height,
            samples: samples.map(|sample| sample.min(255) as u8).collect(),
        }
    };
    let luma = |x, y| {
        let rough = noise(x, y, 1..=2, 6) / 2;
        let thing = if noise(x, y, 4..=7, 3) > 128 {
            rough
        } else {
            90
        };
        thing + noise(x, y, 1..=7, 1) / 2 + hash(x, y, 4) % 9
    };
    Planes {
        luma: plane(WIDTH, HEIGHT, luma),
        chroma: [
            plane(WIDTH / 2, HEIGHT / 2, |x, y| {
                100 + noise(x, y, 4..=7, 2) / 5
            }),
            plane(WIDTH / 2, HEIGHT / 2, |x, y| {
                150 - noise(x, y, 4..=7, 5) / 5
            }),
        ],
    }
}

fn of_folder(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).expect("MARBLE_PHOTOS is a folder");
    let mut paths: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "webp")
        })
        .collect();
    paths.sort();
    assert!(!paths.is_empty(), "there is no photograph in MARBLE_PHOTOS");
    let frame = |path: &std::path::PathBuf| {
        let file = std::fs::read(path).expect("a photograph");
        assert_eq!(file[12..16], *b"VP8 ", "{}", path.display());
        file[20..].to_vec()
    };
    paths
        .iter()
        .map(|path| (path.display().to_string(), frame(path)))
        .collect()
}

/// Random values at the points of lattices, blended in between: from 0 to 255. The points are 2 to the power of each of
/// `sizes` apart.
fn noise(x: u32, y: u32, sizes: RangeInclusive<u32>, seed: u32) -> u32 {
    let weights: u32 = sizes.clone().map(|size| 1 << size).sum();
    let octave = |size: u32| {
        let part = |at: u32| ((at & ((1 << size) - 1)) << 8) >> size;
        let point = |right, below| hash((x >> size) + right, (y >> size) + below, seed << 4 | size);
        let row =
            |below| (point(0, below) & 255) * (256 - part(x)) + (point(1, below) & 255) * part(x);
        ((row(0) * (256 - part(y)) + row(1) * part(y)) >> 16) << size
    };
    sizes.map(octave).sum::<u32>() / weights
}

/// Bits without a pattern.
fn hash(x: u32, y: u32, seed: u32) -> u32 {
    let bits =
        x.wrapping_mul(0x8da6_b343) ^ y.wrapping_mul(0xd816_3841) ^ seed.wrapping_mul(0xcb1a_b31f);
    let bits = (bits ^ (bits >> 15)).wrapping_mul(0x2c1b_3c6d);
    bits ^ (bits >> 12)
}
