//! The ground that a picture lies on: around it, and behind it where it is translucent.

use crate::geometry::Geometry;
use crate::options::Color;

use super::picture::{Layout, Picture};

/// Puts the picture onto a ground of the result's size. A ground that has what the picture has not, a hue or alpha,
/// gives it to the result.
pub(super) fn fill_up(picture: Picture, geometry: &Geometry, ground: Color) -> Picture {
    let canvas = geometry.canvas;
    if canvas == picture.size {
        return picture;
    }
    let colorful = !picture.layout.is_grey() || !ground.is_grey();
    let translucent = picture.layout.has_alpha() || ground.alpha < u8::MAX;
    let layout = Layout::new(colorful, translucent);
    let picture = picture.into_layout(layout);
    let channels = layout.channels();
    let bytes = |pixels: u32| (pixels as usize).saturating_mul(channels);
    let pixel = pixel(ground, layout);
    let mut pixels = pixel.repeat((canvas.width as usize).saturating_mul(canvas.height as usize));
    let rows = pixels
        .chunks_exact_mut(bytes(canvas.width))
        .skip(geometry.top as usize);
    for (row, line) in rows.zip(picture.pixels.chunks_exact(bytes(picture.size.width))) {
        let row = row.get_mut(bytes(geometry.left)..).unwrap_or_default();
        if let Some(row) = row.get_mut(..line.len()) {
            row.copy_from_slice(line);
        }
    }
    Picture {
        size: canvas,
        pixels,
        ..picture
    }
}

/// Lays the picture onto the ground, for a format without alpha. What the ground itself lets through is not seen.
pub(super) fn flatten(picture: Picture, ground: Color) -> Picture {
    let picture = match picture.layout {
        Layout::Grey | Layout::Rgb => return picture,
        Layout::GreyAlpha if ground.is_grey() => picture,
        Layout::GreyAlpha | Layout::Rgba => picture.into_layout(Layout::Rgba),
    };
    let Color {
        red, green, blue, ..
    } = ground;
    let (layout, pixels) = if picture.layout == Layout::GreyAlpha {
        (Layout::Grey, onto(&picture.pixels, [red]))
    } else {
        (Layout::Rgb, onto(&picture.pixels, [red, green, blue]))
    };
    Picture {
        layout,
        pixels,
        ..picture
    }
}

/// Pixels with alpha as the last channel, without it.
fn onto<const COLORS: usize>(pixels: &[u8], ground: [u8; COLORS]) -> Vec<u8> {
    let mut flat = Vec::with_capacity(pixels.len());
    for pixel in pixels.chunks_exact(const { COLORS + 1 }) {
        if let Some((alpha, colors)) = pixel.split_last() {
            let mixed = colors.iter().zip(ground);
            flat.extend(mixed.map(|(color, ground)| mix(*color, ground, *alpha)));
        }
    }
    flat
}

/// A color over another one, rounded.
fn mix(color: u8, ground: u8, alpha: u8) -> u8 {
    let part = |color: u8, part: u8| u32::from(color).saturating_mul(part.into());
    let sum = part(color, alpha).saturating_add(part(ground, !alpha));
    u8::try_from(sum.saturating_add(127) / 255).unwrap_or(u8::MAX)
}

/// A colour in the channels of a layout, which has all that it needs.
fn pixel(color: Color, layout: Layout) -> Vec<u8> {
    let Color {
        red,
        green,
        blue,
        alpha,
    } = color;
    match layout {
        Layout::Grey => vec![red],
        Layout::GreyAlpha => vec![red, alpha],
        Layout::Rgb => vec![red, green, blue],
        Layout::Rgba => vec![red, green, blue, alpha],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Dimensions;
    use crate::options::Options;

    fn color(red: u8, green: u8, blue: u8, alpha: u8) -> Color {
        Color {
            red,
            green,
            blue,
            alpha,
        }
    }

    fn picture(layout: Layout, pixels: &[u8]) -> Picture {
        Picture {
            size: Dimensions {
                width: 1,
                height: 1,
            },
            layout,
            pixels: pixels.to_vec(),
            profile: None,
        }
    }

    #[test]
    fn lays_alpha_onto_the_ground() {
        for (layout, pixels, ground, expected) in [
            (
                Layout::Rgba,
                &[255, 100, 1, 255][..],
                Color::BLACK,
                &[255, 100, 1][..],
            ),
            (
                Layout::Rgba,
                &[255, 100, 1, 128],
                Color::BLACK,
                &[128, 50, 1],
            ),
            (
                Layout::Rgba,
                &[255, 100, 1, 0],
                color(9, 8, 7, 0),
                &[9, 8, 7],
            ),
            (
                Layout::Rgba,
                &[0, 0, 0, 51],
                color(255, 255, 0, 255),
                &[204, 204, 0],
            ),
            (Layout::GreyAlpha, &[200, 128], Color::BLACK, &[100]),
            (
                Layout::GreyAlpha,
                &[200, 0],
                color(1, 2, 3, 255),
                &[1, 2, 3],
            ),
            (Layout::Grey, &[7], color(1, 2, 3, 255), &[7]),
        ] {
            let found = flatten(picture(layout, pixels), ground);
            assert_eq!(found.pixels, expected, "{layout:?} {pixels:?} {ground:?}");
            assert_eq!(found.layout.channels(), expected.len());
        }
    }

    #[test]
    fn gives_the_result_what_the_ground_has() {
        let source = Dimensions {
            width: 1,
            height: 1,
        };
        let options = Options::parse("2x1,fit=contain", 9).unwrap();
        let geometry = Geometry::new(source, &options).unwrap();
        let white = color(255, 255, 255, 255);
        for (layout, pixels, ground, expected) in [
            (Layout::Grey, &[7][..], white, &[7, 255][..]),
            (Layout::Grey, &[7], color(1, 2, 3, 255), &[7, 7, 7, 1, 2, 3]),
            (Layout::Grey, &[7], color(5, 5, 5, 6), &[7, 255, 5, 6]),
            (
                Layout::Rgb,
                &[7, 8, 9],
                color(0, 0, 0, 0),
                &[7, 8, 9, 255, 0, 0, 0, 0],
            ),
            (Layout::GreyAlpha, &[7, 8], white, &[7, 8, 255, 255]),
            (
                Layout::Rgba,
                &[1, 2, 3, 4],
                white,
                &[1, 2, 3, 4, 255, 255, 255, 255],
            ),
        ] {
            let found = fill_up(picture(layout, pixels), &geometry, ground);
            assert_eq!(found.pixels, expected, "{layout:?} {ground:?}");
        }
    }
}
