//! Pictures as indices into a palette: as they are where they have few colours, else with the colours that come
//! nearest.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasherDefault, Hasher};

use quantizr::{Histogram, Image, Options, QuantizeResult};

use crate::error::Error;
use crate::geometry::Dimensions;
use crate::work::Work;

use super::picture::{Layout, Picture};

/// Red, green, blue and alpha.
pub(crate) type Color = [u8; 4];

/// What is not seen has no colour.
pub(crate) const NOTHING: Color = [0; 4];

/// Colours of a palette at most.
pub(crate) const MOST_COLORS: usize = 256;

/// Pixels that a palette is made of at most, spread over the picture. The histogram's hash is known: so many colours that
/// were chosen to have the same one take milliseconds.
const SAMPLE: usize = 1 << 15;

/// Pixels at most that tell whether a palette fits them.
const FITTING: usize = 1 << 13;

/// Mean of squared distances up to which no dithering is needed: the colours are those of the picture but for the soft
/// edges.
const UNSEEN: f32 = 2.0;

/// Mean of squared distances up to which another palette is not worth its bytes.
const CLOSE: f32 = 6.0;

/// How long it takes to make a palette for so many pixels.
pub(crate) fn work_of_making(pixels: u64) -> Work {
    /// Nanoseconds for a pixel that is looked at, as measured.
    const LOOKED_AT: f64 = 200.0;
    Work::of(pixels.min(SAMPLE as u64), LOOKED_AT)
}

/// How long it takes to find the colours for so many pixels in a palette.
pub(crate) fn work(pixels: u64) -> Work {
    /// Nanoseconds for a pixel, as measured: of photographs.
    const FOUND: f64 = 110.0;
    Work::of(pixels, FOUND)
}

/// A picture as indices.
pub(crate) struct Indexed {
    /// Sorted by alpha, from none.
    pub(crate) colors: Vec<Color>,
    /// One a pixel.
    pub(crate) indices: Vec<u8>,
}

/// Colours that stand for those of pictures.
pub(crate) struct Palette {
    found: QuantizeResult,
}

/// What the colours are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Alpha {
    /// Pixels are opaque or not there, and there is room for the latter even if all are there.
    OneBit,
    /// As it is.
    Whole,
}

impl Indexed {
    /// The picture as it is, if it has 256 colours at most.
    pub(crate) fn exact(picture: &Picture) -> Option<Self> {
        let pixels = &picture.pixels;
        match picture.layout {
            Layout::Grey => index(pixels, |[grey]: [u8; 1]| [grey, grey, grey, u8::MAX]),
            Layout::GreyAlpha => index(pixels, |[grey, alpha]| [grey, grey, grey, alpha]),
            Layout::Rgb => index(pixels, |[red, green, blue]| [red, green, blue, u8::MAX]),
            Layout::Rgba => index(pixels, |pixel: Color| pixel),
        }
    }
}

/// Pixels by their places among the colours that were met.
fn index<const CHANNELS: usize>(
    pixels: &[u8],
    color: impl Fn([u8; CHANNELS]) -> Color,
) -> Option<Indexed> {
    let (pixels, _) = pixels.as_chunks();
    let mut places = Places::default();
    let mut colors = Vec::new();
    let mut indices = Vec::new();
    let mut last = None;
    for pixel in pixels {
        let index = match last {
            Some((same, index)) if same == *pixel => index,
            _ => place(visible(color(*pixel)), &mut places, &mut colors)?,
        };
        last = Some((*pixel, index));
        indices.push(index);
    }
    Some(sorted(&colors, indices))
}

fn place(color: Color, places: &mut Places, colors: &mut Vec<Color>) -> Option<u8> {
    match places.entry(u32::from_le_bytes(color)) {
        Entry::Occupied(known) => Some(*known.get()),
        Entry::Vacant(new) => {
            let index = u8::try_from(colors.len()).ok()?;
            colors.push(color);
            Some(*new.insert(index))
        }
    }
}

fn visible(color: Color) -> Color {
    if color[3] == 0 { NOTHING } else { color }
}

