//! The samples of a PNG as they are written: channels of eight bits, grey of fewer, or indices into a palette.

use std::borrow::Cow;

use png::{BitDepth, ColorType};

use crate::geometry::Dimensions;
use crate::pixels::palette::{Color, Indexed};
use crate::pixels::picture::{Layout, Picture};

/// Rows of the sample that follow each other: some repetitions are within reach.
const BAND: usize = 16;

/// Bands of the sample, evenly spread.
const BANDS: usize = GAPS + 1;

/// Gaps between the bands.
const GAPS: usize = 3;

/// Rows of samples, and what they mean.
pub(super) struct Samples<'a> {
    pub(super) width: u32,
    pub(super) color: ColorType,
    pub(super) depth: BitDepth,
    /// Red, green and blue of each index.
    pub(super) palette: Option<Cow<'a, [u8]>>,
    /// Alpha of the first indices.
    pub(super) alphas: Option<Cow<'a, [u8]>>,
    pub(super) rows: Cow<'a, [u8]>,
}

impl<'a> Samples<'a> {
    /// The pixels as they are.
    pub(super) fn direct(picture: &'a Picture) -> Self {
        Self {
            width: picture.size.width,
            color: match picture.layout {
                Layout::Grey => ColorType::Grayscale,
                Layout::GreyAlpha => ColorType::GrayscaleAlpha,
                Layout::Rgb => ColorType::Rgb,
                Layout::Rgba => ColorType::Rgba,
            },
            depth: BitDepth::Eight,
            palette: None,
            alphas: None,
            rows: Cow::Borrowed(&picture.pixels),
        }
    }

    /// Fewer bits for the same, where there are such: grey of the levels that these bits have, or a palette.
    pub(super) fn few(picture: &Picture, indexed: &Indexed) -> Option<Self> {
        let width = picture.size.width;
        let grey = indexed.colors.iter().all(|color| is_grey(*color));
        if grey && (picture.layout.is_grey() || picture.profile.is_none()) {
            for (depth, step) in [
                (BitDepth::One, 255),
                (BitDepth::Two, 85),
                (BitDepth::Four, 17),
            ] {
                let levels = indexed.colors.iter().map(|[grey, ..]| *grey);
                if levels
                    .clone()
                    .all(|level| level.checked_rem(step) == Some(0))
                {
                    let levels: Vec<u8> =
                        levels.filter_map(|level| level.checked_div(step)).collect();
                    return Some(Self {
                        width,
                        color: ColorType::Grayscale,
                        depth,
                        palette: None,
                        alphas: None,
                        rows: pack(&indexed.indices, width, depth, |index| {
                            levels.get(usize::from(index)).copied().unwrap_or_default()
                        }),
                    });
                }
            }
        }
        let few = Self::of_palette(picture.size, indexed);
        // A palette of greys needs a profile of colours.
        let profiled = picture.layout.is_grey() && picture.profile.is_some();
        let gains = few.depth != BitDepth::Eight || picture.layout != Layout::Grey;
        (gains && !profiled).then_some(few)
    }

    /// Indices, of as many bits as the number of colours takes.
    pub(super) fn of_palette(size: Dimensions, indexed: &Indexed) -> Self {
        let depth = match indexed.colors.len() {
            0..=2 => BitDepth::One,
            3..=4 => BitDepth::Two,
            5..=16 => BitDepth::Four,
            _ => BitDepth::Eight,
        };
        let colors = indexed.colors.iter();
        let palette: Vec<u8> = colors.flat_map(|[r, g, b, _]| [*r, *g, *b]).collect();
        let alphas = indexed.colors.iter().map(|[_, _, _, alpha]| *alpha);
        let alphas: Vec<u8> = alphas.take_while(|alpha| *alpha < u8::MAX).collect();
        Self {
            width: size.width,
            color: ColorType::Indexed,
            depth,
            palette: Some(palette.into()),
            alphas: (!alphas.is_empty()).then_some(alphas.into()),
            rows: pack(&indexed.indices, size.width, depth, |index| index),
        }
    }

