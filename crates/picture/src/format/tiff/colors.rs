//! Samples as a TIFF stores them to pixels of eight bits a sample.

use crate::color::icc;
use crate::color::lab::Light as Screen;
use crate::error::Error;
use crate::pixels::picture::Layout;

use super::directory::{Directory, Values};
use super::lab::{self, Differences, Lab};
use super::storage::{Compression, Format, Storage};
use super::ycbcr::{self, Ycc};

/// What samples mean (TIFF 6.0, tag 262).
pub(super) enum Colors {
    /// Parts of ink.
    Cmyk,
    Grey(Polarity),
    /// CIE L*a*b*.
    Lab(Box<Lab>),
    /// Indices.
    Palette(Vec<[u8; 3]>),
    Rgb,
    YCbCr(Box<Ycc>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Polarity {
    BlackIsZero,
    WhiteIsZero,
}

/// What the first sample after the colours says (TIFF 6.0, tag 338).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alpha {
    /// It is multiplied into the colours.
    Associated,
    None,
    Unassociated,
}

/// What has to be done to samples.
pub(super) struct Conversion<'a> {
    pub(super) colors: Colors,
    /// What inks look like, where there are any and it was looked up.
    pub(super) inks: Option<icc::Conversion<'a>>,
    pub(super) alpha: Alpha,
    /// Bits a sample, 16 at most.
    pub(super) bits: u32,
    /// What light looks like, where samples are parts of it and no colours of the screen.
    pub(super) light: Option<Screen>,
    /// Samples a pixel, those that are passed over included.
    pub(super) samples: usize,
}

/// Inks, and what they look like.
struct Light {
    inks: [u8; 4],
    light: [u8; 3],
}

impl Colors {
    pub(super) fn read(
        directory: &mut Directory<'_, '_>,
        storage: &Storage,
    ) -> Result<Self, Error> {
        let lab = |differences| Self::Lab(Box::new(Lab::new(differences)));
        Ok(match directory.number(262, u64::MAX)? {
            0 => Self::Grey(Polarity::WhiteIsZero),
            1 => Self::Grey(Polarity::BlackIsZero),
            2 => Self::Rgb,
            3 => Self::Palette(palette(directory, storage.bits)?),
            5 => Self::Cmyk,
            6 => Self::YCbCr(Box::new(match storage.compression {
                Compression::Jpeg => Ycc::of_jpeg(),
                Compression::Packed(_) => Ycc::read(directory)?,
            })),
            8 => lab(Differences::Signed),
            9 => lab(Differences::Offset),
            u64::MAX => return Err(Error::damaged("nothing says what its colours mean")),
            other => {
                let name = match other {
                    4 => "a mask",
                    10 => "ITU L*a*b*",
                    32803 | 34892 => "a raw photograph",
                    32844 | 32845 => "LogLuv",
                    _ => "other colours",
                };
                return Err(Error::Unsupported(format!(
                    "expected a TIFF in grey, RGB, YCbCr, CMYK, L*a*b* or with a palette, but found {name} ({other})"
                )));
            }
        })
    }

    /// Samples of a pixel without its alpha.
    pub(super) fn samples(&self) -> usize {
        match self {
            Self::Cmyk => 4,
            Self::Grey(_) | Self::Palette(_) => 1,
            Self::Lab(_) | Self::Rgb | Self::YCbCr(_) => 3,
        }
    }

    /// What it allocates, in bytes.
    fn cost(&self) -> u64 {
        match self {
            Self::Cmyk | Self::Grey(_) | Self::Rgb => 0,
            Self::Lab(_) => lab::COST,
            Self::Palette(colors) => (colors.len() as u64).saturating_mul(3),
            Self::YCbCr(_) => ycbcr::COST,
        }
    }
}

/// Its red, then its green and its blue, each of 16 bits. Some programs write eight bits only, as libtiff knows too.
fn palette(directory: &mut Directory<'_, '_>, bits: u32) -> Result<Vec<[u8; 3]>, Error> {
    let colors = 1_usize << bits.min(16);
    let values = directory
        .values(320)?
        .filter(|values| values.len() >= colors.saturating_mul(3));
    let values: Values<'_> = values.ok_or_else(|| Error::damaged("its palette is too short"))?;
    let most = if values.iter().all(|value| value < 256) {
        255
    } else {
        65_535
    };
    let value = |part: usize, index: usize| {
        let value = values.get(part.saturating_mul(colors).saturating_add(index));
        to_eight_bits(
            u32::try_from(value.unwrap_or_default())
                .unwrap_or(most)
                .min(most),
            most,
        )
    };
    Ok((0..colors)
        .map(|index| [0, 1, 2].map(|part| value(part, index)))
        .collect())
}

