//! The steps against the portable ones, and against their inverses.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "small numbers, in tests"
)]

use super::portable::{
    forward as portable_forward, predictions as portable_predictions,
    quantize as portable_quantize, sizes as portable_sizes, squared_error as portable_error,
    texture as portable_texture, true_motion as portable_true_motion,
};
use super::*;
use crate::encode::segment::{Kind, divisors};
use crate::transform::{self, Samples};

fn pairs() -> impl Iterator<Item = (Samples, Samples)> {
    let mut state = 1_u32;
    let mut next = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..3000).map(move |run| {
        let mut block = |kind| {
            core::array::from_fn(|_| match kind {
                0 => next(),
                1 => 100 + (next() >> 4),
                2 => next() / 128 * 255,
                _ => 255,
            })
        };
        (block(run % 3), block(run % 5))
    })
}

#[test]
fn gives_what_the_portable_version_gives() {
    for (number, (a, b)) in pairs().enumerate() {
        let coefficients = forward(&a, &b);
        assert_eq!(coefficients, portable_forward(&a, &b), "{a:?} {b:?}");
        assert_eq!(squared_error(&a, &b), portable_error(&a, &b));
        assert_eq!(texture(&a), portable_texture(&a), "{a:?}");
        assert_eq!(sizes(&coefficients), portable_sizes(&coefficients));
        let [corner, .., second, first] = b;
        let around = Around {
            corner,
            above: [a[0], a[1], a[2], a[3]],
            right: [a[4], a[5], b[4], second],
            left: [b[5], b[6], first, b[8]],
        };
        assert_eq!(predictions(&around), portable_predictions(&around));
        let Around { above, left, .. } = around;
        let (ours, portable) = (
            true_motion(above, left, corner),
            portable_true_motion(above, left, corner),
        );
        assert_eq!(ours, portable, "{around:?}");
        for kind in [Kind::Luma, Kind::Y2, Kind::Chroma] {
            let step = |factor| (4 + (number * factor) % 150) as i16;
            let divisors = divisors(kind, [step(3), step(7)]);
            let ours = quantize(&coefficients, &divisors);
            assert_eq!(ours, portable_quantize(&coefficients, &divisors));
        }
    }
}

#[test]
fn the_transforms_invert_each_other() {
    for (a, b) in pairs() {
        let coefficients = forward(&a, &b);
        let mut samples = b;
        transform::add(&coefficients, &mut samples);
        for (is, should) in samples.iter().zip(a) {
            assert!(is.abs_diff(should) <= 1, "{a:?} {b:?} {samples:?}");
        }
        let y2 = walsh_hadamard(&coefficients);
        let back = transform::inverse_walsh_hadamard(&y2);
        for (is, should) in back.iter().zip(coefficients) {
            assert!(is.abs_diff(should) <= 1, "{coefficients:?} {back:?}");
        }
    }
}

#[test]
fn levels_stand_for_coefficients_to_within_a_step() {
    for (number, (a, b)) in pairs().enumerate() {
        let step = (4 + number % 200) as i16;
        let divisors = divisors(Kind::Chroma, [step, step + 5]);
        let coefficients = forward(&a, &b);
        let quantized = quantize(&coefficients, &divisors);
        for (at, &place) in ZIGZAG.iter().enumerate() {
            let value = quantized.values[place];
            assert!(value.abs_diff(coefficients[place]) < step.unsigned_abs() + 5);
            assert_eq!(value, quantized.levels[at] * divisors.steps[place]);
            let bit = (quantized.nonzero >> at) & 1;
            assert_eq!(bit == 1, quantized.levels[at] != 0);
        }
    }
}
