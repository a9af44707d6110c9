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

#[path = "photographs/files.rs"]
mod photographs;

use std::path::Path;

use marble_jpeg::decode::{Coding, Decoded, Decoder, Region, Scale};
use marble_jpeg::{Color, Error, Plane};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

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

fn decode(bytes: &[u8], scale: Scale) -> Result<Decoded, Error> {
    Decoder::new(bytes)?.decode(scale, None)
}

/// The largest difference and the mean one.
fn difference(ours: &[u8], theirs: &[u8]) -> (u8, f64) {
    assert_eq!(ours.len(), theirs.len());
    let differences = ours.iter().zip(theirs).map(|(&a, &b)| a.abs_diff(b));
    let sum: u64 = differences.clone().map(u64::from).sum();
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let mean = sum as f64 / ours.len() as f64;
    (differences.max().unwrap_or(0), mean)
}

#[test]
fn reads_headers() {
    for &(name, width, height, color, factors, coding) in FILES {
        let bytes = file(name);
        let decoder = Decoder::new(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        let header = decoder.header();
        assert_eq!((header.width, header.height), (width, height), "{name}");
        assert_eq!((header.color, header.coding), (color, coding), "{name}");
        let horizontal = header.sampling.iter().map(|part| part.horizontal).max();
        let vertical = header.sampling.iter().map(|part| part.vertical).max();
        assert_eq!(
            (horizontal, vertical),
            (Some(factors.0), Some(factors.1)),
            "{name}"
        );
    }
}

#[test]
fn gives_planes_of_the_size_of_their_component() {
    for (name, bytes) in files_and_photos() {
        let decoder = Decoder::new(&bytes).unwrap();
        let header = decoder.header();
        let horizontal = header
            .sampling
            .iter()
            .map(|part| part.horizontal)
            .max()
            .unwrap();
        let vertical = header
            .sampling
            .iter()
            .map(|part| part.vertical)
            .max()
            .unwrap();
        for (scale, divisor) in SCALES {
            let picture = decoder
                .decode(scale, None)
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            let planes = &picture.planes;
            assert_eq!((picture.left, picture.top), (0, 0));
            assert_eq!(planes.width, header.width.div_ceil(divisor), "{name}");
            assert_eq!(planes.height, header.height.div_ceil(divisor), "{name}");
            assert_eq!(planes.planes.len(), header.sampling.len(), "{name}");
            for (plane, factors) in planes.planes.iter().zip(&header.sampling) {
                let width = (header.width * u32::from(factors.horizontal))
                    .div_ceil(u32::from(horizontal) * divisor);
                let height = (header.height * u32::from(factors.vertical))
                    .div_ceil(u32::from(vertical) * divisor);
                assert_eq!((plane.width, plane.height), (width, height), "{name}");
                assert_eq!(plane.samples.len(), (width * height) as usize, "{name}");
            }
        }
    }
}

/// At most 2 levels of difference in any sample, 0.1 on average.
#[test]
fn agrees_with_zune_jpeg() {
    for (name, bytes) in files_and_photos() {
        // It gives grey noise for luma of sequential files with several scans (0.5.15); libjpeg-turbo agrees with us,
        // and below they are compared with the same coefficients in one scan.
        if name.contains("-scans") {
            continue;
        }
        let decoder = Decoder::new(&bytes).unwrap();
        let header = decoder.header();
        // Planes that are not subsampled can be compared in whole; of the others, luma.
        let whole = header
            .sampling
            .iter()
            .all(|part| *part == header.sampling[0]);
        let space = match header.color {
            Color::YCbCr if whole => ColorSpace::YCbCr,
            Color::Grey | Color::YCbCr => ColorSpace::Luma,
            // Its conversion of these cannot be switched off.
            Color::Cmyk | Color::Rgb | Color::Ycck => continue,
        };
        let options = DecoderOptions::default().jpeg_set_out_colorspace(space);
        let mut theirs = JpegDecoder::new_with_options(ZCursor::new(&bytes), options);
        let pixels = theirs
            .decode()
            .unwrap_or_else(|error| panic!("{name}: {error:?}"));
        let count = if space == ColorSpace::Luma { 1 } else { 3 };
        let ours = decode(&bytes, Scale::Full).unwrap();
        for (index, plane) in ours.planes.planes.iter().take(count).enumerate() {
            let samples: Vec<u8> = pixels.iter().skip(index).step_by(count).copied().collect();
            let (most, mean) = difference(&plane.samples, &samples);
            assert!(
                most <= 2 && mean <= 0.1,
                "{name}, plane {index}: at most {most}, mean {mean}"
            );
        }
    }
}

#[test]
fn reads_the_same_coefficients_however_they_are_written() {
    for (one, others) in [
        (
            "420",
            &[
                "420-progressive",
                "420-restart-1",
                "420-restart-progressive",
            ][..],
        ),
        ("420-optimized", &["420-restart-row", "420-scans"]),
        ("422", &["422-scans-restart"]),
        ("grey", &["grey-2x2", "grey-progressive"]),
        ("cmyk", &["cmyk-progressive"]),
    ] {
        for other in others {
            for (scale, _) in SCALES {
                let (a, b) = (
                    decode(&file(one), scale).unwrap(),
                    decode(&file(other), scale).unwrap(),
                );
                // Of a progressive file, half the size is made of the corner that is stored.
                if scale == Scale::Half && other.ends_with("progressive") {
                    for (a, b) in a.planes.planes.iter().zip(&b.planes.planes) {
                        let (_, mean) = difference(&a.samples, &b.samples);
                        assert!(mean <= 1.5, "{one} and {other} differ at {scale:?}: {mean}");
                    }
                } else {
                    assert!(a == b, "{one} and {other} differ at {scale:?}");
                }
            }
        }
    }
}

fn box_average(plane: &Plane, divisor: u32) -> Vec<u8> {
    let mut samples = Vec::new();
    for top in (0..plane.height).step_by(divisor as usize) {
        for left in (0..plane.width).step_by(divisor as usize) {
            let (mut sum, mut count) = (0, 0);
            for y in top..plane.height.min(top + divisor) {
                for x in left..plane.width.min(left + divisor) {
                    sum += u32::from(plane.samples[(y * plane.width + x) as usize]);
                    count += 1;
                }
            }
            samples.push(u8::try_from((sum + count / 2) / count).unwrap());
        }
    }
    samples
}

/// A corner of coefficients lacks the others, so details differ, and a DC term
/// stands for samples beyond the picture's edge too. Means of whole planes: 2.5 levels of difference at the most.
#[test]
fn scales_as_a_box_average_does() {
    for (name, bytes) in files_and_photos() {
        let full = decode(&bytes, Scale::Full).unwrap();
        for (scale, divisor) in &SCALES[1..] {
            let scaled = decode(&bytes, *scale).unwrap();
            for (full, scaled) in full.planes.planes.iter().zip(&scaled.planes.planes) {
                let average = box_average(full, *divisor);
                let (_, mean) = difference(&scaled.samples, &average);
                assert!(mean <= 2.5, "{name} at {scale:?}: {mean}");
            }
        }
    }
}

/// In whole blocks, which the picture's edge does not cut; where the full picture is cut off at black and white, the
/// means of what was cut differ.
#[test]
fn halves_sequential_files_to_the_mean_of_four_samples() {
    for (name, bytes) in files_and_photos() {
        let decoder = Decoder::new(&bytes).unwrap();
        if decoder.header().coding == Coding::Progressive {
            continue;
        }
        let full = decode(&bytes, Scale::Full).unwrap();
        let half = decode(&bytes, Scale::Half).unwrap();
        for (full, half) in full.planes.planes.iter().zip(&half.planes.planes) {
            let average = box_average(full, 2);
            for (place, (&is, &should)) in half.samples.iter().zip(&average).enumerate() {
                let place = u32::try_from(place).unwrap();
                let (x, y) = (place % half.width, place / half.width);
                let whole = 2 * x + 1 < full.width && 2 * y + 1 < full.height;
                let four = [(0, 0), (1, 0), (0, 1), (1, 1)]
                    .map(|(right, below)| (2 * y + below) * full.width + 2 * x + right);
                let inner = |place: u32| (1..=254).contains(&full.samples[place as usize]);
                if whole && four.into_iter().all(inner) {
                    assert!(
                        is.abs_diff(should) <= 1,
                        "{name} at {x}, {y}: {is}, but {should}"
                    );
                }
            }
        }
    }
}

#[test]
fn decodes_the_same_samples_in_a_region() {
    for (name, bytes) in files_and_photos() {
        let decoder = Decoder::new(&bytes).unwrap();
        let (width, height) = (decoder.header().width, decoder.header().height);
        let regions = [
            (0, 0, 1, 1),
            (width - 1, height - 1, 1, 1),
            (width / 3, height / 2, width / 2, height / 4),
            (width / 2, 0, width, height),
            (0, height / 3, 5, u32::MAX),
            (u32::MAX, u32::MAX, u32::MAX, u32::MAX),
            (0, 0, 0, 0),
        ];
        for (scale, divisor) in SCALES {
            let whole = decoder.decode(scale, None).unwrap();
            for (left, top, w, h) in regions {
                let region = Region {
                    left,
                    top,
                    width: w,
                    height: h,
                };
                let part = decoder.decode(scale, Some(region)).unwrap();
                let (from_x, from_y) =
                    (left.min(width - 1) / divisor, top.min(height - 1) / divisor);
                assert!(
                    part.left <= from_x && part.top <= from_y,
                    "{name} {region:?}"
                );
                let to_x = left.saturating_add(w).min(width).div_ceil(divisor);
                let to_y = top.saturating_add(h).min(height).div_ceil(divisor);
                assert!(part.left + part.planes.width >= to_x, "{name} {region:?}");
                assert!(part.top + part.planes.height >= to_y, "{name} {region:?}");
                same_part(&name, &decoder, &whole, &part);
            }
        }
    }
}

fn same_part(name: &str, decoder: &Decoder<'_>, whole: &Decoded, part: &Decoded) {
    let sampling = &decoder.header().sampling;
    let horizontal = sampling
        .iter()
        .map(|part| u32::from(part.horizontal))
        .max()
        .unwrap();
    let vertical = sampling
        .iter()
        .map(|part| u32::from(part.vertical))
        .max()
        .unwrap();
    assert_eq!((part.left % horizontal, part.top % vertical), (0, 0));
    for ((all, some), factors) in whole
        .planes
        .planes
        .iter()
        .zip(&part.planes.planes)
        .zip(sampling)
    {
        let left = (part.left * u32::from(factors.horizontal) / horizontal) as usize;
        let top = (part.top * u32::from(factors.vertical) / vertical) as usize;
        let all = all.samples.chunks_exact(all.width as usize).skip(top);
        let width = some.width as usize;
        for (all, some) in all.zip(some.samples.chunks_exact(width)) {
            assert!(all[left..left + width] == *some, "{name}: samples differ");
        }
    }
}

#[test]
fn finds_profile_and_exif() {
    let bytes = file("icc-exif");
    let decoder = Decoder::new(&bytes).unwrap();
    let profile = decoder.icc_profile().unwrap();
    assert_eq!(profile.len(), 588);
    assert_eq!(&profile[36..40], b"acsp");
    assert!(decoder.exif().unwrap().starts_with(b"MM\0*"));
    let bytes = file("420");
    let decoder = Decoder::new(&bytes).unwrap();
    assert_eq!((decoder.icc_profile(), decoder.exif()), (None, None));
}

/// A file with APP2 segments of these parameters behind SOI.
fn with_parts(parts: &[&[u8]]) -> Vec<u8> {
    let plain = file("420-7x5");
    let mut bytes = plain[..2].to_vec();
    for part in parts {
        bytes.extend([0xff, 0xe2]);
        bytes.extend(u16::try_from(part.len() + 14).unwrap().to_be_bytes());
        bytes.extend(b"ICC_PROFILE\0");
        bytes.extend(*part);
    }
    bytes.extend(&plain[2..]);
    bytes
}

#[test]
fn puts_a_profile_together_or_gives_none() {
    for (parts, expected) in [
        (
            &[&[1_u8, 2, b'a', b'b'][..], &[2, 2, b'c']][..],
            Some(&b"abc"[..]),
        ),
        (&[&[2, 2, b'c'], &[1, 2, b'a', b'b']], Some(b"abc")),
        (&[&[1, 2, b'a']], None),
        (&[&[1, 2, b'a'], &[1, 2, b'a']], None),
        (&[&[1, 2, b'a'], &[2, 3, b'b']], None),
        (&[&[0, 1, b'a']], None),
        (&[&[2, 1, b'a']], None),
    ] {
        let bytes = with_parts(parts);
        let profile = Decoder::new(&bytes).unwrap().icc_profile();
        assert_eq!(profile.as_deref(), expected, "{parts:?}");
    }
}

/// Changes a byte of the frame header (T.81, B.2.2), counted from its marker.
fn with_frame(name: &str, place: usize, value: u8) -> Vec<u8> {
    let mut bytes = file(name);
    let frame = bytes
        .windows(4)
        .position(|w| w[0] == 0xff && (0xc0..=0xc2).contains(&w[1]) && w[2] == 0)
        .unwrap();
    bytes[frame + place] = value;
    bytes
}

#[test]
fn refuses_what_it_does_not_read() {
    for (bytes, what) in [
        (file("arithmetic"), "arithmetic"),
        (with_frame("420", 1, 0xc3), "lossless"),
        (with_frame("420", 1, 0xc5), "hierarchical"),
        (with_frame("420", 1, 0xcb), "arithmetic"),
        (with_frame("420", 4, 12), "12 bits"),
        (with_frame("grey", 9, 2), "two components"),
    ] {
        let error = Decoder::new(&bytes).unwrap_err();
        assert!(matches!(error, Error::Unsupported(_)), "{what}: {error:?}");
    }
    let dnl = with_frame_in(&with_frame("420", 5, 0), 6, 0);
    assert!(matches!(Decoder::new(&dnl), Err(Error::Unsupported(_))));
    for bytes in [
        &b""[..],
        b"\xff",
        b"\xff\xd8",
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xd9",
    ] {
        assert_eq!(
            Decoder::new(bytes).unwrap_err(),
            Error::Truncated,
            "{bytes:?}"
        );
    }
    for bytes in [&b"GIF89a"[..], b"\xff\xd8\x00\x00", b"\x89PNG"] {
        assert!(
            matches!(Decoder::new(bytes), Err(Error::Damaged(_))),
            "{bytes:?}"
        );
    }
}

fn with_frame_in(bytes: &[u8], place: usize, value: u8) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let frame = bytes
        .windows(3)
        .position(|w| *w == [0xff, 0xc0, 0])
        .unwrap();
    bytes[frame + place] = value;
    bytes
}

