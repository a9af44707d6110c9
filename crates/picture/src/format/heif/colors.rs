//! Decoded planes to grey, RGB and alpha of eight bits (ITU-T H.273, 8.3): samples of any depth are rounded once, at
//! the end. Chroma that was halved is drawn out linearly, as lying between its pixels of luma.

use crate::error::Error;

use super::coding::{Colors, Form, Sampling};
use super::error::unsupported;
use super::mosaic::Rows;

/// Fractions of results: 2^16.
const BITS: u32 = 16;

/// Chroma is drawn out in sixteenths.
const CHROMA: i32 = 16;

/// Luma and chroma to colours, as fractions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Matrix {
    luma_zero: i32,
    luma: i32,
    /// In sixteenths, as everything of chroma.
    chroma_zero: i32,
    colors: Coefficients,
}

#[derive(Debug, Clone, Copy)]
enum Coefficients {
    /// The planes are green, blue and red.
    Identity,
    Mixed {
        red_cr: i32,
        green_cb: i32,
        green_cr: i32,
        blue_cb: i32,
    },
}

impl Matrix {
    pub(super) fn new(form: &Form, colors: Colors) -> Result<Self, Error> {
        let depth = i32::from(form.depth);
        let largest = f64::from((1_u16 << form.depth.min(15)).saturating_sub(1));
        let step = 2_f64.powi(depth.saturating_sub(8));
        let (zero, luma, chroma) = if colors.full_range {
            (0.0, largest, largest)
        } else {
            (16.0 * step, 219.0 * step, 224.0 * step)
        };
        // The shares of red and blue in luma. Unspecified is what most files mean by it.
        let shares = match colors.matrix {
            0 => None,
            1 => Some((0.2126, 0.0722)),
            2 | 5 | 6 => Some((0.299, 0.114)),
            9 => Some((0.2627, 0.0593)),
            _ => return Err(unsupported("one with other matrix coefficients")),
        };
        if shares.is_none() && form.sampling.halves_width() {
            return Err(unsupported("one with halved colours"));
        }
        let gain = 255.0 / (chroma * f64::from(CHROMA));
        Ok(Self {
            luma_zero: whole(zero),
            luma: fraction(255.0 / luma),
            chroma_zero: whole(128.0 * step * f64::from(CHROMA)),
            colors: shares.map_or(Coefficients::Identity, |(red, blue)| {
                let green = 1.0 - red - blue;
                let (red_cr, blue_cb) = (2.0 * (1.0 - red), 2.0 * (1.0 - blue));
                Coefficients::Mixed {
                    red_cr: fraction(gain * red_cr),
                    green_cb: fraction(gain * blue_cb * blue / green),
                    green_cr: fraction(gain * red_cr * red / green),
                    blue_cb: fraction(gain * blue_cb),
                }
            }),
        })
    }

    #[expect(
        clippy::arithmetic_side_effects,
        reason = "samples have 12 bits and gains are below 2^17 a sample of 8"
    )]
    fn grey(&self, luma: u16) -> u8 {
        to_byte((i32::from(luma) - self.luma_zero) * self.luma)
    }

    #[expect(
        clippy::arithmetic_side_effects,
        reason = "samples have 12 bits, chroma 4 more, and each product is below 2^28"
    )]
    fn rgb(&self, luma: u16, cb: u16, cr: u16) -> [u8; 3] {
        let Coefficients::Mixed {
            red_cr,
            green_cb,
            green_cr,
            blue_cb,
        } = self.colors
        else {
            return [cr / 16, luma, cb / 16].map(|sample| self.grey(sample));
        };
        let luma = (i32::from(luma) - self.luma_zero) * self.luma;
        let cb = i32::from(cb) - self.chroma_zero;
        let cr = i32::from(cr) - self.chroma_zero;
        [
            luma + cr * red_cr,
            luma - cb * green_cb - cr * green_cr,
            luma + cb * blue_cb,
        ]
        .map(to_byte)
    }
}

#[expect(
    clippy::arithmetic_side_effects,
    reason = "sums of three products are below 2^30"
)]
fn to_byte(value: i32) -> u8 {
    let rounded = (value + (1 << (BITS - 1))) >> BITS;
    u8::try_from(rounded.clamp(0, 255)).unwrap_or_default()
}

