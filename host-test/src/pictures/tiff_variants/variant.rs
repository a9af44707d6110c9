//! How a TIFF stores its pixels.

use std::fmt;

/// What samples mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colors {
    /// 0 is black.
    Black,
    /// Inks.
    Cmyk,
    /// L\*a\*b\* whose differences are 128 more than they say.
    IccLab,
    /// L\*a\*b\* with signed differences.
    Lab,
    /// Indices.
    Palette,
    /// Red, green and blue.
    Rgb,
    /// 0 is white.
    White,
    /// Luma and colour differences, which so many pixels beside and above each other share.
    YCbCr(u16, u16),
}

/// What the bits of a sample are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Floating point, which is light.
    Float,
    /// A signed number, of which those below 0 are black.
    Signed,
    /// A whole number.
    Unsigned,
}

/// In which tags it stands where strips and tiles lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Places {
    /// Those of strips for tiles, and the other way.
    Exchanged,
    /// As TIFF 6.0 says.
    Own,
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
    /// What they are.
    pub format: Format,
    /// How pieces are packed.
    pub compression: Compression,
    /// Whether samples are told apart from those to their left; of floating point, bytes are.
    pub predicted: bool,
    /// Whether bytes begin with their least significant bit.
    pub reversed: bool,
    /// How pixels are cut into pieces.
    pub pieces: Pieces,
    /// Which tags say where these lie.
    pub places: Places,
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
    format: Format::Unsigned,
    compression: Compression::None,
    predicted: false,
    reversed: false,
    pieces: Pieces::One,
    places: Places::Own,
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
        Self::push_numbers(&mut kinds);
        Self::push_colors(&mut kinds);
        kinds
    }

    /// Every kind of number.
    fn push_numbers(kinds: &mut Vec<Self>) {
        let unsigned = [3, 6, 10, 12, 14, 24, 32, 64].map(|bits| (Format::Unsigned, bits));
        let signed = [4, 8, 12, 16, 24, 32, 64].map(|bits| (Format::Signed, bits));
        let float = [16, 24, 32, 64].map(|bits| (Format::Float, bits));
        let alphas = [Alpha::None, Alpha::Unassociated, Alpha::Associated];
        let colors = [Colors::Black, Colors::Rgb, Colors::Cmyk];
        let numbers = unsigned.into_iter().chain(signed).chain(float);
        for (turn, (format, bits)) in numbers.enumerate() {
            for (at, colors) in colors.into_iter().enumerate() {
                let alpha = if colors == Colors::Cmyk {
                    Alpha::None
                } else {
                    alphas[(turn + at) % 3]
                };
                let kind = Self {
                    colors,
                    alpha,
                    bits,
                    format,
                    ..PLAIN
                };
                kind.push_stored(kinds);
            }
        }
    }

    /// Colours that are none of the screen.
    fn push_colors(kinds: &mut Vec<Self>) {
        let shared = [(1, 1), (2, 1), (1, 2), (2, 2), (4, 1), (4, 2), (4, 4)];
        for colors in shared.map(|(across, down)| Colors::YCbCr(across, down)) {
            Self { colors, ..PLAIN }.push_stored(kinds);
        }
        for colors in [Colors::Lab, Colors::IccLab] {
            for bits in [8, 16] {
                let kind = Self {
                    colors,
                    bits,
                    ..PLAIN
                };
                kind.push_stored(kinds);
            }
        }
    }

    fn push_stored(self, kinds: &mut Vec<Self>) {
        use Compression::{Deflate, Lzw, None, PackBits};
        for compression in [None, PackBits, Lzw, Deflate] {
            for pieces in [Pieces::One, Pieces::Strips, Pieces::Tiles] {
                let turn = kinds.len();
                let every = |step: usize| turn / step % 2 == 1;
                let shared =
                    matches!(self.colors, Colors::YCbCr(across, down) if across * down > 1);
                // Strips of seven rows are not cut where four share a colour.
                if shared && pieces == Pieces::Strips {
                    continue;
                }
                let differs = matches!(compression, Lzw | Deflate) && !shared;
                kinds.push(Self {
                    compression,
                    predicted: every(1) && differs && matches!(self.bits, 8 | 16 | 24 | 32 | 64),
                    reversed: every(7),
                    pieces,
                    places: if every(9) {
                        Places::Exchanged
                    } else {
                        Places::Own
                    },
                    planar: every(5) && !shared,
                    big_endian: every(2),
                    big: every(3),
                    ..self
                });
            }
        }
    }

    /// What a sample is at most, before it becomes a number of the file.
    pub(super) fn most(self) -> u16 {
        u16::MAX >> 16_u16.saturating_sub(self.bits)
    }

    /// Samples a pixel.
    pub(super) fn channels(self) -> usize {
        let colors = match self.colors {
            Colors::Black | Colors::Palette | Colors::White => 1,
            Colors::Cmyk => 4,
            Colors::IccLab | Colors::Lab | Colors::Rgb | Colors::YCbCr(..) => 3,
        };
        colors + usize::from(self.alpha != Alpha::None)
    }
}

impl fmt::Display for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}
