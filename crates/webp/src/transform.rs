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
mod tests;
