//! PNGs of every kind that there is, made by code, with every filter: what they hold is known without a decoder.

use std::fmt;
use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use png::chunk::IDAT;
use png::{BitDepth, ColorType, Encoder};

/// How a PNG stores its pixels.
#[derive(Clone, Copy)]
pub struct Variant {
    /// What a pixel consists of.
    pub color: ColorType,
    /// Bits a sample.
    pub depth: BitDepth,
    /// Whether a chunk `tRNS` makes a colour, or a part of the palette, transparent.
    pub transparent: bool,
    /// Whether it is stored in the seven passes of Adam7.
    pub interlaced: bool,
}

/// A file and what it shows.
pub struct Original {
    /// The PNG.
    pub file: Vec<u8>,
    /// Red, green, blue and alpha, rounded to eight bits, row by row.
    pub pixels: Vec<[u8; 4]>,
}

/// Left and upper edge of each pass, and the distances of its pixels (ISO/IEC 15948, 8.2).
const ADAM7: [[usize; 4]; 7] = [
    [0, 0, 8, 8],
    [4, 0, 8, 8],
    [0, 4, 4, 8],
    [2, 0, 4, 4],
    [0, 2, 2, 4],
    [1, 0, 2, 2],
    [0, 1, 1, 2],
];

impl Variant {
    /// All that the format allows.
    #[must_use]
    pub fn all() -> Vec<Self> {
        use BitDepth::{Eight, Four, One, Sixteen, Two};
        let all: [(ColorType, &[BitDepth], &[bool]); 5] = [
            (
                ColorType::Grayscale,
                &[One, Two, Four, Eight, Sixteen],
                &[false, true],
            ),
            (ColorType::Rgb, &[Eight, Sixteen], &[false, true]),
            (ColorType::Indexed, &[One, Two, Four, Eight], &[false, true]),
            (ColorType::GrayscaleAlpha, &[Eight, Sixteen], &[false]),
            (ColorType::Rgba, &[Eight, Sixteen], &[false]),
        ];
        let mut kinds = Vec::new();
        for (color, depths, transparent) in all {
            for depth in depths {
                for transparent in transparent {
                    kinds.extend([false, true].map(|interlaced| Self {
                        color,
                        depth: *depth,
                        transparent: *transparent,
                        interlaced,
                    }));
                }
            }
        }
        kinds
    }

    /// A picture that looks like chance.
    ///
    /// # Panics
    ///
    /// Where the dimensions are none of a PNG.
    #[must_use]
    pub fn noise(self, width: u32, height: u32) -> Original {
        let (columns, rows) = (width as usize, height as usize);
        let channels = self.color.samples();
        let most = u32::from(u16::MAX) >> (16 - self.depth as u32);
        let random = |n: usize| {
            let n = u32::try_from(n).expect("few samples");
            let mixed = (n ^ (n >> 15)).wrapping_mul(0x2c1b_3c6d);
            (mixed ^ (mixed >> 12)).wrapping_mul(0x297a_2d39) >> 15
        };
        let sample = |n: usize| u16::try_from(random(n) & most).expect("16 bits at most");
        let samples: Vec<u16> = (0..columns * rows * channels).map(sample).collect();
        let palette: Vec<u8> = (0..256 * 3)
            .map(|n| random(n + 99).to_le_bytes()[0])
            .collect();
        let palette = &palette[..(1 << (self.depth as usize).min(8)) * 3];
        let trns = self.transparent.then(|| match self.color {
            ColorType::Indexed => (0..palette.len() / 6)
                .map(|n| random(n + 999).to_le_bytes()[0])
                .collect(),
            _ => samples[..channels]
                .iter()
                .flat_map(|it| it.to_be_bytes())
                .collect::<Vec<u8>>(),
        });
        let pixels = samples.chunks(channels);
        let pixels = pixels.map(|pixel| self.shown(pixel, palette, &samples[..channels]));
        let pixels = pixels.map(|pixel| match (self.color, &trns) {
            (ColorType::Indexed, Some(alphas)) => {
                let [red, green, blue, index] = pixel;
                let alpha = alphas.get(usize::from(index)).copied();
                [red, green, blue, alpha.unwrap_or(255)]
            }
            (ColorType::Indexed, None) => [pixel[0], pixel[1], pixel[2], 255],
            _ => pixel,
        });
        let pixels = pixels.collect();

        Original {
            file: self.write((width, height), &samples, palette, trns),
            pixels,
        }
    }

