//! Pictures that look like chance, and what they show.

use super::variant::{Alpha, Colors, Format, Variant};

/// A file and what it shows.
pub struct Original {
    /// The TIFF.
    pub file: Vec<u8>,
    /// Red, green, blue and alpha, rounded to eight bits, row by row as they are stored. What inks look like is not said
    /// here.
    pub pixels: Vec<[u8; 4]>,
    /// The inks of each pixel, where there are any.
    pub inks: Vec<[u8; 4]>,
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
        let most = self.most();
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
        if let Colors::YCbCr(across, down) = self.colors {
            share(&mut samples, width as usize, (across.into(), down.into()));
        }
        let palette: Vec<u16> = (0..3 << self.bits.min(8)).map(|n| random(n + 99)).collect();
        let all = || samples.chunks_exact(channels);
        let pixels = all().map(|pixel| self.shown(pixel, &palette)).collect();
        let inks = all().filter(|_| self.colors == Colors::Cmyk);
        // To the nearest of 255 parts.
        let ink = |sample| eight(self.part(sample));
        let inks = inks.map(|pixel| [0, 1, 2, 3].map(|at| ink(pixel[at])));
        Original {
            inks: inks.collect(),
            file: self.file(&samples, (width, height), &palette),
            pixels,
        }
    }

    /// How far a sample may be from what it shows: what is computed from others with fractions is rounded elsewhere.
    #[must_use]
    pub fn rounding(self) -> u8 {
        let computed = matches!(
            self.colors,
            Colors::IccLab | Colors::Lab | Colors::YCbCr(..)
        );
        match self.format {
            Format::Float if self.colors == Colors::Cmyk => 2,
            Format::Float => 1,
            Format::Signed | Format::Unsigned => computed.into(),
        }
    }

    fn shown(self, pixel: &[u16], palette: &[u16]) -> [u8; 4] {
        let parts: Vec<f64> = pixel.iter().map(|sample| self.part(*sample)).collect();
        let alpha = match self.alpha {
            Alpha::None => 1.0,
            Alpha::Associated | Alpha::Unassociated => parts[parts.len() - 1],
        };
        let seen = |part: f64| match self.format {
            Format::Float => eight(encoded(part)),
            Format::Signed | Format::Unsigned => eight(part),
        };
        let taken_out = |part: f64| match self.alpha {
            Alpha::Associated if alpha > 0.0 => seen(part.min(alpha) / alpha),
            Alpha::Associated => 0,
            Alpha::None | Alpha::Unassociated => seen(part),
        };
        let [red, green, blue] = match self.colors {
            Colors::Black => [taken_out(parts[0]); 3],
            Colors::White => [eight(1.0 - parts[0]); 3],
            Colors::Rgb => [0, 1, 2].map(|at| taken_out(parts[at])),
            Colors::Palette => {
                let at = usize::from(pixel[0]) * 3;
                [0, 1, 2].map(|part| eight(f64::from(palette[at + part]) / 65_535.0))
            }
            Colors::Cmyk => [0; 3],
            Colors::YCbCr(..) => from_ycc([0, 1, 2].map(|at| f64::from(pixel[at]))),
            Colors::IccLab | Colors::Lab => from_lab(self.lab(pixel)),
        };
        [red, green, blue, eight(alpha)]
    }

    /// A sample as a part of 1.
    fn part(self, sample: u16) -> f64 {
        let most = self.most();
        match self.format {
            Format::Signed if sample > most / 2 => 0.0,
            Format::Float => as_stored(f64::from(sample) / 65_535.0, self.bits),
            _ => f64::from(sample) / f64::from(most),
        }
    }

    /// Lightness from 0 to 100, and the two differences.
    fn lab(self, pixel: &[u16]) -> [f64; 3] {
        let wide = |sample: u16| if self.bits == 8 { sample << 8 } else { sample };
        let white = match (self.colors, self.bits) {
            (_, 8) => 255.0,
            (Colors::IccLab, _) => 65_280.0,
            _ => 65_535.0,
        };
        let difference = |sample: u16| match self.colors {
            Colors::IccLab => f64::from(wide(sample)) / 256.0 - 128.0,
            _ => f64::from(wide(sample).cast_signed()) / 256.0,
        };
        [
            f64::from(pixel[0]) / white * 100.0,
            difference(pixel[1]),
            difference(pixel[2]),
        ]
    }
}

/// A part of 1 with as many bits of its fraction as a file of 16 or 24 bits has.
fn as_stored(part: f64, bits: u16) -> f64 {
    let fraction = match bits {
        16 => 10,
        24 => 16,
        _ => return part,
    };
    f64::from_bits(part.to_bits() & (u64::MAX << (52 - fraction)))
}

/// Pixels that share the colour of the first of them.
fn share(samples: &mut [u16], width: usize, (across, down): (usize, usize)) {
    for at in 0..samples.len() / 3 {
        let (x, y) = (at % width, at / width);
        let first = (y - y % down) * width + x - x % across;
        for channel in [1, 2] {
            samples[at * 3 + channel] = samples[first * 3 + channel];
        }
    }
}

/// IEC 61966-2-1.
fn encoded(light: f64) -> f64 {
    if light <= 0.003_130_8 {
        light * 12.92
    } else {
        1.055 * light.powf(1.0 / 2.4) - 0.055
    }
}

/// ITU-T T.871.
fn from_ycc([y, cb, cr]: [f64; 3]) -> [u8; 3] {
    let (cb, cr) = (cb - 128.0, cr - 128.0);
    let green = y - 0.344_136 * cb - 0.714_136 * cr;
    [y + 1.402 * cr, green, y + 1.772 * cb].map(|it| eight(it / 255.0))
}

/// CIE L\*a\*b\* under D65 to sRGB.
fn from_lab([lightness, a, b]: [f64; 3]) -> [u8; 3] {
    let middle = (lightness + 16.0) / 116.0;
    let cube = |root: f64| {
        if root > 6.0 / 29.0 {
            root.powi(3)
        } else {
            (root - 4.0 / 29.0) * 108.0 / 841.0
        }
    };
    let xyz = [
        cube(middle + a / 500.0) * 0.950_47,
        cube(middle),
        cube(middle - b / 200.0) * 1.088_83,
    ];
    [
        [3.240_45, -1.537_14, -0.498_53],
        [-0.969_27, 1.876_01, 0.041_56],
        [0.055_64, -0.204_03, 1.057_23],
    ]
    .map(|row| {
        let light: f64 = row.iter().zip(xyz).map(|(part, of)| part * of).sum();
        eight(encoded(light))
    })
}

/// The nearest of 255 parts.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a part of 1"
)]
fn eight(part: f64) -> u8 {
    (part.clamp(0.0, 1.0) * 255.0).round() as u8
}
