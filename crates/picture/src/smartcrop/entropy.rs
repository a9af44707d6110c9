//! The part where most is to be seen: from the side that has less entropy, slice after slice is taken off.
//!
//! Entropy is that of Shannon, in bits, of how often each value occurs in each channel of a slice.

use crate::geometry::Dimensions;
use crate::pixels::picture::Picture;

/// A box in a picture.
#[derive(Clone, Copy)]
struct Slice {
    left: u32,
    top: u32,
    width: u32,
    height: u32,
}

/// Where a part of a picture begins that is no larger than it.
pub(super) fn find(picture: &Picture, part: Dimensions) -> (u32, u32) {
    let Dimensions { width, height } = picture.size;
    let mut rest = Slice {
        left: 0,
        top: 0,
        width,
        height,
    };
    // About eight slices of the side that has most too much.
    let eighth = |whole: u32, kept: u32| whole.saturating_sub(kept).div_ceil(8);
    let slice = eighth(width, part.width).max(eighth(height, part.height));
    loop {
        let wide = rest.width.saturating_sub(part.width).min(slice);
        let high = rest.height.saturating_sub(part.height).min(slice);
        if wide == 0 && high == 0 {
            return (rest.left, rest.top);
        }
        if wide > 0 {
            let left = Slice {
                width: wide,
                ..rest
            };
            let right = Slice {
                left: rest.left.saturating_add(rest.width.saturating_sub(wide)),
                ..left
            };
            rest.width = rest.width.saturating_sub(wide);
            if entropy(picture, left) < entropy(picture, right) {
                rest.left = rest.left.saturating_add(wide);
            }
        }
        if high > 0 {
            let upper = Slice {
                height: high,
                ..rest
            };
            let lower = Slice {
                top: rest.top.saturating_add(rest.height.saturating_sub(high)),
                ..upper
            };
            rest.height = rest.height.saturating_sub(high);
            if entropy(picture, upper) < entropy(picture, lower) {
                rest.top = rest.top.saturating_add(high);
            }
        }
    }
}

fn entropy(picture: &Picture, slice: Slice) -> f64 {
    let channels = picture.layout.channels();
    let bytes = |pixels: u32| (pixels as usize).saturating_mul(channels);
    // How often each value occurs in each of up to four channels.
    let mut counts = [[0_u32; 256]; 4];
    let rows = picture
        .pixels
        .chunks_exact(bytes(picture.size.width).max(1));
    for row in rows.skip(slice.top as usize).take(slice.height as usize) {
        let from = bytes(slice.left);
        let row = row.get(from..from.saturating_add(bytes(slice.width)));
        for pixel in row.unwrap_or_default().chunks_exact(channels) {
            for (value, counts) in pixel.iter().zip(&mut counts) {
                if let Some(count) = counts.get_mut(usize::from(*value)) {
                    *count = count.saturating_add(1);
                }
            }
        }
    }
    let pixels = f64::from(slice.width) * f64::from(slice.height);
    let samples = pixels * f64::from(u8::try_from(channels).unwrap_or(u8::MAX));
    let counts = counts.iter().flatten().filter(|count| **count > 0);
    let parts = counts.map(|count| f64::from(*count) / samples);
    -parts.map(|part| part * part.log2()).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::picture::Layout;

    fn picture(width: u32, layout: Layout, pixels: &[u8]) -> Picture {
        let height = u32::try_from(pixels.chunks(layout.channels()).len())
            .unwrap()
            .div_ceil(width);
        Picture {
            size: Dimensions { width, height },
            layout,
            pixels: pixels.to_vec(),
            profile: None,
        }
    }

    #[test]
    fn is_counted_in_bits() {
        for (layout, pixels, expected) in [
            (Layout::Grey, &[7_u8, 7, 7, 7][..], 0.0),
            (Layout::Grey, &[1, 2, 1, 2], 1.0),
            (Layout::Grey, &[1, 2, 3, 4], 2.0),
            (Layout::GreyAlpha, &[1, 255, 2, 255, 1, 255, 2, 255], 1.5),
        ] {
            let picture = picture(2, layout, pixels);
            let slice = Slice {
                left: 0,
                top: 0,
                width: 2,
                height: 2,
            };
            let found = entropy(&picture, slice);
            assert!((found - expected).abs() < 1e-9, "{pixels:?}: {found}");
        }
    }

    /// Of equal halves the first is kept, as in libvips.
    #[test]
    fn takes_off_what_says_less() {
        let many = |from: u8, to: u8| {
            (0..64_u8).map(move |at| if (from..to).contains(&at) { at } else { 0 })
        };
        for (width, pixels, part, expected) in [
            (64, many(40, 64), (24, 1), (40, 0)),
            (64, many(0, 24), (24, 1), (0, 0)),
            (64, many(20, 44), (24, 1), (20, 0)),
            (64, many(0, 0), (24, 1), (0, 0)),
            (1, many(40, 64), (1, 24), (0, 40)),
        ] {
            let pixels = &pixels.collect::<Vec<_>>();
            let picture = picture(width, Layout::Grey, pixels);
            let (width, height) = part;
            let found = find(&picture, Dimensions { width, height });
            assert_eq!(found, expected, "{pixels:?}");
        }
    }
}
