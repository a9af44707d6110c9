//! Lightness and saturation as sharp's `modulate` changes them: factors of lightness and chroma (CIELAB).
//! The hue stays, so that a factor of chroma is one of both colour differences.

use marble_transform::Decimal;

use crate::color::lab::{Lab, Space};
use crate::pixels::picture::{Layout, Picture};

use super::colors::colors;

/// Changes lightness and saturation of a picture.
#[expect(
    clippy::cast_possible_truncation,
    reason = "four digits behind the point"
)]
pub(super) fn modulate(picture: &mut Picture, brightness: Decimal, saturation: Decimal) {
    let colorful = matches!(picture.layout, Layout::Rgb | Layout::Rgba);
    if brightness == Decimal::ONE && (saturation == Decimal::ONE || !colorful) {
        return;
    }
    let space = Space::new();
    let (brightness, saturation) = (brightness.value() as f32, saturation.value() as f32);
    let greys: Vec<_> = (0..=u8::MAX)
        .map(|grey| space.to_grey(space.lightness([grey; 3]) * brightness))
        .collect();
    for color in colors(picture) {
        match color {
            [red, green, blue] => {
                let lab = space.to_lab([*red, *green, *blue]);
                [*red, *green, *blue] = space.to_rgb(Lab {
                    lightness: lab.lightness * brightness,
                    a: lab.a * saturation,
                    b: lab.b * saturation,
                });
            }
            [grey] => *grey = greys.get(usize::from(*grey)).copied().unwrap_or(*grey),
            _ => {}
        }
    }
}
