//! The part where the eye goes: around the place that has, within some distance, most edges of luminance, colours of skin
//! and red.
//!
//! The picture is looked at in 32 by 32 pixels, whatever its shape; that is how finely the place is found.

use image::metadata::Orientation;

use crate::color::lab::Space;
use crate::error::Error;
use crate::geometry::{Area, Dimensions};
use crate::pixels::kernel::Kernel;
use crate::pixels::picture::Picture;
use crate::pixels::resize;

/// Pixels of a side.
const SIDE: usize = 32;

/// A number for each pixel, row by row.
type Map = Vec<f32>;

/// The direction of the colour of skin in CIE XYZ (smartcrop.js).
const SKIN: [f32; 3] = [0.78, 0.57, 0.44];

/// Luminance, of 100, up to which it is too dark to tell a colour.
const DARK: f32 = 5.0;

/// Where a part of a picture begins that is no larger than it.
pub(super) fn find(picture: &Picture, part: Dimensions) -> Result<(u32, u32), Error> {
    let Dimensions { width, height } = picture.size;
    let area = Area {
        left: 0.0,
        top: 0.0,
        width: width.into(),
        height: height.into(),
    };
    let side = u32::try_from(SIDE).unwrap_or_default();
    let square = Dimensions {
        width: side,
        height: side,
    };
    let small = resize::preview(picture, area, square, Orientation::NoTransforms)?;
    let share = |part: u32, whole: u32| f64::from(part) / f64::from(whole) * f64::from(side);
    let diagonal = share(part.width, width).hypot(share(part.height, height));
    let kernel = Kernel::of_blur((diagonal / 10.0).max(1.0));
    let (x, y) = highest(&blurred(&blurred(&scores(&small), &kernel), &kernel));
    Ok((around(x, width, part.width), around(y, height, part.height)))
}

/// Where a part of a side begins that has a place in its middle, as far as the edges allow.
fn around(place: u32, whole: u32, part: u32) -> u32 {
    let middle = u64::from(place).saturating_mul(whole.into());
    let middle = u32::try_from(middle / 32).unwrap_or(whole);
    middle
        .saturating_sub(part / 2)
        .min(whole.saturating_sub(part))
}

/// How much each pixel draws the eye.
fn scores(picture: &Picture) -> Map {
    let space = Space::new();
    let channels = picture.layout.channels();
    let grey = picture.layout.is_grey();
    let mut luminance = Map::with_capacity(SIDE * SIDE);
    let mut scores = Map::with_capacity(SIDE * SIDE);
    for pixel in picture.pixels.chunks_exact(channels) {
        let color = match pixel {
            [level, ..] if grey => [*level; 3],
            [red, green, blue, ..] => [*red, *green, *blue],
            _ => [0; 3],
        };
        let xyz = space.to_xyz(color).map(|light| light * 100.0);
        luminance.push(xyz[1]);
        scores.push(if xyz[1] > DARK {
            skin(xyz) + space.to_lab(color).a * 500.0
        } else {
            0.0
        });
    }
    for (place, score) in scores.iter_mut().enumerate() {
        *score += 5.0 * edge(&luminance, place / SIDE, place % SIDE).abs();
    }
    scores
}

/// How near a colour is to that of skin, whatever its brightness; at most 100.
fn skin(xyz: [f32; 3]) -> f32 {
    let length = |[x, y, z]: [f32; 3]| (x * x + y * y + z * z).sqrt();
    let whole = length(xyz);
    let [x, y, z] = xyz.map(|part| part / whole);
    100.0 - 100.0 * length([x - SKIN[0], y - SKIN[1], z - SKIN[2]])
}

/// Four times a pixel, less its four neighbours.
fn edge(map: &Map, row: usize, column: usize) -> f32 {
    let (up, down) = (row.saturating_sub(1), row.saturating_add(1));
    let (left, right) = (column.saturating_sub(1), column.saturating_add(1));
    4.0 * at(map, row, column)
        - at(map, up, column)
        - at(map, down, column)
        - at(map, row, left)
        - at(map, row, right)
}

/// A number of the map, which goes on beyond its edges as it ends.
fn at(map: &Map, row: usize, column: usize) -> f32 {
    let last = const { SIDE - 1 };
    let place = row.min(last).saturating_mul(SIDE);
    let number = map.get(place.saturating_add(column.min(last)));
    number.copied().unwrap_or_default()
}

/// Blurred along the rows, and turned about the diagonal: twice, it is blurred and as it was.
fn blurred(map: &Map, kernel: &Kernel) -> Map {
    let mut blurred = Map::with_capacity(map.len());
    for place in 0..map.len() {
        let (column, row) = (place / SIDE, place % SIDE);
        let mut sum = 0.0;
        for it in &kernel.boxes {
            let mut inside = at(map, row, column);
            for distance in 1..=it.reach {
                inside += at(map, row, column.saturating_sub(distance));
                inside += at(map, row, column.saturating_add(distance));
            }
            sum += f32::from(it.weight) * inside;
        }
        blurred.push(sum / f32::from(kernel.sum));
    }
    blurred
}

/// Column and row of the largest number, the first of its kind.
fn highest(map: &Map) -> (u32, u32) {
    let mut found = 0;
    let mut most = f32::NEG_INFINITY;
    for (place, number) in (0..).zip(map) {
        if *number > most {
            most = *number;
            found = place;
        }
    }
    (found % 32, found / 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likes_skin() {
        let space = Space::new();
        let score = |color| skin(space.to_xyz(color));
        let face = score([230, 180, 150]);
        for other in [[20, 60, 200], [40, 160, 40], [128, 128, 128]] {
            assert!(score(other) < face, "{other:?}");
        }
        assert!(face > 80.0 && face <= 100.0, "{face}");
    }

    #[test]
    fn sees_edges_at_the_edge_too() {
        let mut map = vec![1.0; SIDE * SIDE];
        assert!(edge(&map, 0, SIDE - 1).abs() < 1e-6);
        map[SIDE - 1] = 2.0;
        assert!((edge(&map, 0, SIDE - 1) - 2.0).abs() < 1e-6);
        assert!((edge(&map, 1, SIDE - 1) + 1.0).abs() < 1e-6);
    }

    #[test]
    fn finds_a_spot_again_after_blurring() {
        let kernel = Kernel::of_blur(2.5);
        for (x, y) in [(0, 0), (31, 5), (16, 30), (7, 8)] {
            let mut map = vec![0.0; SIDE * SIDE];
            map[y * SIDE + x] = 100.0;
            let blurred = blurred(&blurred(&map, &kernel), &kernel);
            let found = highest(&blurred);
            assert_eq!(
                found,
                (u32::try_from(x).unwrap(), u32::try_from(y).unwrap())
            );
        }
    }

    #[test]
    fn keeps_the_place_in_the_middle_if_it_can() {
        for (place, whole, part, expected) in [
            (0, 320, 100, 0),
            (16, 320, 100, 110),
            (31, 320, 100, 220),
            (16, 7, 7, 0),
        ] {
            assert_eq!(around(place, whole, part), expected, "{place} of {whole}");
        }
    }
}
