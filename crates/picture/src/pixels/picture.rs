//! Pixels in memory.

use crate::geometry::Dimensions;

/// Eight-bit pixels, row by row without gaps, alpha not multiplied in.
pub(crate) struct Picture {
    pub(crate) size: Dimensions,
    pub(crate) layout: Layout,
    pub(crate) pixels: Vec<u8>,
    /// Colour profile (ICC.1), for the colours of `layout`.
    pub(crate) profile: Option<Vec<u8>>,
}

/// What the samples of a picture are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ColorSpace {
    /// Four inks, 0 for none.
    Cmyk,
    Grey,
    Rgb,
}

/// What a pixel consists of, a byte each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    Grey,
    GreyAlpha,
    Rgb,
    Rgba,
}

impl Picture {
    /// Whether any pixel is not opaque.
    pub(crate) fn is_translucent(&self) -> bool {
        self.layout.is_translucent(&self.pixels)
    }

    /// The same picture without its alpha, where it has any.
    pub(crate) fn without_alpha(mut self) -> Self {
        if self.layout.has_alpha() {
            let channels = self.layout.channels();
            let mut places = (1..=channels).cycle();
            // Alpha is the last of each.
            self.pixels.retain(|_| places.next() != Some(channels));
            self.layout = Layout::new(!self.layout.is_grey(), false);
        }
        self
    }

    /// The samples of a row from a pixel on.
    pub(crate) fn row(&self, row: usize, column: usize) -> &[u8] {
        let channels = self.layout.channels();
        let length = (self.size.width as usize).saturating_mul(channels);
        let rows = self.pixels.get(row.saturating_mul(length)..);
        let row = rows.and_then(|rows| rows.get(..length));
        let row = row.and_then(|row| row.get(column.saturating_mul(channels)..));
        row.unwrap_or_default()
    }

    /// The pixels as red, green, blue and alpha.
    pub(crate) fn to_rgba(&self) -> Vec<u8> {
        let channels = self.layout.channels();
        let pixels = self.pixels.chunks_exact(channels);
        let rgba = pixels.flat_map(|pixel| match *pixel {
            [grey] => [grey, grey, grey, u8::MAX],
            [grey, alpha] => [grey, grey, grey, alpha],
            [red, green, blue] => [red, green, blue, u8::MAX],
            [red, green, blue, alpha, ..] => [red, green, blue, alpha],
            [] => [0; 4],
        });
        rgba.collect()
    }
}

impl Layout {
    /// Whether any of these pixels is not opaque.
    pub(crate) fn is_translucent(self, pixels: &[u8]) -> bool {
        let pixels = &mut pixels.chunks_exact(self.channels());
        self.has_alpha() && pixels.any(|pixel| pixel.last().is_some_and(|alpha| *alpha < u8::MAX))
    }

    /// Bytes a pixel.
    pub(crate) fn channels(self) -> usize {
        match self {
            Self::Grey => 1,
            Self::GreyAlpha => 2,
            Self::Rgb => 3,
            Self::Rgba => 4,
        }
    }

    pub(crate) fn has_alpha(self) -> bool {
        matches!(self, Self::GreyAlpha | Self::Rgba)
    }

    pub(crate) fn new(colorful: bool, translucent: bool) -> Self {
        match (colorful, translucent) {
            (false, false) => Self::Grey,
            (false, true) => Self::GreyAlpha,
            (true, false) => Self::Rgb,
            (true, true) => Self::Rgba,
        }
    }

    pub(crate) fn is_grey(self) -> bool {
        matches!(self, Self::Grey | Self::GreyAlpha)
    }

    /// The colours without alpha.
    pub(crate) fn space(self) -> ColorSpace {
        if self.is_grey() {
            ColorSpace::Grey
        } else {
            ColorSpace::Rgb
        }
    }
}

/// A profile for other colours than the picture's, as that of a CMYK file, would turn them wrong.
pub(crate) fn profile_fits(profile: &[u8], layout: Layout) -> bool {
    // ICC.1:2022, 7.2.6: bytes 16 to 19 hold the data colour space.
    let space = profile.get(16..20);
    match layout {
        Layout::Grey | Layout::GreyAlpha => space == Some(b"GRAY"),
        Layout::Rgb | Layout::Rgba => space == Some(b"RGB "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_profiles_of_the_same_colours_only() {
        let mut profile = vec![0; 128];
        profile[16..20].copy_from_slice(b"RGB ");
        assert!(profile_fits(&profile, Layout::Rgba));
        assert!(!profile_fits(&profile, Layout::Grey));
        profile[16..20].copy_from_slice(b"CMYK");
        assert!(!profile_fits(&profile, Layout::Rgb));
        assert!(!profile_fits(b"short", Layout::Rgb));
    }
}
