//! What a file says of itself before its first scan: frame, colours, tables.

use alloc::vec::Vec;

use super::huffman::{AC, Code, DC};
use super::marker::{EOI, SOS};
use super::segment::{Segment, Segments};
use crate::Color;
use crate::Error;

/// How a file's coefficients are written (T.81, 4.11).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// Sequential, Huffman, 8 bits.
    Baseline,
    /// Sequential, Huffman, 8 bits, with up to four tables of each class.
    Extended,
    /// Progressive, Huffman, 8 bits.
    Progressive,
}

/// How many samples a component has beside the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sampling {
    /// 1 to 4.
    pub horizontal: u8,
    /// 1 to 4.
    pub vertical: u8,
}

/// What a file says of its picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// In pixels, 1 to 65,535.
    pub width: u32,
    /// In pixels, 1 to 65,535.
    pub height: u32,
    /// What the components mean.
    pub color: Color,
    /// Of each component. A single component has 1 and 1, whatever its file says: it changes nothing.
    pub sampling: Vec<Sampling>,
    /// How the coefficients are written.
    pub coding: Coding,
}

/// A component of the frame.
#[derive(Debug, Clone, Copy)]
pub(super) struct Component {
    pub(super) id: u8,
    pub(super) sampling: Sampling,
    /// Which quantisation table.
    pub(super) quantization: usize,
}

/// Quantisation steps in the file's order.
pub(super) type Steps = [u16; 64];

/// The tables that hold at some place of a file.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tables<'a> {
    dc: [Option<Code<'a>>; 4],
    ac: [Option<Code<'a>>; 4],
    pub(super) quantization: [Option<Steps>; 4],
    /// MCUs between restart markers; 0: there are none.
    pub(super) restart: u32,
}

impl<'a> Tables<'a> {
    /// Those of a file that has nothing else (T.81, B.5).
    pub(super) fn parse(file: &'a [u8]) -> Result<Self, Error> {
        let mut segments = Segments::new(file)?;
        let mut tables = Self::default();
        loop {
            let segment = segments.next()?;
            if segment.marker == EOI {
                return Ok(tables);
            }
            tables.update(segment)?;
        }
    }

    /// Takes a DHT, DQT or DRI segment; others are none of its business.
    pub(super) fn update(&mut self, segment: Segment<'a>) -> Result<(), Error> {
        match segment.marker {
            0xc4 => self.huffman(segment.body),
            0xdb => self.quantization(segment.body),
            0xdd => match segment.body {
                [high, low] => {
                    self.restart = u32::from(u16::from_be_bytes([*high, *low]));
                    Ok(())
                }
                _ => Err(Error::Damaged("a restart interval is not one")),
            },
            _ => Ok(()),
        }
    }

    /// The code for differences of DC terms of this number.
    pub(super) fn dc(&self, number: usize) -> Result<Code<'a>, Error> {
        defined(&self.dc, &DC, number)
    }

    /// The code for AC coefficients of this number.
    pub(super) fn ac(&self, number: usize) -> Result<Code<'a>, Error> {
        defined(&self.ac, &AC, number)
    }

    /// T.81, B.2.4.2.
    fn huffman(&mut self, mut body: &'a [u8]) -> Result<(), Error> {
        while let Some((&selector, rest)) = body.split_first() {
            let (code, rest) = Code::parse(rest)?;
            body = rest;
            let tables = match selector >> 4 {
                0 => &mut self.dc,
                1 => &mut self.ac,
                _ => return Err(Error::Damaged("a Huffman table is of no known class")),
            };
            *tables
                .get_mut(usize::from(selector & 15))
                .ok_or(Error::Damaged("a Huffman table has no place"))? = Some(code);
        }
        Ok(())
    }

    /// T.81, B.2.4.1.
    fn quantization(&mut self, mut body: &[u8]) -> Result<(), Error> {
        let damaged = Error::Damaged("a quantisation table is not one");
        while let Some((&selector, rest)) = body.split_first() {
            let mut steps = [0; 64];
            match selector >> 4 {
                0 => {
                    let (bytes, rest) = rest.split_first_chunk::<64>().ok_or(damaged)?;
                    for (step, &byte) in steps.iter_mut().zip(bytes) {
                        *step = u16::from(byte);
                    }
                    body = rest;
                }
                1 => {
                    let (bytes, rest) = rest.split_first_chunk::<128>().ok_or(damaged)?;
                    for (step, pair) in steps.iter_mut().zip(bytes.as_chunks::<2>().0) {
                        *step = u16::from_be_bytes(*pair);
                    }
                    body = rest;
                }
                _ => return Err(damaged),
            }
            *self
                .quantization
                .get_mut(usize::from(selector & 15))
                .ok_or(damaged)? = Some(steps);
        }
        Ok(())
    }
}

