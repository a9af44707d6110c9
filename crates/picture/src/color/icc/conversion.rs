//! From the colours of a profile to sRGB. The intent is perceptual, and the darkest that inks can do becomes black, as
//! sharp has it.

use crate::pixels::picture::{ColorSpace, Layout};

use super::curve::{Curve, unit};
use super::link::Link;
use super::lut::Lut;
use super::press;
use super::tags::{Connection, Tags};

/// Steps from no light to white in the table that brings light back to levels: in the darkest colours, where sRGB is
/// steepest, a level is five of them.
const STEPS: usize = 1 << 14;

/// From the connection space under D50 to light of sRGB: the inverse of its colorants (IEC 61966-2-1), adapted by
/// Bradford's matrix.
const TO_SRGB: [[f32; 3]; 3] = [
    [3.133_856, -1.616_866_7, -0.490_614_6],
    [-0.978_768_4, 1.916_141_5, 0.033_454],
    [0.071_945_3, -0.228_991_4, 1.405_242_7],
];

/// D50, the white of the connection space (ICC.1:2022, 7.2.16).
const WHITE: [f32; 3] = [0.9642, 1.0, 0.8249];

/// Black where the intent is perceptual, from version 4 on (ICC.1:2022, 6.3.3).
const PERCEPTUAL_BLACK: [f32; 3] = [0.003_36, 0.003_473_1, 0.002_87];

/// The most light that black may have: a lightness of 50.
const MOST_BLACK: f32 = 0.184_2;

/// From the colours of a profile to sRGB.
pub(crate) struct Conversion<'a> {
    model: Model<'a>,
    /// Levels of light, from 0 to 1 in `STEPS` steps.
    levels: Vec<u8>,
    /// For many colours of inks.
    link: Option<Link>,
    /// The power of light that makes the press darker.
    power: Option<f32>,
}

enum Model<'a> {
    /// The light of each level.
    Grey(Box<[f32; 256]>),
    /// A table from device to connection space, and its black there.
    Lut(Box<Lut<'a>>, Connection, [f32; 3]),
    /// The light of each level of each channel, and what it adds to light of sRGB.
    Matrix(Box<[[f32; 256]; 3]>, [[f32; 3]; 3]),
}

impl<'a> Conversion<'a> {
    /// Reads a profile for samples of this kind. `None` where it is damaged or for others.
    pub(crate) fn new(profile: &'a [u8], space: ColorSpace) -> Option<Self> {
        let tags = Tags::parse(profile)?;
        let model = match (space, &tags.space) {
            (ColorSpace::Cmyk, b"CMYK") => Model::lut(&tags, 4)?,
            (ColorSpace::Grey, b"GRAY") => Model::grey(&tags)?,
            (ColorSpace::Rgb, b"RGB ") => match Model::lut(&tags, 3) {
                Some(lut) => lut,
                None => Model::matrix(&tags)?,
            },
            _ => return None,
        };
        Some(Self {
            model,
            levels: levels(),
            link: None,
            power: None,
        })
    }

    /// What inks look like: as their profile says, or else, where it is of no use, as those of a common press.
    pub(crate) fn of_inks(profile: Option<&'a [u8]>) -> Self {
        let own = profile.and_then(|profile| Self::new(profile, ColorSpace::Cmyk));
        own.unwrap_or_else(Self::of_press)
    }

