//! Writes TIFFs of RGB whose tags may stand in front, and whose strips or tiles lie where they are put.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "small numbers"
)]

use std::ops::Range;

use crate::arriving::{LIMITS, run};

pub(super) const WIDTH: usize = 64;
const HEIGHT: usize = 256;

/// Rows of a strip, and width and height of a tile.
const STRIP: usize = 16;
const TILE: (usize, usize) = (32, 16);

/// How pixels are cut.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Pieces {
    One,
    /// Strips of one sample each.
    Planes,
    Strips,
    Tiles,
}

/// How pieces are packed.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Tags {
    Deflate,
    /// As JPEGs, perhaps with common tables.
    Jpeg(Option<Vec<u8>>),
    None,
}

/// What is written.
#[derive(Clone)]
pub(super) struct Tiff {
    pub(super) cut: Pieces,
    pub(super) tags: Tags,
    /// Packed, by their number.
    pub(super) pieces: Vec<Vec<u8>>,
    /// Which piece lies where in the file.
    pub(super) order: Vec<usize>,
    /// Bytes of nothing in front of each piece.
    pub(super) gap: usize,
    pub(super) has_lengths: bool,
    pub(super) directory_is_first: bool,
    /// What is said of where pieces lie, where it is not true.
    pub(super) starts: Option<Vec<u32>>,
}

/// A file, and where its pieces lie.
pub(super) struct Written {
    pub(super) bytes: Vec<u8>,
    pub(super) parts: Vec<Range<usize>>,
}

impl Tiff {
    /// Noise, as it is.
    pub(super) fn new(cut: Pieces) -> Self {
        let pieces = pieces(cut);
        Self {
            cut,
            tags: Tags::None,
            order: (0..pieces.len()).collect(),
            pieces,
            gap: 0,
            has_lengths: true,
            directory_is_first: true,
            starts: None,
        }
    }

    pub(super) fn deflated(self) -> Self {
        let pieces = self.pieces.iter();
        Self {
            pieces: pieces.map(|it| fdeflate::compress_to_vec(it)).collect(),
            tags: Tags::Deflate,
            ..self
        }
    }

    pub(super) fn write(&self) -> Written {
        // The directory is as long whatever stands in it.
        let nowhere = vec![0..0; self.pieces.len()];
        let length = self.directory(8, &nowhere).len();
        let mut bytes = b"II\x2a\0\x08\0\0\0".to_vec();
        if self.directory_is_first {
            bytes.resize(8 + length, 0);
        }
        let mut parts = nowhere;
        for piece in &self.order {
            bytes.resize(bytes.len() + self.gap, 0xee);
            let start = bytes.len();
            bytes.extend(&self.pieces[*piece]);
            parts[*piece] = start..bytes.len();
        }
        if self.directory_is_first {
            let directory = self.directory(8, &parts);
            bytes[8..8 + length].copy_from_slice(&directory);
        } else {
            let start = bytes.len();
            bytes[4..8].copy_from_slice(&(start as u32).to_le_bytes());
            bytes.extend(self.directory(start, &parts));
        }
        Written { bytes, parts }
    }

    /// Entries, and behind them the values that do not fit into them.
    fn directory(&self, start: usize, parts: &[Range<usize>]) -> Vec<u8> {
        let tags = self.tags(parts);
        let mut directory = (tags.len() as u16).to_le_bytes().to_vec();
        let behind = start + 2 + tags.len() * 12 + 4;
        let mut values = Vec::new();
        for (tag, kind, value) in tags {
            let size = if kind == 7 { 1 } else { 4 };
            let count = (value.len() / size) as u32;
            directory.extend(tag.to_le_bytes());
            directory.extend(u16::to_le_bytes(kind));
            directory.extend(count.to_le_bytes());
            if value.len() <= 4 {
                directory.extend(value);
            } else {
                directory.extend(((behind + values.len()) as u32).to_le_bytes());
                values.extend(value);
            }
        }
        directory.extend([0; 4]);
        directory.extend(values);
        directory
    }

