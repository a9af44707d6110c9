//! Pixels from one layout to one that has more: grey to colours, opaque to alpha.

use crate::pixels::picture::{Layout, Picture};

use super::icc::to_srgb;

/// The same picture in a layout that has at least what its own has. A grey profile does not fit a colourful layout, so
/// that the colours become sRGB's.
pub(crate) fn to_layout(mut picture: Picture, layout: Layout) -> Picture {
    if layout == picture.layout {
        return picture;
    }
    if picture.layout.is_grey() && !layout.is_grey() {
        picture = to_srgb(picture);
    }
    let channels = picture.layout.channels();
    let opaque = !picture.layout.has_alpha();
    let old = picture.pixels.chunks_exact(channels);
    let mut pixels = Vec::with_capacity(old.len().saturating_mul(layout.channels()));
    for pixel in old {
        let (colors, alpha) = match pixel.split_last() {
            Some((alpha, colors)) if !opaque => (colors, *alpha),
            _ => (pixel, u8::MAX),
        };
        match (colors, layout.is_grey()) {
            ([grey], false) => pixels.extend([*grey; 3]),
            _ => pixels.extend_from_slice(colors),
        }
        if layout.has_alpha() {
            pixels.push(alpha);
        }
    }
    Picture {
        layout,
        pixels,
        ..picture
    }
}
