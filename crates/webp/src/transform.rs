//! Inverse transforms (section 14): coefficients to what is added to the prediction.

#[cfg(any(test, not(all(target_arch = "wasm32", target_feature = "simd128"))))]
mod portable;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd;

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
pub(crate) use self::portable::add;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub(crate) use self::simd::add;

/// 4x4 samples, row by row.
pub(crate) type Samples = [u8; 16];

/// √2·cos(π/8) - 1 and √2·sin(π/8), in 16 bits.
const COSINE: i32 = 20_091;
const SINE: i32 = 35_468;

/// What a first coefficient alone adds to each sample.
pub(crate) fn add_flat(first: i16, samples: &mut [u8]) {
    let level = i32::from(first).saturating_add(4) >> 3;
    // Beyond 255, nothing changes any more.
    let size = u8::try_from(level.unsigned_abs()).unwrap_or(u8::MAX);
    if level >= 0 {
        for sample in samples {
            *sample = sample.saturating_add(size);
        }
    } else {
        for sample in samples {
            *sample = sample.saturating_sub(size);
        }
    }
}

/// Section 14.3: the second-order block to the first coefficients of the luma blocks.
#[expect(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "sums of sixteen numbers of 16 bits, cut to 16 bits as in libwebp"
)]
pub(crate) fn inverse_walsh_hadamard(block: &[i16; 16]) -> [i16; 16] {
    let points = |[a, b, c, d]: [i32; 4]| {
        let (sum, difference) = ((a + d, b + c), (a - d, b - c));
        [
            sum.0 + sum.1,
            difference.0 + difference.1,
            sum.0 - sum.1,
            difference.0 - difference.1,
        ]
    };
    let [r0, r1, r2, r3] = *block.as_chunks::<4>().0 else {
        return [0; 16];
    };
    let mut rows = [[0; 4]; 4];
    for x in 0..4 {
        let at = |row: [i16; 4]| i32::from(row.get(x).copied().unwrap_or_default());
        let column = points([at(r0), at(r1), at(r2), at(r3)]);
        for (row, value) in rows.iter_mut().zip(column) {
            if let Some(place) = row.get_mut(x) {
                *place = value;
            }
        }
    }
    let mut out = [0; 16];
    for (out, row) in out.as_chunks_mut::<4>().0.iter_mut().zip(rows) {
        *out = points(row).map(|value| ((value + 3) >> 3) as i16);
    }
    out
}

/// What it gives where there is but the first coefficient.
#[expect(clippy::cast_possible_truncation, reason = "13 bits")]
pub(crate) fn flat_walsh_hadamard(block: &[i16; 16]) -> i16 {
    (i32::from(block[0]).saturating_add(3) >> 3) as i16
}

#[cfg(test)]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "small numbers, in tests"
)]
mod tests {
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
}
