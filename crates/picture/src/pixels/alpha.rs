//! Alpha multiplied into colours, and taken out again.

use super::picture::{Layout, Picture};

/// Multiplies alpha into the colours, where there is any.
pub(crate) fn multiply(picture: &mut Picture) {
    multiply_samples(&mut picture.pixels, picture.layout);
}

/// The same of pixels.
pub(crate) fn multiply_samples(pixels: &mut [u8], layout: Layout) {
    match layout {
        Layout::Grey | Layout::Rgb => {}
        Layout::GreyAlpha => multiply_pixels::<2>(pixels),
        Layout::Rgba => {
            let (pixels, left) = pixels.as_chunks_mut::<16>();
            pixels.iter_mut().for_each(multiply_four);
            multiply_pixels::<4>(left);
        }
    }
}

/// Takes alpha out of the colours again. What is not seen at all is black then.
pub(crate) fn divide(picture: &mut Picture) {
    let pixels = &mut picture.pixels;
    match picture.layout {
        Layout::Grey | Layout::Rgb => {}
        Layout::GreyAlpha => divide_pixels::<2>(pixels),
        Layout::Rgba => divide_pixels::<4>(pixels),
    }
}

/// A colour times alpha, rounded.
#[inline]
#[expect(
    clippy::arithmetic_side_effects,
    reason = "a product of two bytes, and half of 255 more"
)]
pub(crate) fn times(color: u8, alpha: u8) -> u8 {
    let product = u16::from(color) * u16::from(alpha) + 128;
    // A division by 255, exact for all products of two bytes.
    ((product + (product >> 8)) >> 8) as u8
}

/// A colour without the alpha that is multiplied in; none is larger than white.
#[inline]
pub(crate) fn apart(color: u8, alpha: u8) -> u8 {
    let (color, alpha) = (u32::from(color), u32::from(alpha));
    let whole = color.saturating_mul(255).saturating_add(alpha / 2);
    let apart = whole.checked_div(alpha).unwrap_or_default();
    u8::try_from(apart).unwrap_or(u8::MAX)
}

fn multiply_pixels<const N: usize>(pixels: &mut [u8]) {
    for pixel in pixels.as_chunks_mut::<N>().0 {
        if let Some((alpha, colors)) = pixel.split_last_mut() {
            for color in colors {
                *color = times(*color, *alpha);
            }
        }
    }
}

fn divide_pixels<const N: usize>(pixels: &mut [u8]) {
    for pixel in pixels.as_chunks_mut::<N>().0 {
        if let Some((alpha, colors)) = pixel.split_last_mut()
            && *alpha < u8::MAX
        {
            for color in colors {
                *color = apart(*color, *alpha);
            }
        }
    }
}

/// Four pixels of red, green, blue and alpha.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
fn multiply_four(pixels: &mut [u8; 16]) {
    multiply_pixels::<4>(pixels);
}

/// The same in vectors: alpha counts as opaque for itself.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[expect(unsafe_code, reason = "instructions that have no safe form")]
fn multiply_four(pixels: &mut [u8; 16]) {
    use core::arch::wasm32::{
        i8x16_shuffle, u8x16_narrow_i16x8, u16x8_add, u16x8_extmul_high_u8x16,
        u16x8_extmul_low_u8x16, u16x8_shr, u16x8_splat, u32x4_splat, v128, v128_load, v128_or,
        v128_store,
    };

    let divided = |product: v128| {
        let product = u16x8_add(product, u16x8_splat(128));
        u16x8_shr(u16x8_add(product, u16x8_shr(product, 8)), 8)
    };
    // SAFETY: the pointer is that of 16 bytes that may be read, and any alignment will do.
    let colors = unsafe { v128_load(pixels.as_ptr().cast()) };
    let alpha =
        i8x16_shuffle::<3, 3, 3, 3, 7, 7, 7, 7, 11, 11, 11, 11, 15, 15, 15, 15>(colors, colors);
    let alpha = v128_or(alpha, u32x4_splat(0xFF00_0000));
    let product = u8x16_narrow_i16x8(
        divided(u16x8_extmul_low_u8x16(colors, alpha)),
        divided(u16x8_extmul_high_u8x16(colors, alpha)),
    );
    // SAFETY: the pointer is that of 16 bytes that may be written, and any alignment will do.
    unsafe { v128_store(pixels.as_mut_ptr().cast(), product) };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Dimensions;

    #[test]
    fn rounds_every_product_and_takes_it_apart_again() {
        for alpha in 0..=u8::MAX {
            for color in 0..=u8::MAX {
                let exact = f64::from(color) * f64::from(alpha) / 255.0;
                let product = times(color, alpha);
                assert!((f64::from(product) - exact).abs() <= 0.5);
                if alpha == 0 {
                    assert_eq!(apart(product, alpha), 0);
                } else {
                    let off = f64::from(apart(product, alpha)) - f64::from(color);
                    assert!(
                        off.abs() <= 0.5 + 127.5 / f64::from(alpha),
                        "{color} {alpha}"
                    );
                }
            }
        }
        assert_eq!(apart(200, 100), 255);
    }

    #[test]
    fn leaves_alpha_and_what_has_none() {
        for layout in [Layout::Grey, Layout::GreyAlpha, Layout::Rgb, Layout::Rgba] {
            let channels = layout.channels();
            let pixels: Vec<u8> = (0..=239).collect();
            let mut picture = Picture {
                size: Dimensions {
                    width: 240 / u32::try_from(channels).unwrap(),
                    height: 1,
                },
                layout,
                pixels: pixels.clone(),
                profile: None,
            };
            multiply(&mut picture);
            for (found, before) in picture.pixels.chunks(channels).zip(pixels.chunks(channels)) {
                let (alpha, colors) = before.split_last().unwrap();
                let mut expected = before.to_vec();
                if layout.has_alpha() {
                    let colors = colors.iter().map(|color| times(*color, *alpha));
                    expected = colors.chain([*alpha]).collect();
                }
                assert_eq!(found, expected);
            }
            divide(&mut picture);
            if !layout.has_alpha() {
                assert_eq!(picture.pixels, pixels);
            }
        }
    }
}
