//! Which segments there are, and which macroblock belongs to which, by quality and susceptibility: libwebp's
//! `AssignSegments` and `SetSegmentParams`.

use alloc::vec::Vec;

use super::analysis::Analysis;
use super::segment::{SNS_STRENGTH, Segment};
use crate::quantization::{Deltas, Matrix};

/// The segments of a picture.
pub(crate) struct Segmentation {
    pub(crate) segments: [Segment; 4],
    /// How many of them are used.
    pub(crate) count: usize,
    /// The segment of each macroblock, row by row.
    pub(crate) map: Vec<u8>,
    pub(crate) deltas: Deltas,
}

/// How strongly edges of blocks are smoothed, of 100; as libwebp's `-f`. That libwebp filters a whole segment more where
/// one of its macroblocks is blocky costs 5 % of the bytes at an equal SSIMULACRA2, and is left out.
const FILTER_STRENGTH: u32 = 60;

impl Segmentation {
    pub(crate) fn new(quality: u8, analysis: Analysis) -> Self {
        let mut map = analysis.susceptibilities;
        let deltas = deltas(analysis.chroma);
        let (centers, mean, groups) = group(&map);
        let lowest = centers.iter().copied().min().unwrap_or_default();
        let highest = centers.iter().copied().max().unwrap_or_default();
        let range = highest.saturating_sub(lowest).max(1);
        let segments = centers.map(|center| {
            let share = |from: i32| {
                let above = center.saturating_sub(from).saturating_mul(255);
                above.checked_div(range).unwrap_or_default()
            };
            let index = index(quality, share(mean).clamp(-127, 127));
            let level = filter_level(index, share(lowest).clamp(0, 255));
            Segment::new(index, deltas, level)
        });
        // Equal segments become one.
        let mut kept = segments;
        let mut count = 0_usize;
        let numbers = segments.map(|segment| {
            let known = kept.iter().take(count).position(|it| *it == segment);
            known.unwrap_or_else(|| {
                if let Some(place) = kept.get_mut(count) {
                    *place = segment;
                }
                count = count.saturating_add(1);
                count.saturating_sub(1)
            })
        });
        for place in &mut map {
            let group = groups.get(usize::from(*place)).copied().unwrap_or_default();
            let number = numbers.get(usize::from(group)).copied().unwrap_or_default();
            *place = u8::try_from(number).unwrap_or_default();
        }
        if let Some((last, unused)) = kept
            .get(count.saturating_sub(1))
            .copied()
            .zip(kept.get_mut(count..))
        {
            unused.fill(last);
        }
        Self {
            segments: kept,
            count,
            map,
            deltas,
        }
    }
}

/// Colour's steps, against luma's: coarser where colour is predicted well, and finer for its averages, which are
/// seen when they are wrong. The numbers are libwebp's.
fn deltas(chroma: u32) -> Deltas {
    let shaping = i32::try_from(SNS_STRENGTH).unwrap_or_default();
    let shaped = |value: i32| value.saturating_mul(shaping) / 100;
    let chroma = i32::try_from(chroma).unwrap_or(i32::MAX);
    let ac = chroma.saturating_sub(64).saturating_mul(10) / 70;
    let delta = |value: i32| i8::try_from(value).unwrap_or_default();
    Deltas {
        luma_dc: 0,
        y2_dc: 0,
        y2_ac: 0,
        chroma_dc: delta(shaped(-4)),
        chroma_ac: delta(shaped(ac).clamp(-4, 6)),
    }
}

/// Four groups of susceptibilities by their means ("k-means"): the groups' means, the mean of all, and which group
/// each susceptibility belongs to.
#[expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "susceptibilities have 8 bits, groups 2, and counts the bits of a picture's macroblocks"
)]
fn group(map: &[u8]) -> ([i32; 4], i32, [u8; 256]) {
    let mut counts = [0_i64; 256];
    for &value in map {
        counts[usize::from(value)] += 1;
    }
    let lowest = counts.iter().position(|&count| count > 0).unwrap_or(0);
    let highest = counts.iter().rposition(|&count| count > 0).unwrap_or(0);
    let range = (highest - lowest) as i64;
    let mut centers: [i64; 4] =
        core::array::from_fn(|at| lowest as i64 + (2 * at as i64 + 1) * range / 8);
    let mut groups = [0; 256];
    let mut mean = 0;
    for _ in 0..6 {
        let mut sums = [(0, 0); 4];
        let mut nearest = 0;
        for value in lowest..=highest {
            if counts[value] > 0 {
                let distance = |center: i64| (value as i64 - center).abs();
                while nearest < 3 && distance(centers[nearest + 1]) < distance(centers[nearest]) {
                    nearest += 1;
                }
                groups[value] = nearest as u8;
                sums[nearest].0 += value as i64 * counts[value];
                sums[nearest].1 += counts[value];
            }
        }
        let (mut moved, mut weighted, mut total) = (0, 0, 0);
        for (center, (sum, count)) in centers.iter_mut().zip(sums) {
            if count > 0 {
                let new = (sum + count / 2) / count;
                moved += (*center - new).abs();
                *center = new;
                weighted += new * count;
                total += count;
            }
        }
        mean = ((weighted + total / 2) / total.max(1)) as i32;
        if moved < 5 {
            break;
        }
    }
    (centers.map(|center| center as i32), mean, groups)
}

