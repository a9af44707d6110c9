//! What effects have to do with: the colours of pixels.

use crate::pixels::picture::{Layout, Picture};

/// The colours of each pixel, without alpha.
pub(super) fn colors(picture: &mut Picture) -> impl Iterator<Item = &mut [u8]> {
    let channels = picture.layout.channels();
    let colors = match picture.layout {
        Layout::Grey | Layout::GreyAlpha => 1,
        Layout::Rgb | Layout::Rgba => 3,
    };
    let pixels = picture.pixels.chunks_exact_mut(channels);
    pixels.filter_map(move |pixel| pixel.get_mut(..colors))
}