#[test]
fn refuses_a_picture_that_its_file_cannot_hold() {
    // 65,535 by 65,535 pixels in a thousand bytes: refused before memory is taken.
    let mut bytes = file("420");
    for place in 5..=8 {
        bytes = with_frame_in(&bytes, place, 0xff);
    }
    let decoder = Decoder::new(&bytes).unwrap();
    assert!(decoder.cost(Scale::Full, None) > 6 << 30);
    assert_eq!(decoder.decode(Scale::Full, None), Err(Error::Truncated));
}

#[test]
fn reads_adobe_and_component_ids_as_libjpeg_does() {
    let rgb = file("rgb");
    let adobe = rgb.windows(5).position(|w| w == b"Adobe").unwrap();
    for (transform, color) in [(0, Color::Rgb), (1, Color::YCbCr), (2, Color::YCbCr)] {
        let mut bytes = rgb.clone();
        bytes[adobe + 11] = transform;
        assert_eq!(
            Decoder::new(&bytes).unwrap().header().color,
            color,
            "{transform}"
        );
    }
    // Without an Adobe segment, the ids 'R', 'G', 'B' of this file say it.
    let mut bytes = rgb.clone();
    bytes[adobe] = b'a';
    assert_eq!(Decoder::new(&bytes).unwrap().header().color, Color::Rgb);
    let cmyk = file("cmyk");
    let adobe = cmyk.windows(5).position(|w| w == b"Adobe").unwrap();
    let mut bytes = cmyk.clone();
    bytes[adobe] = b'a';
    assert_eq!(Decoder::new(&bytes).unwrap().header().color, Color::Cmyk);
}