    fn tags(&self, parts: &[Range<usize>]) -> Vec<(u16, u16, Vec<u8>)> {
        let numbers = |tag, numbers: Vec<usize>| {
            let numbers = numbers.into_iter().map(|it| (it as u32).to_le_bytes());
            (tag, 4, numbers.flatten().collect::<Vec<_>>())
        };
        let starts = match &self.starts {
            Some(starts) => starts.iter().map(|start| *start as usize).collect(),
            None => parts.iter().map(|part| part.start).collect(),
        };
        let (compression, photometric) = match self.tags {
            Tags::Deflate => (8, 2),
            Tags::Jpeg(_) => (7, 6),
            Tags::None => (1, 2),
        };
        let planar = if self.cut == Pieces::Planes { 2 } else { 1 };
        let mut tags = vec![
            numbers(256, vec![WIDTH]),
            numbers(257, vec![HEIGHT]),
            numbers(258, vec![8; 3]),
            numbers(259, vec![compression]),
            numbers(262, vec![photometric]),
            numbers(273, starts),
            numbers(277, vec![3]),
            numbers(284, vec![planar]),
        ];
        match self.cut {
            Pieces::One => {}
            Pieces::Planes | Pieces::Strips => tags.push(numbers(278, vec![STRIP])),
            Pieces::Tiles => {
                tags.push(numbers(322, vec![TILE.0]));
                tags.push(numbers(323, vec![TILE.1]));
            }
        }
        if self.has_lengths {
            tags.push(numbers(279, parts.iter().map(Range::len).collect()));
        }
        if let Tags::Jpeg(Some(tables)) = &self.tags {
            tags.push((347, 7, tables.clone()));
        }
        tags
    }
}

/// Of the noise the pieces, from left to right and from top to bottom, and plane by plane.
fn pieces(cut: Pieces) -> Vec<Vec<u8>> {
    let (wide, high) = match cut {
        Pieces::One => (WIDTH, HEIGHT),
        Pieces::Planes | Pieces::Strips => (WIDTH, STRIP),
        Pieces::Tiles => TILE,
    };
    let (planes, together) = if cut == Pieces::Planes {
        (3, 1)
    } else {
        (1, 3)
    };
    let mut pieces = Vec::new();
    for plane in 0..planes {
        for top in (0..HEIGHT).step_by(high) {
            for left in (0..WIDTH).step_by(wide) {
                let rows =
                    (top..top + high).flat_map(|y| (left..left + wide).map(move |x| y * WIDTH + x));
                let pixels = rows.flat_map(|at| {
                    (plane..plane + together).map(move |sample| noise(at * 3 + sample))
                });
                pieces.push(pixels.collect());
            }
        }
    }
    pieces
}

fn noise(at: usize) -> u8 {
    let [.., byte, _] = (at as u32).wrapping_mul(0x9e37_79b1).to_le_bytes();
    byte
}

/// A strip as a JPEG.
pub(super) fn jpeg(number: usize) -> Vec<u8> {
    let mut strip = Tiff::new(Pieces::One).write().bytes;
    let crop = format!(
        "{WIDTH}x{STRIP},crop=0:{}:{WIDTH}:{STRIP},format=jpeg,quality=80",
        number * STRIP
    );
    run(&mut strip, &crop, &LIMITS).unwrap().bytes
}

/// The tables of the first JPEG as a file of their own, and the JPEGs without those that are the same (ITU-T T.81, B.5).
pub(super) fn common_tables(jpegs: &[Vec<u8>]) -> (Vec<u8>, Vec<Vec<u8>>) {
    let is_table = |segment: &[u8]| matches!(segment, [0xff, 0xc4 | 0xdb, ..]);
    let (first, _) = segments(&jpegs[0]);
    let tables: Vec<_> = first.into_iter().filter(|it| is_table(it)).collect();
    let rest = jpegs.iter().map(|jpeg| {
        let (segments, pixels) = segments(jpeg);
        let own = segments.into_iter().filter(|it| !tables.contains(it));
        [b"\xff\xd8", &own.collect::<Vec<_>>().concat()[..], pixels].concat()
    });
    let rest = rest.collect();
    let tables = [&b"\xff\xd8"[..], &tables.concat(), b"\xff\xd9"].concat();
    (tables, rest)
}

/// The segments in front of the scan, and what follows them.
fn segments(jpeg: &[u8]) -> (Vec<&[u8]>, &[u8]) {
    let mut segments = Vec::new();
    let mut rest = &jpeg[2..];
    while rest[1] != 0xda {
        let length = usize::from(u16::from_be_bytes([rest[2], rest[3]]));
        let (segment, behind) = rest.split_at(2 + length);
        segments.push(segment);
        rest = behind;
    }
    (segments, rest)
}
