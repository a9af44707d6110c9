//! The rows of a picture as light, alpha multiplied in.

use marble_jpeg::decode::Variances;

use crate::geometry::Dimensions;
use crate::pixels::alpha;
use crate::pixels::picture::{Layout, Picture};

use super::curve::{Curve, Light, WHITE};

/// A picture whose rows are told as light.
pub(crate) trait Lines {
    fn layout(&self) -> Layout;

    fn size(&self) -> Dimensions;

    /// The pixels of a row from a column on, as many as there is room for.
    fn read(&self, row: usize, column: usize, light: &mut [Light]);
}

/// Pixels, alpha multiplied in as it is in files that have it so: into the numbers, not the light.
pub(crate) struct Pixels<'a> {
    pub(crate) picture: &'a Picture,
    pub(crate) curve: &'a Curve,
}

/// Luma that was decoded smaller.
pub(crate) struct Luma<'a> {
    pub(crate) plane: &'a Picture,
    pub(crate) curve: &'a Curve,
    /// What was left out of each block of so many samples a side.
    pub(crate) left_out: Option<(&'a Variances, usize)>,
}

impl Lines for Pixels<'_> {
    fn layout(&self) -> Layout {
        self.picture.layout
    }

    fn size(&self) -> Dimensions {
        self.picture.size
    }

    fn read(&self, row: usize, column: usize, light: &mut [Light]) {
        let samples = self.picture.row(row, column);
        match self.picture.layout {
            Layout::Grey | Layout::Rgb => opaque(self.curve, samples, light),
            Layout::GreyAlpha => multiplied::<2>(self.curve, samples, light),
            Layout::Rgba => multiplied::<4>(self.curve, samples, light),
        }
    }
}

impl Lines for Luma<'_> {
    fn layout(&self) -> Layout {
        Layout::Grey
    }

    fn size(&self) -> Dimensions {
        self.plane.size
    }

    #[expect(
        clippy::arithmetic_side_effects,
        reason = "a block has at least one sample a side"
    )]
    fn read(&self, row: usize, column: usize, light: &mut [Light]) {
        let samples = self.plane.row(row, column);
        let Some((variances, side)) = self.left_out else {
            return opaque(self.curve, samples, light);
        };
        let columns = variances.columns as usize;
        let start = (row / side).saturating_mul(columns);
        let row = variances.values.get(start..).unwrap_or_default();
        let row = row.get(column / side..columns).unwrap_or_default();
        let (mut light, mut samples) = (light, samples);
        let mut before = column % side;
        for variance in row {
            let count = side
                .saturating_sub(before)
                .min(light.len())
                .min(samples.len());
            before = 0;
            let (now, later) = light.split_at_mut(count);
            let (these, rest) = samples.split_at(count);
            for (light, sample) in now.iter_mut().zip(these) {
                *light = self.curve.mean_light(*sample, *variance);
            }
            (light, samples) = (later, rest);
        }
    }
}

/// Colours without alpha, to light.
fn opaque(curve: &Curve, samples: &[u8], light: &mut [Light]) {
    for (light, sample) in light.iter_mut().zip(samples) {
        *light = curve.light(*sample);
    }
}

/// Colours whose alpha was multiplied into their numbers, to light with alpha multiplied in.
fn multiplied<const N: usize>(curve: &Curve, samples: &[u8], light: &mut [Light]) {
    let (pixels, _) = samples.as_chunks::<N>();
    let (targets, _) = light.as_chunks_mut::<N>();
    for (target, pixel) in targets.iter_mut().zip(pixels) {
        let (Some((alpha, colors)), Some((target_alpha, target))) =
            (pixel.split_last(), target.split_last_mut())
        else {
            continue;
        };
        *target_alpha = wide(*alpha);
        for (target, color) in target.iter_mut().zip(colors) {
            let light = match *alpha {
                0 => 0,
                u8::MAX => curve.light(*color),
                alpha => of(curve.light(alpha::apart(*color, alpha)), alpha),
            };
            *target = light;
        }
    }
}

/// Alpha of eight bits as 15.
pub(super) fn wide(alpha: u8) -> Light {
    of(WHITE, alpha)
}

/// Alpha of 15 bits as eight.
pub(super) fn narrow(alpha: Light) -> u8 {
    let scaled = i32::from(alpha.max(0)).saturating_mul(255);
    let rounded = scaled.saturating_add(i32::from(WHITE / 2));
    let narrowed = rounded.checked_div(WHITE.into()).unwrap_or_default();
    u8::try_from(narrowed).unwrap_or(u8::MAX)
}

/// Light times alpha.
pub(super) fn of(light: Light, alpha: u8) -> Light {
    let product = i32::from(light).saturating_mul(alpha.into());
    let part = product.saturating_add(127) / 255;
    Light::try_from(part).unwrap_or(WHITE)
}

/// Light without the alpha that is multiplied in.
pub(super) fn apart(light: Light, alpha: Light) -> Light {
    let whole = i32::from(light).saturating_mul(WHITE.into());
    let apart = whole.saturating_add(i32::from(alpha / 2));
    let apart = apart.checked_div(alpha.into()).unwrap_or_default();
    Light::try_from(apart).unwrap_or(WHITE)
}