fn fraction(value: f64) -> i32 {
    whole(value * f64::from(1_u32 << BITS))
}

#[expect(clippy::cast_possible_truncation, reason = "what is rounded is small")]
fn whole(value: f64) -> i32 {
    value.round() as i32
}

/// Makes colours of rows of planes.
pub(super) struct Converter {
    matrix: Matrix,
    luma: Vec<u16>,
    chroma: [Upsampler; 2],
}

impl Converter {
    pub(super) fn new(matrix: Matrix) -> Self {
        Self {
            matrix,
            luma: Vec::new(),
            chroma: [Upsampler::default(), Upsampler::default()],
        }
    }

    /// What it allocates for rows of so many pixels, in bytes.
    pub(super) fn cost(pixels: u32) -> u64 {
        // Luma, and for each chroma a row and two that it is made of; of two bytes a sample, and doubled as they grow.
        u64::from(pixels).saturating_mul(4 * 5)
    }

    /// Fills a row of `channels` bytes a pixel: the first of them, or the first three.
    pub(super) fn fill_colors(
        &mut self,
        rows: &mut Rows<'_>,
        y: usize,
        channels: usize,
        row: &mut [u8],
    ) -> Result<(), Error> {
        let sampling = rows.form().sampling;
        rows.read(0, y, &mut self.luma)?;
        let line = row.chunks_exact_mut(channels.max(1)).zip(&self.luma);
        if sampling == Sampling::Grey {
            for (pixel, luma) in line {
                fill(pixel, &[self.matrix.grey(*luma)]);
            }
            return Ok(());
        }
        for (plane, chroma) in [1, 2].into_iter().zip(&mut self.chroma) {
            chroma.read(rows, plane, y)?;
        }
        let [cb, cr] = &self.chroma;
        for (((pixel, luma), cb), cr) in line.zip(&cb.row).zip(&cr.row) {
            fill(pixel, &self.matrix.rgb(*luma, *cb, *cr));
        }
        Ok(())
    }

    /// Fills the last of the channels with luma.
    pub(super) fn fill_alpha(
        &mut self,
        rows: &mut Rows<'_>,
        y: usize,
        channels: usize,
        row: &mut [u8],
    ) -> Result<(), Error> {
        rows.read(0, y, &mut self.luma)?;
        for (pixel, alpha) in row.chunks_exact_mut(channels.max(1)).zip(&self.luma) {
            if let Some(last) = pixel.last_mut() {
                *last = self.matrix.grey(*alpha);
            }
        }
        Ok(())
    }
}

/// Takes alpha, the last of the channels, out of the colours.
pub(super) fn divide_by_alpha(channels: usize, pixels: &mut [u8]) {
    for pixel in pixels.chunks_exact_mut(channels.max(1)) {
        let Some((alpha, colors)) = pixel.split_last_mut() else {
            continue;
        };
        let alpha = u16::from(*alpha);
        for color in colors {
            let light = u16::from(*color).saturating_mul(255);
            let whole = light.saturating_add(alpha / 2).checked_div(alpha);
            *color = u8::try_from(whole.unwrap_or_default()).unwrap_or(u8::MAX);
        }
    }
}

fn fill(pixel: &mut [u8], colors: &[u8]) {
    for (sample, color) in pixel.iter_mut().zip(colors) {
        *sample = *color;
    }
}

/// Rows of chroma at the width of luma, in sixteenths.
#[derive(Default)]
struct Upsampler {
    near: Vec<u16>,
    far: Vec<u16>,
    row: Vec<u16>,
}

