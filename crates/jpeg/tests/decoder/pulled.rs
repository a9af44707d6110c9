//! Files that arrive piece by piece: the same planes as of a file that is here, from no more bytes than are needed, and
//! never a picture of a part of them.

use marble_jpeg::Error;
use marble_jpeg::decode::{MAX_FILL, Region, Scale};

use crate::source::{Pulled, decode_from};
use crate::{FILES, SCALES, decode, decode_region, file, files_and_photos, photographs};

#[test]
fn gives_the_same_planes_however_a_file_arrives() {
    let region = Some(Region {
        left: 20,
        top: 10,
        width: 10,
        height: 10,
    });
    for (name, bytes) in files_and_photos() {
        for (scale, region) in SCALES.iter().flat_map(|it| [(it.0, None), (it.0, region)]) {
            let whole = decode_region(&bytes, scale, region);
            assert!(whole.is_ok(), "{name}");
            for piece in [1, 7, 4096] {
                let mut source = Pulled::new(&bytes, piece);
                source.tells_length = piece == 7;
                let pulled = decode_from(&mut source, scale, region);
                assert!(
                    pulled == whole,
                    "{name}, {piece} at a time, at {scale:?} {region:?}"
                );
                assert!(source.held < MAX_FILL + piece, "{name}: {}", source.held);
            }
        }
    }
}

/// Broken off at every byte: an error as long as anything is missing.
#[test]
fn is_interrupted_with_its_source() {
    for &(name, ..) in FILES {
        let bytes = file(name);
        for (scale, _) in SCALES {
            let whole = decode(&bytes, scale);
            let mut source = Pulled::new(&bytes, 1);
            assert!(decode_from(&mut source, scale, None) == whole);
            let needed = source.arrived;
            for end in 0..bytes.len() {
                let mut source = Pulled::new(&bytes, 1);
                source.end = end;
                let broken = decode_from(&mut source, scale, None);
                let case = format!("{name}: {end} of {} bytes at {scale:?}", bytes.len());
                if end < needed {
                    assert_eq!(broken, Err(Error::Interrupted), "{case}");
                } else {
                    assert!(broken == whole, "{case}");
                }
            }
        }
    }
}

/// A file of which the source says that it is shorter than its picture, and one that lacks nothing but its length.
#[test]
fn refuses_a_short_file_before_it_takes_memory() {
    let mut bytes = file("420");
    let frame = bytes
        .windows(3)
        .position(|w| *w == [0xff, 0xc0, 0])
        .unwrap();
    bytes[frame + 5..frame + 9].fill(0xff);
    let mut source = Pulled::new(&bytes, 1);
    assert_eq!(
        decode_from(&mut source, Scale::Full, None),
        Err(Error::Truncated)
    );
    assert!(source.arrived < bytes.len() / 2 + 200, "{}", source.arrived);
}

/// Bytes that are pulled of a file.
fn needed(bytes: &[u8], scale: Scale, region: Option<Region>) -> usize {
    let mut source = Pulled::new(bytes, 4096);
    assert!(decode_from(&mut source, scale, region).is_ok());
    source.arrived
}

/// Rows below the region, and scans behind the last one that is needed, are not pulled.
#[test]
fn pulls_no_more_than_it_needs() {
    let photographs = photographs();
    let [(_, baseline), (_, progressive), ..] = photographs.as_slice() else {
        panic!("there are two drawn photographs");
    };
    let top = |height| {
        Some(Region {
            left: 0,
            top: 0,
            width: u32::MAX,
            height,
        })
    };
    // The lookahead of an MCU, what is waited for beyond, and a piece that comes at once.
    let ahead = 3_000 + 4_096 + 4_096;
    assert_eq!(needed(baseline, Scale::Full, None), baseline.len());
    let half = needed(baseline, Scale::Full, top(300));
    assert!(
        half < baseline.len() * 6 / 10 + ahead,
        "{half} of {}",
        baseline.len()
    );
    let first = needed(baseline, Scale::Eighth, top(1));
    assert!(
        first < baseline.len() / 20 + ahead,
        "{first} of {}",
        baseline.len()
    );
    assert_eq!(needed(progressive, Scale::Full, None), progressive.len());
    // The first scan, of all but the last bit of the DC terms.
    let eighth = needed(progressive, Scale::Eighth, None);
    assert!(
        eighth < progressive.len() / 10 + ahead,
        "{eighth} of {}",
        progressive.len()
    );
}