/// What a file is worth without its end: nothing, unless only EOI is missing.
#[test]
fn refuses_every_prefix() {
    for &(name, ..) in FILES {
        let bytes = file(name);
        for (scale, _) in SCALES {
            for length in 0..bytes.len() - 2 {
                let result = decode(&bytes[..length], scale);
                assert!(
                    result.is_err(),
                    "{name}: {length} of {} bytes at {scale:?}",
                    bytes.len()
                );
            }
        }
        // Without EOI, a file that leaves coefficients out is not known to be whole.
        let expected = if name == "fractional-progressive" {
            Err(Error::Truncated)
        } else {
            decode(&bytes, Scale::Full)
        };
        let without = decode(&bytes[..bytes.len() - 2], Scale::Full);
        assert!(without == expected, "{name} without EOI");
    }
}

#[test]
fn says_truncated_when_data_is_missing() {
    for name in [
        "420",
        "420-progressive",
        "420-restart-1",
        "420-scans",
        "grey",
    ] {
        let bytes = file(name);
        let half = bytes.len() - 100;
        for (scale, _) in SCALES {
            assert_eq!(
                decode(&bytes[..half], scale),
                Err(Error::Truncated),
                "{name} at {scale:?}"
            );
            // The same with EOI where data should be: only a progressive file can be whole without its last scans.
            let mut ended = bytes[..half].to_vec();
            ended.extend([0xff, 0xd9]);
            if name != "420-progressive" {
                assert_eq!(
                    decode(&ended, scale),
                    Err(Error::Truncated),
                    "{name} at {scale:?}"
                );
            }
        }
    }
}

