//! Any bytes and any transform: an error, or a file of the format and the size that was asked for.
//!
//! The first line is a transform such as `7x5,fit=contain`, the rest the original. Start it with small files:
//! `cargo run -p host-test --example seeds` says how.

#![no_main]

use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use marble::config::{Config, Limits};
use marble::options::Options;
use marble::timings::Timings;
use marble::transform::transform;

/// Pictures beyond it are slow under a sanitizer, and show nothing that smaller ones do not.
fn limits() -> Option<Limits> {
    let config = Config::parse(|name| (name == "DELIVERY").then(|| "inline".to_owned()));
    Some(Limits {
        max_memory: 24 << 20,
        max_source_pixels: 1 << 20,
        max_result_side: 300,
        ..config.ok()?.limits
    })
}

fuzz_target!(|bytes: &[u8]| {
    let Some(limits) = limits() else {
        return;
    };
    let end = bytes.iter().position(|byte| *byte == b'\n');
    let Some((line, original)) = end.and_then(|end| bytes.split_at_checked(end)) else {
        return;
    };
    let line = std::str::from_utf8(line).unwrap_or("9x9");
    let Ok(options) = Options::parse(line, limits.max_result_side) else {
        return;
    };
    let mut timings = Timings::start(|| Duration::ZERO);
    let original = original.get(1..).unwrap_or_default().to_vec();
    let Ok(made) = transform(original, &options, &limits, &mut timings) else {
        return;
    };
    if let Some(format) = options.format {
        assert_eq!(made.format, format);
    }
    assert!(!made.bytes.is_empty());
});
