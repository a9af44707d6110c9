//! Holds the encoder to its word from outside: files are those of libjpeg byte by byte where sharp wrote the same
//! picture (`encode/`), another decoder (zune-jpeg) reads back what went in, and memory stays within `cost`.
//!
//! What it cannot show: that viewers other than zune-jpeg take the files. That they are libjpeg's is why they do.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "small numbers, and what goes wrong in a test shall stop it"
)]

#[path = "memory/counting.rs"]
mod counting;

use std::fs;

use marble_jpeg::decode::{Decoder, Scale};
use marble_jpeg::encode::{Options, Sampling, cost, encode, rgb_to_planes};
use marble_jpeg::{Color, Error, Plane, Planes};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use crate::counting::peak;

const SAMPLINGS: [Sampling; 5] = [
    Sampling::Full444,
    Sampling::Grey,
    Sampling::Half420,
    Sampling::Half422,
    Sampling::Half440,
];

const SIZES: [(u32, u32); 9] = [
    (1, 1),
    (1, 8),
    (7, 5),
    (8, 8),
    (9, 9),
    (16, 17),
    (17, 33),
    (640, 3),
    (100, 75),
];

#[test]
fn writes_what_sharp_writes() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/encode");
    let mut files = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "jpg") {
            continue;
        }
        let name = path.file_stem().unwrap().to_str().unwrap();
        let parts: Vec<&str> = name.split('-').collect();
        let [size, sampling, process, quality] = parts[..] else {
            panic!("{name}");
        };
        let (width, height) = size.split_once('x').unwrap();
        let (width, height) = (width.parse().unwrap(), height.parse().unwrap());
        let options = Options {
            quality: quality.parse().unwrap(),
            progressive: process == "progressive",
            icc_profile: None,
        };
        let rgb = picture(width, height);
        let planes = match sampling {
            "420" => rgb_to_planes(width, height, &rgb, 3, Sampling::Half420).unwrap(),
            "444" => rgb_to_planes(width, height, &rgb, 3, Sampling::Full444).unwrap(),
            _ => Planes {
                width,
                height,
                color: Color::Grey,
                planes: vec![Plane {
                    width,
                    height,
                    samples: rgb.chunks(3).map(|pixel| pixel[1]).collect(),
                }],
            },
        };
        let found = encode(&planes, &options).unwrap();
        // sharp leaves the JFIF header out.
        assert_eq!(found[2..6], [0xFF, 0xE0, 0, 16], "{name}");
        let found = [&found[..2], &found[20..]].concat();
        assert!(found == fs::read(&path).unwrap(), "{name}");
        files += 1;
    }
    assert_eq!(files, 60);
}

#[test]
fn is_read_back_within_the_error_of_its_quality() {
    // For each quality the least ratio of signal to noise (dB) and the largest error of a luma sample.
    for (quality, least, largest) in [
        (1, 22.0, 90),
        (40, 32.0, 48),
        (60, 33.5, 45),
        (80, 35.0, 30),
        (90, 37.5, 16),
        (95, 40.5, 9),
        (100, 57.0, 1),
    ] {
        for sampling in SAMPLINGS {
            for (width, height) in SIZES {
                let planes = planes(width, height, sampling);
                let file = encode(&planes, &baseline(quality)).unwrap();
                let found = read(&file);
                assert_eq!((found.width, found.height), (width, height));
                let luma = &planes.planes[0].samples;
                let (noise, error) = errors(luma, &found.luma());
                let case = format!("{quality} {sampling:?} {width}x{height}");
                assert!(noise >= least, "{case}: {noise} dB");
                assert!(error <= largest, "{case}: {error} levels");
                if sampling == Sampling::Full444 {
                    for plane in 1..3 {
                        let (noise, _) =
                            errors(&planes.planes[plane].samples, &found.component(plane));
                        assert!(noise >= least - 3.0, "{case}, plane {plane}: {noise} dB");
                    }
                }
            }
        }
    }
}

