//! CIE L*a*b* as a TIFF stores it (TIFF 6.0, section 23, and Adobe's Technical Note 2) to RGB. White is that of the
//! screen, as in libvips.

use crate::color::lab::{self, Space};

/// What tables of light and of L*a*b* take, in bytes.
pub(super) const COST: u64 = 40 << 10;

/// L*a*b* to RGB.
pub(super) struct Lab {
    space: Space,
    differences: Differences,
}

/// How the two differences are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Differences {
    /// From 0, which stands for -128 (ICCLAB).
    Offset,
    /// As signed numbers (CIELAB).
    Signed,
}

impl Lab {
    pub(super) fn new(differences: Differences) -> Self {
        Self {
            space: Space::new(),
            differences,
        }
    }

    /// Samples of 8 or 16 bits.
    pub(super) fn to_rgb(&self, [lightness, a, b]: [u16; 3], bits: u32) -> [u8; 3] {
        let white = match (self.differences, bits) {
            (_, 8) => 255.0,
            (Differences::Offset, _) => 65_280.0,
            (Differences::Signed, _) => 65_535.0,
        };
        let difference = |sample: u16| {
            let wide = if bits == 8 { sample << 8 } else { sample };
            match self.differences {
                Differences::Offset => f32::from(wide) / 256.0 - 128.0,
                Differences::Signed => f32::from(wide.cast_signed()) / 256.0,
            }
        };
        self.space.to_rgb(lab::Lab {
            lightness: f32::from(lightness) * 100.0 / white,
            a: difference(a) / 500.0,
            b: difference(b) / 200.0,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// White, grey of half the lightness, and the red of the screen, which is 53.24, 80.09 and 67.20.
    #[test]
    fn knows_colors_of_either_kind() {
        let expected = [[255; 3], [119; 3], [255, 0, 0]];
        for (differences, bits, colors) in [
            (
                Differences::Signed,
                8,
                [[255, 0, 0], [128, 0, 0], [136, 80, 67]],
            ),
            (
                Differences::Offset,
                8,
                [[255, 128, 128], [128, 128, 128], [136, 208, 195]],
            ),
            (
                Differences::Signed,
                16,
                [[65_535, 0, 0], [32_768, 0, 0], [34_891, 20_503, 17_203]],
            ),
            (
                Differences::Offset,
                16,
                [
                    [65_280, 32_768, 32_768],
                    [32_640, 32_768, 32_768],
                    [34_755, 53_271, 49_971],
                ],
            ),
        ] {
            let lab = Lab::new(differences);
            for (color, expected) in colors.into_iter().zip(expected) {
                let found = lab.to_rgb(color, bits);
                for (found, expected) in found.into_iter().zip(expected) {
                    assert!(
                        found.abs_diff(expected) < 4,
                        "{differences:?} {bits}: {found} {expected}"
                    );
                }
            }
        }
    }
}
