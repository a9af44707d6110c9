//! TIFFs whose strips or tiles are JPEGs (TIFF Technical Note 2): of blocks, so what they show is known.

use crate::pictures::color_blocks::{Blocks, Stored};

use super::file::Tag;
use super::variant::{PLAIN, Pieces, Variant};

/// Where the tables of JPEGs stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tables {
    /// In a tag, for all.
    Common,
    /// In each.
    Own,
}

/// The same blocks twice, above each other, in a JPEG each.
///
/// # Panics
///
/// Where the blocks are too many.
#[must_use]
pub fn of_jpegs(blocks: &Blocks, stored: Stored, pieces: Pieces, place: Tables) -> Vec<u8> {
    let (width, height) = blocks.size();
    let (mut jpeg, mut tables) = (blocks.jpeg(stored, &[]), None);
    if place == Tables::Common {
        let (common, rest) = abbreviated(&jpeg);
        (jpeg, tables) = (rest, Some(common));
    }
    let (photometric, samples) = match stored {
        Stored::Grey => (1, 1),
        Stored::Rgb => (2, 3),
        Stored::Cmyk | Stored::Ycck => (5, 4),
        Stored::YCbCr => (6, 3),
    };
    let one = |tag, value: u64| Tag(tag, 4, vec![value]);
    let mut tags = vec![
        one(256, width.into()),
        one(257, u64::from(height) * 2),
        Tag(258, 3, vec![8; samples]),
        one(259, 7),
        one(262, photometric),
        one(277, samples as u64),
    ];
    if pieces == Pieces::Tiles {
        tags.extend([one(322, width.into()), one(323, height.into())]);
    } else {
        tags.push(one(278, height.into()));
    }
    tags.extend(tables.map(|tables| Tag(347, 7, tables.into_iter().map(u64::from).collect())));
    Variant { pieces, ..PLAIN }.write(tags, &[jpeg.clone(), jpeg])
}

/// The tables of a JPEG as a file of their own, and the JPEG without them (ITU-T T.81, B.5). Neither has segments of
/// applications.
fn abbreviated(jpeg: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let (mut tables, mut picture) = (jpeg[..2].to_vec(), jpeg[..2].to_vec());
    let mut at = 2;
    loop {
        let marker = jpeg[at + 1];
        let length = usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
        let segment = &jpeg[at..at + 2 + length];
        at += segment.len();
        match marker {
            0xc4 | 0xdb => tables.extend(segment),
            0xe0..=0xef => {}
            _ => picture.extend(segment),
        }
        if marker == 0xda {
            picture.extend(&jpeg[at..]);
            tables.extend([0xff, 0xd9]);
            return (tables, picture);
        }
    }
}
