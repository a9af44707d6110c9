//! Colours: every way in which a JPEG stores them, with every colour profile, and the profiles in other formats.

use host_test::pictures::color_blocks::{Blocks, Stored, profile_segments};
use host_test::pictures::tiff_variants::{Colors, PLAIN, Tag, Variant};
use host_test::pictures::{color_profile, encode_with, lossy_webp};
use image::ImageFormat;

use crate::originals::Files;

/// The profiles of the tests, by name.
const PROFILES: [&str; 16] = [
    "adobe",
    "bt2020",
    "cmyk-grid",
    "cmyk-lut16",
    "cmyk-lut8",
    "grey-1.8",
    "grey-lightness",
    "grey-srgb",
    "grey-table",
    "p3",
    "prophoto",
    "rgb-grid",
    "rgb-lut16",
    "rgb-matrix",
    "srgb-2",
    "srgb-4",
];

pub(crate) fn all() -> Files {
    let mut files = plain();
    for name in PROFILES {
        let profile = color_profile(name);
        match name.split('-').next() {
            Some("cmyk") => files.extend(inks(name, &profile)),
            Some("grey") => files.extend(profiled(name, &profile, &greys(), Stored::Grey)),
            _ => {
                files.extend(profiled(name, &profile, &colors(), Stored::YCbCr));
                let rgb = colors().jpeg(Stored::Rgb, &profile_segments(&profile));
                files.push((format!("colors/{name}-rgb.jpg"), rgb));
                let lossy = lossy_webp(1, Some(&profile));
                files.push((format!("colors/{name}-lossy.webp"), lossy));
            }
        }
    }
    files.push(("colors/broken-profile.jpg".into(), broken()));
    files
}

/// All mixtures of these levels.
fn mixtures(channels: u32, levels: &[u8]) -> Vec<Vec<u8>> {
    let count = levels.len();
    let mixture = |number: usize| {
        let digits = (0..channels).map(|channel| number / count.pow(channel) % count);
        digits.map(|digit| levels[digit]).collect()
    };
    (0..count.pow(channels)).map(mixture).collect()
}

fn greys() -> Blocks {
    Blocks::new(mixtures(1, &[0, 20, 64, 100, 128, 180, 220, 255]))
}

fn colors() -> Blocks {
    Blocks::new(mixtures(3, &[0, 128, 255]))
}

fn plain() -> Files {
    let inks = Blocks::new(mixtures(4, &[0, 90, 255]));
    let file = |name: &str, file| (format!("colors/{name}.jpg"), file);
    vec![
        file("cmyk", inks.jpeg(Stored::Cmyk, &[])),
        file("grey", greys().jpeg(Stored::Grey, &[])),
        file("rgb", colors().jpeg(Stored::Rgb, &[])),
        file("ycbcr", colors().jpeg(Stored::YCbCr, &[])),
        file("ycck", inks.jpeg(Stored::Ycck, &[])),
    ]
}

fn profiled(name: &str, profile: &[u8], blocks: &Blocks, stored: Stored) -> Files {
    let picture = blocks.picture();
    let encoded = |format| encode_with(&picture, format, 1, Some(profile));
    let jpeg = blocks.jpeg(stored, &profile_segments(profile));
    vec![
        (format!("colors/{name}.jpg"), jpeg),
        (format!("colors/{name}.png"), encoded(ImageFormat::Png)),
        (format!("colors/{name}.webp"), encoded(ImageFormat::WebP)),
    ]
}

fn inks(name: &str, profile: &[u8]) -> Files {
    let colors = mixtures(4, &[0, 90, 255]);
    let blocks = Blocks::new(colors.clone());
    let segments = profile_segments(profile);
    vec![
        (
            format!("colors/{name}.jpg"),
            blocks.jpeg(Stored::Cmyk, &segments),
        ),
        (
            format!("colors/{name}-ycck.jpg"),
            blocks.jpeg(Stored::Ycck, &segments),
        ),
        (
            format!("colors/{name}.tiff"),
            tiff_of_inks(&colors, profile),
        ),
    ]
}

/// One row.
fn tiff_of_inks(colors: &[Vec<u8>], profile: &[u8]) -> Vec<u8> {
    let kind = Variant {
        colors: Colors::Cmyk,
        ..PLAIN
    };
    let profile = profile.iter().map(|byte| u64::from(*byte)).collect();
    let tags = vec![
        Tag(256, 4, vec![colors.len() as u64]),
        Tag(257, 4, vec![1]),
        Tag(258, 3, vec![8; 4]),
        Tag(262, 3, vec![5]),
        Tag(277, 3, vec![4]),
        Tag(34675, 7, profile),
    ];
    kind.write(tags, &[colors.concat()])
}

/// A profile that ends too early.
fn broken() -> Vec<u8> {
    let mut profile = color_profile("p3");
    profile.truncate(300);
    colors().jpeg(Stored::YCbCr, &profile_segments(&profile))
}