    fn write(
        self,
        (width, height): (u32, u32),
        samples: &[u16],
        palette: &[u8],
        trns: Option<Vec<u8>>,
    ) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = Encoder::new(&mut file, width, height);
        encoder.set_color(self.color);
        encoder.set_depth(self.depth);
        if self.color == ColorType::Indexed {
            encoder.set_palette(palette);
        }
        if let Some(trns) = trns {
            encoder.set_trns(trns);
        }
        let mut writer = encoder.write_header().expect("a header");
        let data = deflate(&self.filtered(samples, width as usize));
        // Some chunks, which need not end where rows do.
        for part in data.chunks(5000) {
            writer.write_chunk(IDAT, part).expect("a chunk");
        }
        writer.finish().expect("an end");
        if self.interlaced {
            file[28] = 1;
            let mut crc = flate2::Crc::new();
            crc.update(&file[12..29]);
            file[29..33].copy_from_slice(&crc.sum().to_be_bytes());
        }
        file
    }

    /// What a pixel shows; of an index the fourth value is the index.
    fn shown(self, pixel: &[u16], palette: &[u8], transparent: &[u16]) -> [u8; 4] {
        let most = u32::from(u16::MAX) >> (16 - self.depth as u32);
        let eight = |sample: u16| {
            let rounded = (u32::from(sample) * 255 + most / 2) / most;
            u8::try_from(rounded).expect("eight bits")
        };
        let alpha = if self.transparent && pixel == transparent {
            0
        } else {
            255
        };
        match (self.color, pixel) {
            (ColorType::Grayscale, [grey]) => {
                let grey = eight(*grey);
                [grey, grey, grey, alpha]
            }
            (ColorType::GrayscaleAlpha, [grey, alpha]) => {
                let grey = eight(*grey);
                [grey, grey, grey, eight(*alpha)]
            }
            (ColorType::Rgb, [red, green, blue]) => {
                [eight(*red), eight(*green), eight(*blue), alpha]
            }
            (ColorType::Rgba, [red, green, blue, alpha]) => {
                [eight(*red), eight(*green), eight(*blue), eight(*alpha)]
            }
            (_, indices) => {
                let index = usize::from(indices[0]);
                let color = &palette[index * 3..][..3];
                [
                    color[0],
                    color[1],
                    color[2],
                    u8::try_from(index).expect("eight bits"),
                ]
            }
        }
    }

    /// The rows of all passes, each with its filter in front.
    fn filtered(self, samples: &[u16], width: usize) -> Vec<u8> {
        let channels = self.color.samples();
        let height = samples.len() / channels / width;
        let passes: &[[usize; 4]] = if self.interlaced {
            &ADAM7
        } else {
            &[[0, 0, 1, 1]]
        };
        let bytes = (self.depth as usize * channels).div_ceil(8);
        let mut stream = Vec::new();
        for [left, top, x, y] in passes.iter().filter(|pass| pass[0] < width) {
            let mut above = Vec::new();
            for (number, row) in (*top..height).step_by(*y).enumerate() {
                let columns = (*left..width).step_by(*x);
                let row = columns
                    .flat_map(|column| &samples[(row * width + column) * channels..][..channels]);
                let row = self.pack(row.copied());
                above.resize(row.len(), 0);
                // Runs of the same filter, as encoders make them, and changes.
                let filter = u8::try_from(number / 3 % 5).expect("one of five");
                stream.push(filter);
                stream.extend((0..row.len()).map(|at| {
                    let before = |row: &[u8]| at.checked_sub(bytes).map_or(0, |at| row[at]);
                    row[at].wrapping_sub(predict(filter, before(&row), above[at], before(&above)))
                }));
                above = row;
            }
        }
        stream
    }

    fn pack(self, samples: impl Iterator<Item = u16>) -> Vec<u8> {
        let depth = self.depth as usize;
        if depth == 16 {
            return samples.flat_map(u16::to_be_bytes).collect();
        }
        let mut row = Vec::new();
        for (index, sample) in samples.enumerate() {
            let bit = index * depth;
            if bit.is_multiple_of(8) {
                row.push(0);
            }
            let sample = sample.to_le_bytes()[0];
            if let Some(byte) = row.last_mut() {
                *byte |= sample << (8 - depth - bit % 8);
            }
        }
        row
    }
}

impl fmt::Display for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} of {} bits", self.color, self.depth as u8)?;
        if self.transparent {
            f.write_str(", tRNS")?;
        }
        if self.interlaced {
            f.write_str(", interlaced")?;
        }
        Ok(())
    }
}

/// ISO/IEC 15948, 9.2 and 9.4.
fn predict(filter: u8, left: u8, above: u8, corner: u8) -> u8 {
    let [a, b, c] = [left, above, corner].map(i32::from);
    match filter {
        1 => left,
        2 => above,
        3 => left.midpoint(above),
        4 => {
            let far = |it: i32| (a + b - c - it).abs();
            if far(a) <= far(b) && far(a) <= far(c) {
                left
            } else if far(b) <= far(c) {
                above
            } else {
                corner
            }
        }
        _ => 0,
    }
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}
