//! Any bytes: an error or planes of the size that the frame says.
//!
//! Start it with the files of the tests, of which it takes the frame: `cargo +nightly fuzz run decode
//! fuzz/corpus/decode tests/files`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use marble_webp::Decoder;

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
    if let Ok(planes) = decoder.decode() {
        let [u, v] = planes.chroma;
        for plane in [planes.luma, u, v] {
            assert_eq!(
                plane.samples.len() as u64,
                u64::from(plane.width) * u64::from(plane.height)
            );
        }
    }
});
