//! Any bytes and any transform: an error, or a file of the format and the size that was asked for.
//!
//! The first line is a transform such as `7x5,fit=contain`, the rest the original. Start it with small files:
//! `cargo run -p host-test --example seeds` says how.

#![no_main]

use libfuzzer_sys::fuzz_target;
use marble_picture::{Limits, process};
use marble_transform::Transform;

/// Pictures beyond it are slow under a sanitizer, and show nothing that smaller ones do not.
const LIMITS: Limits = Limits {
    avif_max_pixels: 1_000_000,
    max_frames: 500,
    max_memory: 24 << 20,
    max_result_side: 300,
    max_source_bytes: 32 << 20,
    max_source_pixels: 1 << 20,
    max_work: 10_000,
};

fuzz_target!(|bytes: &[u8]| {
    let end = bytes.iter().position(|byte| *byte == b'\n');
    let Some((line, original)) = end.and_then(|end| bytes.split_at_checked(end)) else {
        return;
    };
    let line = std::str::from_utf8(line).unwrap_or("9x9");
    let Ok(transform) = Transform::parse(line, LIMITS.max_result_side) else {
        return;
    };
    let mut original = original.get(1..).unwrap_or_default().to_vec();
    // Drawn onto itself, where that is asked for.
    let watermark = original.clone();
    let made = process(
        &mut original,
        Some(&mut watermark.as_slice()),
        &transform,
        &LIMITS,
        &mut (),
    );
    let Ok(made) = made else {
        return;
    };
    if let Some(format) = transform.format {
        assert_eq!(made.format, format);
    }
    assert!(!made.bytes.is_empty());
});
