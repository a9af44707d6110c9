//! Quality to steps that are made for what is seen, and to the least that is not made zero.
//!
//! The steps are those of jpegli, an encoder for JPEGs (`lib/jpegli/quant.cc`, under `LICENSE-JPEGLI`), for 4:2:0 with
//! one table for both colour differences. Those for high luma and for low colour are finer here, and
//! those for high colour coarser. Steps grow with a distance, those of low frequencies slower where it is large. Which
//! distance a quality is was measured; see the README.
//!
//! What would round to 1 and is below 0.59 of a step (0.7 for the highest luma) becomes zero: it takes many bits for the
//! little that it is worth.

use super::{Rule, Steps};

/// The rules for luma and for both colour differences, at a quality of 1 to 99.
pub(super) fn rules(quality: u8) -> [Rule; 2] {
    let distance = distance(quality);
    [(&LUMA, 4), (&CHROMA, 0)].map(|(table, tilt)| {
        let steps = scaled(table, distance);
        Rule {
            least: least(&steps, tilt),
            steps,
        }
    })
}

/// How far from the original a quality is, in 64ths: at 64 the difference is barely seen.
fn distance(quality: u8) -> u32 {
    let (tens, ones) = (quality / 10, u32::from(quality % 10));
    let entry = |tens: u8| {
        let entry = DISTANCES.get(usize::from(tens));
        entry.copied().unwrap_or_default()
    };
    let low = entry(tens).saturating_mul(10_u32.saturating_sub(ones));
    let high = entry(tens.saturating_add(1)).saturating_mul(ones);
    low.saturating_add(high) / 10
}

/// Steps for a distance.
fn scaled(table: &[u16; 64], distance: u32) -> Steps {
    let near = distance.min(BEND);
    let far = distance.saturating_sub(BEND);
    let mut steps = [1; 64];
    for (target, (step, slope)) in steps.iter_mut().zip(table.iter().zip(&SLOPES)) {
        let distance = near.saturating_add(far.saturating_mul(u32::from(*slope)) / 100);
        // Both have 6 bits of fraction.
        let product = u32::from(*step).saturating_mul(distance);
        let step = product.saturating_add(1 << 11) >> 12;
        *target = u8::try_from(step).unwrap_or(u8::MAX).max(1);
    }
    steps
}

/// The least magnitudes that are not made zero, in eighths: [`LEAST`] of a step, and `tilt` more for each row and each
/// column of frequency. The mean of a block is only rounded.
fn least(steps: &Steps, tilt: u32) -> [i16; 64] {
    let mut least = [0; 64];
    for ((place, target), step) in (0_u32..).zip(&mut least).zip(steps).skip(1) {
        let frequency = (place / 8).saturating_add(place % 8);
        let share = frequency.saturating_mul(tilt).saturating_add(LEAST);
        let product = u32::from(*step).saturating_mul(share) >> 6;
        *target = i16::try_from(product).unwrap_or(i16::MAX);
    }
    least
}

/// 0.59 in eighths, with 6 bits of fraction.
const LEAST: u32 = 302;

/// The distance from which on some steps grow slower.
const BEND: u32 = 96;

/// The distances of the qualities 0, 10, 20 … 100.
const DISTANCES: [u32; 11] = [4000, 1700, 832, 560, 407, 328, 270, 205, 142, 75, 0];

/// The steps of luma at a distance of 1, with 6 bits of fraction.
const LUMA: [u16; 64] = [
    168, 229, 380, 358, 416, 423, 459, 452, 229, 272, 362, 337, 420, 378, 471, 462, 380, 362, 369,
    413, 432, 456, 430, 475, 358, 337, 413, 404, 487, 550, 536, 505, 416, 420, 432, 487, 524, 551,
    611, 589, 423, 378, 456, 550, 551, 596, 547, 639, 459, 471, 430, 536, 611, 547, 571, 556, 452,
    462, 475, 505, 589, 639, 556, 441,
];

/// The steps of both colour differences.
const CHROMA: [u16; 64] = [
    120, 164, 345, 327, 420, 403, 497, 555, 164, 245, 350, 311, 399, 368, 484, 522, 345, 350, 379,
    363, 403, 450, 480, 566, 327, 311, 363, 356, 473, 490, 556, 623, 420, 399, 403, 473, 380, 604,
    477, 622, 403, 368, 450, 490, 604, 537, 639, 973, 497, 484, 480, 556, 477, 639, 1051, 996, 555,
    522, 566, 623, 622, 973, 996, 1100,
];

/// How fast a step grows beyond [`BEND`], in hundredths.
const SLOPES: [u8; 64] = [
    100, 39, 56, 64, 100, 100, 100, 100, 39, 55, 58, 81, 100, 100, 100, 100, 56, 58, 77, 75, 94,
    100, 100, 100, 64, 81, 75, 100, 100, 86, 86, 100, 100, 100, 94, 100, 100, 100, 100, 100, 100,
    100, 100, 86, 100, 100, 100, 100, 100, 100, 100, 86, 100, 100, 100, 100, 100, 100, 100, 100,
    100, 100, 100, 100,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quality_has_its_steps_and_least_magnitudes() {
        // The distance is 142 for the mean, and 113 where steps grow by 39 hundredths.
        let [luma, chroma] = rules(80);
        assert_eq!(luma.steps[..2], [6, 6]);
        assert_eq!((luma.steps[63], chroma.steps[0]), (15, 4));
        assert_eq!(luma.least[..2], [0, 28]);
        // Between 80 and 90, and next to none.
        assert_eq!([80, 85, 90, 99].map(distance), [142, 108, 75, 7]);
        let [luma, chroma] = rules(99);
        assert_eq!(luma.steps, [1; 64]);
        assert_eq!(chroma.steps.iter().max(), Some(&2));
    }
}
