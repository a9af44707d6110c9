//! Photographs: drawn ones, and those in the folder that `MARBLE_PHOTOS` names (a whole path).

#![expect(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    reason = "in a test, a panic is a result"
)]

use std::ops::RangeInclusive;
use std::path::Path;

use marble_jpeg::encode::{Options, Quantization, Sampling, encode, rgb_to_planes};

const WIDTH: u32 = 800;
const HEIGHT: u32 = 600;

/// Names and files. The drawn ones take about 0.2 bytes a pixel, as those of cameras.
pub(crate) fn photographs() -> Vec<(String, Vec<u8>)> {
    let pixels = (0..HEIGHT).flat_map(|y| (0..WIDTH).flat_map(move |x| pixel(x, y)));
    let pixels: Vec<u8> = pixels.collect();
    let planes = rgb_to_planes(WIDTH, HEIGHT, &pixels, 3, Sampling::Half420);
    let planes = planes.expect("a picture");
    let drawn = [false, true].map(|progressive| {
        let options = Options {
            quality: 90,
            quantization: Quantization::Libjpeg,
            progressive,
            icc_profile: None,
        };
        let file = encode(&planes, &options).expect("a picture");
        (format!("drawn, progressive: {progressive}"), file)
    });
    let mut files = Vec::from(drawn);
    if let Some(folder) = std::env::var_os("MARBLE_PHOTOS") {
        files.extend(of_folder(Path::new(&folder)));
    }
    files
}

fn of_folder(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).expect("MARBLE_PHOTOS is a folder");
    let mut paths: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "jpg"))
        .collect();
    paths.sort();
    assert!(!paths.is_empty(), "there is no photograph in MARBLE_PHOTOS");
    let read = |path: &std::path::PathBuf| std::fs::read(path).expect("a photograph");
    paths
        .iter()
        .map(|path| (path.display().to_string(), read(path)))
        .collect()
}

/// Light and colour of many sizes, two things with an edge between them, and the noise of a sensor.
fn pixel(x: u32, y: u32) -> [u8; 3] {
    let (light, tint) = (noise(x, y, 1..=7, 1), noise(x, y, 5..=7, 2));
    let rough = noise(x, y, 1..=2, 6) / 2;
    let thing = if noise(x, y, 4..=7, 3) > 128 {
        rough
    } else {
        90
    };
    let level = thing + light / 2 + hash(x, y, 4) % 9;
    [level + tint / 8, level, level + 32 - tint / 8].map(|level| level.min(255) as u8)
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
