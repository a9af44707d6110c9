//! A picture over another one (Porter and Duff, 1984: "over"), as libvips' `composite` has it: colours as they are encoded,
//! not as light.

use marble_transform::{Alignment, Place, Watermark};

use crate::color::layout::to_layout;
use crate::geometry::Dimensions;
use crate::work::Work;

use super::picture::{Layout, Picture};

/// Opacity counts in hundredths, alpha in 255ths.
const WHOLE: u32 = 100 * 255;

/// What is laid over pictures, in sRGB.
pub(crate) struct Overlay {
    size: Dimensions,
    /// Four bytes each.
    pixels: Vec<u8>,
    /// Whether nothing of it that is seen has a hue.
    is_grey: bool,
}

impl Overlay {
    /// Of rows of `width` pixels: red, green, blue and alpha, which is not multiplied in.
    pub(crate) fn new(width: u32, pixels: Vec<u8>) -> Self {
        let (all, _) = pixels.as_chunks();
        let height = all.len().checked_div(width as usize);
        let height = height.and_then(|height| u32::try_from(height).ok());
        let is_grey =
            |[red, green, blue, alpha]: &[u8; 4]| *alpha == 0 || (red == green && green == blue);
        Self {
            size: Dimensions {
                width,
                height: height.unwrap_or_default(),
            },
            is_grey: all.iter().all(is_grey),
            pixels,
        }
    }

    /// Lays it over a picture in sRGB, which becomes colourful where this is.
    pub(crate) fn over(&self, picture: Picture, how: &Watermark) -> Picture {
        let colorful = !(picture.layout.is_grey() && self.is_grey);
        let layout = Layout::new(colorful, picture.layout.has_alpha());
        let mut picture = to_layout(picture, layout);
        let opacity = how.opacity.of(100);
        let (across, down) = places(how.place, self.size, picture.size);
        for top in down {
            self.lay(&mut picture, &across, top, opacity);
        }
        picture
    }

    /// Side by side, with its upper edge there. What lies beyond the edges is cut off.
    fn lay(&self, picture: &mut Picture, across: &[i64], top: i64, opacity: u32) {
        let lay = match picture.layout {
            Layout::Grey => lay_row::<1>,
            Layout::GreyAlpha => lay_row::<2>,
            Layout::Rgb => lay_row::<3>,
            Layout::Rgba => lay_row::<4>,
        };
        let channels = picture.layout.channels();
        let row = (picture.size.width as usize).saturating_mul(channels);
        let targets = picture.pixels.chunks_exact_mut(row.max(1));
        let (pixels, _) = self.pixels.as_chunks();
        let rows = pixels.chunks_exact((self.size.width as usize).max(1));
        let (above, skipped) = apart(top);
        for (target, row) in targets.skip(above).zip(rows.skip(skipped)) {
            for left in across {
                let (before, hidden) = apart(*left);
                let target = target.get_mut(before.saturating_mul(channels)..);
                if let (Some(target), Some(row)) = (target, row.get(hidden..)) {
                    lay(target, row, opacity);
                }
            }
        }
    }
}

/// How long it takes to lay something over a picture of this size, at most.
pub(crate) fn work(canvas: Dimensions, how: &Watermark) -> Work {
    /// Nanoseconds for a pixel.
    const PIXEL: f64 = 12.0;
    let part = match (how.place, how.scale) {
        (Place::At(_), Some(scale)) => scale.value() * scale.value(),
        _ => 1.0,
    };
    Work::of(canvas.pixels(), PIXEL).times(part)
}

/// Where the corners are, along width and height.
fn places(place: Place, size: Dimensions, canvas: Dimensions) -> (Vec<i64>, Vec<i64>) {
    match place {
        Place::At(position) => {
            let (x, y) = position.alignments();
            (
                vec![laid(x, size.width, canvas.width)],
                vec![laid(y, size.height, canvas.height)],
            )
        }
        Place::Tile => (
            tiles(size.width, canvas.width),
            tiles(size.height, canvas.height),
        ),
    }
}

/// Where something begins along a side, before its start where it is longer. Halves are rounded up, as by sharp.
fn laid(place: Alignment, length: u32, side: u32) -> i64 {
    let rest = i64::from(side).saturating_sub(length.into());
    match place {
        Alignment::End => rest,
        Alignment::Start => 0,
        // No watermark lies at a point.
        Alignment::Middle | Alignment::Part(_) => rest.saturating_add(1).div_euclid(2),
    }
}

