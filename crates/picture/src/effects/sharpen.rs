//! Sharpening as sharp does it with a sigma alone: what lightness has more than its surroundings is added once more, and
//! twice beyond a distance; colour differences stay as they are.

use crate::color::lab::{Lab, Space};
use crate::pixels::kernel::Kernel;
use crate::pixels::picture::Picture;

use super::blur;
use super::colors::colors;

/// Distances up to this one count once (`x1`), those beyond it twice.
const FLAT: f32 = 2.0;
/// Gains of either (`m1`, `m2`).
const GAINS: (f32, f32) = (1.0, 2.0);
/// How much darker and how much brighter it becomes at most (`y3`, `y2`).
const MOST: (f32, f32) = (20.0, 10.0);

/// Steps of lightness, of which there are 32,767 to 100, as in libvips.
const STEP: f32 = 327.67;

/// Sharpens a picture, whose alpha is multiplied in.
pub(super) fn sharpen(picture: &mut Picture, kernel: &Kernel) {
    let space = Space::new();
    let width = picture.size.width as usize;
    let mut around = Vec::with_capacity(pixels(picture));
    let lightness = colors(picture).map(|color| step(space.lightness(rgb(color))));
    around.extend(lightness);
    blur::samples::<u16, 1>(&mut around, width, kernel);
    for (color, around) in colors(picture).zip(around) {
        let around = f32::from(around) / STEP;
        match color {
            [red, green, blue] => {
                let lab = space.to_lab([*red, *green, *blue]);
                let lightness = lab.lightness + gain(lab.lightness - around);
                let lightness = lightness.clamp(0.0, 100.0);
                [*red, *green, *blue] = space.to_rgb(Lab { lightness, ..lab });
            }
            [grey] => {
                let lightness = space.lightness([*grey; 3]);
                let lightness = lightness + gain(lightness - around);
                *grey = space.to_grey(lightness.clamp(0.0, 100.0));
            }
            _ => {}
        }
    }
}

fn pixels(picture: &Picture) -> usize {
    let channels = picture.layout.channels();
    picture.pixels.len().checked_div(channels).unwrap_or(0)
}

fn rgb(color: &[u8]) -> [u8; 3] {
    match color {
        [red, green, blue] => [*red, *green, *blue],
        [grey] => [*grey; 3],
        _ => [0; 3],
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "from 0 to 32,767"
)]
fn step(lightness: f32) -> u16 {
    (lightness * STEP + 0.5) as u16
}

/// What is added to a lightness that is so far above that of its surroundings.
fn gain(distance: f32) -> f32 {
    let once = distance.clamp(-FLAT, FLAT);
    let gain = once * GAINS.0 + (distance - once) * GAINS.1;
    gain.clamp(-MOST.0, MOST.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gains_more_beyond_what_is_flat() {
        for (distance, expected) in [
            (0.0, 0.0),
            (1.0, 1.0),
            (-2.0, -2.0),
            (3.0, 4.0),
            (-5.0, -8.0),
            (50.0, 10.0),
            (-50.0, -20.0),
        ] {
            assert!((gain(distance) - expected).abs() < 1e-6, "{distance}");
        }
    }
}
