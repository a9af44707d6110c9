//! All that a file has before its first scan: frame, colours, tables.

use alloc::vec::Vec;

use super::frame::{Component, Frame};
use super::header::Header;
use super::marker::{EOI, SOS};
use super::segment::Segments;
use super::tables::Tables;
use crate::{Color, Error};

/// All that precedes the first scan.
#[derive(Debug, Clone)]
pub(super) struct Preamble<'a> {
    pub(super) header: Header,
    pub(super) components: Vec<Component>,
    pub(super) tables: Tables<'a>,
    /// TIFF structure behind "Exif\0\0".
    pub(super) exif: Option<&'a [u8]>,
    /// Where the search for the first SOS begins.
    pub(super) scans: usize,
}

impl<'a> Preamble<'a> {
    /// `tables` are those that hold before the file's own.
    pub(super) fn parse(file: &'a [u8], mut tables: Tables<'a>) -> Result<Self, Error> {
        let mut segments = Segments::new(file)?;
        let mut frame: Option<Frame> = None;
        let mut exif = None;
        let mut jfif = false;
        let mut adobe = None;
        loop {
            let before = segments.position;
            let segment = segments.next()?;
            match segment.marker {
                SOS => {
                    let frame = frame.ok_or(Error::Damaged("there is no frame header"))?;
                    let color = color(&frame.components, jfif, adobe)?;
                    return Ok(Self {
                        header: Header {
                            width: frame.width,
                            height: frame.height,
                            color,
                            sampling: frame.components.iter().map(|part| part.sampling).collect(),
                            coding: frame.coding,
                        },
                        components: frame.components,
                        tables,
                        exif,
                        scans: before,
                    });
                }
                EOI => return Err(Error::Truncated),
                // DHT, JPG and DAC stand between the frame headers; that of JPEG-LS (T.87) behind.
                0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf | 0xf7 => {
                    if frame.is_some() {
                        return Err(Error::Damaged("there are two frame headers"));
                    }
                    frame = Some(Frame::parse(segment)?);
                }
                0xde => return Err(Error::Unsupported("hierarchical JPEG (DHP)")),
                0xe0 => jfif |= segment.body.starts_with(b"JFIF\0"),
                0xe1 => exif = exif.or_else(|| behind_identifier(segment.body)),
                0xee if segment.body.starts_with(b"Adobe") => {
                    adobe = segment.body.get(11).copied().or(adobe);
                }
                _ => tables.update(segment)?,
            }
        }
    }
}

/// Exif behind its identifier and a byte of padding, whatever that is.
fn behind_identifier(body: &[u8]) -> Option<&[u8]> {
    body.strip_prefix(b"Exif\0")?.get(1..)
}

/// What the components mean, by libjpeg's rules.
fn color(components: &[Component], jfif: bool, adobe: Option<u8>) -> Result<Color, Error> {
    let ids = components.iter().map(|part| part.id);
    match (components.len(), jfif, adobe) {
        (1, ..) => Ok(Color::Grey),
        (3, false, Some(0)) => Ok(Color::Rgb),
        (3, false, None) if ids.eq(*b"RGB") => Ok(Color::Rgb),
        (3, ..) => Ok(Color::YCbCr),
        (4, _, None | Some(0)) => Ok(Color::Cmyk),
        (4, ..) => Ok(Color::Ycck),
        _ => Err(Error::Unsupported("this number of components")),
    }
}
