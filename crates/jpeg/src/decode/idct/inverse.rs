//! The transform of every size: which of the versions it is, and those of one and two samples a side.

use super::samples::{LEVEL, Samples, clamped};
use super::{eight, four, halved};

/// A corner of `C` by `C` coefficients to `N` by `N` samples.
#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "C and N are known at each call, so one arm remains"
)]
pub(in crate::decode) fn inverse<const C: usize, const N: usize>(
    corner: &[i16],
    steps: &[i16; 64],
    samples: &mut Samples,
) {
    match (C, N) {
        (8, 8) => {
            if let Some(corner) = corner.first_chunk::<64>() {
                eight(corner, steps, samples);
            }
        }
        (8, 4) => {
            if let Some(corner) = corner.first_chunk::<64>() {
                halved(corner, steps, samples);
            }
        }
        (4, 4) => {
            if let (Some(corner), Some(steps)) =
                (corner.first_chunk::<16>(), steps.first_chunk::<16>())
            {
                four(corner, steps, samples);
            }
        }
        (2, 2) => {
            if let (Some(corner), Some(steps)) =
                (corner.first_chunk::<4>(), steps.first_chunk::<4>())
            {
                two(*corner, *steps, samples);
            }
        }
        _ => {
            if let ([corner, ..], [step, ..], [sample, ..]) = (corner, steps, samples) {
                *sample = one(*corner, *step);
            }
        }
    }
}

/// The sample that a DC term alone gives, at every scale.
#[inline(always)]
#[expect(
    clippy::inline_always,
    clippy::arithmetic_side_effects,
    reason = "the product wraps to 16 bits"
)]
pub(in crate::decode) fn one(term: i16, step: i16) -> u8 {
    let level = i32::from(term.wrapping_mul(step));
    clamped(((level + 4) >> 3) + LEVEL)
}

/// The mean that a DC term says whose last bits are `missing`, 0 to 13 of them: half of what they can stand for is
/// assumed, whichever sign the term has (T.81, G.1.2.1: of DC terms, bits are cut off as by an arithmetic shift).
#[inline(always)]
#[expect(
    clippy::inline_always,
    clippy::arithmetic_side_effects,
    reason = "the body of a loop; the product wraps to 16 bits, the other has 29"
)]
pub(in crate::decode) fn coarse(term: i16, step: i16, missing: u8) -> u8 {
    let level = i32::from(term.wrapping_mul(step));
    let most = i32::from(step) * ((1 << missing) - 1);
    clamped(((2 * level + most + 8) >> 4) + LEVEL)
}

#[expect(
    clippy::arithmetic_side_effects,
    reason = "sums of four 16-bit numbers"
)]
fn two(corner: [i16; 4], steps: [i16; 4], samples: &mut Samples) {
    let mut terms = [0; 4];
    for ((term, &coefficient), &step) in terms.iter_mut().zip(&corner).zip(&steps) {
        *term = i32::from(coefficient.wrapping_mul(step));
    }
    let [a, b, c, d] = terms;
    let values = [a + b + c + d, a - b + c - d, a + b - c - d, a - b - c + d];
    for (sample, value) in samples.iter_mut().zip(values) {
        *sample = clamped(((value + 4) >> 3) + LEVEL);
    }
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "small numbers, in tests")]
mod tests {
    //! Against the definition in floating point.

    use super::*;
    use crate::decode::idct::portable::{
        eight as portable_eight, four as portable_four, halved as portable_halved,
    };

    /// T.81, A.3.3: the wave of order `n` at one of `side` points, with the norm of eight.
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    fn wave(side: usize, n: usize, at: usize) -> f64 {
        let angle = (2 * at + 1) as f64 * n as f64 * core::f64::consts::PI / (2 * side) as f64;
        if n == 0 {
            1.0
        } else {
            angle.cos() * core::f64::consts::SQRT_2
        }
    }

    fn sum(corner: &[i16], side: usize, basis: impl Fn(usize, usize) -> f64) -> f64 {
        let mut sum = 0.0;
        for v in 0..side {
            for u in 0..side {
                sum += f64::from(corner[v * side + u]) * basis(u, v);
            }
        }
        (sum / 8.0 + 128.0).clamp(0.0, 255.0)
    }

    /// As many points as there are coefficients.
    fn exact<const N: usize>(corner: &[i16; 64], x: usize, y: usize) -> f64 {
        sum(corner, N, |u, v| wave(N, u, x) * wave(N, v, y))
    }

