//! The background that a picture lies on: around it, and behind it where it is translucent.

use marble_transform::Color;

use crate::color::layout::to_layout;
use crate::geometry::Geometry;

use super::picture::{Layout, Picture};

/// Puts the picture onto a background of the result's size (libvips' `embed`). A background that has what the picture has not, a hue or alpha,
/// gives it to the result.
pub(crate) fn embed(picture: Picture, geometry: &Geometry, background: Color) -> Picture {
    let canvas = geometry.canvas;
    if canvas == picture.size {
        return picture;
    }
    let colorful = !picture.layout.is_grey() || !background.is_grey();
    let translucent = picture.layout.has_alpha() || background.alpha < u8::MAX;
    let layout = Layout::new(colorful, translucent);
    let picture = to_layout(picture, layout);
    let channels = layout.channels();
    let bytes = |pixels: u32| (pixels as usize).saturating_mul(channels);
    let pixel = pixel(background, layout);
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

/// Lays the picture onto the background, for a format without alpha. What the background itself lets through is not seen.
pub(crate) fn flatten(picture: Picture, background: Color) -> Picture {
    let picture = match picture.layout {
        Layout::Grey | Layout::Rgb => return picture,
        Layout::GreyAlpha if background.is_grey() => picture,
        Layout::GreyAlpha | Layout::Rgba => to_layout(picture, Layout::Rgba),
    };
    let Color {
        red, green, blue, ..
    } = background;
    let (layout, pixels) = if picture.layout == Layout::GreyAlpha {
        (Layout::Grey, onto(picture.pixels, [red]))
    } else {
        (Layout::Rgb, onto(picture.pixels, [red, green, blue]))
    };
    Picture {
        layout,
        pixels,
        ..picture
    }
}

/// Pixels with alpha as the last channel, without it. In place: what is written was read before.
fn onto<const COLORS: usize>(mut pixels: Vec<u8>, background: [u8; COLORS]) -> Vec<u8> {
    let channels = const { COLORS + 1 };
    let count = pixels.len().checked_div(channels).unwrap_or_default();
    for index in 0..count {
        let from = index.saturating_mul(channels);
        let to = index.saturating_mul(COLORS);
        let pixel = pixels.get(from..).and_then(<[u8]>::first_chunk::<COLORS>);
        let alpha = pixels.get(from.saturating_add(COLORS));
        let Some((colors, alpha)) = pixel.copied().zip(alpha.copied()) else {
            break;
        };
        let target = pixels.get_mut(to..).and_then(<[u8]>::first_chunk_mut);
        let Some(target) = target else { break };
        *target = std::array::from_fn::<_, COLORS, _>(|channel| {
            let of = |colors: [u8; COLORS]| colors.get(channel).copied().unwrap_or_default();
            mix(of(colors), of(background), alpha)
        });
    }
    pixels.truncate(count.saturating_mul(COLORS));
    pixels
}

/// A color over another one, rounded.
fn mix(color: u8, background: u8, alpha: u8) -> u8 {
    let part = |color: u8, part: u8| u32::from(color).saturating_mul(part.into());
    let sum = part(color, alpha).saturating_add(part(background, !alpha));
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
    use marble_transform::Transform;

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
        for (layout, pixels, background, expected) in [
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
            let found = flatten(picture(layout, pixels), background);
            assert_eq!(
                found.pixels, expected,
                "{layout:?} {pixels:?} {background:?}"
            );
            assert_eq!(found.layout.channels(), expected.len());
        }
    }

    #[test]
    fn gives_the_result_what_the_ground_has() {
        let source = Dimensions {
            width: 1,
            height: 1,
        };
        let options = Transform::parse("2x1,fit=contain", 9).unwrap();
        let geometry = Geometry::new(source, &options).unwrap();
        let white = color(255, 255, 255, 255);
        for (layout, pixels, background, expected) in [
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
            let found = embed(picture(layout, pixels), &geometry, background);
            assert_eq!(found.pixels, expected, "{layout:?} {background:?}");
        }
    }
}