/// What the file defines, or else the standard.
fn defined<'a>(
    file: &[Option<Code<'a>>; 4],
    standard: &[Code<'static>; 2],
    number: usize,
) -> Result<Code<'a>, Error> {
    let own = file.get(number).copied().flatten();
    own.or(standard.get(number).copied())
        .ok_or(Error::Damaged("a Huffman table is missing"))
}

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

/// A frame header (T.81, B.2.2).
struct Frame {
    width: u32,
    height: u32,
    coding: Coding,
    components: Vec<Component>,
}

impl Frame {
    fn parse(segment: Segment<'_>) -> Result<Self, Error> {
        let coding = match segment.marker {
            0xc0 => Coding::Baseline,
            0xc1 => Coding::Extended,
            0xc2 => Coding::Progressive,
            marker => return Err(Error::Unsupported(process(marker))),
        };
        let damaged = Error::Damaged("the frame header is not one");
        let (&[precision, h1, h0, w1, w0, count], parts) =
            segment.body.split_first_chunk::<6>().ok_or(damaged)?;
        match precision {
            8 => {}
            12 => return Err(Error::Unsupported("a precision of 12 bits")),
            _ => return Err(Error::Unsupported("a precision other than 8 bits")),
        }
        let (width, height) = (u16::from_be_bytes([w1, w0]), u16::from_be_bytes([h1, h0]));
        if width == 0 {
            return Err(damaged);
        }
        if height == 0 {
            // T.81, B.2.5: it would come behind the first scan.
            return Err(Error::Unsupported("a height behind the picture (DNL)"));
        }
        if !matches!(count, 1 | 3 | 4) {
            return Err(Error::Unsupported("this number of components"));
        }
        Ok(Self {
            width: u32::from(width),
            height: u32::from(height),
            coding,
            components: components(count, parts)?,
        })
    }
}

/// The coding process that is not read, by the marker of its frame header (T.81, table B.1).
fn process(marker: u8) -> &'static str {
    match marker {
        0xc3 => "lossless JPEG (SOF3)",
        0xc5 => "hierarchical JPEG (SOF5)",
        0xc6 => "hierarchical progressive JPEG (SOF6)",
        0xc7 => "hierarchical lossless JPEG (SOF7)",
        0xc9 => "JPEG with arithmetic coding (SOF9)",
        0xca => "progressive JPEG with arithmetic coding (SOF10)",
        0xcb => "lossless JPEG with arithmetic coding (SOF11)",
        0xcd => "hierarchical JPEG with arithmetic coding (SOF13)",
        0xce => "hierarchical progressive JPEG with arithmetic coding (SOF14)",
        0xcf => "hierarchical lossless JPEG with arithmetic coding (SOF15)",
        0xf7 => "JPEG-LS (SOF55)",
        _ => "this process of JPEG",
    }
}

/// The components of a frame header, of which there are `count`, and which are described by `parts`.
fn components(count: u8, parts: &[u8]) -> Result<Vec<Component>, Error> {
    let damaged = Error::Damaged("the frame header is not one");
    let (parts, []) = parts.as_chunks::<3>() else {
        return Err(damaged);
    };
    if parts.len() != usize::from(count) {
        return Err(damaged);
    }
    let mut components = Vec::with_capacity(parts.len());
    for &[id, sampling, quantization] in parts {
        let mut sampling = Sampling {
            horizontal: sampling >> 4,
            vertical: sampling & 15,
        };
        let known = 1..=4;
        if !known.contains(&sampling.horizontal)
            || !known.contains(&sampling.vertical)
            || quantization > 3
            || components.iter().any(|other: &Component| other.id == id)
        {
            return Err(damaged);
        }
        if count == 1 {
            // T.81, A.2.2: a scan of one component is read block by block, whatever its factors.
            sampling = Sampling {
                horizontal: 1,
                vertical: 1,
            };
        }
        components.push(Component {
            id,
            sampling,
            quantization: usize::from(quantization),
        });
    }
    Ok(components)
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
