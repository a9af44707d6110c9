//! Any bytes as a JPEG XL: an error, or a picture. Start it with the files of `host-test/tests/jxl`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use marble_picture::{Limits, process};
use marble_transform::Transform;

const LIMITS: Limits = Limits {
    avif_max_pixels: 1_000_000,
    max_frames: 1,
    max_memory: 32 << 20,
    max_result_side: 4096,
    max_source_bytes: 1 << 20,
    max_source_pixels: 1 << 18,
    max_work: 10_000,
};

fuzz_target!(|bytes: &[u8]| {
    // Whatever else is in them, they are looked at as this format.
    let signature = if bytes.starts_with(b"\0") {
        &b"\0\0\0\x0cJXL \r\n\x87\n"[..]
    } else {
        b"\xff\x0a"
    };
    let rest = bytes.get(signature.len()..).unwrap_or_default();
    let file = [signature, rest].concat();
    let Ok(transform) = Transform::parse("9x9,format=png", LIMITS.max_result_side) else {
        return;
    };
    let made = process(&mut file.as_slice(), None, &transform, &LIMITS, &mut ());
    assert!(made.is_err() || made.is_ok_and(|made| !made.bytes.is_empty()));
});