#[test]
fn keeps_reduced_colour() {
    // One colour all over comes back as it was, however it is sampled and whatever the size.
    for sampling in SAMPLINGS {
        for (width, height) in SIZES {
            let rgb = [200, 60, 30].repeat((width * height) as usize);
            let planes = rgb_to_planes(width, height, &rgb, 3, sampling).unwrap();
            let found = read(&encode(&planes, &baseline(100)).unwrap());
            for (index, plane) in planes.planes.iter().enumerate() {
                let expected = plane.samples[0];
                for sample in found.component(index) {
                    let case = format!("{sampling:?} {width}x{height} {index}");
                    assert!(
                        sample.abs_diff(expected) <= 1,
                        "{case}: {sample}, {expected}"
                    );
                }
            }
        }
    }
}

#[test]
fn is_read_back_plane_by_plane() {
    for sampling in SAMPLINGS {
        for (width, height) in SIZES {
            for options in [baseline(95), progressive(95)] {
                let planes = planes(width, height, sampling);
                let file = encode(&planes, &options).unwrap();
                let found = Decoder::new(&file).unwrap();
                let found = found.decode(Scale::Full, None).unwrap().planes;
                assert_eq!(found.color, planes.color);
                for (plane, found) in planes.planes.iter().zip(&found.planes) {
                    let case = format!("{sampling:?} {width}x{height} {options:?}");
                    assert_eq!((found.width, found.height), (plane.width, plane.height));
                    let (noise, error) = errors(&plane.samples, &found.samples);
                    assert!(noise >= 36.0 && error <= 30, "{case}: {noise} dB, {error}");
                }
            }
        }
    }
}

#[test]
fn progressive_holds_the_same_coefficients() {
    for sampling in SAMPLINGS {
        for (width, height) in SIZES {
            for quality in [1, 30, 80, 100] {
                let planes = planes(width, height, sampling);
                let once = encode(&planes, &baseline(quality)).unwrap();
                let scans = encode(&planes, &progressive(quality)).unwrap();
                let case = format!("{sampling:?} {width}x{height} {quality}");
                assert!(read(&once).samples == read(&scans).samples, "{case}");
            }
        }
    }
}

#[test]
fn four_channels_are_three() {
    let rgb = picture(33, 9);
    let rgba: Vec<u8> = rgb.chunks(3).flat_map(|p| [p[0], p[1], p[2], 77]).collect();
    for sampling in SAMPLINGS {
        assert_eq!(
            rgb_to_planes(33, 9, &rgb, 3, sampling),
            rgb_to_planes(33, 9, &rgba, 4, sampling)
        );
    }
}

#[test]
fn carries_a_profile_whole() {
    let planes = planes(9, 9, Sampling::Half420);
    for length in [0, 1, 3144, 65_519, 65_520, 200_000, 255 * 65_519] {
        let profile: Vec<u8> = (0..length).map(|n: u32| (n % 251) as u8).collect();
        let options = Options {
            icc_profile: Some(&profile),
            ..baseline(80)
        };
        let file = encode(&planes, &options).unwrap();
        let mut found = Vec::new();
        let parts: Vec<&[u8]> = segments(&file)
            .into_iter()
            .filter_map(|(marker, body)| (marker == 0xE2).then_some(body))
            .collect();
        for (number, part) in (1_u8..=255).zip(&parts) {
            assert_eq!(part[..12], *b"ICC_PROFILE\0");
            assert_eq!(part[12..14], [number, parts.len() as u8]);
            found.extend_from_slice(&part[14..]);
        }
        assert!(found == profile, "{length}");
        read(&file);
    }
    let profile = vec![0; 255 * 65_519 + 1];
    let options = Options {
        icc_profile: Some(&profile),
        ..baseline(80)
    };
    assert!(matches!(encode(&planes, &options), Err(Error::Invalid(_))));
}

#[test]
fn writes_segments_in_order() {
    let profile = [1, 2, 3];
    for (sampling, progressive, expected) in [
        (Sampling::Half420, false, "E0 E2 DB DB C0 C4 C4 C4 C4 DA"),
        (Sampling::Grey, false, "E0 E2 DB C0 C4 C4 DA"),
        (
            Sampling::Grey,
            true,
            "E0 E2 DB C2 C4 DA C4 DA C4 DA C4 DA DA C4 DA",
        ),
        (
            Sampling::Full444,
            true,
            "E0 E2 DB DB C2 C4 C4 DA C4 DA C4 DA C4 DA C4 DA C4 DA DA C4 DA C4 DA C4 DA",
        ),
    ] {
        let options = Options {
            quality: 80,
            progressive,
            icc_profile: Some(&profile),
        };
        let file = encode(&planes(64, 48, sampling), &options).unwrap();
        let markers: Vec<String> = segments(&file)
            .iter()
            .map(|(marker, _)| format!("{marker:02X}"))
            .collect();
        assert_eq!(markers.join(" "), expected);
    }
}

