//! The planes of a JPEG to RGB, for results that are no JPEG or need a ground.

use marble_jpeg::{Color, Plane, Planes};

use crate::geometry::Dimensions;
use crate::pixels::picture::{Layout, Picture};

use super::icc::Conversion;

/// One row of each component, all of the same length.
type Rows<'a> = [&'a [u8]];

/// Appends the pixels of one row as red, green and blue. Grey is not asked for: it stays what it is.
fn push_row(color: Color, rows: &Rows<'_>, inks: Option<&Conversion<'_>>, rgb: &mut Vec<u8>) {
    match (color, rows, inks) {
        (Color::YCbCr, [y, cb, cr], _) => {
            for ((y, cb), cr) in y.iter().zip(*cb).zip(*cr) {
                rgb.extend(from_ycc(*y, *cb, *cr));
            }
        }
        (Color::Rgb, [r, g, b], _) => {
            for ((r, g), b) in r.iter().zip(*g).zip(*b) {
                rgb.extend([*r, *g, *b]);
            }
        }
        (Color::Cmyk, [c, m, y, k], Some(inks)) => {
            for (((c, m), y), k) in c.iter().zip(*m).zip(*y).zip(*k) {
                rgb.extend(light([*c, *m, *y], *k, inks));
            }
        }
        (Color::Ycck, [y, cb, cr, k], Some(inks)) => {
            for (((y, cb), cr), k) in y.iter().zip(*cb).zip(*cr).zip(*k) {
                // What the first three hold is the inverse of the inks as they are stored (T.872, 6.5.3).
                rgb.extend(light(from_ycc(*y, *cb, *cr).map(|ink| !ink), *k, inks));
            }
        }
        _ => {}
    }
}

/// Planes of the same size, in grey or RGB. Only inks need to be told what they look like.
pub(crate) fn to_picture(planes: Planes, inks: Option<&Conversion<'_>>) -> Picture {
    let Planes {
        width,
        height,
        color,
        mut planes,
    } = planes;
    let layout = layout(color);
    let pixels = match (layout, planes.as_mut_slice()) {
        (Layout::Grey, [luma, ..]) => std::mem::take(&mut luma.samples),
        (_, planes) => interleave(color, planes, width, inks),
    };
    Picture {
        size: Dimensions { width, height },
        layout,
        pixels,
        profile: None,
    }
}

/// What becomes of colours.
fn layout(color: Color) -> Layout {
    match color {
        Color::Grey => Layout::Grey,
        Color::Cmyk | Color::Rgb | Color::YCbCr | Color::Ycck => Layout::Rgb,
    }
}

fn interleave(
    color: Color,
    planes: &[Plane],
    width: u32,
    inks: Option<&Conversion<'_>>,
) -> Vec<u8> {
    let samples = planes.first().map_or(0, |plane| plane.samples.len());
    let mut pixels = Vec::with_capacity(samples.saturating_mul(3));
    let width = (width as usize).max(1);
    let mut rows: Vec<_> = planes
        .iter()
        .map(|plane| plane.samples.chunks_exact(width))
        .collect();
    for _ in 0..samples.checked_div(width).unwrap_or_default() {
        let row: Vec<_> = rows.iter_mut().filter_map(Iterator::next).collect();
        push_row(color, &row, inks, &mut pixels);
    }
    pixels
}

/// ITU-T T.871, clause 7, in steps of 1/65,536.
#[expect(clippy::arithmetic_side_effects, reason = "each sum is below 2^26")]
fn from_ycc(y: u8, cb: u8, cr: u8) -> [u8; 3] {
    const HALF: i32 = 1 << 15;
    let y = i32::from(y) << 16;
    let cb = i32::from(cb) - 128;
    let cr = i32::from(cr) - 128;
    let red = y + 91_881 * cr;
    let green = y - 22_554 * cb - 46_802 * cr;
    let blue = y + 116_130 * cb;
    [red, green, blue].map(|value| clamp((value + HALF) >> 16))
}

fn clamp(value: i32) -> u8 {
    u8::try_from(value.clamp(0, 255)).unwrap_or(u8::MAX)
}

/// What inks look like, of which Adobe stores the inverse: the light that each of them leaves.
fn light([c, m, y]: [u8; 3], black: u8, inks: &Conversion<'_>) -> [u8; 3] {
    inks.color(&[c, m, y, black].map(|left| !left))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_corners_of_the_cube() {
        for (ycc, rgb) in [
            ([0, 128, 128], [0, 0, 0]),
            ([255, 128, 128], [255, 255, 255]),
            ([76, 85, 255], [254, 0, 0]),
            ([150, 44, 21], [0, 255, 1]),
            ([29, 255, 107], [0, 0, 254]),
        ] {
            let [y, cb, cr] = ycc;
            assert_eq!(from_ycc(y, cb, cr), rgb, "{ycc:?}");
        }
    }

    #[test]
    fn turns_inks_over() {
        let inks = Conversion::of_inks(None);
        let rows: [&[u8]; 4] = [&[255, 200], &[0, 100], &[128, 0], &[255, 128]];
        let mut rgb = Vec::new();
        push_row(Color::Cmyk, &rows, Some(&inks), &mut rgb);
        let expected = [[0, 255, 127, 0], [55, 155, 255, 127]].map(|it| inks.color(&it));
        assert_eq!(rgb, expected.concat());
    }
}
