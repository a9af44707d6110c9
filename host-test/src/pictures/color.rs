//! Colours: how they are measured, and the profiles of the tests.

use image::Rgb;

use crate::workspace;

/// A colour profile of those that were made for the tests, by its name (`tests/colour/generate.py`).
///
/// # Panics
///
/// Where there is none of this name.
#[must_use]
pub fn color_profile(name: &str) -> Vec<u8> {
    let folder = workspace::root().join("host-test/tests/colour");
    std::fs::read(folder.join(format!("{name}.icc"))).expect("there is such a profile")
}

/// The light of a level of sRGB, each from 0 to 1 (IEC 61966-2-1).
#[must_use]
pub fn linear_from_srgb(level: f32) -> f32 {
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