#[test]
fn writes_valid_huffman_tables() {
    for sampling in SAMPLINGS {
        for options in [1, 50, 100]
            .map(|quality| [baseline(quality), progressive(quality)])
            .as_flattened()
        {
            let file = encode(&planes(100, 75, sampling), options).unwrap();
            for (marker, body) in segments(&file) {
                if marker != 0xC4 {
                    continue;
                }
                let (lengths, symbols) = body[1..].split_at(16);
                let count: usize = lengths.iter().map(|count| usize::from(*count)).sum();
                assert_eq!(symbols.len(), count);
                let mut different = symbols.to_vec();
                different.sort_unstable();
                different.dedup();
                assert_eq!(different.len(), count, "a symbol twice");
                // Below one whole: the codes fit and the code of all ones is free.
                let taken: u32 = (1..)
                    .zip(lengths)
                    .map(|(length, count)| u32::from(*count) << (16 - length))
                    .sum();
                assert!(taken < 1 << 16, "{taken}");
            }
        }
    }
}

#[test]
fn gives_equal_files_for_equal_calls() {
    let planes = planes(100, 75, Sampling::Half420);
    for options in [baseline(80), progressive(80)] {
        assert_eq!(encode(&planes, &options), encode(&planes, &options));
    }
}

#[test]
fn refuses_what_is_no_picture() {
    let good = planes(17, 9, Sampling::Half420);
    let changed = |change: &dyn Fn(&mut Planes)| {
        let mut planes = good.clone();
        change(&mut planes);
        planes
    };
    for (what, planes) in [
        ("no planes", changed(&|p| p.planes.clear())),
        ("two planes", changed(&|p| p.planes.truncate(2))),
        ("grey of three", changed(&|p| p.color = Color::Grey)),
        ("red, green, blue", changed(&|p| p.color = Color::Rgb)),
        ("black", changed(&|p| p.color = Color::Ycck)),
        ("no width", changed(&|p| p.width = 0)),
        ("wider", changed(&|p| p.width = 18)),
        ("lower", changed(&|p| p.height = 8)),
        ("wide", changed(&|p| p.width = 65_536)),
        (
            "huge",
            changed(&|p| (p.width, p.height) = (u32::MAX, u32::MAX)),
        ),
        (
            "a sample less",
            changed(&|p| p.planes[0].samples.truncate(152)),
        ),
        ("a sample more", changed(&|p| p.planes[2].samples.push(0))),
        ("different colours", changed(&|p| p.planes[1].width = 8)),
        (
            "a third",
            changed(&|p| {
                for plane in &mut p.planes[1..] {
                    plane.width = 6;
                    plane.samples.truncate(30);
                }
            }),
        ),
        (
            "nothing at all",
            Planes {
                width: 0,
                height: 0,
                color: Color::Grey,
                planes: vec![Plane {
                    width: 0,
                    height: 0,
                    samples: Vec::new(),
                }],
            },
        ),
        (
            "samples for none of four thousand million",
            Planes {
                width: 65_535,
                height: 65_535,
                color: Color::Grey,
                planes: vec![Plane {
                    width: 65_535,
                    height: 65_535,
                    samples: Vec::new(),
                }],
            },
        ),
    ] {
        let found = encode(&planes, &baseline(80));
        assert!(matches!(found, Err(Error::Invalid(_))), "{what}: {found:?}");
    }
    for quality in [0, 101, 255] {
        let found = encode(&good, &baseline(quality));
        assert!(matches!(found, Err(Error::Invalid(_))), "{quality}");
    }
}

