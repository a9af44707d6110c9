//! Smooth grounds of saturated colours, on which XYB shows spots: where there is hardly any blue, as in orange, yellow, red
//! and green, the least steps of its third component are large steps of blue.

use crate::pixels::picture::{Layout, Picture};

/// Of so many pixels one has to lie on such a ground: of the photograph that showed spots 0.67 do, of a crowd in saris 0.12,
/// of a field of tulips 0.06, and of eight others 0.03 at most.
const ONE_OF: usize = 10;

/// Blue at most, and the larger one of red and green at least.
const BLUE: u8 = 60;
const BRIGHT: u8 = 120;

/// How far the pixels to the right and below differ at most.
const SMOOTH: u8 = 6;

/// Whether much of a picture is such a ground. Looks at every second pixel of every second row.
pub(super) fn is_saturated(picture: &Picture) -> bool {
    match picture.layout {
        Layout::Grey | Layout::GreyAlpha => false,
        Layout::Rgb => is_ground::<3>(picture),
        Layout::Rgba => is_ground::<4>(picture),
    }
}

fn is_ground<const N: usize>(picture: &Picture) -> bool {
    let rows = picture.pixels.as_chunks::<N>().0;
    let width = (picture.size.width as usize).max(1);
    let (mut seen, mut found) = (0_usize, 0_usize);
    let below = rows.chunks_exact(width).skip(1);
    for (row, below) in rows.chunks_exact(width).zip(below).step_by(2) {
        for (pair, below) in row.as_chunks::<2>().0.iter().zip(below.iter().step_by(2)) {
            let [pixel, right] = pair;
            seen = seen.saturating_add(1);
            if is_warm(pixel) && is_near(pixel, right) && is_near(pixel, below) {
                found = found.saturating_add(1);
            }
        }
    }
    found > seen / ONE_OF
}

fn is_warm(pixel: &[u8]) -> bool {
    matches!(*pixel, [red, green, blue, ..] if blue <= BLUE && red.max(green) >= BRIGHT)
}

fn is_near<const N: usize>(one: &[u8; N], other: &[u8; N]) -> bool {
    let mut pairs = one.iter().zip(other);
    pairs.all(|(one, other)| one.abs_diff(*other) <= SMOOTH)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Dimensions;

    fn picture(layout: Layout, pixel: impl Fn(usize) -> Vec<u8>) -> Picture {
        Picture {
            size: Dimensions {
                width: 40,
                height: 30,
            },
            layout,
            pixels: (0..40 * 30).flat_map(pixel).collect(),
            profile: None,
        }
    }

    #[test]
    fn tells_smooth_orange_from_all_else() {
        for (pixel, expected) in [
            (&[230_u8, 120, 0][..], true),
            (&[230, 120, 0, 255], true),
            (&[240, 220, 30], true),
            (&[230, 120, 90], false),
            (&[90, 60, 0], false),
            (&[0, 60, 230], false),
            (&[200, 255], false),
            (&[200], false),
        ] {
            let layout = match pixel.len() {
                1 => Layout::Grey,
                2 => Layout::GreyAlpha,
                3 => Layout::Rgb,
                _ => Layout::Rgba,
            };
            let found = is_saturated(&picture(layout, |_| pixel.to_vec()));
            assert_eq!(found, expected, "{pixel:?}");
        }
        // In turns with another one, and in few places.
        let texture = |at: usize| vec![if at.is_multiple_of(2) { 230 } else { 200 }, 120, 0];
        assert!(!is_saturated(&picture(Layout::Rgb, texture)));
        let few = |at: usize| vec![230, 120, if at < 100 { 0 } else { 200 }];
        assert!(!is_saturated(&picture(Layout::Rgb, few)));
    }

    #[test]
    fn takes_the_smallest_sizes() {
        for (width, height) in [(1, 1), (1, 9), (9, 1), (3, 3)] {
            let pixels = [230, 120, 0].repeat(width as usize * height as usize);
            is_saturated(&Picture {
                size: Dimensions { width, height },
                layout: Layout::Rgb,
                pixels,
                profile: None,
            });
        }
    }
}
