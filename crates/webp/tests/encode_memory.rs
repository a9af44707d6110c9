//! The encoder never allocates more than `cost` said: a counting allocator shows it, for all kinds of pictures.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "in a test, a panic is a result"
)]

#[path = "../../jpeg/tests/memory/counting.rs"]
mod counting;

use marble_webp::encode::{Options, cost, encode};
use marble_webp::{Plane, Planes};

use crate::counting::{held, peak};

/// Samples of which each has `bits` random bits.
fn noise(width: u32, height: u32, bits: u32) -> Planes {
    let mut state = width * 7 + height;
    let mut plane = |width: u32, height: u32| Plane {
        width,
        height,
        samples: (0..width * height)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let random = (state >> 24) & ((1 << bits) - 1);
                // Of one bit, both ends.
                (random * 255 / ((1_u32 << bits) - 1).max(1)) as u8
            })
            .collect(),
    };
    let half = (width.div_ceil(2), height.div_ceil(2));
    Planes {
        luma: plane(width, height),
        chroma: [plane(half.0, half.1), plane(half.0, half.1)],
    }
}

#[test]
fn allocates_no_more_than_cost_said() {
    for (width, height) in [(1, 1), (3, 500), (500, 3), (64, 64), (300, 200), (700, 500)] {
        for bits in [0, 1, 3, 8] {
            let picture = noise(width, height, bits);
            for quality in [1, 50, 75, 95, 100] {
                let before = held();
                let options = Options { quality };
                let (frame, most) = peak(|| encode(&picture, &options));
                let frame = frame.expect("a frame");
                let cost = cost(width, height, &options);
                assert!(
                    most <= cost,
                    "{width}x{height}, {bits}: {most}, but cost said {cost}"
                );
                let length = i64::try_from(frame.capacity()).expect("few bytes");
                assert_eq!(held() - before, length, "all but the frame is given back");
            }
        }
    }
}
