//! The decoder against another one, against itself, and against damaged files.
//!
//! The files are in `files/`, whose README says how each was made; photographs are drawn, and those of the folder
//! `MARBLE_PHOTOS` are compared too. What is not shown here: chroma of subsampled files against another decoder
//! (`zune-jpeg` gives it only at the size of luma); that the bytes allocated stay below `cost` is shown by
//! `decode_memory.rs`.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "in a test, a panic is a result"
)]

#[path = "decoder/damage.rs"]
mod damage;
#[path = "handed/planes.rs"]
mod handed;
#[path = "decoder/headers.rs"]
mod headers;
#[path = "decoder/parts.rs"]
mod parts;
#[path = "photographs/files.rs"]
mod photographs;
#[path = "decoder/pulled.rs"]
mod pulled;
#[path = "decoder/regions.rs"]
mod regions;
#[path = "decoder/rows.rs"]
mod rows;
#[path = "decoder/samples.rs"]
mod samples;
#[path = "source/pulled.rs"]
mod source;
#[path = "decoder/standard.rs"]
mod standard;
#[path = "decoder/variances.rs"]
mod variances;

use std::path::Path;

use marble_jpeg::decode::{Coding, Decoded, Decoder, MAX_SCANS, Region, Scale};
use marble_jpeg::{Color, Error};

use crate::photographs::photographs;

const SCALES: [(Scale, u32); 4] = [
    (Scale::Full, 1),
    (Scale::Half, 2),
    (Scale::Quarter, 4),
    (Scale::Eighth, 8),
];

/// Name, width, height, colour, largest factors, coding.
type Row = (&'static str, u32, u32, Color, (u8, u8), Coding);

const FILES: &[Row] = &[
    ("411", 47, 35, Color::YCbCr, (4, 1), Coding::Baseline),
    ("420-17x33", 17, 33, Color::YCbCr, (2, 2), Coding::Baseline),
    ("420-1x1", 1, 1, Color::YCbCr, (2, 2), Coding::Baseline),
    ("420-7x5", 7, 5, Color::YCbCr, (2, 2), Coding::Baseline),
    (
        "420-bands",
        70,
        50,
        Color::YCbCr,
        (2, 2),
        Coding::Progressive,
    ),
    (
        "420-optimized",
        47,
        35,
        Color::YCbCr,
        (2, 2),
        Coding::Baseline,
    ),
    (
        "420-progressive",
        70,
        50,
        Color::YCbCr,
        (2, 2),
        Coding::Progressive,
    ),
    (
        "420-progressive-q98",
        70,
        50,
        Color::YCbCr,
        (2, 2),
        Coding::Progressive,
    ),
    ("420-q1", 47, 35, Color::YCbCr, (2, 2), Coding::Extended),
    ("420-q98", 47, 35, Color::YCbCr, (2, 2), Coding::Baseline),
    (
        "420-restart-1",
        70,
        50,
        Color::YCbCr,
        (2, 2),
        Coding::Baseline,
    ),
    (
        "420-restart-progressive",
        70,
        50,
        Color::YCbCr,
        (2, 2),
        Coding::Progressive,
    ),
    (
        "420-restart-row",
        47,
        35,
        Color::YCbCr,
        (2, 2),
        Coding::Baseline,
    ),
    ("420-scans", 47, 35, Color::YCbCr, (2, 2), Coding::Baseline),
    ("420", 70, 50, Color::YCbCr, (2, 2), Coding::Baseline),
    (
        "422-scans-restart",
        47,
        35,
        Color::YCbCr,
        (2, 1),
        Coding::Baseline,
    ),
    ("422", 47, 35, Color::YCbCr, (2, 1), Coding::Baseline),
    ("440", 47, 35, Color::YCbCr, (1, 2), Coding::Baseline),
    (
        "444-progressive",
        17,
        33,
        Color::YCbCr,
        (1, 1),
        Coding::Progressive,
    ),
    ("444", 47, 35, Color::YCbCr, (1, 1), Coding::Baseline),
    (
        "cmyk-progressive",
        47,
        35,
        Color::Cmyk,
        (1, 1),
        Coding::Progressive,
    ),
    ("cmyk", 47, 35, Color::Cmyk, (1, 1), Coding::Baseline),
    (
        "fractional-progressive",
        72,
        16,
        Color::Rgb,
        (3, 1),
        Coding::Progressive,
    ),
    ("fractional", 72, 16, Color::Rgb, (3, 1), Coding::Baseline),
    ("grey-2x2", 47, 35, Color::Grey, (1, 1), Coding::Baseline),
    (
        "grey-progressive",
        47,
        35,
        Color::Grey,
        (1, 1),
        Coding::Progressive,
    ),
    ("grey", 47, 35, Color::Grey, (1, 1), Coding::Baseline),
    ("icc-exif", 47, 35, Color::YCbCr, (2, 2), Coding::Baseline),
    ("rgb", 47, 35, Color::Rgb, (1, 1), Coding::Baseline),
    ("ycck", 47, 35, Color::Ycck, (1, 1), Coding::Baseline),
];

fn file(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files");
    std::fs::read(folder.join(format!("{name}.jpg"))).expect("a file of the tests")
}

/// The files, and the photographs.
fn files_and_photos() -> Vec<(String, Vec<u8>)> {
    let files = FILES.iter().map(|row| (row.0.to_owned(), file(row.0)));
    files.chain(photographs()).collect()
}

/// Every small file with one byte changed in such ways, each at each place: its name, the place, and the bytes. Not progressive ones:
/// they may tell DC terms twice, and whoever wants no more than means does not read that.
fn each_damaged(changes: &[u8], mut check: impl FnMut(&str, usize, &[u8])) {
    for (name, mut bytes) in files_and_photos() {
        let coding = Decoder::new(bytes.as_slice()).unwrap().header().coding;
        if bytes.len() > 1_000 || coding == Coding::Progressive {
            continue;
        }
        for place in 2..bytes.len() {
            for change in changes {
                bytes[place] ^= change;
                check(&name, place, &bytes);
                bytes[place] ^= change;
            }
        }
    }
}

fn decode(bytes: &[u8], scale: Scale) -> Result<Decoded, Error> {
    decode_region(bytes, scale, None)
}

fn decode_region(bytes: &[u8], scale: Scale, region: Option<Region>) -> Result<Decoded, Error> {
    Decoder::new(bytes)?.decode(scale, region, MAX_SCANS)
}
