//! The colour that most of a picture has.

use crate::geometry::Dimensions;
use crate::pixels::picture::Picture;
use crate::work::Work;

/// Bits of a sample that tell its cell: 4096 cells, as in sharp's `stats`.
const BITS: u32 = 4;

const CELLS: usize = 1 << (3 * BITS);

/// What finding it takes besides the picture, in bytes.
pub(super) const COST: u64 = (CELLS * size_of::<Cell>()) as u64;

/// Colours that are alike.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    /// Alpha of its pixels.
    weight: u64,
    /// Of red, green and blue, each times alpha.
    sums: [u64; 3],
}

/// Red, green and blue: the mean of the pixels in that of 4096 cells, 16 in each direction, that has most of the picture.
/// sharp's `dominant` is the middle of the same cell, which is no white where all is white. A pixel counts as much as is
/// seen of it; `None` where nothing is.
pub(super) fn color(picture: &Picture) -> Option<[u8; 3]> {
    let mut cells = vec![Cell::default(); CELLS];
    for pixel in picture.pixels.chunks_exact(picture.layout.channels()) {
        let (color, alpha) = match *pixel {
            [grey] => ([grey; 3], u8::MAX),
            [grey, alpha] => ([grey; 3], alpha),
            [red, green, blue] => ([red, green, blue], u8::MAX),
            [red, green, blue, alpha] => ([red, green, blue], alpha),
            _ => continue,
        };
        if let Some(cell) = cells.get_mut(index(color)) {
            cell.add(color, alpha);
        }
    }
    let fullest = cells.into_iter().max_by_key(|cell| cell.weight)?;
    fullest.mean()
}

/// How long finding it takes.
pub(super) fn work(size: Dimensions) -> Work {
    /// Nanoseconds for a pixel, as measured.
    const PIXEL: f64 = 4.0;
    Work::of(size.pixels(), PIXEL)
}

fn index(color: [u8; 3]) -> usize {
    let cell = |sample: u8| usize::from(sample >> (u8::BITS - BITS));
    color
        .into_iter()
        .fold(0, |index, sample| (index << BITS) | cell(sample))
}

impl Cell {
    fn add(&mut self, color: [u8; 3], alpha: u8) {
        self.weight = self.weight.saturating_add(alpha.into());
        for (sum, sample) in self.sums.iter_mut().zip(color) {
            *sum = sum.saturating_add(u64::from(sample).saturating_mul(alpha.into()));
        }
    }

    /// The mean of its pixels, rounded.
    fn mean(self) -> Option<[u8; 3]> {
        let half = self.weight / 2;
        let mean = |sum: u64| {
            let mean = sum.saturating_add(half).checked_div(self.weight)?;
            u8::try_from(mean).ok()
        };
        let [red, green, blue] = self.sums.map(mean);
        Some([red?, green?, blue?])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::picture::Layout;

    fn found(layout: Layout, pixels: &[&[u8]]) -> Option<[u8; 3]> {
        let width = u32::try_from(pixels.len()).unwrap();
        color(&Picture {
            size: Dimensions { width, height: 1 },
            layout,
            pixels: pixels.concat(),
            profile: None,
        })
    }

    #[test]
    fn is_the_mean_of_what_is_alike() {
        for (layout, pixels, expected) in [
            (Layout::Grey, &[&[255_u8][..]][..], Some([255; 3])),
            (Layout::Grey, &[&[0], &[255], &[254]], Some([255; 3])),
            // 15 and 16 lie in two cells.
            (Layout::Grey, &[&[15], &[16], &[17], &[18]], Some([17; 3])),
            (
                Layout::Rgb,
                &[&[1, 2, 3], &[200, 0, 0], &[4, 4, 4]],
                Some([3, 3, 4]),
            ),
            // What is hardly seen counts hardly.
            (
                Layout::Rgba,
                &[&[9, 9, 9, 100], &[9, 9, 9, 100], &[200, 0, 0, 255]],
                Some([200, 0, 0]),
            ),
            (Layout::GreyAlpha, &[&[77, 1], &[9, 0]], Some([77; 3])),
            (Layout::Rgba, &[&[1, 2, 3, 0]], None),
        ] {
            assert_eq!(found(layout, pixels), expected, "{layout:?} {pixels:?}");
        }
    }
}
