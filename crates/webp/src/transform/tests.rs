//! The transform against the portable one, and against its definition.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "small numbers, in tests"
)]

use super::*;
use crate::transform::portable::add as portable_add;

fn blocks() -> impl Iterator<Item = ([i16; 16], Samples)> {
    let mut state = 1_u32;
    let mut next = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state
    };
    (0..2000).map(move |run| {
        let block = core::array::from_fn(|_| {
            let value = (next() >> 16) as i16;
            // All bits, and the few that files use.
            if run % 3 == 0 { value } else { value >> 6 }
        });
        (block, core::array::from_fn(|_| (next() >> 24) as u8))
    })
}

#[test]
fn a_first_coefficient_alone_gives_what_the_whole_transform_gives() {
    for first in [i16::MIN, -2041, -5, -4, -1, 0, 3, 4, 11, 12, 2040, 32_000] {
        let mut block = [0; 16];
        block[0] = first;
        let samples: Samples = core::array::from_fn(|at| (at * 17) as u8);
        let (mut flat, mut whole) = (samples, samples);
        add_flat(first, &mut flat);
        add(&block, &mut whole);
        assert_eq!(flat, whole, "{first}");
        let expected = [flat_walsh_hadamard(&block); 16];
        assert_eq!(inverse_walsh_hadamard(&block), expected);
    }
}

/// What runs here against the portable version, which are the same on most machines: `cargo test --target
/// wasm32-wasip2 -p marble-webp --lib` compares the vectors.
#[test]
fn gives_what_the_portable_version_gives() {
    for (block, samples) in blocks() {
        let (mut ours, mut portable) = (samples, samples);
        add(&block, &mut ours);
        portable_add(&block, &mut portable);
        assert_eq!(ours, portable, "{block:?}");
    }
}

/// The transform of section 14.4 is exact to less than a level where numbers are small.
#[test]
fn follows_the_definition() {
    let basis = |n: usize, at: usize| {
        let angle = (2 * at + 1) as f64 * n as f64 * core::f64::consts::PI / 8.0;
        if n == 0 {
            1.0
        } else {
            angle.cos() * core::f64::consts::SQRT_2
        }
    };
    for (block, _) in blocks() {
        let block = block.map(|value| value >> 4);
        let mut samples = [128; 16];
        add(&block, &mut samples);
        for y in 0..4 {
            for x in 0..4 {
                let mut sum = 128.0;
                for v in 0..4 {
                    for u in 0..4 {
                        sum += f64::from(block[v * 4 + u]) * basis(u, x) * basis(v, y) / 8.0;
                    }
                }
                let (is, should) = (f64::from(samples[y * 4 + x]), sum.clamp(0.0, 255.0));
                assert!((is - should).abs() < 1.5, "{is}, but {should}: {block:?}");
            }
        }
    }
}
