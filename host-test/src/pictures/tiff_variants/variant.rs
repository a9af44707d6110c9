//! How a TIFF stores its pixels.

use std::fmt;

/// What samples mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colors {
    /// 0 is black.
    Black,
    /// Inks.
    Cmyk,
    /// Indices.
    Palette,
    /// Red, green and blue.
    Rgb,
    /// 0 is white.
    White,
}

/// What follows the colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alpha {
    /// Alpha that is multiplied into the colours.
    Associated,
    /// Nothing.
    None,
    /// Alpha that is not.
    Unassociated,
}

/// How strips and tiles are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// zlib.
    Deflate,
    /// As in TIFF 6.0.
    Lzw,
    /// Not at all.
    None,
    /// Runs.
    PackBits,
}

/// How pixels are cut into pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pieces {
    /// One strip.
    One,
    /// Strips of seven rows.
    Strips,
    /// Tiles of 16 by 32 pixels.
    Tiles,
}

/// How a TIFF stores its pixels.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a yes or no of the format"
)]
#[derive(Debug, Clone, Copy)]
pub struct Variant {
    /// What samples mean.
    pub colors: Colors,
    /// What follows them.
    pub alpha: Alpha,
    /// Bits a sample.
    pub bits: u16,
    /// How pieces are packed.
    pub compression: Compression,
    /// Whether samples are told apart from those to their left.
    pub predicted: bool,
    /// How pixels are cut into pieces.
    pub pieces: Pieces,
    /// Whether each sample has pieces of its own.
    pub planar: bool,
    /// Whether numbers begin with their most significant byte.
    pub big_endian: bool,
    /// Whether offsets have 64 bits.
    pub big: bool,
    /// Tag 274.
    pub orientation: u16,
}

/// RGB of eight bits in one strip.
pub const PLAIN: Variant = Variant {
    colors: Colors::Rgb,
    alpha: Alpha::None,
    bits: 8,
    compression: Compression::None,
    predicted: false,
    pieces: Pieces::One,
    planar: false,
    big_endian: false,
    big: false,
    orientation: 1,
};

impl Variant {
    /// All colours in all depths, compressions and cuts; the rest takes turns.
    #[must_use]
    pub fn all() -> Vec<Self> {
        use Colors::{Black, Cmyk, Palette, Rgb, White};
        let mut kinds = Vec::new();
        for colors in [Black, White, Palette, Rgb, Cmyk] {
            for bits in [1, 2, 4, 8, 16] {
                for alpha in [Alpha::None, Alpha::Unassociated, Alpha::Associated] {
                    let indexed = colors == Palette;
                    if indexed && (bits == 16 || alpha != Alpha::None) {
                        continue;
                    }
                    // Inverted or of ink, what is multiplied in is anybody's guess.
                    if alpha == Alpha::Associated && !matches!(colors, Black | Rgb) {
                        continue;
                    }
                    let kind = Self {
                        colors,
                        alpha,
                        bits,
                        ..PLAIN
                    };
                    kind.push_stored(&mut kinds);
                }
            }
        }
        kinds
    }

    fn push_stored(self, kinds: &mut Vec<Self>) {
        use Compression::{Deflate, Lzw, None, PackBits};
        for compression in [None, PackBits, Lzw, Deflate] {
            for pieces in [Pieces::One, Pieces::Strips, Pieces::Tiles] {
                let turn = kinds.len();
                let every = |step: usize| turn / step % 2 == 1;
                kinds.push(Self {
                    compression,
                    predicted: every(1) && matches!(compression, Lzw | Deflate) && self.bits >= 8,
                    pieces,
                    planar: every(5),
                    big_endian: every(2),
                    big: every(3),
                    ..self
                });
            }
        }
    }

    /// Samples a pixel.
    pub(super) fn channels(self) -> usize {
        let colors = match self.colors {
            Colors::Black | Colors::Palette | Colors::White => 1,
            Colors::Cmyk => 4,
            Colors::Rgb => 3,
        };
        colors + usize::from(self.alpha != Alpha::None)
    }
}

impl fmt::Display for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}
