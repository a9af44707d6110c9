//! Colours to grey as light is seen: the sum of red, green and blue light, weighted as in Rec. 709, as libvips does it.
//! A grey that is the luma of a JPEG would be another one where colours are strong: 76 instead of 127 for pure red.

use crate::color::lab::Light;
use crate::pixels::picture::{Layout, Picture, profile_fits};

/// The picture in grey. A profile for colours goes with them.
pub(super) fn without_colors(picture: Picture) -> Picture {
    let layout = match picture.layout {
        Layout::Grey | Layout::GreyAlpha => return picture,
        Layout::Rgb => Layout::Grey,
        Layout::Rgba => Layout::GreyAlpha,
    };
    let light = Light::new();
    let bytes = picture.pixels.len();
    let mut pixels = Vec::with_capacity(if layout.has_alpha() {
        bytes / 2
    } else {
        bytes / 3
    });
    if layout.has_alpha() {
        let (old, _) = picture.pixels.as_chunks();
        pixels.extend(
            old.iter().flat_map(|[red, green, blue, alpha]| {
                [grey([*red, *green, *blue], &light), *alpha]
            }),
        );
    } else {
        let (old, _) = picture.pixels.as_chunks();
        pixels.extend(old.iter().map(|color| grey(*color, &light)));
    }
    Picture {
        layout,
        pixels,
        profile: picture
            .profile
            .filter(|profile| profile_fits(profile, layout)),
        ..picture
    }
}

fn grey(color: [u8; 3], light: &Light) -> u8 {
    let [red, green, blue] = color.map(|color| light.linear(color));
    light.encoded(0.2126 * red + 0.7152 * green + 0.0722 * blue)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As sharp 0.35.5 makes them.
    #[test]
    fn sums_light() {
        let light = Light::new();
        for (color, expected) in [
            ([0, 0, 0], 0),
            ([255, 255, 255], 255),
            ([90, 90, 90], 90),
            ([255, 0, 0], 127),
            ([0, 255, 0], 220),
            ([0, 0, 255], 76),
            ([200, 100, 50], 128),
        ] {
            let found = grey(color, &light);
            assert!(found.abs_diff(expected) <= 1, "{color:?}: {found}");
        }
        for sample in 0..=u8::MAX {
            assert_eq!(grey([sample; 3], &light), sample);
        }
    }
}
