//! Pictures of blocks, each of one colour, and JPEGs of them in every way that a JPEG stores colours: what they hold is
//! known without a decoder.

use image::{DynamicImage, GrayImage, Luma, Rgb, RgbImage};

/// Pixels a side of a block: one of chroma where it is halved.
const SIDE: u32 = 16;

/// Blocks a row.
const COLUMNS: u32 = 8;

/// How a JPEG stores colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stored {
    /// Four inks, inverted, as Adobe does.
    Cmyk,
    /// One component.
    Grey,
    /// Red, green and blue as they are.
    Rgb,
    /// Luma and colour differences.
    YCbCr,
    /// Luma and colour differences of three inks, and the fourth one inverted, as Adobe does.
    Ycck,
}

/// Colours of one, three or four channels; of inks, 0 is none.
pub struct Blocks {
    colors: Vec<Vec<u8>>,
}

impl Blocks {
    /// A block of each colour.
    #[must_use]
    pub fn new(colors: Vec<Vec<u8>>) -> Self {
        Self { colors }
    }

    /// Width and height, in pixels.
    ///
    /// # Panics
    ///
    /// Where there are more colours than a picture can hold.
    #[must_use]
    pub fn size(&self) -> (u32, u32) {
        let count = u32::try_from(self.colors.len()).expect("few colours");
        (COLUMNS * SIDE, count.div_ceil(COLUMNS) * SIDE)
    }

    /// In grey or in red, green and blue.
    #[must_use]
    pub fn picture(&self) -> DynamicImage {
        let (width, height) = self.size();
        if self.colors.first().is_some_and(|color| color.len() == 1) {
            GrayImage::from_fn(width, height, |x, y| Luma([self.at(x, y)[0]])).into()
        } else {
            let pixel = |x, y| {
                let color = self.at(x, y);
                Rgb([color[0], color[1], color[2]])
            };
            RgbImage::from_fn(width, height, pixel).into()
        }
    }

    /// The pixels in the middles of the blocks of a picture of this size.
    ///
    /// # Panics
    ///
    /// Where the picture is smaller.
    #[must_use]
    pub fn middles(&self, picture: &DynamicImage) -> Vec<[u8; 3]> {
        let picture = picture.to_rgb8();
        let count = u32::try_from(self.colors.len()).expect("few colours");
        let middle = |index: u32| {
            let (x, y) = (index % COLUMNS, index / COLUMNS);
            picture
                .get_pixel(x * SIDE + SIDE / 2, y * SIDE + SIDE / 2)
                .0
        };
        (0..count).map(middle).collect()
    }

    /// A baseline JPEG with steps of 1 level, which flat blocks go through without loss, and whatever segments there
    /// should be besides: each a marker and a body.
    ///
    /// # Panics
    ///
    /// Where a segment is too long.
    #[must_use]
    pub fn jpeg(&self, stored: Stored, segments: &[(u8, Vec<u8>)]) -> Vec<u8> {
        let (width, height) = self.size();
        let side = |side: u32| u16::try_from(side).expect("a small picture").to_be_bytes();
        let ([w1, w0], [h1, h0]) = (side(width), side(height));
        let transform = match stored {
            Stored::Cmyk | Stored::Rgb => 0,
            Stored::Grey | Stored::YCbCr => 1,
            Stored::Ycck => 2,
        };
        let count: u8 = match stored {
            Stored::Grey => 1,
            Stored::Rgb | Stored::YCbCr => 3,
            Stored::Cmyk | Stored::Ycck => 4,
        };
        let mut file = b"\xff\xd8".to_vec();
        let mut push = |marker: u8, body: &[u8]| {
            let length = u16::try_from(body.len() + 2).expect("a short segment");
            file.extend([0xff, marker]);
            file.extend(length.to_be_bytes());
            file.extend(body);
        };
        for (marker, body) in segments {
            push(*marker, body);
        }
        if stored != Stored::Grey {
            push(
                0xee,
                &[b"Adobe\0\x64\0\0\0\0".as_slice(), &[transform]].concat(),
            );
        }
        // DQT, SOF0, DHT twice, SOS (T.81, B.2). A step of 8 of the sum of 64 samples is one level of their mean.
        push(0xdb, &[&[0], [8_u8; 64].as_slice()].concat());
        let mut frame = vec![8, h1, h0, w1, w0, count];
        let mut scan = vec![count];
        for number in 1..=count {
            frame.extend([number, 0x11, 0]);
            scan.extend([number, 0]);
        }
        scan.extend([0, 63, 0]);
        push(0xc0, &frame);
        let lengths = |at: usize, count: u8| {
            let mut lengths = [0; 16];
            lengths[at - 1] = count;
            lengths
        };
        let sizes: Vec<u8> = (0..12).collect();
        push(0xc4, &[&[0x00], &lengths(4, 12)[..], &sizes].concat());
        push(0xc4, &[&[0x10], &lengths(1, 1)[..], &[0]].concat());
        push(0xda, &scan);
        file.extend(self.scan(stored));
        file.extend(b"\xff\xd9");
        file
    }