/// Where tiles begin that cover a side, one of them in its middle.
fn tiles(length: u32, side: u32) -> Vec<i64> {
    let step = i64::from(length.max(1));
    let middle = laid(Alignment::Middle, length, side);
    let first = middle.rem_euclid(step).saturating_sub(step);
    let step = usize::try_from(length.max(1)).unwrap_or(usize::MAX);
    (first..side.into()).step_by(step).collect()
}

/// How much there is in front of a place, and how much of what begins there is beyond the edge.
fn apart(place: i64) -> (usize, usize) {
    let length = |place: i64| usize::try_from(place.max(0)).unwrap_or(usize::MAX);
    (length(place), length(place.saturating_neg()))
}

/// Pixels over those of a layout of so many channels.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "alpha is at most WHOLE, and 255 times 255 times that below 2^32"
)]
fn lay_row<const CHANNELS: usize>(target: &mut [u8], row: &[[u8; 4]], opacity: u32) {
    const OPAQUE: u32 = u8::MAX as u32;
    let (pixels, _) = target.as_chunks_mut::<CHANNELS>();
    for (below, above) in pixels.iter_mut().zip(row) {
        let [red, green, blue, alpha] = *above;
        let above = [red, green, blue];
        let alpha = u32::from(alpha) * opacity;
        if alpha == 0 {
            continue;
        }
        let left = WHOLE - alpha;
        let colors = if const { CHANNELS < 3 } { 1 } else { 3 };
        if const { CHANNELS % 2 == 1 } {
            for (below, above) in below.iter_mut().zip(above) {
                let sum = u32::from(above) * alpha + u32::from(*below) * left;
                *below = nearest(sum, WHOLE);
            }
            continue;
        }
        let below_alpha = below.last().copied().map_or(OPAQUE, u32::from);
        // Both in parts of 255 times `WHOLE`.
        let (upper, lower) = (alpha * OPAQUE, below_alpha * left);
        for (below, above) in below.iter_mut().take(colors).zip(above) {
            let sum = u32::from(above) * upper + u32::from(*below) * lower;
            *below = nearest(sum, upper + lower);
        }
        if let Some(last) = below.last_mut() {
            *last = nearest(upper + lower, WHOLE);
        }
    }
}