    #[test]
    fn assumes_half_of_what_is_missing() {
        for (term, step, missing) in [
            (0_i16, 3_i16, 1_u8),
            (-40, 3, 1),
            (40, 8, 1),
            (-64, 2, 2),
            (7, 5, 0),
        ] {
            // Whatever the missing bits are.
            let sum: f64 = (0..1 << missing)
                .map(|bits| f64::from((term + bits) * step))
                .sum();
            let exact = sum / f64::from(1 << missing) / 8.0 + 128.0;
            let found = f64::from(coarse(term, step, missing));
            assert!(
                (found - exact).abs() <= 0.5,
                "{term} {step} {missing}: {found}, {exact}"
            );
        }
        for term in -1000..1000 {
            assert_eq!(coarse(term, 5, 0), one(term, 5));
        }
    }

    fn corners() -> impl Iterator<Item = [i16; 64]> {
        let mut state = 1_u32;
        (0..500).map(move |run| {
            core::array::from_fn(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let value = (state >> 16) as i16;
                // Few and small, then many and large.
                if run < 250 && value % 5 != 0 {
                    0
                } else {
                    value >> (6 + run % 6)
                }
            })
        })
    }

    /// The mean of two by two samples of what eight points give, before it is clamped.
    fn mean(corner: &[i16; 64], x: usize, y: usize) -> f64 {
        let basis = |n: usize, at: usize| wave(8, n, 2 * at).midpoint(wave(8, n, 2 * at + 1));
        sum(corner, 8, |u, v| basis(u, x) * basis(v, y))
    }

    fn check<const C: usize, const N: usize>(exact: impl Fn(&[i16; 64], usize, usize) -> f64) {
        for corner in corners() {
            let mut samples = [0; 64];
            inverse::<C, N>(&corner[..C * C], &[1; 64], &mut samples);
            for y in 0..N {
                for x in 0..N {
                    let (is, should) = (samples[y * N + x], exact(&corner, x, y));
                    assert!(
                        (f64::from(is) - should).abs() < 1.0,
                        "{N} points at {x}, {y}: {is}, but {should}"
                    );
                }
            }
        }
    }

    #[test]
    fn differs_from_the_definition_by_less_than_a_level() {
        check::<1, 1>(exact::<1>);
        check::<2, 2>(exact::<2>);
        check::<8, 8>(exact::<8>);
        check::<8, 4>(mean);
        check::<4, 4>(|corner, x, y| mean(&padded(corner), x, y));
    }

    /// A corner of four by four coefficients as one of eight by eight.
    fn padded(corner: &[i16; 64]) -> [i16; 64] {
        core::array::from_fn(|n| {
            if n % 8 < 4 && n < 32 {
                corner[n / 8 * 4 + n % 8]
            } else {
                0
            }
        })
    }

    #[test]
    fn multiplies_with_the_steps() {
        let mut samples = [0; 64];
        inverse::<8, 8>(&[2; 64], &[3; 64], &mut samples);
        let mut same = [0; 64];
        inverse::<8, 8>(&[6; 64], &[1; 64], &mut same);
        assert_eq!(samples, same);
    }

    /// What runs here against the portable version: the same, but in WebAssembly.
    #[test]
    fn gives_what_the_portable_version_gives() {
        for (run, mut corner) in corners().enumerate() {
            if run % 2 == 1 {
                // All bits of the numbers, which no real file uses.
                corner = corner.map(|value| value.wrapping_mul(20_011));
            }
            if run % 100 == 99 {
                corner = corner.map(|value| if value & 1 == 0 { i16::MIN } else { i16::MAX });
            }
            let mut steps = [1; 64];
            for n in 1..64 {
                steps[n] = steps[n - 1] + 3;
            }
            let (mut ours, mut portable) = ([0; 64], [0; 64]);
            inverse::<8, 8>(&corner, &steps, &mut ours);
            portable_eight(&corner, &steps, &mut portable);
            assert_eq!(ours, portable, "{corner:?}");
            inverse::<8, 4>(&corner, &steps, &mut ours);
            portable_halved(&corner, &steps, &mut portable);
            assert_eq!(ours, portable, "{corner:?}");
            inverse::<4, 4>(&corner, &steps, &mut ours);
            let (corner, steps) = (corner.first_chunk().unwrap(), steps.first_chunk().unwrap());
            portable_four(corner, steps, &mut portable);
            assert_eq!(ours, portable, "{corner:?}");
        }
    }

    #[test]
    fn survives_all_extremes() {
        for value in [i16::MIN, i16::MAX, -1] {
            for sign in [1, -1] {
                let corner = core::array::from_fn(|n| {
                    if n % 2 == 0 {
                        value
                    } else {
                        value.wrapping_mul(sign)
                    }
                });
                let corner: [i16; 64] = corner;
                let mut samples = [0; 64];
                inverse::<8, 8>(&corner, &[1; 64], &mut samples);
                inverse::<8, 4>(&corner, &[1; 64], &mut samples);
                inverse::<4, 4>(&corner, &[1; 64], &mut samples);
                inverse::<2, 2>(&corner, &[1; 64], &mut samples);
                inverse::<1, 1>(&corner, &[1; 64], &mut samples);
            }
        }
    }
}
