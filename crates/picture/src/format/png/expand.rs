//! Samples as a PNG stores them to pixels of eight bits a sample.

use png::{BitDepth, ColorType, Info};

use crate::error::Error;
use crate::pixels::picture::Layout;

/// What has to be done to a row.
pub(super) enum Expand {
    /// Nothing: it is pixels.
    AsItIs,
    /// Samples of 16 bits are rounded. A pixel of the colour `transparent` becomes transparent.
    Deep { transparent: Option<Vec<u8>> },
    /// Indices, or grey, of `bits` each are looked up.
    Lookup {
        bits: usize,
        pixels: Box<[[u8; 4]; 256]>,
    },
    /// A pixel of this colour becomes transparent.
    Transparent([u8; 3]),
}

impl Expand {
    /// Fails where a palette is missing.
    pub(super) fn new(info: &Info<'_>) -> Result<Self, Error> {
        let bits = info.bit_depth as usize;
        let transparent = info.trns.as_deref();
        Ok(match (info.color_type, info.bit_depth) {
            (ColorType::Indexed, _) => Self::Lookup {
                bits,
                pixels: palette(info)?,
            },
            (_, BitDepth::Sixteen) => Self::Deep {
                transparent: transparent
                    .and_then(|it| it.get(..info.color_type.samples().saturating_mul(2)))
                    .map(<[u8]>::to_vec),
            },
            (ColorType::Grayscale, depth) if transparent.is_some() || depth != BitDepth::Eight => {
                Self::Lookup {
                    bits,
                    pixels: greys(bits, transparent),
                }
            }
            (ColorType::Rgb, _) => match transparent.and_then(<[u8]>::first_chunk) {
                Some(color) => Self::Transparent(*color),
                None => Self::AsItIs,
            },
            _ => Self::AsItIs,
        })
    }

    /// What pixels consist of then.
    pub(super) fn layout(info: &Info<'_>) -> Layout {
        match (info.color_type, info.trns.is_some()) {
            (ColorType::Grayscale, false) => Layout::Grey,
            (ColorType::Grayscale, true) | (ColorType::GrayscaleAlpha, _) => Layout::GreyAlpha,
            (ColorType::Indexed | ColorType::Rgb, false) => Layout::Rgb,
            (ColorType::Indexed | ColorType::Rgb, true) | (ColorType::Rgba, _) => Layout::Rgba,
        }
    }

    /// Length of what is written for a row of so many pixels, in bytes.
    pub(super) fn cost(&self, layout: Layout, pixels: u32) -> usize {
        // Of the last byte up to seven pixels may be left over.
        let pixels = (pixels as usize).saturating_add(8);
        match self {
            Self::AsItIs => 0,
            _ => pixels.saturating_mul(layout.channels()),
        }
    }

    /// The pixels of a row: it itself, or what is written to `pixels`. Where bits are left over, so are pixels.
    pub(super) fn row<'a>(
        &self,
        layout: Layout,
        row: &'a [u8],
        pixels: &'a mut Vec<u8>,
    ) -> &'a [u8] {
        pixels.clear();
        match self {
            Self::AsItIs => return row,
            Self::Deep { transparent: None } => {
                pixels.extend(row.as_chunks().0.iter().map(|deep| to_eight_bits(*deep)));
            }
            Self::Deep {
                transparent: Some(transparent),
            } => {
                for pixel in row.chunks_exact(transparent.len().max(1)) {
                    pixels.extend(pixel.as_chunks().0.iter().map(|deep| to_eight_bits(*deep)));
                    pixels.push(alpha(pixel, transparent));
                }
            }
            Self::Lookup {
                bits,
                pixels: table,
            } => match layout {
                Layout::Grey => look_up::<1>(row, *bits, table, pixels),
                Layout::GreyAlpha => look_up::<2>(row, *bits, table, pixels),
                Layout::Rgb => look_up::<3>(row, *bits, table, pixels),
                Layout::Rgba => look_up::<4>(row, *bits, table, pixels),
            },
            Self::Transparent(transparent) => {
                for pixel in row.as_chunks::<3>().0 {
                    let [red, green, blue] = *pixel;
                    pixels.extend([red, green, blue, alpha(pixel, transparent)]);
                }
            }
        }
        pixels
    }
}