impl Upsampler {
    fn read(&mut self, rows: &mut Rows<'_>, plane: usize, y: usize) -> Result<(), Error> {
        let sampling = rows.form().sampling;
        if sampling.halves_height() {
            let last = rows.height().div_ceil(2).saturating_sub(1);
            let far = neighbour(y).min(last as usize);
            // From above to below, as tiles are decoded.
            let (near, far) = (y / 2, far);
            let [above, below] = [&mut self.near, &mut self.far];
            if far < near {
                rows.read(plane, far, below)?;
                rows.read(plane, near, above)?;
            } else {
                rows.read(plane, near, above)?;
                rows.read(plane, far, below)?;
            }
            for (near, far) in self.near.iter_mut().zip(&self.far) {
                *near = mix(*near, *far);
            }
        } else {
            rows.read(plane, y, &mut self.near)?;
            for sample in &mut self.near {
                *sample = sample.saturating_mul(4);
            }
        }
        self.row.clear();
        if sampling.halves_width() {
            let first = self.near.first().copied();
            let mut before = first.unwrap_or_default();
            for (x, sample) in self.near.iter().enumerate() {
                let after = self.near.get(x.saturating_add(1)).unwrap_or(sample);
                self.row
                    .extend([mix(*sample, before), mix(*sample, *after)]);
                before = *sample;
            }
        } else {
            let wide = self.near.iter().map(|sample| sample.saturating_mul(4));
            self.row.extend(wide);
        }
        Ok(())
    }
}

/// The row of chroma that is the second nearest.
fn neighbour(y: usize) -> usize {
    if y.is_multiple_of(2) {
        (y / 2).saturating_sub(1)
    } else {
        (y / 2).saturating_add(1)
    }
}

fn mix(near: u16, far: u16) -> u16 {
    near.saturating_mul(3).saturating_add(far)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Dimensions;

    fn matrix(depth: u8, code: u8, full_range: bool) -> Matrix {
        let colors = Colors {
            primaries: 1,
            transfer: 13,
            matrix: code,
            full_range,
        };
        let form = Form {
            size: Dimensions {
                width: 1,
                height: 1,
            },
            depth,
            sampling: Sampling::Full,
            colors,
        };
        Matrix::new(&form, colors).unwrap()
    }

    #[test]
    fn knows_the_corners_of_the_cube() {
        for (depth, code, full_range, samples, expected) in [
            (8, 6, true, [0, 128, 128], [0, 0, 0]),
            (8, 6, true, [255, 128, 128], [255, 255, 255]),
            (8, 6, true, [76, 85, 255], [254, 0, 0]),
            (8, 2, true, [29, 255, 107], [0, 0, 254]),
            (8, 6, false, [16, 128, 128], [0, 0, 0]),
            (8, 6, false, [235, 128, 128], [255, 255, 255]),
            (8, 1, false, [63, 102, 240], [255, 1, 0]),
            (10, 1, false, [940, 512, 512], [255, 255, 255]),
            (10, 9, true, [1023, 512, 512], [255, 255, 255]),
            (12, 6, true, [4095, 2048, 2048], [255, 255, 255]),
            (12, 6, true, [0, 0, 4095], [179, 0, 0]),
            (8, 0, true, [1, 2, 3], [3, 1, 2]),
            (10, 0, true, [1023, 514, 2], [0, 255, 128]),
        ] {
            let [luma, cb, cr] = samples;
            let found = matrix(depth, code, full_range).rgb(luma, cb * 16, cr * 16);
            assert_eq!(found, expected, "{depth} {code} {full_range} {samples:?}");
        }
    }

    #[test]
    fn refuses_what_it_would_read_wrong() {
        let known = matrix(8, 0, true);
        assert!(matches!(known.colors, Coefficients::Identity));
        let mut form = Form {
            size: Dimensions {
                width: 1,
                height: 1,
            },
            depth: 8,
            sampling: Sampling::Half,
            colors: Colors {
                primaries: 1,
                transfer: 13,
                matrix: 0,
                full_range: true,
            },
        };
        assert!(Matrix::new(&form, form.colors).is_err());
        form.colors.matrix = 8;
        assert!(Matrix::new(&form, form.colors).is_err());
    }

    #[test]
    fn takes_alpha_out_of_the_colours() {
        let mut pixels = [100, 50, 0, 128, 9, 9, 9, 0, 200, 1, 2, 255, 90, 0, 0, 80];
        divide_by_alpha(4, &mut pixels);
        assert_eq!(
            pixels,
            [199, 100, 0, 128, 0, 0, 0, 0, 200, 1, 2, 255, 255, 0, 0, 80]
        );
    }
}
