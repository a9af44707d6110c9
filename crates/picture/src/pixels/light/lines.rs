//! The rows of a picture as light, alpha multiplied in.

use marble_jpeg::decode::Variances;

use crate::pixels::picture::{Layout, Picture};

use super::curve::Curve;

/// A sample of 16 bits, as the machine has it: the library that scales takes bytes.
pub(crate) type Light = [u8; 2];

/// A picture whose rows are told as light.
pub(crate) trait Lines {
    fn layout(&self) -> Layout;

    /// Width and height in pixels.
    fn size(&self) -> (usize, usize);

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

    fn size(&self) -> (usize, usize) {
        let size = self.picture.size;
        (size.width as usize, size.height as usize)
    }

    fn read(&self, row: usize, column: usize, light: &mut [Light]) {
        let samples = row_from(self.picture, row, column);
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

    fn size(&self) -> (usize, usize) {
        let size = self.plane.size;
        (size.width as usize, size.height as usize)
    }

    #[expect(
        clippy::arithmetic_side_effects,
        reason = "a block has at least one sample a side"
    )]
    fn read(&self, row: usize, column: usize, light: &mut [Light]) {
        let samples = row_from(self.plane, row, column);
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
                *light = self.curve.mean_light(*sample, *variance).to_ne_bytes();
            }
            (light, samples) = (later, rest);
        }
    }
}

fn row_from(picture: &Picture, row: usize, column: usize) -> &[u8] {
    let width = picture.size.width as usize;
    let channels = picture.layout.channels();
    let line = width.saturating_mul(channels);
    let rows = picture.pixels.get(row.saturating_mul(line)..);
    let row = rows.and_then(|rows| rows.get(..line));
    let row = row.and_then(|row| row.get(column.saturating_mul(channels)..));
    row.unwrap_or_default()
}

/// Colours without alpha, to light.
fn opaque(curve: &Curve, samples: &[u8], light: &mut [Light]) {
    for (light, sample) in light.iter_mut().zip(samples) {
        *light = curve.light(*sample).to_ne_bytes();
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
        *target_alpha = wide(*alpha).to_ne_bytes();
        for (target, color) in target.iter_mut().zip(colors) {
            let light = match *alpha {
                0 => 0,
                u8::MAX => curve.light(*color),
                alpha => of(curve.light(apart(*color, alpha)), alpha),
            };
            *target = light.to_ne_bytes();
        }
    }
}

/// Eight bits as 16.
pub(super) fn wide(sample: u8) -> u16 {
    u16::from(sample).saturating_mul(257)
}

/// A colour without the alpha that is multiplied in.
fn apart(color: u8, alpha: u8) -> u8 {
    let (color, alpha) = (u32::from(color), u32::from(alpha));
    let whole = color.saturating_mul(255).saturating_add(alpha / 2);
    let apart = whole.checked_div(alpha).unwrap_or_default();
    u8::try_from(apart).unwrap_or(u8::MAX)
}

/// Light times alpha.
pub(super) fn of(light: u16, alpha: u8) -> u16 {
    let product = u32::from(light).saturating_mul(alpha.into());
    let part = product.saturating_add(127).checked_div(255);
    u16::try_from(part.unwrap_or_default()).unwrap_or(u16::MAX)
}