/// An error or a picture; the test is that it returns.
#[test]
fn survives_every_changed_byte() {
    for &(name, ..) in FILES {
        let original = file(name);
        let mut bytes = original.clone();
        for place in 0..bytes.len() {
            for (change, (scale, _)) in [0x01, 0x80, 0xff, original[place]].into_iter().zip(SCALES)
            {
                bytes[place] = original[place] ^ change;
                let _ = decode(&bytes, scale);
                let _ = Decoder::new(&bytes).map(|decoder| decoder.icc_profile());
            }
            bytes[place] = original[place];
        }
    }
}

#[test]
fn survives_every_value_of_every_byte_of_a_small_file() {
    let original = file("420-7x5");
    let mut bytes = original.clone();
    for place in 0..bytes.len() {
        for value in 0..=255 {
            bytes[place] = value;
            let _ = decode(&bytes, Scale::Half);
        }
        bytes[place] = original[place];
    }
}

#[test]
fn refuses_too_many_scans() {
    let bytes = file("grey-progressive");
    let scan = bytes.windows(2).position(|w| w == [0xff, 0xda]).unwrap();
    let mut many = bytes[..scan].to_vec();
    for _ in 0..100 {
        // A refinement of one coefficient, with no data.
        many.extend([0xff, 0xda, 0, 8, 1, 1, 0, 63, 63, 0]);
    }
    many.extend(&bytes[scan..]);
    assert_eq!(
        decode(&many, Scale::Full),
        Err(Error::Unsupported("more than 100 scans"))
    );
}

#[test]
fn finds_a_restart_marker_that_is_missing() {
    let bytes = file("420-restart-1");
    let marker = bytes.windows(2).position(|w| w == [0xff, 0xd1]).unwrap();
    let mut wrong = bytes.clone();
    wrong[marker + 1] = 0xd3;
    let mut gone = bytes.clone();
    gone.drain(marker..marker + 2);
    for bytes in [wrong, gone] {
        assert!(matches!(
            decode(&bytes, Scale::Full),
            Err(Error::Damaged(_) | Error::Truncated)
        ));
    }
}
