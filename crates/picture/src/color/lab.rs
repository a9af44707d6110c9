//! Colours of the screen (IEC 61966-2-1, sRGB) to CIELAB and back, by tables.

/// Steps of the table that encodes light; half a step is a tenth of a sample where it is dark.
const ENCODED: usize = 1 << 14;

/// Steps of the table of roots, between which it is linear. The error is below 0.002 of lightness.
const ROOTS: usize = 1 << 11;

/// The white of the screen, D65, in CIE XYZ.
const WHITE_X: f32 = 0.950_47;
const WHITE_Z: f32 = 1.088_827;

/// Samples to light and back.
pub(crate) struct Light {
    linear: [f32; 256],
    encoded: Vec<u8>,
}

/// Colours to CIELAB and back.
pub(crate) struct Space {
    light: Light,
    roots: Vec<f32>,
}

/// A colour in CIELAB. The two differences are kept in steps of the function that lightness is a multiple of, so that
/// they need not be multiplied by 500 and 200 first and divided then.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lab {
    /// From 0 to 100.
    pub(crate) lightness: f32,
    /// From green to red, a 500th.
    pub(crate) a: f32,
    /// From blue to yellow, a 200th.
    pub(crate) b: f32,
}

impl Light {
    pub(crate) fn new() -> Self {
        let mut linear = [0.0; 256];
        for (sample, light) in (0..=u8::MAX).zip(&mut linear) {
            *light = decode(f32::from(sample));
        }
        let mut encoded = vec![u8::MAX; ENCODED + 1];
        let mut from = 0;
        for sample in 0..u8::MAX {
            let end = step(decode(f32::from(sample) + 0.5), ENCODED);
            if let Some(steps) = encoded.get_mut(from..end) {
                steps.fill(sample);
            }
            from = end;
        }
        Self { linear, encoded }
    }

    /// The light of a sample, from 0 to 1.
    #[expect(clippy::indexing_slicing, reason = "there is one for each byte")]
    pub(crate) fn linear(&self, sample: u8) -> f32 {
        self.linear[usize::from(sample)]
    }

    /// The sample for light; what is out of range is the darkest or the brightest.
    pub(crate) fn encoded(&self, light: f32) -> u8 {
        let step = step(light.min(1.0), ENCODED);
        self.encoded.get(step).copied().unwrap_or(u8::MAX)
    }
}

impl Space {
    pub(crate) fn new() -> Self {
        let roots = (0_u16..).take(ROOTS + 2).map(|step| {
            let light = f32::from(step) / 2048.0;
            if light < 0.008_856 {
                7.787 * light + 16.0 / 116.0
            } else {
                light.cbrt()
            }
        });
        Self {
            light: Light::new(),
            roots: roots.collect(),
        }
    }

    /// Lightness alone.
    pub(crate) fn lightness(&self, color: [u8; 3]) -> f32 {
        let [_, luminance, _] = self.to_xyz(color);
        116.0 * self.root(luminance) - 16.0
    }

    /// CIE XYZ, where white has a luminance of 1.
    pub(crate) fn to_xyz(&self, color: [u8; 3]) -> [f32; 3] {
        let [red, green, blue] = color.map(|color| self.light.linear(color));
        [
            0.4124 * red + 0.3576 * green + 0.1805 * blue,
            0.2126 * red + 0.7152 * green + 0.0722 * blue,
            0.0193 * red + 0.1192 * green + 0.9505 * blue,
        ]
    }

    pub(crate) fn to_lab(&self, color: [u8; 3]) -> Lab {
        let [x, y, z] = self.to_xyz(color);
        let middle = self.root(y);
        Lab {
            lightness: 116.0 * middle - 16.0,
            a: self.root(x / WHITE_X) - middle,
            b: middle - self.root(z / WHITE_Z),
        }
    }

    pub(crate) fn to_rgb(&self, lab: Lab) -> [u8; 3] {
        let middle = (lab.lightness + 16.0) / 116.0;
        let x = cube(middle + lab.a) * WHITE_X;
        let y = cube(middle);
        let z = cube(middle - lab.b) * WHITE_Z;
        [
            3.240_625 * x - 1.537_208 * y - 0.498_629 * z,
            -0.968_931 * x + 1.875_756 * y + 0.041_518 * z,
            0.055_71 * x - 0.204_021 * y + 1.056_996 * z,
        ]
        .map(|light| self.light.encoded(light))
    }

    /// The grey of a lightness.
    pub(crate) fn to_grey(&self, lightness: f32) -> u8 {
        self.light.encoded(cube((lightness + 16.0) / 116.0))
    }

    /// The function of CIELAB, of which lightness is a multiple.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "from 0 to a small number"
    )]
    fn root(&self, light: f32) -> f32 {
        let place = light * ROOTS as f32;
        let step = place.clamp(0.0, ROOTS as f32) as u16;
        let from = usize::from(step);
        let part = place - f32::from(step);
        match self.roots.get(from..=from.saturating_add(1)) {
            Some([lower, upper]) => lower + part * (upper - lower),
            _ => 1.0,
        }
    }
}

/// The inverse of [`Space::root`].
fn cube(root: f32) -> f32 {
    if root < 0.2069 {
        (root - 0.137_93) / 7.787
    } else {
        root * root * root
    }
}

/// The nearest of so many steps from 0 to 1. What is below 0 is step 0.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "saturates at 0"
)]
fn step(light: f32, steps: usize) -> usize {
    (light * steps as f32 + 0.5) as usize
}

/// Light of a sample from 0 to 255, between samples too.
fn decode(sample: f32) -> f32 {
    let part = sample / 255.0;
    if part <= 0.040_45 {
        part / 12.92
    } else {
        ((part + 0.055) / 1.055).powf(2.4)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As sharp 0.35.5 makes them (`toColourspace('lab')`).
    #[test]
    fn knows_lab() {
        let space = Space::new();
        for (color, expected) in [
            ([0, 0, 0], [0.0, 0.0, 0.0]),
            ([255, 255, 255], [100.0, 0.0, 0.0]),
            ([255, 0, 0], [53.24, 80.09, 67.20]),
            ([0, 0, 255], [32.30, 79.19, -107.86]),
            ([3, 2, 1], [0.6, 0.2, 0.5]),
        ] {
            let lab = space.to_lab(color);
            let found = [lab.lightness, lab.a * 500.0, lab.b * 200.0];
            for (found, expected) in found.into_iter().zip(expected) {
                assert!((found - expected).abs() < 0.2, "{color:?}: {lab:?}");
            }
            assert!((space.lightness(color) - lab.lightness).abs() < 1e-4);
        }
    }

    #[test]
    fn comes_back_to_every_color() {
        let space = Space::new();
        let steps = (0..=u8::MAX).step_by(15);
        for red in steps.clone() {
            for green in steps.clone() {
                for blue in steps.clone() {
                    let color = [red, green, blue];
                    assert_eq!(space.to_rgb(space.to_lab(color)), color);
                }
            }
        }
        for grey in 0..=u8::MAX {
            assert_eq!(space.to_rgb(space.to_lab([grey; 3])), [grey; 3]);
            assert_eq!(space.to_grey(space.lightness([grey; 3])), grey);
        }
    }
}