#[test]
fn allocates_no_more_than_it_says() {
    for sampling in SAMPLINGS {
        for (width, height) in SIZES.into_iter().chain([(500, 300)]) {
            let flat = rgb_to_planes(
                width,
                height,
                &vec![90; (width * height * 3) as usize],
                3,
                sampling,
            );
            let mut noise = planes(width, height, sampling);
            let mut seed = 1_u32;
            for sample in noise.planes.iter_mut().flat_map(|plane| &mut plane.samples) {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                *sample = if seed >> 31 == 0 { 0 } else { 255 };
            }
            for planes in [flat.unwrap(), planes(width, height, sampling), noise] {
                for options in [1, 80, 100]
                    .map(|quality| [baseline(quality), progressive(quality)])
                    .as_flattened()
                {
                    let (file, peak) = peak(|| encode(&planes, options).unwrap());
                    let cost = cost(width, height, sampling, options);
                    let case = format!("{sampling:?} {width}x{height} {options:?}");
                    assert!(peak <= cost, "{case}: {peak} bytes, {cost} expected");
                    assert!(file.capacity() as u64 <= cost, "{case}");
                }
            }
        }
    }
}

fn baseline(quality: u8) -> Options<'static> {
    Options {
        quality,
        progressive: false,
        icc_profile: None,
    }
}

fn progressive(quality: u8) -> Options<'static> {
    Options {
        progressive: true,
        ..baseline(quality)
    }
}

/// Slopes and noise in red, green and blue.
fn picture(width: u32, height: u32) -> Vec<u8> {
    let mut seed = 1_u32;
    let mut rgb = Vec::new();
    for y in 0..height {
        for x in 0..width {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            for slope in [x * 5 + y, y * 7, (x ^ y) * 4] {
                rgb.push(((slope & 255) + (seed >> 28)).min(255) as u8);
            }
        }
    }
    rgb
}

fn planes(width: u32, height: u32, sampling: Sampling) -> Planes {
    rgb_to_planes(width, height, &picture(width, height), 3, sampling).unwrap()
}

/// A file as zune-jpeg reads it: `YCbCr` at full size, or luma alone.
struct Read {
    width: u32,
    height: u32,
    samples: Vec<u8>,
    channels: usize,
}

impl Read {
    fn luma(&self) -> Vec<u8> {
        self.component(0)
    }

    fn component(&self, index: usize) -> Vec<u8> {
        let pixels = self.samples.chunks(self.channels);
        pixels.map(|pixel| pixel[index]).collect()
    }
}

fn read(file: &[u8]) -> Read {
    let mut decoder = JpegDecoder::new(ZCursor::new(file));
    decoder.decode_headers().unwrap();
    let grey = decoder.input_colorspace().unwrap() == ColorSpace::Luma;
    let (space, channels) = if grey {
        (ColorSpace::Luma, 1)
    } else {
        (ColorSpace::YCbCr, 3)
    };
    let options = DecoderOptions::default()
        .jpeg_set_out_colorspace(space)
        .set_strict_mode(true);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(file), options);
    let samples = decoder.decode().unwrap();
    let (width, height) = decoder.dimensions().unwrap();
    Read {
        width: width as u32,
        height: height as u32,
        samples,
        channels,
    }
}

/// Signal to noise in dB, and the largest difference.
fn errors(expected: &[u8], found: &[u8]) -> (f64, u8) {
    assert_eq!(expected.len(), found.len());
    let differences = expected.iter().zip(found).map(|(a, b)| a.abs_diff(*b));
    let largest = differences.clone().max().unwrap();
    let sum: f64 = differences.map(|d| f64::from(d) * f64::from(d)).sum();
    let mean = (sum / expected.len() as f64).max(1e-9);
    (10.0 * (255.0 * 255.0 / mean).log10(), largest)
}

/// Marker and body of each segment; scans are skipped.
fn segments(file: &[u8]) -> Vec<(u8, &[u8])> {
    assert_eq!(file[..2], [0xFF, 0xD8]);
    let mut segments = Vec::new();
    let mut at = 2;
    loop {
        assert_eq!(file[at], 0xFF);
        let marker = file[at + 1];
        if marker == 0xD9 {
            assert_eq!(at + 2, file.len());
            return segments;
        }
        let length = usize::from(u16::from_be_bytes([file[at + 2], file[at + 3]]));
        segments.push((marker, &file[at + 4..at + 2 + length]));
        at += 2 + length;
        if marker == 0xDA {
            while file[at] != 0xFF || file[at + 1] == 0 {
                at += 1;
            }
        }
    }
}