    /// The only scan: of each block the difference to the one before, and that there is nothing else.
    fn scan(&self, stored: Stored) -> Vec<u8> {
        let (width, height) = self.size();
        let mut bits = String::new();
        let write = |bits: &mut String, value: i32, width: usize| {
            bits.extend(
                (0..width)
                    .rev()
                    .map(|bit| if value >> bit & 1 == 1 { '1' } else { '0' }),
            );
        };
        let mut before = [0_i32; 4];
        for y in (0..height).step_by(8) {
            for x in (0..width).step_by(8) {
                let samples = components(self.at(x, y), stored);
                for (sample, before) in samples.into_iter().zip(&mut before) {
                    let level = i32::from(sample) - 128;
                    let difference = level - *before;
                    *before = level;
                    let size = 32 - difference.unsigned_abs().leading_zeros();
                    write(&mut bits, size.cast_signed(), 4);
                    // Negative ones are counted from below (T.81, F.1.2.1). Of 0 there are no bits.
                    let most = (1 << size) - 1;
                    let value = if difference < 0 {
                        difference + most
                    } else {
                        difference
                    };
                    write(&mut bits, value, size as usize);
                    bits += "0";
                }
            }
        }
        bits += &"1".repeat(bits.len().next_multiple_of(8) - bits.len());
        let bytes = bits.as_bytes().chunks(8).flat_map(|byte| {
            let text = str::from_utf8(byte).expect("digits");
            let byte = u8::from_str_radix(text, 2).expect("eight bits");
            // A zero behind 0xff keeps it from being a marker.
            [byte].into_iter().chain((byte == 0xff).then_some(0))
        });
        bytes.collect()
    }

    fn at(&self, x: u32, y: u32) -> &[u8] {
        let index = (y / SIDE * COLUMNS + x / SIDE) as usize;
        let color = self.colors.get(index).or(self.colors.last());
        color.expect("there is a colour")
    }
}

/// A colour as it is stored.
fn components(color: &[u8], stored: Stored) -> Vec<u8> {
    match (stored, color) {
        (Stored::YCbCr, [r, g, b]) => ycc([*r, *g, *b]).to_vec(),
        (Stored::Cmyk, inks) => inks.iter().map(|ink| !ink).collect(),
        (Stored::Ycck, [c, m, y, k]) => [ycc([*c, *m, *y]).as_slice(), &[!k]].concat(),
        (_, color) => color.to_vec(),
    }
}

/// ITU-T T.871, clause 7.
fn ycc(color: [u8; 3]) -> [u8; 3] {
    let [r, g, b] = color.map(f64::from);
    let y = 0.299 * r + 0.587 * g + 0.114 * b;
    let values = [y, (b - y) / 1.772 + 128.0, (r - y) / 1.402 + 128.0];
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 0 to 255"
    )]
    values.map(|value| value.round().clamp(0.0, 255.0) as u8)
}

/// The segments `APP2` that hold a colour profile (ICC.1:2022, B.4), for [`Blocks::jpeg`].
///
/// # Panics
///
/// Where the profile is larger than a file can hold.
#[must_use]
pub fn profile_segments(profile: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let parts = profile.chunks(60_000);
    let count = u8::try_from(parts.len()).expect("at most 255 parts");
    let parts = (1..=count).zip(parts);
    parts
        .map(|(number, part)| {
            (
                0xe2,
                [b"ICC_PROFILE\0", &[number, count][..], part].concat(),
            )
        })
        .collect()
}
