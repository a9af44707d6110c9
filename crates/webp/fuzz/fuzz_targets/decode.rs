//! Any bytes: an error or planes of the size that the frame says, and the same where they arrive in pieces.
//!
//! Start it with the files of the tests, of which it takes the frame: `cargo +nightly fuzz run decode
//! fuzz/corpus/decode tests/files`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use marble_webp::{Decoder, Error, IncrementalDecoder, Planes, Step};

/// Pictures beyond it are slow under a sanitizer, and show nothing that smaller ones do not.
const MAX_COST: u64 = 4 << 20;

fuzz_target!(|bytes: &[u8]| {
    let frame = match bytes {
        [b'R', b'I', b'F', b'F', ..] => bytes.get(20..).unwrap_or_default(),
        _ => bytes,
    };
    let Ok(decoder) = Decoder::new(frame) else {
        return;
    };
    if decoder.cost() > MAX_COST {
        return;
    }
    let decoded = decoder.decode();
    assert!(in_pieces(frame) == decoded);
    if let Ok(planes) = decoded {
        let [u, v] = planes.chroma;
        for plane in [planes.luma, u, v] {
            assert_eq!(
                plane.samples.len() as u64,
                u64::from(plane.width) * u64::from(plane.height)
            );
        }
    }
});

/// Decodes a frame of which a little more than is needed arrives each time.
fn in_pieces(frame: &[u8]) -> Result<Planes, Error> {
    let start = &frame[..frame.len().min(IncrementalDecoder::START_BYTES)];
    let mut decoder = IncrementalDecoder::new(start, frame.len())?;
    let (mut first, mut end) = (0, start.len());
    loop {
        match decoder.decode(&frame[first..end])? {
            Step::Finished => return decoder.finish(),
            Step::Waiting { consumed, needed } => {
                first += consumed;
                end = (first + needed + 100).min(frame.len());
            }
        }
    }
}