impl Alpha {
    /// Where nothing is said of it, the first sample beyond the colours is alpha too, as libvips reads it.
    pub(super) fn read(
        directory: &mut Directory<'_, '_>,
        colors: &Colors,
        samples: usize,
    ) -> Result<Self, Error> {
        if samples < colors.samples() {
            return Err(Error::damaged("it has fewer samples than colours"));
        }
        if samples == colors.samples() {
            return Ok(Self::None);
        }
        Ok(match directory.number(338, 0)? {
            1 => Self::Associated,
            _ => Self::Unassociated,
        })
    }
}

impl<'a> Conversion<'a> {
    /// All but what inks look like.
    pub(super) fn read(
        directory: &mut Directory<'_, '_>,
        storage: &Storage,
    ) -> Result<Self, Error> {
        let colors = Colors::read(directory, storage)?;
        // As libvips reads colours of floating point (scRGB). What it makes of grey depends on the number of bits.
        let is_light = storage.format == Format::Float && !matches!(colors, Colors::Cmyk);
        Ok(Self {
            inks: None,
            alpha: Alpha::read(directory, &colors, storage.samples)?,
            colors,
            bits: storage.read_bits(),
            light: is_light.then(Screen::new),
            samples: storage.samples,
        })
    }

    pub(super) fn has_inks(&self) -> bool {
        matches!(self.colors, Colors::Cmyk)
    }

    /// Looks up what inks look like, if there are any, for so many pixels.
    pub(super) fn with_inks(mut self, profile: Option<&'a [u8]>, pixels: u64) -> Self {
        if self.has_inks() {
            self.inks = Some(icc::Conversion::of_inks(profile).for_many(pixels));
        }
        self
    }

    pub(super) fn layout(&self) -> Layout {
        let colorful = !matches!(self.colors, Colors::Grey(_));
        Layout::new(colorful, self.alpha != Alpha::None)
    }

    /// Whether bytes are pixels already.
    pub(super) fn is_none(&self) -> bool {
        let plain = matches!(
            self.colors,
            Colors::Grey(Polarity::BlackIsZero) | Colors::Rgb
        );
        let samples = self.layout().channels();
        plain
            && self.alpha != Alpha::Associated
            && self.bits == 8
            && self.light.is_none()
            && self.samples == samples
    }

    /// What its tables allocate, in bytes, that of inks aside.
    pub(super) fn cost(&self) -> u64 {
        let light = self.light.as_ref().map_or(0, |_| lab::COST);
        self.colors.cost().saturating_add(light)
    }

    /// Appends the pixels of a row.
    pub(super) fn push_row(&self, row: &[u16], pixels: &mut Vec<u8>) {
        let mut light = Light {
            inks: [0; 4],
            light: self.light([0; 4]),
        };
        for samples in row.chunks_exact(self.samples.max(1)) {
            let colors = self.colors.samples();
            let Some((colors, rest)) = samples.split_at_checked(colors) else {
                return;
            };
            let alpha = match self.alpha {
                Alpha::None => None,
                Alpha::Associated | Alpha::Unassociated => rest.first().copied(),
            };
            self.push(colors, alpha, &mut light, pixels);
        }
    }

    /// `last` is what inks looked like in the pixel before: paper has no others for long.
    fn push(&self, colors: &[u16], alpha: Option<u16>, last: &mut Light, pixels: &mut Vec<u8>) {
        let most = u32::from(u16::MAX) >> 16_u32.saturating_sub(self.bits);
        let eight = |sample: u16| match alpha {
            Some(alpha) if self.alpha == Alpha::Associated => {
                self.eight_bits(sample.min(alpha), alpha.into())
            }
            _ => self.eight_bits(sample, most),
        };
        match (&self.colors, colors) {
            (Colors::Grey(Polarity::BlackIsZero), [grey]) => pixels.push(eight(*grey)),
            (Colors::Grey(Polarity::WhiteIsZero), [grey]) => pixels.push(!eight(*grey)),
            (Colors::Rgb, [red, green, blue]) => {
                pixels.extend([red, green, blue].map(|it| eight(*it)));
            }
            (Colors::YCbCr(ycc), [y, cb, cr]) => {
                pixels.extend(ycc.to_rgb([y, cb, cr].map(|it| eight(*it))));
            }
            (Colors::Lab(lab), [lightness, a, b]) => {
                pixels.extend(lab.to_rgb([*lightness, *a, *b], self.bits));
            }
            (Colors::Cmyk, [cyan, magenta, yellow, black]) => {
                let inks = [cyan, magenta, yellow, black].map(|ink| eight(*ink));
                if inks != last.inks {
                    let light = self.light(inks);
                    *last = Light { inks, light };
                }
                pixels.extend(last.light);
            }
            (Colors::Palette(palette), [index]) => {
                let color = palette.get(usize::from(*index));
                pixels.extend(color.copied().unwrap_or_default());
            }
            _ => {}
        }
        pixels.extend(alpha.map(|alpha| to_eight_bits(alpha.into(), most)));
    }

