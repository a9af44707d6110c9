//! The eight orientations of a camera (CIPA DC-008, Exif 2.32, tag 0x0112), on boxes.

use image::metadata::Orientation;

use crate::geometry::{Area, Dimensions};

/// The dimensions of a stored picture as it is seen, or the other way round.
pub(super) fn turn(size: Dimensions, orientation: Orientation) -> Dimensions {
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
pub(super) fn to_stored(seen: Area, stored: Dimensions, orientation: Orientation) -> Area {
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
    use image::{DynamicImage, GrayImage, Luma};

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
}