    #[expect(
        clippy::expect_used,
        reason = "a part of the program, which tests read"
    )]
    fn of_press() -> Self {
        let press = Self::new(press::PROFILE, ColorSpace::Cmyk).expect("the profile of the press");
        Self {
            power: Some(press::POWER),
            ..press
        }
    }

    /// The same for so many pixels: of many, inks take a grid first, and each pixel much less time then.
    pub(crate) fn for_many(mut self, pixels: u64) -> Self {
        let of_inks = matches!(&self.model, Model::Lut(lut, ..) if lut.channels() == 4);
        if of_inks && Link::is_worth(pixels) {
            self.link = Some(Link::new(|inks| self.color(&inks)));
        }
        self
    }

    /// A colour of the device, a byte a channel, as red, green and blue of sRGB.
    pub(crate) fn color(&self, device: &[u8]) -> [u8; 3] {
        if let (Some(link), Some(inks)) = (&self.link, device.first_chunk()) {
            return link.color(*inks);
        }
        let light = match &self.model {
            Model::Grey(light) => {
                let light = device.first().map(|grey| at(light, *grey));
                [light.unwrap_or_default(); 3]
            }
            Model::Lut(lut, connection, black) => {
                let color = connection.xyz(lut.at(device), lut.is_legacy);
                multiply(&TO_SRGB, from_black(color, *black))
            }
            Model::Matrix(light, matrix) => {
                let mut channels = light.iter().zip(device);
                let mut next = || {
                    channels
                        .next()
                        .map_or(0.0, |(light, level)| at(light, *level))
                };
                multiply(matrix, [next(), next(), next()])
            }
        };
        light.map(|light| match self.power {
            Some(power) => self.level(unit(light).powf(power)),
            None => self.level(light),
        })
    }

    /// Converts pixels in their places. Alpha stays.
    pub(super) fn convert(&self, pixels: &mut [u8], layout: Layout) {
        let colors = if layout.is_grey() { 1 } else { 3 };
        for pixel in pixels.chunks_exact_mut(layout.channels()) {
            if let Some(device) = pixel.get_mut(..colors) {
                let color = self.color(device);
                for (target, level) in device.iter_mut().zip(color) {
                    *target = level;
                }
            }
        }
    }

    /// Whether no colour changes by more than one level: all greys were tried, and a grid of colours.
    pub(super) fn changes_nothing(&self) -> bool {
        let is_same = |color: [u8; 3]| {
            let found = self.color(&color);
            let mut pairs = found.iter().zip(color);
            pairs.all(|(found, level)| found.abs_diff(level) <= 1)
        };
        let grid = || (0..=u8::MAX).step_by(51);
        let mut greys = (0..=u8::MAX).map(|grey| [grey; 3]);
        let mut colors =
            grid().flat_map(|r| grid().flat_map(move |g| grid().map(move |b| [r, g, b])));
        greys.all(is_same) && (matches!(self.model, Model::Grey(_)) || colors.all(is_same))
    }

    fn level(&self, light: f32) -> u8 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            clippy::cast_sign_loss,
            reason = "from 0 to STEPS"
        )]
        let step = (unit(light) * STEPS as f32 + 0.5) as usize;
        self.levels.get(step).copied().unwrap_or(u8::MAX)
    }
}

impl<'a> Model<'a> {
    /// Of the intent perceptual, or else of the one that there is (ICC.1:2022, 9.2.1 and 9.2.2).
    fn lut(tags: &Tags<'a>, channels: usize) -> Option<Self> {
        let table = tags.get(*b"A2B0").or_else(|| tags.get(*b"A2B1"))?;
        let lut = Lut::parse(table, channels)?;
        let black = if tags.version >= 4 {
            PERCEPTUAL_BLACK
        } else {
            // No light, or all inks.
            let darkest = if channels == 3 { [0; 4] } else { [u8::MAX; 4] };
            let color = lut.at(darkest.get(..channels)?);
            let color = tags.connection.xyz(color, lut.is_legacy);
            let is_black = (0.0..MOST_BLACK).contains(&color[1]);
            if is_black { color } else { [0.0; 3] }
        };
        Some(Self::Lut(Box::new(lut), tags.connection, black))
    }

    fn grey(tags: &Tags<'_>) -> Option<Self> {
        let (curve, _) = Curve::parse(tags.get(*b"kTRC")?)?;
        let light = curve.of_bytes();
        Some(Self::Grey(Box::new(match tags.connection {
            Connection::Lab => light.map(|lightness| cube(lightness * 100.0, 0.0)),
            Connection::Xyz => light,
        })))
    }