fn alpha(pixel: &[u8], transparent: &[u8]) -> u8 {
    if pixel == transparent { 0 } else { u8::MAX }
}

/// The nearest of 255 parts to one of 65,535.
fn to_eight_bits(deep: [u8; 2]) -> u8 {
    let value = u32::from(u16::from_be_bytes(deep)).saturating_add(128) / 257;
    u8::try_from(value).unwrap_or(u8::MAX)
}

/// Palette and alpha of an indexed picture. What lies behind its end is black, as with libpng; alpha for more
/// colours than there are is no alpha.
fn palette(info: &Info<'_>) -> Result<Box<[[u8; 4]; 256]>, Error> {
    let Some(colors) = info.palette.as_deref() else {
        return Err(Error::Damaged("the palette is missing".into()));
    };
    let (colors, _) = colors.as_chunks::<3>();
    let alphas = info.trns.as_deref().unwrap_or_default();
    let alphas = if alphas.len() <= colors.len() {
        alphas
    } else {
        &[]
    };
    let mut pixels = Box::new([[0, 0, 0, u8::MAX]; 256]);
    for (index, (pixel, color)) in pixels.iter_mut().zip(colors).enumerate() {
        let [red, green, blue] = *color;
        let alpha = alphas.get(index).copied().unwrap_or(u8::MAX);
        *pixel = [red, green, blue, alpha];
    }
    Ok(pixels)
}

/// Grey of fewer bits, spread over the whole range, and its alpha. Of the transparent one only as many bits count as a
/// sample has (11.3.1.1).
fn greys(bits: usize, transparent: Option<&[u8]>) -> Box<[[u8; 4]; 256]> {
    let spread = match bits {
        1 => 255,
        2 => 85,
        4 => 17,
        _ => 1,
    };
    let transparent = transparent.and_then(|grey| Some(grey.first()? & mask(bits)));
    let mut pixels = Box::new([[0; 4]; 256]);
    for (value, pixel) in (0..=u8::MAX).zip(pixels.iter_mut()) {
        let alpha = transparent.map_or(u8::MAX, |transparent| alpha(&[value], &[transparent]));
        *pixel = [value.wrapping_mul(spread), alpha, 0, 0];
    }
    pixels
}

fn look_up<const CHANNELS: usize>(
    row: &[u8],
    bits: usize,
    table: &[[u8; 4]; 256],
    pixels: &mut Vec<u8>,
) {
    let mut push = |index: u8| {
        let pixel = table.get(usize::from(index)).copied().unwrap_or_default();
        if let Some(pixel) = pixel.first_chunk::<CHANNELS>() {
            pixels.extend_from_slice(pixel);
        }
    };
    let mask = mask(bits);
    for byte in row {
        // From the highest bits down.
        for shift in (0..8).step_by(bits).rev() {
            push((byte >> shift) & mask);
        }
    }
}

/// The bits of a sample, of up to 8.
fn mask(bits: usize) -> u8 {
    u8::MAX >> 8_usize.saturating_sub(bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_to_the_nearest() {
        for value in 0..=u16::MAX {
            let nearest = (f64::from(value) * 255.0 / 65_535.0).round();
            let found = to_eight_bits(value.to_be_bytes());
            assert!((f64::from(found) - nearest).abs() < 0.5, "{value}");
        }
    }

    #[test]
    fn unpacks_from_the_highest_bits() {
        let mut found = Vec::new();
        for (bits, expected) in [
            (1, &[0, 255, 0, 255, 255, 255, 0, 0][..]),
            (2, &[85, 85, 255, 0]),
            (4, &[85, 204]),
        ] {
            found.clear();
            look_up::<1>(&[0b0101_1100], bits, &greys(bits, None), &mut found);
            assert_eq!(found, expected, "{bits} bits");
        }
    }

    #[test]
    fn makes_one_grey_transparent() {
        let mut found = Vec::new();
        for transparent in [2, 6, 0xfe] {
            found.clear();
            let greys = greys(2, Some(&[transparent]));
            look_up::<2>(&[0b0110_0000], 2, &greys, &mut found);
            assert_eq!(found, [85, 255, 170, 0, 0, 255, 0, 255]);
        }
    }
}
