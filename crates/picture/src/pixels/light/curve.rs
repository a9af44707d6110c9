//! The curve of sRGB (IEC 61966-2-1): eight bits to light of 15, and back.

use std::sync::LazyLock;

use crate::color::range::Range;

/// Light, from none to `WHITE`.
pub(crate) type Light = i16;

/// Light that is white.
pub(crate) const WHITE: Light = Light::MAX;

/// As many values as light has.
const LEVELS: usize = 1 << 15;

/// Bits of fraction of what a variance adds.
const FRACTION: u32 = 12;

/// What samples of a range stand for.
pub(crate) struct Curve {
    light: [Light; 256],
    /// Half of the curve's second derivative.
    bend: [u16; 256],
    /// The nearest sample of each light.
    samples: Vec<u8>,
}

static FULL: LazyLock<Curve> = LazyLock::new(|| Curve::new(0.0, 255.0));
static VIDEO: LazyLock<Curve> = LazyLock::new(|| Curve::new(16.0, 235.0));

impl Curve {
    /// That of samples of this range.
    pub(crate) fn of(range: Range) -> &'static Self {
        match range {
            Range::Full => &FULL,
            Range::Video => &VIDEO,
        }
    }

    /// The curve between the samples that are black and white.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "light from 0 to 32,767, and bends below 2^16"
    )]
    fn new(black: f64, white: f64) -> Self {
        let part = |sample: f64| ((sample - black) / (white - black)).clamp(0.0, 1.0);
        let all = f64::from(WHITE);
        let mut light = [0; 256];
        let mut bend = [0; 256];
        let mut samples = Vec::with_capacity(LEVELS);
        for ((sample, light), bend) in (0..=u8::MAX).zip(&mut light).zip(&mut bend) {
            let encoded = part(f64::from(sample));
            *light = (eotf(encoded) * all).round() as Light;
            let second = second_derivative(encoded) / (white - black).powi(2);
            *bend = (second / 2.0 * all * f64::from(1 << FRACTION)).round() as u16;
            // Up to the light halfway to the next sample.
            if f64::from(sample) < white {
                let end = eotf(part(f64::from(sample) + 0.5)) * all;
                samples.resize(end.ceil() as usize, sample);
            }
        }
        samples.resize(LEVELS, white as u8);
        Self {
            light,
            bend,
            samples,
        }
    }

    /// The light of a sample.
    #[inline]
    #[expect(clippy::indexing_slicing, reason = "as many as a byte has values")]
    pub(crate) fn light(&self, sample: u8) -> Light {
        self.light[usize::from(sample)]
    }

    /// The mean light of samples of this mean and variance, about: that of the curve's parabola at the mean.
    #[inline]
    #[expect(
        clippy::indexing_slicing,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::arithmetic_side_effects,
        reason = "as many as a byte has values; a product of 16-bit numbers; bounded by white"
    )]
    pub(crate) fn mean_light(&self, mean: u8, variance: u16) -> Light {
        let more = (u32::from(self.bend[usize::from(mean)]) * u32::from(variance)) >> FRACTION;
        (self.light(mean) as u32 + more).min(WHITE as u32) as Light
    }

    /// The sample whose light is the nearest, as the curve sees it. What is less than none counts as none.
    #[inline]
    #[expect(
        clippy::indexing_slicing,
        clippy::cast_sign_loss,
        reason = "as many as light has values"
    )]
    pub(crate) fn sample(&self, light: Light) -> u8 {
        self.samples[light.max(0) as usize]
    }
}

fn eotf(encoded: f64) -> f64 {
    if encoded <= 0.040_45 {
        encoded / 12.92
    } else {
        ((encoded + 0.055) / 1.055).powf(2.4)
    }
}

fn second_derivative(encoded: f64) -> f64 {
    if encoded <= 0.040_45 {
        0.0
    } else {
        2.4 * 1.4 / 1.055_f64.powi(2) * ((encoded + 0.055) / 1.055).powf(0.4)
    }
}

#[cfg(test)]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "small numbers, in tests"
)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_comes_back() {
        for sample in 0..=u8::MAX {
            let full = Curve::of(Range::Full);
            assert_eq!(full.sample(full.light(sample)), sample);
            let video = Curve::of(Range::Video);
            let shown = sample.clamp(16, 235);
            assert_eq!(video.sample(video.light(sample)), shown, "{sample}");
        }
    }

    #[test]
    fn light_becomes_the_nearest_sample() {
        let curve = Curve::of(Range::Full);
        for light in 0..=WHITE {
            let part = f64::from(light) / f64::from(WHITE);
            let encoded = if part <= 0.003_130_8 {
                part * 12.92
            } else {
                1.055 * part.powf(1.0 / 2.4) - 0.055
            };
            let exact = encoded * 255.0;
            let found = f64::from(curve.sample(light));
            assert!((found - exact).abs() <= 0.56, "{light}: {found}, {exact}");
        }
    }

    /// Samples that are as often so much darker and brighter than their mean.
    #[test]
    fn the_mean_of_light_follows_from_mean_and_variance() {
        let curve = Curve::of(Range::Full);
        for (mean, apart) in [
            (128, 0),
            (128, 40),
            (128, 100),
            (60, 30),
            (200, 50),
            (40, 20),
        ] {
            let [dark, bright] = [mean - apart, mean + apart].map(|it| curve.light(it as u8));
            let exact = f64::from(dark).midpoint(f64::from(bright));
            let found = curve.mean_light(mean as u8, (apart * apart) as u16);
            let off = (f64::from(found) - exact).abs() / f64::from(WHITE);
            assert!(off < 0.01, "{mean}, {apart}: {found}, {exact}");
        }
        assert_eq!(curve.mean_light(250, u16::MAX), WHITE);
    }
}
