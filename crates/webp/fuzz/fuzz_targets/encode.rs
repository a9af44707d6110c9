//! Any planes at any quality: a frame that decodes to what the encoder meant, within its cost.
//!
//! The first three bytes are width, height and quality; the others are the samples, again and again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use marble_webp::encode::{Options, cost, encode, encode_and_reconstruct};
use marble_webp::{Decoder, Plane, Planes};

fuzz_target!(|bytes: &[u8]| {
    let &[width, height, quality, ref samples @ ..] = bytes else {
        return;
    };
    let mut samples = samples.iter().copied().cycle();
    let mut plane = |width: u32, height: u32| Plane {
        width,
        height,
        samples: (0..width * height)
            .map(|_| samples.next().unwrap_or_default())
            .collect(),
    };
    let (width, height) = (u32::from(width) + 1, u32::from(height) + 1);
    let half = (width.div_ceil(2), height.div_ceil(2));
    let planes = Planes {
        luma: plane(width, height),
        chroma: [plane(half.0, half.1), plane(half.0, half.1)],
    };
    let options = Options {
        quality: quality % 100 + 1,
    };
    let (frame, meant) = encode_and_reconstruct(&planes, &options).unwrap();
    assert!(frame.len() as u64 <= cost(width, height, &options));
    assert_eq!(encode(&planes, &options).unwrap(), frame);
    let decoded = Decoder::new(&frame).unwrap().decode().unwrap();
    assert!(decoded == meant);
});