/// A quotient that is at most 255, rounded.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "`whole` is at least 1 and at most 255 times WHOLE, and the sum at most 255 times as much"
)]
fn nearest(sum: u32, whole: u32) -> u8 {
    u8::try_from((sum + whole / 2) / whole).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use marble_transform::Transform;

    fn how(text: &str) -> Watermark {
        let transform = Transform::parse(&format!("9x9,watermark={text}"), 9).unwrap();
        transform.watermark.unwrap()
    }

    fn picture(layout: Layout, width: u32, height: u32, pixels: &[u8]) -> Picture {
        Picture {
            size: Dimensions { width, height },
            layout,
            pixels: pixels.to_vec(),
            profile: None,
        }
    }

    /// By the formula: `alpha = a + b (1 - a)`, `colour = (A a + B b (1 - a)) / alpha`.
    #[test]
    fn lays_colors_over_colors() {
        for (layout, below, above, opacity, expected) in [
            (
                Layout::Rgb,
                &[10, 20, 30][..],
                [200, 100, 50, 255],
                "1",
                &[200, 100, 50][..],
            ),
            (
                Layout::Rgb,
                &[10, 20, 30],
                [200, 100, 50, 0],
                "1",
                &[10, 20, 30],
            ),
            // 10 + 190 * 128 / 255.
            (
                Layout::Rgb,
                &[10, 20, 30],
                [200, 100, 50, 128],
                "1",
                &[105, 60, 40],
            ),
            // 10 + 190 * 0.25, 20 + 80 * 0.25, 30 + 20 * 0.25.
            (
                Layout::Rgb,
                &[10, 20, 30],
                [200, 100, 50, 255],
                "0.25",
                &[58, 40, 35],
            ),
            (Layout::Grey, &[7], [200, 200, 200, 51], "1", &[46]),
            // What has no alpha lets the watermark be seen as it is.
            (
                Layout::Rgba,
                &[9, 9, 9, 0],
                [200, 100, 50, 128],
                "1",
                &[200, 100, 50, 128],
            ),
            (
                Layout::Rgba,
                &[9, 9, 9, 0],
                [200, 100, 50, 128],
                "0.5",
                &[200, 100, 50, 64],
            ),
            (
                Layout::Rgba,
                &[9, 9, 9, 255],
                [9, 9, 9, 255],
                "0.01",
                &[9, 9, 9, 255],
            ),
            // alpha 0.5 over 0.5: 0.75; (200 * 0.502 + 0 * 0.502 * 0.498) / 0.752.
            (
                Layout::Rgba,
                &[0, 0, 0, 128],
                [200, 100, 50, 128],
                "1",
                &[134, 67, 33, 192],
            ),
            (
                Layout::GreyAlpha,
                &[0, 128],
                [200, 200, 200, 128],
                "1",
                &[134, 192],
            ),
        ] {
            let overlay = Overlay::new(1, above.to_vec());
            let found = overlay.over(
                picture(layout, 1, 1, below),
                &how(&format!("centre:{opacity}")),
            );
            assert_eq!(found.pixels, expected, "{above:?} over {below:?}");
            assert_eq!(found.layout, layout);
        }
    }

    #[test]
    fn gives_grey_a_colour_where_it_has_one() {
        for (above, layout, expected) in [
            ([5, 5, 5, 255], Layout::Grey, &[5][..]),
            // A colour that alpha hides is none.
            ([1, 2, 3, 0], Layout::Grey, &[7]),
            ([1, 2, 3, 255], Layout::Rgb, &[1, 2, 3]),
        ] {
            let overlay = Overlay::new(1, above.to_vec());
            let found = overlay.over(picture(Layout::Grey, 1, 1, &[7]), &how("centre"));
            assert_eq!((found.layout, found.pixels.as_slice()), (layout, expected));
        }
    }

    /// Where the one opaque pixel of a watermark comes to lie, and what of a larger one is left.
    #[test]
    fn lies_where_its_place_is() {
        let drawn = |place: &str, (width, height), (wide, high): (u32, u32)| -> Vec<String> {
            let pixels = (1..=wide * high)
                .flat_map(|at| [u8::try_from(at).unwrap(); 3].into_iter().chain([255]));
            let overlay = Overlay::new(wide, pixels.collect());
            let below = vec![0; (width * height) as usize];
            let found = overlay.over(picture(Layout::Grey, width, height, &below), &how(place));
            let rows = found.pixels.chunks(width as usize);
            rows.map(|row| row.iter().map(ToString::to_string).collect())
                .collect()
        };
        for (place, size, watermark, expected) in [
            ("northwest", (3, 2), (1, 1), &["100", "000"][..]),
            ("north", (3, 2), (1, 1), &["010", "000"]),
            ("northeast", (3, 2), (1, 1), &["001", "000"]),
            // Halves are rounded up: sharp 0.35.5 says so, too.
            ("west", (3, 2), (1, 1), &["000", "100"]),
            ("centre", (3, 2), (1, 1), &["000", "010"]),
            ("east", (3, 2), (1, 1), &["000", "001"]),
            ("southwest", (3, 2), (1, 1), &["000", "100"]),
            ("south", (3, 2), (1, 1), &["000", "010"]),
            ("southeast", (3, 2), (1, 1), &["000", "001"]),
            ("centre", (1, 1), (3, 3), &["5"]),
            ("centre", (2, 1), (3, 3), &["45"]),
            ("northwest", (2, 2), (3, 3), &["12", "45"]),
            ("southeast", (2, 2), (3, 3), &["56", "89"]),
            ("north", (1, 1), (3, 3), &["2"]),
            ("east", (2, 1), (3, 3), &["56"]),
            ("tile", (5, 3), (1, 1), &["11111", "11111", "11111"]),
            ("tile", (5, 3), (2, 2), &["34343", "12121", "34343"]),
            ("tile", (1, 1), (3, 3), &["5"]),
            ("tile", (4, 1), (3, 1), &["3123"]),
        ] {
            let found = drawn(place, size, watermark);
            assert_eq!(found, expected, "{place} {size:?} {watermark:?}");
        }
    }
}