/// The index of the steps for a quality and a susceptibility, from -127 to 127.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a number from 0 to 127"
)]
fn index(quality: u8, susceptibility: i32) -> u8 {
    let quality = f64::from(quality) / 100.0;
    // What is good for JPEG, about 75, is in the middle.
    let linear = if quality < 0.75 {
        quality * (2.0 / 3.0)
    } else {
        2.0 * quality - 1.0
    };
    let amplitude = 0.9 * f64::from(SNS_STRENGTH) / 100.0 / 128.0;
    let exponent = 1.0 - amplitude * f64::from(susceptibility);
    // Bytes grow with about the third power of how fine the steps are.
    let fineness = power(linear, exponent / 3.0);
    (127.0 * (1.0 - fineness)).clamp(0.0, 127.0) as u8
}

/// The strength of the loop filter for an index of steps, and a susceptibility from 0 to 255: where it is large, what
/// the filter takes away is seen too.
fn filter_level(index: u8, susceptibility: i32) -> u8 {
    let unchanged = Deltas {
        luma_dc: 0,
        y2_dc: 0,
        y2_ac: 0,
        chroma_dc: 0,
        chroma_ac: 0,
    };
    let [_, step] = Matrix::new(index.into(), unchanged).luma;
    let strength = u32::from(step.unsigned_abs() >> 2).min(63);
    let seen = u32::try_from(susceptibility).unwrap_or_default();
    let level = strength
        .saturating_mul(5 * FILTER_STRENGTH)
        .checked_div(seen.saturating_add(256))
        .unwrap_or_default();
    match u8::try_from(level) {
        // So little is not seen.
        Ok(0 | 1) => 0,
        Ok(level) => level.min(63),
        Err(_) => 63,
    }
}

/// The power of a number from 0 to 1, to ten digits: `core` has none.
#[expect(
    clippy::cast_possible_truncation,
    reason = "logarithms of numbers above 2^-1000"
)]
fn power(base: f64, exponent: f64) -> f64 {
    const LN_2: f64 = core::f64::consts::LN_2;
    if base <= 0.0 {
        return 0.0;
    }
    let (mut mantissa, mut logarithm) = (base, 0.0);
    while mantissa < 0.7 {
        mantissa *= 2.0;
        logarithm -= LN_2;
    }
    let part = (mantissa - 1.0) / (mantissa + 1.0);
    let (mut term, mut n) = (part * 2.0, 1.0);
    while n < 20.0 {
        logarithm += term / n;
        term *= part * part;
        n += 2.0;
    }
    let wanted = logarithm * exponent;
    let halvings = (-wanted / LN_2) as i32;
    let rest = wanted + f64::from(halvings) * LN_2;
    let (mut sum, mut term, mut n) = (1.0, 1.0, 1.0);
    while n < 16.0 {
        term *= rest / n;
        sum += term;
        n += 1.0;
    }
    for _ in 0..halvings {
        sum /= 2.0;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_are_powers() {
        for base in [0.0, 0.001, 0.0066, 0.3, 0.5, 0.7, 0.99, 1.0_f64] {
            for exponent in [0.15, 1.0 / 3.0, 0.4, 0.5, 1.0] {
                let (is, should) = (power(base, exponent), base.powf(exponent));
                assert!((is - should).abs() < 1e-10, "{base} to {exponent}: {is}");
            }
        }
    }

    #[test]
    fn qualities_give_the_indices_of_libwebp() {
        // What `cwebp -segments 1 -q` writes.
        for (quality, expected) in [(1, 103), (50, 38), (75, 26), (90, 9), (100, 0)] {
            assert_eq!(index(quality, 0), expected, "{quality}");
        }
    }

    #[test]
    fn like_macroblocks_make_a_segment() {
        let segmentation = |map: &[u8]| {
            let analysis = Analysis {
                susceptibilities: map.to_vec(),
                chroma: 64,
            };
            Segmentation::new(75, analysis)
        };
        let one = segmentation(&[7; 20]);
        assert_eq!((one.count, &one.map), (1, &[0; 20].to_vec()));
        let two = segmentation(&[10, 10, 200, 10, 200]);
        assert_eq!(two.map[0], two.map[3]);
        assert_eq!(two.map[2], two.map[4]);
        let [hides_much, hides_little] =
            [two.map[0], two.map[2]].map(|at| two.segments[usize::from(at)]);
        assert!(hides_little.index > 0 && hides_little.index < hides_much.index);
        assert!(segmentation(&(0..=255).collect::<Vec<_>>()).count == 4);
    }
}
