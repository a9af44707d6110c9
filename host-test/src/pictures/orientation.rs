//! Pictures that lie on their side, and every way in which a file says so: containers of Exif, and what programs put in
//! front of it.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use image::{DynamicImage, ImageFormat};

use super::animation::{WebPFrame, animated_webp};
use super::encode::encode;
use super::png_chunks::png_chunk;
use super::shapes::quarters;
use super::webp::{chunk, lossy_webp, riff};

/// The quarters as they are seen, for a picture that is stored as 0 1 / 2 3, by the number of the orientation.
pub const SEEN: [[usize; 4]; 8] = [
    [0, 1, 2, 3],
    [1, 0, 3, 2],
    [3, 2, 1, 0],
    [2, 3, 0, 1],
    [0, 2, 1, 3],
    [2, 0, 3, 1],
    [3, 1, 2, 0],
    [1, 3, 0, 2],
];

/// Where a file says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// A segment `APP1`.
    Jpeg,
    /// A chunk `eXIf` in front of the pixels.
    Png,
    /// The same behind them.
    PngBehind,
    /// Text of a keyword, plain or compressed, as `ImageMagick` writes it.
    PngText(&'static str, [u8; 4]),
    /// The tag of a TIFF itself.
    Tiff,
    /// A chunk `EXIF` of an animation.
    WebPAnimated,
    /// Of a picture without loss.
    WebPLossless,
    /// Of a picture with loss.
    WebPLossy,
    /// Of a picture with loss, and with alpha beside it.
    WebPWithAlpha,
}

/// How the number is written.
#[derive(Debug, Clone, Copy)]
pub struct Spelling {
    /// Whether the lowest byte is first.
    pub little: bool,
    /// The type of TIFF 6.0: 1 is BYTE, 3 SHORT, 4 LONG.
    pub kind: u16,
    /// What stands in front of the TIFF structure.
    pub prefix: &'static [u8],
}

impl Container {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Jpeg,
        Self::Png,
        Self::PngBehind,
        Self::PngText("exif", *b"tEXt"),
        Self::PngText("exif", *b"zTXt"),
        Self::PngText("exif", *b"iTXt"),
        Self::PngText("APP1", *b"tEXt"),
        Self::PngText("APP1", *b"zTXt"),
        Self::Tiff,
        Self::WebPAnimated,
        Self::WebPLossless,
        Self::WebPLossy,
        Self::WebPWithAlpha,
    ];

    /// A file of the 64 by 48 of [`quarters`], which says to have the orientation of this number.
    ///
    /// # Panics
    ///
    /// Never: the pictures are small.
    #[must_use]
    pub fn file(self, spelling: Spelling, number: u8) -> Vec<u8> {
        let exif = spelling.exif(number);
        let picture = DynamicImage::from(quarters(64, 48));
        let png = |name, body: &[u8], behind| {
            let plain = encode(&picture, ImageFormat::Png);
            let at = if behind { plain.len() - 12 } else { 33 };
            [&plain[..at], &png_chunk(name, body), &plain[at..]].concat()
        };
        match self {
            Self::Jpeg => {
                let plain = encode(&picture, ImageFormat::Jpeg);
                let length = u16::try_from(exif.len() + 8).expect("a short segment");
                let marker = [&b"\xff\xe1"[..], &length.to_be_bytes(), b"Exif\0\0"].concat();
                [&plain[..2], &marker, &exif, &plain[2..]].concat()
            }
            Self::Png => png(*b"eXIf", &exif, false),
            Self::PngBehind => png(*b"eXIf", &exif, true),
            Self::PngText(kind, name) => {
                let exif = [b"Exif\0\0", &exif[..]].concat();
                png(name, &raw_profile(kind, name, &exif), false)
            }
            Self::Tiff => tiff(&picture, spelling, number),
            Self::WebPAnimated => {
                let frame = |rgba| WebPFrame {
                    picture: rgba,
                    left: 0,
                    top: 0,
                    duration: 50,
                    blend: false,
                    clear: false,
                };
                let frames = [picture.to_rgba8(), picture.fliph().to_rgba8()].map(frame);
                let mut plain = animated_webp((64, 48), 0, &frames);
                // Its header says that there is Exif.
                plain[20] |= 0x08;
                riff(&[&plain[12..], &chunk(*b"EXIF", &exif)].concat())
            }
            Self::WebPLossless => {
                let plain = encode(&picture, ImageFormat::WebP);
                webp(&plain[12..], &exif)
            }
            // Behind the long header, and without the Exif that is there.
            Self::WebPLossy => webp(&lossy_frame(), &exif),
            Self::WebPWithAlpha => {
                // RFC 9649, 2.7.1.2: neither compressed nor filtered.
                let alpha = chunk(*b"ALPH", &[&[0][..], &[255; 64 * 48]].concat());
                webp(&[alpha, lossy_frame()].concat(), &exif)
            }
        }
    }
}