    fn matrix(tags: &Tags<'_>) -> Option<Self> {
        let channel = |curve, colorant| {
            let (curve, _) = Curve::parse(tags.get(curve)?)?;
            Some((curve.of_bytes(), tags.xyz(colorant)?))
        };
        let (red, r) = channel(*b"rTRC", *b"rXYZ")?;
        let (green, g) = channel(*b"gTRC", *b"gXYZ")?;
        let (blue, b) = channel(*b"bTRC", *b"bXYZ")?;
        // White of no light is a profile of nothing.
        let white = r[1] + g[1] + b[1];
        if tags.connection != Connection::Xyz || !(0.5..2.0).contains(&white) {
            return None;
        }
        let columns = [r, g, b].map(|colorant| multiply(&TO_SRGB, colorant));
        let [r, g, b] = columns;
        let matrix = [[r[0], g[0], b[0]], [r[1], g[1], b[1]], [r[2], g[2], b[2]]];
        Some(Self::Matrix(Box::new([red, green, blue]), matrix))
    }
}

impl Connection {
    /// A colour as a table writes it (ICC.1:2022, 6.3.4.2).
    fn xyz(self, color: [f32; 3], is_legacy: bool) -> [f32; 3] {
        match self {
            Self::Lab => {
                let one = if is_legacy { 65_535.0 / 65_280.0 } else { 1.0 };
                let [lightness, a, b] = color.map(|value| value * one);
                let (lightness, a, b) = (lightness * 100.0, a * 255.0 - 128.0, b * 255.0 - 128.0);
                let mut hues = [a / 500.0, 0.0, -b / 200.0].into_iter();
                WHITE.map(|white| white * cube(lightness, hues.next().unwrap_or_default()))
            }
            Self::Xyz => color.map(|value| value * (1.0 + 32_767.0 / 32_768.0)),
        }
    }
}

/// The part of white's light (ISO/CIE 11664-4) of a lightness from 0 to 100, which a hue moves.
fn cube(lightness: f32, hue: f32) -> f32 {
    let root = (lightness + 16.0) / 116.0 + hue;
    if root > 6.0 / 29.0 {
        root * root * root
    } else {
        (root - 4.0 / 29.0) * (108.0 / 841.0)
    }
}

/// A colour with its black where there is no light, and its white where it was.
fn from_black(color: [f32; 3], black: [f32; 3]) -> [f32; 3] {
    let mut parts = WHITE.into_iter().zip(black);
    color.map(|value| {
        let (white, black) = parts.next().unwrap_or((1.0, 0.0));
        (value - black) * white / (white - black)
    })
}

fn multiply(matrix: &[[f32; 3]; 3], [x, y, z]: [f32; 3]) -> [f32; 3] {
    matrix.map(|[a, b, c]| a * x + b * y + c * z)
}

fn at(table: &[f32; 256], level: u8) -> f32 {
    table.get(usize::from(level)).copied().unwrap_or_default()
}

/// The levels of sRGB (IEC 61966-2-1), rounded: each begins where the light of half a level less is.
fn levels() -> Vec<u8> {
    let mut table = Vec::with_capacity(STEPS.saturating_add(1));
    for level in 0..u8::MAX {
        let half = (f32::from(level) + 0.5) / 255.0;
        let light = if half <= 0.040_45 {
            half / 12.92
        } else {
            ((half + 0.055) / 1.055).powf(2.4)
        };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            clippy::cast_sign_loss,
            reason = "from 0 to STEPS"
        )]
        let end = (light * STEPS as f32).ceil() as usize;
        table.resize(end.max(table.len()), level);
    }
    table.resize(STEPS.saturating_add(1), u8::MAX);
    table
}

#[cfg(test)]
mod tests;
