//! Segments: profiles, order, Huffman tables.

use marble_jpeg::Error;
use marble_jpeg::encode::{Options, Sampling, encode};

use crate::{SAMPLINGS, baseline, planes, progressive, read};

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
            progressive,
            icc_profile: Some(&profile),
            ..baseline(80)
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
