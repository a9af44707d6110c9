//! Samples as strips and tiles, cut and packed.

use std::io::Write;

use flate2::Compression as Level;
use flate2::write::ZlibEncoder;
use weezl::BitOrder;

use super::variant::{Compression, Pieces, Variant};

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

    pub(super) fn pack(self, bytes: &[u8]) -> Vec<u8> {
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
