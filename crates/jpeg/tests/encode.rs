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
#[path = "encoder/read_back.rs"]
mod read_back;
#[path = "encoder/segments.rs"]
mod segments;

use std::fs;

use marble_jpeg::encode::{Options, Quantization, Sampling, cost, encode, rgb_to_planes};
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
            quantization: Quantization::Libjpeg,
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
fn gives_equal_files_for_equal_calls() {
    let planes = planes(100, 75, Sampling::Half420);
    for options in [
        baseline(80),
        progressive(80),
        perceptual(baseline(80)),
        perceptual(progressive(80)),
    ] {
        assert_eq!(encode(&planes, &options), encode(&planes, &options));
    }
}

#[test]
fn refuses_what_is_no_picture() {
    let good = planes(17, 9, Sampling::Half420);
    for (what, planes) in no_pictures(&good) {
        let found = encode(&planes, &baseline(80));
        assert!(matches!(found, Err(Error::Invalid(_))), "{what}: {found:?}");
    }
    for quality in [0, 101, 255] {
        let found = encode(&good, &baseline(quality));
        assert!(matches!(found, Err(Error::Invalid(_))), "{quality}");
    }
}

/// What is wrong, and planes that it is wrong with. Long, because it is a table.
fn no_pictures(good: &Planes) -> Vec<(&'static str, Planes)> {
    let changed = |change: &dyn Fn(&mut Planes)| {
        let mut planes = good.clone();
        change(&mut planes);
        planes
    };
    vec![
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
    ]
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
                for options in [1, 10, 45, 80, 99, 100]
                    .map(|quality| {
                        let plain = [baseline(quality), progressive(quality)];
                        [plain, plain.map(perceptual)]
                    })
                    .as_flattened()
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

#[test]
fn any_picture_with_any_options_is_read_back() {
    let mut seed = 7_u32;
    let mut random = move |below: u32| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) % below
    };
    for _ in 0..400 {
        let (width, height) = (1 + random(70), 1 + random(70));
        let sampling = SAMPLINGS[random(5) as usize];
        let options = Options {
            quality: 1 + random(100) as u8,
            quantization: [Quantization::Libjpeg, Quantization::Perceptual][random(2) as usize],
            progressive: random(2) == 1,
            icc_profile: None,
        };
        let mut planes = planes(width, height, sampling);
        // From next to nothing to noise of full range.
        let range = 1 + random(256);
        for sample in planes
            .planes
            .iter_mut()
            .flat_map(|plane| &mut plane.samples)
        {
            *sample = (128 - range / 2 + random(range)) as u8;
        }
        let case = format!("{sampling:?} {width}x{height} {options:?}");
        let (file, peak) = peak(|| encode(&planes, &options).unwrap());
        assert!(peak <= cost(width, height, sampling, &options), "{case}");
        let found = read(&file);
        assert_eq!((found.width, found.height), (width, height), "{case}");
        // The mean of a picture is nearly kept, whatever its detail loses.
        let mean = |samples: &[u8]| {
            let sum: f64 = samples.iter().map(|sample| f64::from(*sample)).sum();
            sum / samples.len() as f64
        };
        let means = [mean(&planes.planes[0].samples), mean(&found.luma())];
        assert!((means[0] - means[1]).abs() < 24.0, "{case}: {means:?}");
    }
}

fn baseline(quality: u8) -> Options<'static> {
    Options {
        quality,
        quantization: Quantization::Libjpeg,
        progressive: false,
        icc_profile: None,
    }
}

/// The same with steps for what is seen.
fn perceptual(options: Options<'_>) -> Options<'_> {
    Options {
        quantization: Quantization::Perceptual,
        ..options
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
