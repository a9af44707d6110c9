//! The transform against the portable one, and against its definition.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::cast_precision_loss,
    reason = "numbers below 64"
)]

use core::array;
use core::f64::consts::PI;

use super::forward;
use super::portable::forward as portable;

/// The definition in A.3.3, times 8.
fn exact(samples: &[[u8; 8]; 8]) -> [[f64; 8]; 8] {
    let scale = |n: usize| if n == 0 { 0.5_f64.sqrt() } else { 1.0 };
    let cosine = |x: usize, u: usize| ((2 * x + 1) as f64 * u as f64 * PI / 16.0).cos();
    array::from_fn(|v| {
        array::from_fn(|u| {
            let mut sum = 0.0;
            for (y, row) in samples.iter().enumerate() {
                for (x, sample) in row.iter().enumerate() {
                    sum += (f64::from(*sample) - 128.0) * cosine(x, u) * cosine(y, v);
                }
            }
            sum / 4.0 * scale(u) * scale(v) * 8.0
        })
    })
}

#[test]
fn agrees_with_the_definition() {
    let mut seed = 1_u32;
    let mut blocks: Vec<[[u8; 8]; 8]> = vec![[[0; 8]; 8], [[255; 8]; 8], [[128; 8]; 8]];
    // Extremes in the pattern of each basis function: the largest coefficients that there are.
    for (v, u) in (0..64).map(|n| (n / 8, n % 8)) {
        blocks.push(array::from_fn(|y| {
            array::from_fn(|x| {
                let cosine = ((2 * x + 1) as f64 * f64::from(u) * PI / 16.0).cos()
                    * ((2 * y + 1) as f64 * f64::from(v) * PI / 16.0).cos();
                if cosine < 0.0 { 0 } else { 255 }
            })
        }));
    }
    for _ in 0..1000 {
        blocks.push(array::from_fn(|_| {
            array::from_fn(|_| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (seed >> 24) as u8
            })
        }));
    }
    for block in blocks {
        let (found, expected) = (forward(&block), exact(&block));
        assert_eq!(found, portable(&block), "{block:?}");
        for (found, expected) in found.iter().flatten().zip(expected.iter().flatten()) {
            let difference = (f64::from(*found) - expected).abs();
            assert!(difference < 3.0, "{found} for {expected} of {block:?}");
        }
    }
}