    /// A sample of at most `most`, or so much light.
    fn eight_bits(&self, sample: u16, most: u32) -> u8 {
        match &self.light {
            Some(_) if most == 0 => 0,
            #[expect(clippy::cast_precision_loss, reason = "at most 65,535")]
            Some(light) => light.encoded(f32::from(sample) / most as f32),
            None => to_eight_bits(sample.into(), most),
        }
    }

    fn light(&self, inks: [u8; 4]) -> [u8; 3] {
        let conversion = self.inks.as_ref();
        conversion.map_or([u8::MAX; 3], |conversion| conversion.color(&inks))
    }
}

/// The nearest of 255 parts to one of `most`, 65,535 at most. Of nothing it is nothing.
fn to_eight_bits(sample: u32, most: u32) -> u8 {
    let rounded = sample
        .saturating_mul(255)
        .saturating_add(most / 2)
        .checked_div(most);
    u8::try_from(rounded.unwrap_or_default()).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn converted(colors: Colors, alpha: Alpha, bits: u32, row: &[u16]) -> Vec<u8> {
        let alphas = usize::from(alpha != Alpha::None);
        let samples = colors.samples().saturating_add(alphas);
        let conversion = Conversion {
            inks: matches!(colors, Colors::Cmyk).then(|| icc::Conversion::of_inks(None)),
            colors,
            alpha,
            bits,
            light: None,
            samples,
        };
        let mut pixels = Vec::new();
        conversion.push_row(row, &mut pixels);
        pixels
    }

    #[test]
    fn rounds_samples_of_every_depth() {
        let grey = || Colors::Grey(Polarity::BlackIsZero);
        for (bits, row, expected) in [
            (1, [0, 1], [0, 255]),
            (2, [1, 2], [85, 170]),
            (4, [1, 15], [17, 255]),
            (8, [127, 128], [127, 128]),
            // 128.5 of 257 parts round up; 65,407 is less than half a part below 255.
            (16, [129, 65_407], [1, 255]),
            (16, [128, 65_406], [0, 254]),
        ] {
            assert_eq!(
                converted(grey(), Alpha::None, bits, &row),
                expected,
                "{bits} bits"
            );
        }
        let white = Colors::Grey(Polarity::WhiteIsZero);
        assert_eq!(converted(white, Alpha::None, 1, &[0, 1]), [255, 0]);
    }

    #[test]
    fn takes_alpha_out_where_it_is_multiplied_in() {
        let row = [50, 100, 0, 100, 9, 9, 9, 0, 200, 100, 50, 255, 90, 0, 0, 60];
        let expected = [
            128, 255, 0, 100, 0, 0, 0, 0, 200, 100, 50, 255, 255, 0, 0, 60,
        ];
        assert_eq!(converted(Colors::Rgb, Alpha::Associated, 8, &row), expected);
        let row = row.map(|it: u16| it * 257);
        assert_eq!(
            converted(Colors::Rgb, Alpha::Associated, 16, &row),
            expected
        );
    }

    #[test]
    fn knows_inks_without_a_profile() {
        let inks = [
            [0, 0, 0, 0],
            [255, 0, 0, 0],
            [0, 255, 0, 128],
            [0, 0, 0, 255],
        ];
        let press = icc::Conversion::of_inks(None);
        let expected = inks.map(|inks| press.color(&inks)).concat();
        let row = inks.concat().into_iter().map(u16::from);
        let row: Vec<_> = row.collect();
        assert_eq!(converted(Colors::Cmyk, Alpha::None, 8, &row), expected);
    }
}
