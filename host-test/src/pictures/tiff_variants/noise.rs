//! Pictures that look like chance, and what they show.

use super::variant::{Alpha, Colors, Variant};

/// A file and what it shows.
pub struct Original {
    /// The TIFF.
    pub file: Vec<u8>,
    /// Red, green, blue and alpha, rounded to eight bits, row by row as they are stored.
    pub pixels: Vec<[u8; 4]>,
}

impl Variant {
    /// A picture that looks like chance.
    ///
    /// # Panics
    ///
    /// Where a side is too long.
    #[must_use]
    pub fn noise(self, width: u32, height: u32) -> Original {
        let count = width as usize * height as usize;
        let most = u16::MAX >> (16 - self.bits);
        let random = |n: usize| {
            let n = u32::try_from(n).expect("few samples");
            let mixed = (n ^ (n >> 15)).wrapping_mul(0x2c1b_3c6d);
            let mixed = (mixed ^ (mixed >> 12)).wrapping_mul(0x297a_2d39) >> 15;
            u16::try_from(mixed & 0xffff).expect("16 bits")
        };
        let channels = self.channels();
        let mut samples: Vec<u16> = (0..count * channels).map(|n| random(n) & most).collect();
        if self.alpha == Alpha::Associated {
            for pixel in samples.chunks_exact_mut(channels) {
                let alpha = pixel[channels - 1];
                for sample in pixel {
                    *sample = (*sample).min(alpha);
                }
            }
        }
        let palette: Vec<u16> = (0..3 << self.bits.min(8)).map(|n| random(n + 99)).collect();
        let pixels = samples.chunks_exact(channels);
        let pixels = pixels.map(|pixel| self.shown(pixel, &palette)).collect();
        Original {
            file: self.file(&samples, (width, height), &palette),
            pixels,
        }
    }

    fn shown(self, pixel: &[u16], palette: &[u16]) -> [u8; 4] {
        let most = f64::from(u16::MAX >> (16 - self.bits));
        let parts: Vec<f64> = pixel
            .iter()
            .map(|sample| f64::from(*sample) / most)
            .collect();
        let alpha = match self.alpha {
            Alpha::None => 1.0,
            Alpha::Associated | Alpha::Unassociated => parts[parts.len() - 1],
        };
        let taken_out = |part: f64| match self.alpha {
            Alpha::Associated if alpha > 0.0 => eight(part / alpha),
            Alpha::Associated => 0,
            Alpha::None | Alpha::Unassociated => eight(part),
        };
        let [red, green, blue] = match self.colors {
            Colors::Black => [taken_out(parts[0]); 3],
            Colors::White => [eight(1.0 - parts[0]); 3],
            Colors::Rgb => [0, 1, 2].map(|at| taken_out(parts[at])),
            Colors::Palette => {
                let at = usize::from(pixel[0]) * 3;
                [0, 1, 2].map(|part| eight(f64::from(palette[at + part]) / 65_535.0))
            }
            // To the nearest of 255 parts first, as an ink is read.
            Colors::Cmyk => [0, 1, 2].map(|at| {
                let light = |part: f64| 1.0 - f64::from(eight(part)) / 255.0;
                eight(light(parts[at]) * light(parts[3]))
            }),
        };
        [red, green, blue, eight(alpha)]
    }
}

/// The nearest of 255 parts.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a part of 1"
)]
fn eight(part: f64) -> u8 {
    (part * 255.0).round() as u8
}