impl Spelling {
    fn short(self, number: u16) -> [u8; 2] {
        if self.little {
            number.to_le_bytes()
        } else {
            number.to_be_bytes()
        }
    }

    fn long(self, number: u32) -> [u8; 4] {
        if self.little {
            number.to_le_bytes()
        } else {
            number.to_be_bytes()
        }
    }

    fn header(self) -> Vec<u8> {
        let order = if self.little { b"II" } else { b"MM" };
        [&order[..], &self.short(42), &self.long(8)].concat()
    }

    /// An entry of a number, from the left of its field on (TIFF 6.0, 2).
    fn entry(self, tag: u16, kind: u16, number: u32) -> Vec<u8> {
        let low = u16::try_from(number & 0xffff).expect("16 bits");
        let mut value = match kind {
            1 => vec![low.to_le_bytes()[0]],
            3 => self.short(low).to_vec(),
            _ => self.long(number).to_vec(),
        };
        value.resize(4, 0);
        [
            &self.short(tag)[..],
            &self.short(kind),
            &self.long(1),
            &value,
        ]
        .concat()
    }

    /// Exif that says nothing else, behind the prefix.
    fn exif(self, number: u8) -> Vec<u8> {
        let entry = self.entry(0x0112, self.kind, number.into());
        let parts = [
            self.prefix,
            &self.header(),
            &self.short(1),
            &entry,
            &self.long(0),
        ];
        parts.concat()
    }
}

/// A TIFF of one strip of red, green and blue.
fn tiff(picture: &DynamicImage, spelling: Spelling, number: u8) -> Vec<u8> {
    let pixels = picture.to_rgb8().into_raw();
    let length = u32::try_from(pixels.len()).expect("a small picture");
    // Behind the header, nine entries, and where the next directory is.
    let strip = 8 + 2 + 9 * 12 + 4;
    let entries = [
        (0x0100, 4, picture.width()),
        (0x0101, 4, picture.height()),
        // Of one sample, and so of all (where there are fewer numbers than samples).
        (0x0102, 3, 8),
        (0x0103, 3, 1),
        (0x0106, 3, 2),
        (0x0111, 4, strip),
        (0x0112, spelling.kind, number.into()),
        (0x0115, 3, 3),
        (0x0117, 4, length),
    ];
    let mut file = [spelling.header(), spelling.short(9).to_vec()].concat();
    for (tag, kind, value) in entries {
        file.extend(spelling.entry(tag, kind, value));
    }
    file.extend(spelling.long(0));
    [file, pixels].concat()
}

/// The text of `ImageMagick`: a name, the number of bytes, and these in lines of 72 digits.
fn raw_profile(kind: &str, name: [u8; 4], exif: &[u8]) -> Vec<u8> {
    let digits = crate::hex::hex(exif);
    let lines = digits.as_bytes().chunks(72);
    let lines = lines.map(|line| String::from_utf8_lossy(line) + "\n");
    let text = format!(
        "\n{kind}\n{:8}\n{}",
        exif.len(),
        lines.collect::<Vec<_>>().concat()
    );
    let mut compressed = ZlibEncoder::new(Vec::new(), Compression::default());
    compressed.write_all(text.as_bytes()).expect("in memory");
    let compressed = compressed.finish().expect("in memory");
    let keyword = format!("Raw profile type {kind}\0").into_bytes();
    match &name {
        b"tEXt" => [keyword, text.into_bytes()].concat(),
        b"zTXt" => [&keyword[..], b"\0", &compressed].concat(),
        // Compressed, and in no language.
        _ => [&keyword[..], b"\x01\0\0\0", &compressed].concat(),
    }
}

/// The chunk `VP8 ` of [`lossy_webp`].
fn lossy_frame() -> Vec<u8> {
    let plain = lossy_webp(1, None);
    let length = u32::from_le_bytes(plain[34..38].try_into().expect("four bytes")) as usize;
    chunk(*b"VP8 ", &plain[38..38 + length])
}

/// A WebP of 64 by 48, with the long header in front (RFC 9649, 2.7) and Exif behind.
fn webp(frame: &[u8], exif: &[u8]) -> Vec<u8> {
    let header = chunk(*b"VP8X", &[0x18, 0, 0, 0, 63, 0, 0, 47, 0, 0]);
    riff(&[&header, frame, &chunk(*b"EXIF", exif)].concat())
}
