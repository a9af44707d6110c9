//! Samples as strips and tiles, cut and packed.

use std::io::Write;
use std::ops::Range;

use flate2::Compression as Level;
use flate2::write::ZlibEncoder;
use weezl::BitOrder;

use super::variant::{Colors, Compression, Format, Pieces, Variant};

impl Variant {
    /// Bytes of each piece of one plane, before they are packed.
    pub(super) fn cut(
        self,
        samples: &[u16],
        (width, height): (usize, usize),
        plane: usize,
    ) -> Vec<Vec<u8>> {
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
                if let Colors::YCbCr(across, down) = self.colors
                    && across * down > 1
                {
                    let area = (left..left + wide, top..bottom);
                    let share = (usize::from(across), usize::from(down));
                    pieces.push(shared(samples, (width, height), area, share));
                    continue;
                }
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

    /// The bytes of a row, or of as many rows as share their colours.
    fn bytes(self, row: &[u16]) -> Vec<u8> {
        let channels = if self.planar { 1 } else { self.channels() };
        let numbers: Vec<u64> = row.iter().map(|sample| self.number_of(*sample)).collect();
        let most = u64::MAX >> (64 - self.bits);
        let whole = self.predicted && self.format != Format::Float;
        let told = |at: usize| match at.checked_sub(channels) {
            Some(left) if whole => numbers[at].wrapping_sub(numbers[left]) & most,
            _ => numbers[at],
        };
        let row = (0..numbers.len()).map(told);
        if self.bits.is_multiple_of(8) {
            let size = usize::from(self.bits / 8);
            let row: Vec<_> = row.map(|number| self.bytes_of(number, size)).collect();
            if self.predicted && self.format == Format::Float {
                return self.sorted(&row, channels);
            }
            return row.concat();
        }
        let mut bytes = Vec::new();
        for (index, number) in row.enumerate() {
            for bit in 0..usize::from(self.bits) {
                let place = index * usize::from(self.bits) + bit;
                if place.is_multiple_of(8) {
                    bytes.push(0);
                }
                let is_set = number >> (usize::from(self.bits) - 1 - bit) & 1 == 1;
                if let Some(byte) = bytes.last_mut()
                    && is_set
                {
                    *byte |= 0x80 >> (place % 8);
                }
            }
        }
        bytes
    }

    /// The most significant bytes of all numbers first, and of each what it is more than the one to its left.
    fn sorted(self, numbers: &[Vec<u8>], channels: usize) -> Vec<u8> {
        let size = usize::from(self.bits / 8);
        let bytes = (0..size).flat_map(|significance| {
            let place = if self.big_endian {
                significance
            } else {
                size - 1 - significance
            };
            numbers.iter().map(move |number| number[place])
        });
        let bytes: Vec<_> = bytes.collect();
        let left = |at: usize| at.checked_sub(channels).map_or(0, |left| bytes[left]);
        (0..bytes.len())
            .map(|at| bytes[at].wrapping_sub(left(at)))
            .collect()
    }

    fn bytes_of(self, number: u64, size: usize) -> Vec<u8> {
        if self.big_endian {
            number.to_be_bytes()[8 - size..].to_vec()
        } else {
            number.to_le_bytes()[..size].to_vec()
        }
    }

    /// A sample of at most 16 bits as the file stores it.
    fn number_of(self, sample: u16) -> u64 {
        let part = f64::from(sample) / 65_535.0;
        match (self.format, self.bits) {
            (Format::Float, 16) => small_float(part, 5, 10),
            (Format::Float, 24) => small_float(part, 7, 16),
            (Format::Float, 32) => {
                #[expect(clippy::cast_possible_truncation, reason = "as the file has it")]
                let part = part as f32;
                part.to_bits().into()
            }
            (Format::Float, _) => part.to_bits(),
            (_, 0..=16) => sample.into(),
            // What is below the 16 bits that are seen.
            (_, bits) => u64::from(sample) << (bits - 16) | 0x5a,
        }
    }

    pub(super) fn pack(self, bytes: &[u8]) -> Vec<u8> {
        let mut packed = match self.compression {
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
        };
        if self.reversed {
            for byte in &mut packed {
                *byte = byte.reverse_bits();
            }
        }
        packed
    }
}

/// The luma of the pixels that share their colours, and these (TIFF 6.0, section 21).
fn shared(
    samples: &[u16],
    (width, height): (usize, usize),
    (columns, rows): (Range<usize>, Range<usize>),
    (across, down): (usize, usize),
) -> Vec<u8> {
    let sample = |x: usize, y: usize, channel: usize| {
        let at = y.min(height - 1) * width + x.min(width - 1);
        samples[at * 3 + channel].to_le_bytes()[0]
    };
    let mut bytes = Vec::new();
    for top in rows.step_by(down) {
        for left in columns.clone().step_by(across) {
            let places = (top..top + down).flat_map(|y| (left..left + across).map(move |x| (x, y)));
            bytes.extend(places.map(|(x, y)| sample(x, y, 0)));
            bytes.extend([1, 2].map(|channel| sample(left, top, channel)));
        }
    }
    bytes
}

/// A part of 1 with so many bits of exponent and mantissa, cut off.
fn small_float(part: f64, exponent: u32, mantissa: u32) -> u64 {
    let bits = part.to_bits();
    let power = (bits >> 52).saturating_sub(1023 - ((1 << (exponent - 1)) - 1));
    if power == 0 || part == 0.0 {
        return 0;
    }
    let fraction = bits & ((1 << 52) - 1);
    power << mantissa | fraction >> (52 - mantissa)
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