    /// Bands of rows from all over the picture, which is so many rows high, and how many rows they are; or the whole of a
    /// low one.
    pub(super) fn sample(&self, height: u32) -> (Samples<'_>, u32) {
        let (rows, found) = bands(&self.rows, height as usize);
        let sample = Samples {
            width: self.width,
            color: self.color,
            depth: self.depth,
            palette: self.palette.as_deref().map(Cow::Borrowed),
            alphas: self.alphas.as_deref().map(Cow::Borrowed),
            rows: Cow::Owned(rows),
        };
        (sample, found)
    }
}

fn is_grey(color: Color) -> bool {
    let [red, green, blue, alpha] = color;
    red == green && green == blue && alpha == u8::MAX
}

/// Rows of samples of fewer bits, from the highest bits down.
fn pack<'a>(
    indices: &[u8],
    width: u32,
    depth: BitDepth,
    sample: impl Fn(u8) -> u8,
) -> Cow<'a, [u8]> {
    let bits = depth as usize;
    let each = (8_usize.checked_div(bits)).unwrap_or(1);
    let rows = indices.chunks_exact((width as usize).max(1));
    let bytes = rows.flat_map(|row| row.chunks(each)).map(|together| {
        let missing = each.saturating_sub(together.len());
        let joined = together.iter().fold(0_u16, |byte, index| {
            (byte << bits) | u16::from(sample(*index))
        });
        let byte = joined << missing.saturating_mul(bits);
        u8::try_from(byte).unwrap_or(u8::MAX)
    });
    bytes.collect()
}

fn bands(rows: &[u8], height: usize) -> (Vec<u8>, u32) {
    let row = rows.len().checked_div(height).unwrap_or_default();
    let most = BANDS.saturating_mul(BAND);
    let mut sample = Vec::with_capacity(row.saturating_mul(most.min(height)));
    if height <= most {
        sample.extend_from_slice(rows);
    } else {
        let apart = height.saturating_sub(BAND) / GAPS;
        for band in 0..BANDS {
            let start = band.saturating_mul(apart);
            let end = start.saturating_add(BAND);
            let bytes = start.saturating_mul(row)..end.saturating_mul(row);
            sample.extend_from_slice(rows.get(bytes).unwrap_or_default());
        }
    }
    let found = sample.len().checked_div(row).unwrap_or_default();
    (sample, u32::try_from(found).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_the_whole_height() {
        for (height, expected) in [(1, 1), (64, 64), (67, 64), (1000, 64)] {
            let rows: Vec<u8> = (0..height)
                .flat_map(|y| [u8::try_from(y / 4).unwrap(); 3])
                .collect();
            let (sample, found) = bands(&rows, height);
            assert_eq!(
                (sample.len(), found),
                (3 * expected, u32::try_from(expected).unwrap())
            );
            assert_eq!(sample.first(), rows.first(), "{height}");
            assert_eq!(sample.last(), rows.last(), "{height}");
        }
    }

    #[test]
    fn packs_from_the_highest_bits_down() {
        for (depth, indices, expected) in [
            (
                BitDepth::One,
                [1, 0, 1, 0, 1, 1],
                &[0b1010_0000, 0b0110_0000][..],
            ),
            (
                BitDepth::Two,
                [3, 0, 1, 2, 1, 0],
                &[0b1100_0100, 0b1001_0000],
            ),
            (
                BitDepth::Four,
                [1, 2, 3, 4, 5, 15],
                &[0x12, 0x30, 0x45, 0xf0],
            ),
            (BitDepth::Eight, [1, 2, 3, 4, 5, 6], &[1, 2, 3, 4, 5, 6]),
        ] {
            let packed = pack(&indices, 3, depth, |index| index);
            assert_eq!(*packed, *expected, "{depth:?}");
        }
    }
}
