//! What is refused, what is cut off, and what was changed.

use marble_jpeg::Error;
use marble_jpeg::decode::{Coding, Decoder, MAX_SCANS, Scale};

use crate::{FILES, SCALES, decode, file};

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
        (file("arithmetic"), "JPEG with arithmetic coding (SOF9)"),
        (with_frame("420", 1, 0xc3), "lossless JPEG (SOF3)"),
        (with_frame("420", 1, 0xc5), "hierarchical JPEG (SOF5)"),
        (
            with_frame("420", 1, 0xc6),
            "hierarchical progressive JPEG (SOF6)",
        ),
        (
            with_frame("420", 1, 0xc7),
            "hierarchical lossless JPEG (SOF7)",
        ),
        (
            with_frame("420", 1, 0xca),
            "progressive JPEG with arithmetic coding (SOF10)",
        ),
        (
            with_frame("420", 1, 0xcb),
            "lossless JPEG with arithmetic coding (SOF11)",
        ),
        (
            with_frame("420", 1, 0xcd),
            "hierarchical JPEG with arithmetic coding (SOF13)",
        ),
        (
            with_frame("420", 1, 0xce),
            "hierarchical progressive JPEG with arithmetic coding (SOF14)",
        ),
        (
            with_frame("420", 1, 0xcf),
            "hierarchical lossless JPEG with arithmetic coding (SOF15)",
        ),
        (with_frame("420", 1, 0xf7), "JPEG-LS (SOF55)"),
        (with_frame("420", 1, 0xde), "hierarchical JPEG (DHP)"),
        (with_frame("420", 4, 12), "a precision of 12 bits"),
        (
            with_frame("420-progressive", 4, 12),
            "a precision of 12 bits",
        ),
        (with_frame("grey", 9, 2), "this number of components"),
    ] {
        assert_eq!(
            Decoder::new(bytes.as_slice()).unwrap_err(),
            Error::Unsupported(what),
            "{what}"
        );
    }
    let dnl = with_frame_in(&with_frame("420", 5, 0), 6, 0);
    assert!(matches!(
        Decoder::new(dnl.as_slice()),
        Err(Error::Unsupported(_))
    ));
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
    let decoder = Decoder::new(bytes.as_slice()).unwrap();
    assert!(decoder.cost(Scale::Full, None) > 6 << 30);
    assert_eq!(
        decoder.decode(Scale::Full, None, MAX_SCANS),
        Err(Error::Truncated)
    );
}

/// What a file is worth without its end: nothing, or the whole picture where the scale needs no more. A sequential file
/// and a progressive one at full size are needed but for EOI.
#[test]
fn refuses_every_prefix_that_is_too_short() {
    for &(name, .., coding) in FILES {
        let bytes = file(name);
        for (scale, _) in SCALES {
            let whole = decode(&bytes, scale);
            let mut enough = false;
            for length in 0..bytes.len() - 2 {
                let result = decode(&bytes[..length], scale);
                let case = format!("{name}: {length} of {} bytes at {scale:?}", bytes.len());
                if coding == Coding::Progressive && scale != Scale::Full {
                    enough |= result.is_ok();
                }
                if enough {
                    assert!(result == whole, "{case}");
                } else {
                    assert!(result.is_err(), "{case}");
                }
            }
            // The last scan of `fractional-progressive` is one of DC terms.
            let stops = coding == Coding::Progressive
                && scale == Scale::Eighth
                && name != "fractional-progressive";
            assert!(enough || !stops, "{name} is read to its end");
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
            // All that is needed for an eighth of the size comes before.
            if name == "420-progressive" && scale == Scale::Eighth {
                continue;
            }
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
                let _ = Decoder::new(bytes.as_slice()).map(|decoder| decoder.icc_profile());
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
    let scans: Vec<usize> = (0..bytes.len())
        .filter(|&at| bytes[at..].starts_with(&[0xff, 0xda]))
        .collect();
    assert_eq!(scans.len(), 6);
    let with = |more: usize| {
        let mut many = bytes[..scans[1]].to_vec();
        for _ in 0..more {
            // A refinement of the 30 DC terms, by nothing.
            many.extend([0xff, 0xda, 0, 8, 1, 1, 0, 0, 0, 0x21, 0, 0, 0, 0]);
        }
        many.extend(&bytes[scans[1]..]);
        many
    };
    for scale in [Scale::Full, Scale::Half, Scale::Quarter] {
        assert_eq!(decode(&with(94), scale), decode(&bytes, scale));
        let expected = Err(Error::Unsupported("more than 100 scans"));
        assert_eq!(decode(&with(95), scale), expected);
    }
}

/// Scans behind the last one that is needed do not count.
#[test]
fn refuses_more_scans_than_are_allowed() {
    for (name, scale, scans) in [
        ("grey-progressive", Scale::Full, 6),
        ("grey-progressive", Scale::Quarter, 6),
        ("grey-progressive", Scale::Eighth, 1),
        ("420-progressive", Scale::Full, 10),
        ("420-progressive", Scale::Eighth, 1),
        ("420-bands", Scale::Full, 14),
        ("420-scans", Scale::Full, 0),
        ("420", Scale::Full, 0),
    ] {
        let bytes = file(name);
        let allowed = |scans| {
            Decoder::new(bytes.as_slice())
                .unwrap()
                .decode(scale, None, scans)
        };
        assert_eq!(allowed(scans), decode(&bytes, scale), "{name} at {scale:?}");
        if scans > 0 {
            assert_eq!(
                allowed(scans - 1),
                Err(Error::TooManyScans),
                "{name} at {scale:?}"
            );
        }
    }
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
