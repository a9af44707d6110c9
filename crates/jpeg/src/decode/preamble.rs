//! All that a file has before its first scan: frame, colours, tables, metadata.

use alloc::vec::Vec;

use super::frame::{Component, Frame};
use super::header::Header;
use super::icc::{IccParts, copied};
use super::marker::{EOI, SOS};
use super::segment::Segments;
use super::tables::Tables;
use crate::{Color, Error};

/// All that precedes the first scan.
#[derive(Debug, Clone)]
pub(super) struct Preamble {
    pub(super) header: Header,
    pub(super) components: Vec<Component>,
    pub(super) tables: Tables,
    pub(super) metadata: Metadata,
}

/// What a file says beside its picture.
#[derive(Debug, Clone, Default)]
pub(super) struct Metadata {
    /// TIFF structure behind "Exif\0\0", at most 65,527 bytes.
    pub(super) exif: Option<Vec<u8>>,
    pub(super) icc: IccParts,
}

impl Metadata {
    /// Bytes that it allocated.
    pub(super) fn bytes(&self) -> u64 {
        let exif = self.exif.as_ref().map_or(0, Vec::len) as u64;
        self.icc.bytes().saturating_add(exif)
    }
}

impl Preamble {
    /// Reads up to the first SOS, which is the next segment then. `tables` are those that hold before the file's own.
    pub(super) fn parse(segments: &mut Segments<'_>, mut tables: Tables) -> Result<Self, Error> {
        let mut frame: Option<Frame> = None;
        let mut metadata = Metadata::default();
        let mut jfif = false;
        let mut adobe = None;
        loop {
            let segment = segments.next()?;
            match segment.marker {
                SOS => break,
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
                0xe1 if metadata.exif.is_none() => {
                    metadata.exif = behind_identifier(segment.body).map(copied).transpose()?;
                }
                0xe2 => metadata.icc.take(segment.body)?,
                0xee if segment.body.starts_with(b"Adobe") => {
                    adobe = segment.body.get(11).copied().or(adobe);
                }
                _ => tables.update(segment)?,
            }
        }
        segments.again();
        let frame = frame.ok_or(Error::Damaged("there is no frame header"))?;
        Ok(Self {
            header: Header {
                width: frame.width,
                height: frame.height,
                color: color(&frame.components, jfif, adobe)?,
                sampling: frame.components.iter().map(|part| part.sampling).collect(),
                coding: frame.coding,
            },
            components: frame.components,
            tables,
            metadata,
        })
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
