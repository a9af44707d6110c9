//! The curve of sRGB (IEC 61966-2-1): eight bits to light of 16, and back.

use std::sync::LazyLock;

use crate::color::range::Range;

/// Light that is white.
pub(crate) const WHITE: u16 = u16::MAX;

/// Steps of light that have an entry of their own on the way back.
const STEP: u16 = 16;

/// Bits of fraction of what a variance adds.
const FRACTION: u32 = 12;

/// What samples of a range stand for.
pub(crate) struct Curve {
    light: [u16; 256],
    /// Half of the curve's second derivative.
    bend: [u16; 256],
    /// The least light that is each sample, rounded; of those that are none, more than any.
    least: [u32; 257],
    /// The sample of each step's first light.
    samples: Box<[u8]>,
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
        reason = "light from 0 to 65,535, and bends below 2^16"
    )]
    fn new(black: f64, white: f64) -> Self {
        let part = |sample: f64| ((sample - black) / (white - black)).clamp(0.0, 1.0);
        let steps = (0..=255_u8).map(f64::from);
        let mut light = [0; 256];
        let mut bend = [0; 256];
        let mut least = [u32::MAX; 257];
        for (((sample, light), bend), least) in steps.zip(&mut light).zip(&mut bend).zip(&mut least)
        {
            *light = (eotf(part(sample)) * f64::from(WHITE)).round() as u16;
            let second = second_derivative(part(sample)) / (white - black).powi(2);
            let scale = f64::from(WHITE) * f64::from(1 << FRACTION);
            *bend = (second / 2.0 * scale).round() as u16;
            if sample <= white {
                *least = (eotf(part(sample - 0.5)) * f64::from(WHITE)).ceil() as u32;
            }
        }
        let samples = (0..=WHITE / STEP).map(|step| {
            let light = u32::from(step).saturating_mul(STEP.into());
            let above = least.partition_point(|least| *least <= light);
            u8::try_from(above.saturating_sub(1)).unwrap_or(u8::MAX)
        });
        let samples = samples.collect();
        Self {
            light,
            bend,
            least,
            samples,
        }
    }

    /// The light of a sample.
    #[inline]
    #[expect(clippy::indexing_slicing, reason = "as many as a byte has values")]
    pub(crate) fn light(&self, sample: u8) -> u16 {
        self.light[usize::from(sample)]
    }

    /// The mean light of samples of this mean and variance, about: that of the curve's parabola at the mean.
    #[inline]
    #[expect(
        clippy::indexing_slicing,
        clippy::cast_possible_truncation,
        clippy::arithmetic_side_effects,
        reason = "as many as a byte has values; a product of 16-bit numbers; bounded by white"
    )]
    pub(crate) fn mean_light(&self, mean: u8, variance: u16) -> u16 {
        let more = (u32::from(self.bend[usize::from(mean)]) * u32::from(variance)) >> FRACTION;
        (u32::from(self.light(mean)) + more).min(WHITE.into()) as u16
    }

    /// The sample whose light is the nearest, as the curve sees it.
    #[inline]
    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "as many steps as light has; a sample is below 256, and has one behind it"
    )]
    pub(crate) fn sample(&self, light: u16) -> u8 {
        let mut sample = self.samples[usize::from(light / STEP)];
        while self.least[usize::from(sample) + 1] <= u32::from(light) {
            sample += 1;
        }
        sample
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
            assert!((found - exact).abs() <= 0.53, "{light}: {found}, {exact}");
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
