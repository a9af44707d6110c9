//! The eight orientations of a camera (CIPA DC-008, Exif 2.32, tag 0x0112): what turns and mirrors add up to, and what
//! they make of boxes.

use image::metadata::Orientation;
use marble_transform::{Rotation, Turn};

use crate::geometry::{Area, Dimensions};
use crate::metadata::exif;

/// Where the axes of a picture point, x then y, after it was turned.
type Axes = [[i8; 2]; 2];

const ALL: [Orientation; 8] = [
    Orientation::NoTransforms,
    Orientation::Rotate90,
    Orientation::Rotate180,
    Orientation::Rotate270,
    Orientation::FlipHorizontal,
    Orientation::FlipVertical,
    Orientation::Rotate90FlipH,
    Orientation::Rotate270FlipH,
];

/// What Exif says of a picture, with whatever stands in front of it. One with unreadable metadata is a picture still.
pub(crate) fn from_exif(exif: Option<&[u8]>) -> Orientation {
    let number = exif.and_then(exif::orientation);
    let orientation = number.and_then(Orientation::from_exif);
    orientation.unwrap_or(Orientation::NoTransforms)
}

/// The one orientation that a file's own and the turn after it add up to.
pub(crate) fn then(stored: Orientation, turn: Turn) -> Orientation {
    let rotated = match turn.rotate {
        Rotation::None => Orientation::NoTransforms,
        Rotation::Quarter => Orientation::Rotate90,
        Rotation::Half => Orientation::Rotate180,
        Rotation::ThreeQuarters => Orientation::Rotate270,
    };
    let steps = [
        (turn.flip, Orientation::FlipVertical),
        (turn.flop, Orientation::FlipHorizontal),
        (true, rotated),
    ];
    let steps = steps.into_iter().filter(|(wanted, _)| *wanted);
    let sum = steps.fold(axes(stored), |sum, (_, step)| after(sum, axes(step)));
    let mut all = ALL.into_iter();
    all.find(|one| axes(*one) == sum).unwrap_or(stored)
}

fn axes(orientation: Orientation) -> Axes {
    match orientation {
        Orientation::NoTransforms => [[1, 0], [0, 1]],
        Orientation::Rotate90 => [[0, 1], [-1, 0]],
        Orientation::Rotate180 => [[-1, 0], [0, -1]],
        Orientation::Rotate270 => [[0, -1], [1, 0]],
        Orientation::FlipHorizontal => [[-1, 0], [0, 1]],
        Orientation::FlipVertical => [[1, 0], [0, -1]],
        Orientation::Rotate90FlipH => [[0, 1], [1, 0]],
        Orientation::Rotate270FlipH => [[0, -1], [-1, 0]],
    }
}

/// Where the axes point when they are turned once more.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "one of the products is 1 or -1, the other 0"
)]
fn after(first: Axes, then: Axes) -> Axes {
    let [right, down] = then;
    first.map(|[x, y]| [x * right[0] + y * down[0], x * right[1] + y * down[1]])
}

/// The dimensions of a stored picture as it is seen, or the other way round.
pub(crate) fn turn(size: Dimensions, orientation: Orientation) -> Dimensions {
    if swaps_sides(orientation) {
        Dimensions {
            width: size.height,
            height: size.width,
        }
    } else {
        size
    }
}

/// Brings a box from the picture as it is seen to the picture as it is stored, which has the dimensions `stored`.
pub(crate) fn to_stored(seen: Area, stored: Dimensions, orientation: Orientation) -> Area {
    let mut area = if swaps_sides(orientation) {
        Area {
            left: seen.top,
            top: seen.left,
            width: seen.height,
            height: seen.width,
        }
    } else {
        seen
    };
    let (mirrors_x, mirrors_y) = mirrors(orientation);
    if mirrors_x {
        area.left = f64::from(stored.width) - (area.left + area.width);
    }
    if mirrors_y {
        area.top = f64::from(stored.height) - (area.top + area.height);
    }
    // Differences of large numbers may fall a hair below the edge.
    area.left = area.left.max(0.0);
    area.top = area.top.max(0.0);
    area
}

fn swaps_sides(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    )
}

/// Whether the stored picture is mirrored, in x and in y, after its sides were swapped.
fn mirrors(orientation: Orientation) -> (bool, bool) {
    match orientation {
        Orientation::NoTransforms | Orientation::Rotate90FlipH => (false, false),
        Orientation::FlipHorizontal | Orientation::Rotate270 => (true, false),
        Orientation::FlipVertical | Orientation::Rotate90 => (false, true),
        Orientation::Rotate180 | Orientation::Rotate270FlipH => (true, true),
    }
}

#[cfg(test)]
mod tests {
    use image::DynamicImage;
    use image::GrayImage;
    use image::Luma;

    use super::*;

    /// A box cut out of the stored picture and then turned is the box cut out of the turned picture.
    #[test]
    fn finds_the_box_that_is_seen() {
        let stored = GrayImage::from_fn(5, 3, |x, y| Luma([u8::try_from(y * 5 + x).unwrap()]));
        for tag in 1..=8 {
            let orientation = Orientation::from_exif(tag).unwrap();
            let mut seen = DynamicImage::from(stored.clone());
            seen.apply_orientation(orientation);
            let size = Dimensions {
                width: 5,
                height: 3,
            };
            let turned = turn(size, orientation);
            assert_eq!((turned.width, turned.height), (seen.width(), seen.height()));

            let expected = seen.crop_imm(1, 0, 2, 2).into_luma8();
            let area = Area {
                left: 1.0,
                top: 0.0,
                width: 2.0,
                height: 2.0,
            };
            let area = to_stored(area, size, orientation);
            let number = |value: f64| value.to_string().parse::<u32>().unwrap();
            let cut = DynamicImage::from(stored.clone()).crop_imm(
                number(area.left),
                number(area.top),
                number(area.width),
                number(area.height),
            );
            let mut cut = cut;
            cut.apply_orientation(orientation);
            assert_eq!(cut.into_luma8(), expected, "orientation {tag}");
        }
    }

    /// Against the library that turns the pixels.
    #[test]
    fn adds_up_to_what_the_steps_make_of_the_pixels() {
        let stored = GrayImage::from_fn(3, 2, |x, y| Luma([u8::try_from(3 * y + x).unwrap()]));
        let rotations = [
            Rotation::None,
            Rotation::Quarter,
            Rotation::Half,
            Rotation::ThreeQuarters,
        ];
        for orientation in ALL {
            for rotate in rotations {
                for (flip, flop) in [(false, false), (true, false), (false, true), (true, true)] {
                    let turn = Turn { flip, flop, rotate };
                    let mut steps = DynamicImage::from(stored.clone());
                    steps.apply_orientation(orientation);
                    if flip {
                        steps = steps.flipv();
                    }
                    if flop {
                        steps = steps.fliph();
                    }
                    steps = match rotate {
                        Rotation::None => steps,
                        Rotation::Quarter => steps.rotate90(),
                        Rotation::Half => steps.rotate180(),
                        Rotation::ThreeQuarters => steps.rotate270(),
                    };
                    let mut once = DynamicImage::from(stored.clone());
                    once.apply_orientation(then(orientation, turn));
                    assert_eq!(once, steps, "{orientation:?}, {turn:?}");
                }
            }
        }
    }
}