/// The same with its colours sorted: by alpha, so that a chunk `tRNS` is short, and then by how bright they are, so that
/// neighbours are neighbours.
fn sorted(colors: &[Color], mut indices: Vec<u8>) -> Indexed {
    let mut order: Vec<(u8, Color)> = (0..=u8::MAX).zip(colors.iter().copied()).collect();
    order.sort_by_key(|(_, color)| {
        let [red, green, blue, alpha] = color.map(u32::from);
        let bright = red
            .saturating_mul(2)
            .saturating_add(green.saturating_mul(4));
        (alpha, bright.saturating_add(blue), *color)
    });
    let mut new = [0; MOST_COLORS];
    for (to, (from, _)) in (0..=u8::MAX).zip(&order) {
        if let Some(place) = new.get_mut(usize::from(*from)) {
            *place = to;
        }
    }
    for index in &mut indices {
        *index = new.get(usize::from(*index)).copied().unwrap_or_default();
    }
    Indexed {
        colors: order.into_iter().map(|(_, color)| color).collect(),
        indices,
    }
}

impl Palette {
    /// These colours, 256 at most.
    pub(crate) fn of(colors: &[Color]) -> Result<Self, Error> {
        let mut histogram = Histogram::new();
        histogram.add_image(&row(colors.as_flattened())?);
        let found = quantize(&histogram, MOST_COLORS)?;
        Ok(Self { found })
    }

    /// As many colours as there may be, for `pixels`: red, green, blue and alpha.
    pub(crate) fn new(pixels: &[u8], alpha: Alpha) -> Result<Self, Error> {
        let histogram = histogram(pixels, alpha)?;
        let found = quantize(&histogram, MOST_COLORS)?;
        Ok(Self { found })
    }

    /// The fewest colours that stand for all of `pixels` so that the difference is not seen; or as many as there may be.
    pub(crate) fn of_fewest(pixels: &[u8], alpha: Alpha) -> Result<Self, Error> {
        let histogram = histogram(pixels, alpha)?;
        let found = quantize(&histogram, MOST_COLORS)?;
        if found.get_error() < UNSEEN / 2.0 {
            // A drawing: what blurs its edges needs no colours of its own.
            for colors in [16, 32, 64, 128] {
                let fewer = quantize(&histogram, colors)?;
                if fewer.get_error() < UNSEEN {
                    return Ok(Self { found: fewer });
                }
            }
        }
        Ok(Self { found })
    }

    /// The colours, sorted by alpha, from none.
    pub(crate) fn colors(&self) -> Vec<Color> {
        let palette = self.found.get_palette();
        let entries = palette.entries.iter().take(palette.count as usize);
        entries.map(|it| [it.r, it.g, it.b, it.a]).collect()
    }

    /// The index of the nearest colour for each pixel. What differs is made up for by the pixels around, unless it is not seen.
    pub(crate) fn map(&mut self, pixels: &[u8], size: Dimensions) -> Result<Vec<u8>, Error> {
        let dithered = self.found.get_error() > UNSEEN;
        self.dither(if dithered { 1.0 } else { 0.0 })?;
        let (width, height) = (size.width as usize, size.height as usize);
        self.remap(&Image::new(pixels, width, height).map_err(internal)?)
    }

    /// Whether the colours stand for those of other pixels almost as well as for those that they were made for.
    pub(crate) fn fits(&mut self, pixels: &[u8]) -> Result<bool, Error> {
        let colors = self.colors();
        let seen_through = pixels.as_chunks::<4>().0.iter().any(|pixel| pixel[3] == 0);
        if seen_through && colors.first() != Some(&NOTHING) {
            return Ok(false);
        }
        let sample = sample(pixels, FITTING);
        self.dither(0.0)?;
        let indices = self.remap(&row(&sample)?)?;
        let (mut sum, mut far, mut count, mut lost) = (0_u64, 0_u64, 0_u64, false);
        for (pixel, index) in sample.as_chunks::<4>().0.iter().zip(indices) {
            let color = colors.get(usize::from(index)).unwrap_or(&NOTHING);
            let distance = distance(*pixel, *color);
            if pixel[3] > 0 {
                sum = sum.saturating_add(distance.into());
                far = far.saturating_add((distance > FAR).into());
                count = count.saturating_add(1);
                lost |= distance > LOST;
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "a mean of small numbers")]
        let mean = sum as f32 / count.max(1) as f32;
        Ok(!lost
            && far.saturating_mul(100) <= count
            && mean <= self.found.get_error() * 1.5 + CLOSE)
    }

