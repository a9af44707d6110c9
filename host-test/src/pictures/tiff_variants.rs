//! TIFFs of every kind that is read, written by hand: what they show is known without a decoder.

use std::fmt;
use std::io::Write;

use flate2::Compression as Level;
use flate2::write::ZlibEncoder;
use weezl::BitOrder;

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
pub struct Kind {
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

/// A file and what it shows.
pub struct Original {
    /// The TIFF.
    pub file: Vec<u8>,
    /// Red, green, blue and alpha, rounded to eight bits, row by row as they are stored.
    pub pixels: Vec<[u8; 4]>,
}

/// RGB of eight bits in one strip.
pub const PLAIN: Kind = Kind {
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

/// A tag: its number, the type of its values, and these.
pub struct Tag(pub u16, pub u16, pub Vec<u64>);

impl Kind {
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

    /// A picture that looks like chance.
    ///
    /// # Panics
    ///
    /// Where a side is too long.
    #[must_use]
    pub fn noise(self, width: u32, height: u32) -> Original {
        let count = width as usize * height as usize;
        let most = u16::MAX >> (16 - self.bits);
        let random = |n: usize| {
            let n = u32::try_from(n).expect("few samples");
            let mixed = (n ^ (n >> 15)).wrapping_mul(0x2c1b_3c6d);
            let mixed = (mixed ^ (mixed >> 12)).wrapping_mul(0x297a_2d39) >> 15;
            u16::try_from(mixed & 0xffff).expect("16 bits")
        };
        let channels = self.channels();
        let mut samples: Vec<u16> = (0..count * channels).map(|n| random(n) & most).collect();
        if self.alpha == Alpha::Associated {
            for pixel in samples.chunks_exact_mut(channels) {
                let alpha = pixel[channels - 1];
                for sample in pixel {
                    *sample = (*sample).min(alpha);
                }
            }
        }
        let palette: Vec<u16> = (0..3 << self.bits.min(8)).map(|n| random(n + 99)).collect();
        let pixels = samples.chunks_exact(channels);
        let pixels = pixels.map(|pixel| self.shown(pixel, &palette)).collect();
        Original {
            file: self.file(&samples, (width, height), &palette),
            pixels,
        }
    }

    /// A file of these samples.
    ///
    /// # Panics
    ///
    /// Where a side is too long.
    #[must_use]
    pub fn file(self, samples: &[u16], (width, height): (u32, u32), palette: &[u16]) -> Vec<u8> {
        let planes = if self.planar { self.channels() } else { 1 };
        let size = (width as usize, height as usize);
        let pieces: Vec<_> = (0..planes)
            .flat_map(|plane| self.cut(samples, size, plane))
            .collect();
        let pieces: Vec<_> = pieces.iter().map(|piece| self.pack(piece)).collect();
        self.write(self.tags((width, height), palette), &pieces)
    }

    /// Samples a pixel.
    fn channels(self) -> usize {
        let colors = match self.colors {
            Colors::Black | Colors::Palette | Colors::White => 1,
            Colors::Cmyk => 4,
            Colors::Rgb => 3,
        };
        colors + usize::from(self.alpha != Alpha::None)
    }

    /// Bytes of each piece of one plane, before they are packed.
    fn cut(self, samples: &[u16], (width, height): (usize, usize), plane: usize) -> Vec<Vec<u8>> {
        let (wide, high) = match self.pieces {
            Pieces::One => (width, height),
            Pieces::Strips => (width, 7),
            Pieces::Tiles => (16, 32),
        };
        let channels = self.channels();
        let mut pieces = Vec::new();
        for top in (0..height).step_by(high) {
            for left in (0..width).step_by(wide) {
                let bottom = if self.pieces == Pieces::Tiles {
                    top + high
                } else {
                    height.min(top + high)
                };
                let mut bytes = Vec::new();
                for y in top..bottom {
                    // Tiles are filled up with what is at the edge.
                    let pixels = (left..left + wide).flat_map(|x| {
                        let at = (y.min(height - 1) * width + x.min(width - 1)) * channels;
                        &samples[at..at + channels]
                    });
                    let row: Vec<u16> = if self.planar {
                        pixels.skip(plane).step_by(channels).copied().collect()
                    } else {
                        pixels.copied().collect()
                    };
                    bytes.extend(self.bytes(&row));
                }
                pieces.push(bytes);
            }
        }
        pieces
    }

    fn bytes(self, row: &[u16]) -> Vec<u8> {
        let channels = if self.planar { 1 } else { self.channels() };
        let most = u16::MAX >> (16 - self.bits);
        let told = |at: usize| match at.checked_sub(channels) {
            Some(left) if self.predicted => row[at].wrapping_sub(row[left]) & most,
            _ => row[at],
        };
        let row = (0..row.len()).map(told);
        if self.bits == 16 {
            let bytes = |sample: u16| {
                if self.big_endian {
                    sample.to_be_bytes()
                } else {
                    sample.to_le_bytes()
                }
            };
            return row.flat_map(bytes).collect();
        }
        let mut bytes = Vec::new();
        for (index, sample) in row.enumerate() {
            let bit = index * usize::from(self.bits) % 8;
            if bit == 0 {
                bytes.push(0);
            }
            if let Some(byte) = bytes.last_mut() {
                *byte |= sample.to_le_bytes()[0] << (8 - usize::from(self.bits) - bit);
            }
        }
        bytes
    }

    fn pack(self, bytes: &[u8]) -> Vec<u8> {
        match self.compression {
            Compression::Deflate => {
                let mut encoder = ZlibEncoder::new(Vec::new(), Level::fast());
                encoder.write_all(bytes).expect("memory takes it");
                encoder.finish().expect("memory takes it")
            }
            Compression::Lzw => {
                let mut encoder = weezl::encode::Encoder::with_tiff_size_switch(BitOrder::Msb, 8);
                encoder.encode(bytes).expect("bytes of eight bits")
            }
            Compression::None => bytes.to_vec(),
            Compression::PackBits => runs(bytes),
        }
    }

    fn tags(self, (width, height): (u32, u32), palette: &[u16]) -> Vec<Tag> {
        let channels = self.channels() as u64;
        let one = |tag, value: u64| Tag(tag, 3, vec![value]);
        let photometric = match self.colors {
            Colors::White => 0,
            Colors::Black => 1,
            Colors::Rgb => 2,
            Colors::Palette => 3,
            Colors::Cmyk => 5,
        };
        let compression = match self.compression {
            Compression::None => 1,
            Compression::Lzw => 5,
            Compression::Deflate => 8,
            Compression::PackBits => 32773,
        };
        let mut tags = vec![
            Tag(256, 4, vec![width.into()]),
            Tag(257, 4, vec![height.into()]),
            Tag(258, 3, vec![self.bits.into(); self.channels()]),
            one(259, compression),
            one(262, photometric),
            one(274, self.orientation.into()),
            one(277, channels),
            one(284, if self.planar { 2 } else { 1 }),
        ];
        match self.pieces {
            Pieces::One => {}
            Pieces::Strips => tags.push(one(278, 7)),
            Pieces::Tiles => tags.extend([one(322, 16), one(323, 32)]),
        }
        if self.predicted {
            tags.push(one(317, 2));
        }
        if self.colors == Colors::Palette {
            let count = palette.len() / 3;
            let parts = (0..3).flat_map(|part| (0..count).map(move |at| part + 3 * at));
            tags.push(Tag(320, 3, parts.map(|at| palette[at].into()).collect()));
        }
        match self.alpha {
            Alpha::None => {}
            Alpha::Associated => tags.push(one(338, 1)),
            Alpha::Unassociated => tags.push(one(338, 2)),
        }
        tags
    }

    /// A file of any tags: those that say where pieces lie are added.
    ///
    /// # Panics
    ///
    /// Where there is too much of anything.
    #[must_use]
    pub fn write(self, mut tags: Vec<Tag>, pieces: &[Vec<u8>]) -> Vec<u8> {
        let mut file = self.header();
        let mut starts = Vec::new();
        for piece in pieces {
            starts.push(file.len() as u64);
            file.extend(piece);
        }
        let lengths = pieces.iter().map(|piece| piece.len() as u64).collect();
        let (start, length) = if self.pieces == Pieces::Tiles {
            (324, 325)
        } else {
            (273, 279)
        };
        let long = if self.big { 16 } else { 4 };
        tags.push(Tag(start, long, starts));
        tags.push(Tag(length, 4, lengths));
        tags.sort_by_key(|tag| tag.0);
        let field = if self.big { 8 } else { 4 };
        let mut entries = Vec::new();
        for Tag(tag, kind, values) in &tags {
            let size = match kind {
                1 | 7 => 1,
                3 => 2,
                4 => 4,
                _ => 8,
            };
            let mut bytes: Vec<u8> = values
                .iter()
                .flat_map(|value| self.number(*value, size))
                .collect();
            if bytes.len() > field {
                let start = file.len() as u64;
                file.extend(bytes);
                bytes = self.number(start, field);
            }
            bytes.resize(field, 0);
            entries.extend(self.number(u64::from(*tag), 2));
            entries.extend(self.number(u64::from(*kind), 2));
            entries.extend(self.number(values.len() as u64, field));
            entries.extend(bytes);
        }
        let at = file.len() as u64;
        let offset = self.number(at, field);
        let place = if self.big { 8 } else { 4 };
        file[place..place + field].copy_from_slice(&offset);
        file.extend(self.number(tags.len() as u64, if self.big { 8 } else { 2 }));
        file.extend(entries);
        file.extend(self.number(0, field));
        file
    }

    fn header(self) -> Vec<u8> {
        let mut file = if self.big_endian {
            b"MM".to_vec()
        } else {
            b"II".to_vec()
        };
        if self.big {
            file.extend(
                [43, 8, 0]
                    .into_iter()
                    .flat_map(|number| self.number(number, 2)),
            );
            file.extend([0; 8]);
        } else {
            file.extend(self.number(42, 2));
            file.extend([0; 4]);
        }
        file
    }

    fn number(self, value: u64, size: usize) -> Vec<u8> {
        if self.big_endian {
            value.to_be_bytes()[8 - size..].to_vec()
        } else {
            value.to_le_bytes()[..size].to_vec()
        }
    }

    fn shown(self, pixel: &[u16], palette: &[u16]) -> [u8; 4] {
        let most = f64::from(u16::MAX >> (16 - self.bits));
        let parts: Vec<f64> = pixel
            .iter()
            .map(|sample| f64::from(*sample) / most)
            .collect();
        let alpha = match self.alpha {
            Alpha::None => 1.0,
            Alpha::Associated | Alpha::Unassociated => parts[parts.len() - 1],
        };
        let taken_out = |part: f64| match self.alpha {
            Alpha::Associated if alpha > 0.0 => eight(part / alpha),
            Alpha::Associated => 0,
            Alpha::None | Alpha::Unassociated => eight(part),
        };
        let [red, green, blue] = match self.colors {
            Colors::Black => [taken_out(parts[0]); 3],
            Colors::White => [eight(1.0 - parts[0]); 3],
            Colors::Rgb => [0, 1, 2].map(|at| taken_out(parts[at])),
            Colors::Palette => {
                let at = usize::from(pixel[0]) * 3;
                [0, 1, 2].map(|part| eight(f64::from(palette[at + part]) / 65_535.0))
            }
            // To the nearest of 255 parts first, as an ink is read.
            Colors::Cmyk => [0, 1, 2].map(|at| {
                let light = |part: f64| 1.0 - f64::from(eight(part)) / 255.0;
                eight(light(parts[at]) * light(parts[3]))
            }),
        };
        [red, green, blue, eight(alpha)]
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

/// TIFF 6.0, section 9.
fn runs(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    let mut rest = bytes;
    while let Some(first) = rest.first() {
        let same = rest
            .iter()
            .take(128)
            .take_while(|byte| *byte == first)
            .count();
        if same > 2 {
            packed.extend([u8::try_from(257 - same).expect("a byte"), *first]);
            rest = &rest[same..];
        } else {
            let literal = &rest[..rest.len().min(50)];
            packed.push(u8::try_from(literal.len() - 1).expect("a byte"));
            packed.extend(literal);
            rest = &rest[literal.len()..];
        }
    }
    packed
}

/// The nearest of 255 parts.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a part of 1"
)]
fn eight(part: f64) -> u8 {
    (part * 255.0).round() as u8
}
