//! What a file says of itself: frame, colours, profile, Exif.

use marble_jpeg::Color;
use marble_jpeg::decode::{Decoder, MAX_SCANS, Scale};

use crate::{FILES, file};

#[test]
fn reads_headers() {
    for &(name, width, height, color, factors, coding) in FILES {
        let bytes = file(name);
        let decoder =
            Decoder::new(bytes.as_slice()).unwrap_or_else(|error| panic!("{name}: {error}"));
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

/// Tables in a file of their own (T.81, B.5), as TIFF has them.
#[test]
fn takes_tables_from_another_file() {
    for &(name, ..) in FILES {
        let bytes = file(name);
        let (mut tables, mut picture) = (vec![0xff, 0xd8], vec![0xff, 0xd8]);
        let mut at = 2;
        // Up to the first scan: others may come with tables of their own.
        while bytes[at + 1] != 0xda {
            let length = usize::from(u16::from_be_bytes([bytes[at + 2], bytes[at + 3]]));
            let segment = &bytes[at..at + 2 + length];
            at += segment.len();
            match segment[1] {
                0xc4 | 0xdb => tables.extend(segment),
                _ => picture.extend(segment),
            }
        }
        picture.extend(&bytes[at..]);
        tables.extend([0xff, 0xd9]);
        let whole =
            Decoder::new(bytes.as_slice()).and_then(|it| it.decode(Scale::Full, None, MAX_SCANS));
        let apart = Decoder::with_tables(&tables, picture.as_slice());
        let apart = apart.and_then(|it| it.decode(Scale::Full, None, MAX_SCANS));
        assert_eq!(apart, whole, "{name}");
        assert!(whole.is_ok(), "{name}");
        let alone =
            Decoder::new(picture.as_slice()).and_then(|it| it.decode(Scale::Full, None, MAX_SCANS));
        assert!(alone.is_err(), "{name}");
        for end in 0..tables.len() {
            assert!(
                Decoder::with_tables(&tables[..end], picture.as_slice()).is_err(),
                "{name} {end}"
            );
        }
    }
}

#[test]
fn finds_profile_and_exif() {
    let bytes = file("icc-exif");
    let decoder = Decoder::new(bytes.as_slice()).unwrap();
    let profile = decoder.icc_profile().unwrap();
    assert_eq!(profile.len(), 588);
    assert_eq!(&profile[36..40], b"acsp");
    assert!(decoder.exif().unwrap().starts_with(b"MM\0*"));
    let bytes = file("420");
    let decoder = Decoder::new(bytes.as_slice()).unwrap();
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
        let profile = Decoder::new(bytes.as_slice()).unwrap().icc_profile();
        assert_eq!(profile.as_deref(), expected, "{parts:?}");
    }
}

#[test]
fn reads_adobe_and_component_ids_as_libjpeg_does() {
    let rgb = file("rgb");
    let adobe = rgb.windows(5).position(|w| w == b"Adobe").unwrap();
    for (transform, color) in [(0, Color::Rgb), (1, Color::YCbCr), (2, Color::YCbCr)] {
        let mut bytes = rgb.clone();
        bytes[adobe + 11] = transform;
        assert_eq!(
            Decoder::new(bytes.as_slice()).unwrap().header().color,
            color,
            "{transform}"
        );
    }
    // Without an Adobe segment, the ids 'R', 'G', 'B' of this file say it.
    let mut bytes = rgb.clone();
    bytes[adobe] = b'a';
    assert_eq!(
        Decoder::new(bytes.as_slice()).unwrap().header().color,
        Color::Rgb
    );
    let cmyk = file("cmyk");
    let adobe = cmyk.windows(5).position(|w| w == b"Adobe").unwrap();
    let mut bytes = cmyk.clone();
    bytes[adobe] = b'a';
    assert_eq!(
        Decoder::new(bytes.as_slice()).unwrap().header().color,
        Color::Cmyk
    );
}