    fn dither(&mut self, level: f32) -> Result<(), Error> {
        self.found.set_dithering_level(level).map_err(internal)
    }

    fn remap(&self, image: &Image<'_>) -> Result<Vec<u8>, Error> {
        let mut indices = vec![0; image.width.saturating_mul(image.height)];
        self.found
            .remap_image(image, &mut indices)
            .map_err(internal)?;
        Ok(indices)
    }
}

fn histogram(pixels: &[u8], alpha: Alpha) -> Result<Histogram, Error> {
    let mut histogram = Histogram::new();
    let sample = sample(pixels, SAMPLE);
    histogram.add_image(&row(&sample)?);
    if alpha == Alpha::OneBit {
        weigh_nothing(&mut histogram, &sample)?;
    }
    Ok(histogram)
}

/// A squared distance that is seen: 24 levels in one channel.
const FAR: u32 = 24 * 24;

/// A squared distance that must not be: 48 levels in one channel.
const LOST: u32 = 48 * 48;

fn distance(one: Color, other: Color) -> u32 {
    let pairs = one.into_iter().zip(other);
    let squares = pairs.map(|(one, other)| u32::from(one.abs_diff(other)).saturating_pow(2));
    squares.fold(0, u32::saturating_add)
}

fn quantize(histogram: &Histogram, colors: usize) -> Result<QuantizeResult, Error> {
    let mut options = Options::default();
    let colors = i32::try_from(colors).unwrap_or(i32::MAX);
    options.set_max_colors(colors).map_err(internal)?;
    Ok(QuantizeResult::quantize_histogram(histogram, &options))
}

/// So many pixels at most from all over the picture: one of each few, at changing places, so that no column is left out.
fn sample(pixels: &[u8], most: usize) -> Vec<u8> {
    const APART: usize = 7919;
    let (pixels, _) = pixels.as_chunks::<4>();
    let few = pixels.len().div_ceil(most).max(1);
    let chosen = pixels.chunks(few).enumerate();
    let chosen = chosen.filter_map(|(index, few)| {
        let place = index.wrapping_mul(APART).checked_rem(few.len())?;
        few.get(place)
    });
    chosen.flatten().copied().collect()
}

/// Adds pixels that are not there, half as many as are: a colour of its own is certain for them then.
fn weigh_nothing(histogram: &mut Histogram, sample: &[u8]) -> Result<(), Error> {
    const PIXELS: usize = 1 << 10;
    let nothing = [0; 4 * PIXELS];
    let nothing = row(&nothing)?;
    let pixels = sample.len() / 4;
    for _ in 0..=pixels / 2 / PIXELS {
        histogram.add_image(&nothing);
    }
    Ok(())
}

fn row(pixels: &[u8]) -> Result<Image<'_>, Error> {
    Image::new(pixels, pixels.len() / 4, 1).map_err(internal)
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn internal(error: quantizr::Error) -> Error {
    Error::Internal(format!("a palette: {error:?}"))
}

type Places = HashMap<u32, u8, BuildHasherDefault<ColorHasher>>;

/// Spreads the bits of a colour.
#[derive(Default)]
struct ColorHasher(u64);

impl Hasher for ColorHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u32((*byte).into());
        }
    }

    fn write_u32(&mut self, color: u32) {
        let mixed = (self.0 ^ u64::from(color)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ (mixed >> 32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_as_many_colors_as_there_may_be() {
        for (greys, fits) in [(256_u32, true), (257, false)] {
            let pixels = (0..greys).flat_map(|grey| {
                let [low, high, _, _] = grey.to_le_bytes();
                [low, high, 0]
            });
            let picture = Picture {
                size: Dimensions {
                    width: greys,
                    height: 1,
                },
                layout: Layout::Rgb,
                pixels: pixels.collect(),
                profile: None,
            };
            let colors = Indexed::exact(&picture).map(|indexed| indexed.colors.len());
            assert_eq!(colors, fits.then_some(256));
        }
    }
}
