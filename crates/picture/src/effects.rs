//! What is done to the pixels of a picture that has its size: filters and colours, in sharp's order.
//!
//! Everything happens in place, with a few rows or one more plane of memory.

mod blur;
mod colors;
mod contrast;
mod grey;
mod modulate;
mod sharpen;

use marble_transform::Effects;

use crate::geometry::Dimensions;
use crate::pixels::alpha;
use crate::pixels::kernel::Kernel;
use crate::pixels::picture::Picture;
use crate::work::Work;

/// Nanoseconds a pixel, as measured: lightness is found and put back, besides its blurring.
const SHARPENING: f64 = 60.0;

/// Nanoseconds a pixel, as measured: to lightness and chroma, and back.
const MODULATION: f64 = 60.0;

/// Nanoseconds a pixel, as measured.
const GREY: f64 = 10.0;

/// Nanoseconds a pixel, as measured.
const CONTRAST: f64 = 4.0;

/// Applies what is asked for: colours are taken out, then the picture is blurred, its lightness and saturation are
/// changed, it is sharpened, and its contrast is changed.
///
/// Filters see colours with alpha multiplied in, so that nothing comes out of what is not to be seen. What changes each
/// pixel by itself sees the colours as they are; sharp, where it resized, changes lightness and saturation of the
/// multiplied ones.
pub(crate) fn apply(picture: Picture, effects: &Effects) -> Picture {
    let mut picture = if effects.grayscale {
        grey::without_colors(picture)
    } else {
        picture
    };
    if let Some(sigma) = effects.blur {
        let kernel = Kernel::of_blur(sigma.value());
        multiplied(&mut picture, |picture| blur::picture(picture, &kernel));
    }
    modulate::modulate(&mut picture, effects.brightness, effects.saturation);
    if let Some(sigma) = effects.sharpen {
        let kernel = Kernel::of_sharpening(sigma.value());
        multiplied(&mut picture, |picture| sharpen::sharpen(picture, &kernel));
    }
    contrast::change(&mut picture, effects.contrast);
    picture
}

/// What the effects take beside a picture of so many channels, in bytes.
pub(crate) fn cost(effects: &Effects, size: Dimensions, channels: u64) -> u64 {
    let pixels = u64::from(size.width).saturating_mul(size.height.into());
    let grey = if effects.grayscale {
        channels.min(2)
    } else {
        0
    };
    let blurred = effects.blur.map_or(0, |sigma| {
        let kernel = Kernel::of_blur(sigma.value());
        blur::cost(&kernel, size, channels, 1)
    });
    let sharpened = effects.sharpen.map_or(0, |sigma| {
        let kernel = Kernel::of_sharpening(sigma.value());
        let lightness = pixels.saturating_mul(2);
        lightness.saturating_add(blur::cost(&kernel, size, 1, 2))
    });
    pixels.saturating_mul(grey).max(blurred).max(sharpened)
}

/// How long the effects take.
pub(crate) fn work(effects: &Effects, size: Dimensions, channels: u64) -> Work {
    let pixels = size.pixels();
    let of = |is_there: bool, nanoseconds| {
        let pixels = if is_there { pixels } else { 0 };
        Work::of(pixels, nanoseconds)
    };
    let blurred = effects.blur.map_or(Work::NONE, |sigma| {
        let kernel = Kernel::of_blur(sigma.value());
        blur::work(&kernel, size, channels)
    });
    let sharpened = effects.sharpen.map_or(Work::NONE, |sigma| {
        let kernel = Kernel::of_sharpening(sigma.value());
        of(true, SHARPENING) + blur::work(&kernel, size, 1)
    });
    let changed = effects.brightness != Effects::NONE.brightness
        || effects.saturation != Effects::NONE.saturation;
    let contrast = effects.contrast != Effects::NONE.contrast;
    of(effects.grayscale, GREY)
        + blurred
        + of(changed, MODULATION)
        + sharpened
        + of(contrast, CONTRAST)
}

fn multiplied(picture: &mut Picture, filter: impl FnOnce(&mut Picture)) {
    alpha::multiply(picture);
    filter(picture);
    alpha::divide(picture);
}

#[cfg(test)]
#[expect(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "small numbers, in tests"
)]
mod tests {
    use super::*;
    use crate::pixels::picture::Layout;
    use marble_transform::Transform;

    fn effects(text: &str) -> Effects {
        Transform::parse(&format!("9x9,{text}"), 4096)
            .unwrap()
            .effects
    }

    fn applied(layout: Layout, pixels: &[u8], width: u32, text: &str) -> Picture {
        let height = u32::try_from(pixels.len() / layout.channels()).unwrap() / width;
        let picture = Picture {
            size: Dimensions { width, height },
            layout,
            pixels: pixels.to_vec(),
            profile: None,
        };
        apply(picture, &effects(text))
    }

    const WORDS: [&str; 7] = [
        "blur=0.3",
        "blur=100",
        "sharpen=10",
        "grayscale=yes",
        "brightness=0.5",
        "contrast=0",
        "saturation=10",
    ];

    #[test]
    fn takes_every_layout_of_every_size() {
        for layout in [Layout::Grey, Layout::GreyAlpha, Layout::Rgb, Layout::Rgba] {
            for (width, height) in [(1, 1), (1, 7), (7, 1), (5, 3), (40, 300)] {
                let bytes = width as usize * height * layout.channels();
                let pixels: Vec<_> = (0..bytes).map(|at| (at * 37 % 256) as u8).collect();
                for words in WORDS {
                    let picture = applied(layout, &pixels, width, words);
                    let bytes = width as usize * height * picture.layout.channels();
                    assert_eq!(picture.pixels.len(), bytes, "{layout:?} {words}");
                    assert_eq!(picture.layout.has_alpha(), layout.has_alpha());
                }
            }
        }
    }

    /// Colours that alpha hides do not come out, and alpha is changed by nothing but a blur.
    #[test]
    fn hidden_colors_stay_hidden() {
        let hidden = [0, 255, 0, 0];
        let seen = [200, 20, 20, 255];
        let pixels: Vec<_> = [hidden, hidden, seen, seen, hidden].concat();
        for words in WORDS {
            let picture = applied(Layout::Rgba, &pixels, 5, words);
            if words == "grayscale=yes" {
                continue;
            }
            for (before, after) in pixels.chunks(4).zip(picture.pixels.chunks(4)) {
                let [red, green, _, alpha] = after else {
                    unreachable!()
                };
                assert!(words.starts_with("blur") || *alpha == before[3], "{words}");
                assert!(*alpha == 0 || green <= red, "{words}: {after:?}");
            }
        }
    }

    #[test]
    fn changes_nothing_where_nothing_is_asked_for() {
        let pixels = [1, 2, 3, 4, 200, 100, 50, 255];
        let picture = applied(Layout::Rgba, &pixels, 2, "contrast=1");
        assert_eq!(picture.pixels, pixels);
        assert_eq!(cost(&Effects::NONE, picture.size, 4), 0);
    }
}
