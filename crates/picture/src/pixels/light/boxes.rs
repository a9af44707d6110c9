//! Pixels to the mean light of their box.

use crate::pixels::alpha;

use super::curve::{Curve, Light, WHITE};
use super::lines::{apart, narrow, of, wide};

/// Adds the light of a pixel, alpha multiplied in, to that of others of its box, of which there are 65,536 at most.
#[inline]
#[expect(
    clippy::arithmetic_side_effects,
    reason = "65,536 samples of 15 bits are below 2^32"
)]
pub(crate) fn add<const N: usize>(curve: &Curve, sums: &mut [u32; N], pixel: &[u8; N]) {
    // Two and four samples have alpha, the last.
    if const { N % 2 == 1 } {
        for (sum, sample) in sums.iter_mut().zip(pixel) {
            *sum += u32::from(curve.light(*sample).unsigned_abs());
        }
        return;
    }
    if let (Some((sum, sums)), Some((alpha, colors))) = (sums.split_last_mut(), pixel.split_last())
    {
        *sum += u32::from(wide(*alpha).unsigned_abs());
        for (sum, color) in sums.iter_mut().zip(colors) {
            *sum += u32::from(of(curve.light(*color), *alpha).unsigned_abs());
        }
    }
}

/// Appends the mean of a box of `count` pixels, alpha multiplied in as elsewhere: into the number. Clears the sums.
pub(crate) fn divide(curve: &Curve, sums: &mut [u32], count: u32, pixels: &mut Vec<u8>) {
    let mean = |sum: u32| {
        let rounded = u64::from(sum).saturating_add(u64::from(count / 2));
        let mean = rounded.checked_div(count.into()).unwrap_or_default();
        Light::try_from(mean).unwrap_or(WHITE)
    };
    let alpha = match sums {
        [_, alpha] | [_, _, _, alpha] => Some(mean(*alpha)),
        _ => None,
    };
    let colors = if alpha.is_some() {
        sums.len().saturating_sub(1)
    } else {
        sums.len()
    };
    for sum in sums.iter().take(colors) {
        let light = mean(*sum);
        pixels.push(match alpha {
            None => curve.sample(light),
            Some(0) => 0,
            Some(alpha) => alpha::times(curve.sample(apart(light, alpha)), narrow(alpha)),
        });
    }
    pixels.extend(alpha.map(narrow));
    sums.fill(0);
}
