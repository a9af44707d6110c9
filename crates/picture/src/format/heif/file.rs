//! A file's items to what has to be decoded, and what has to be done with it. Nothing is decoded here.

use std::ops::Range;
use std::sync::Arc;

use image::metadata::Orientation;
use marble_transform::{Rotation, Turn};

use crate::color::icc::Named;
use crate::error::{Error, plain};
use crate::geometry::Dimensions;
use crate::pixels::orientation::then;

use super::boxes::{Kind, Reader};
use super::error::unsupported;
use super::meta::{Meta, Property};
use crate::format::avif::sequence::{self, Colors, Sequence};

/// Items that are looked at in search of alpha.
const MOST_AUXILIARIES: usize = 16;

/// ISO/IEC 23000-22, 7.3.5.2, and what came before it.
const ALPHA: [&[u8]; 2] = [
    b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0",
    b"urn:mpeg:hevc:2015:auxid:1\0",
];

/// What a file holds.
pub(in crate::format) struct File {
    pub(in crate::format) color: Item,
    pub(in crate::format) alpha: Option<Alpha>,
    pub(in crate::format) colors: Colors,
    /// Colour profile (ICC.1).
    pub(in crate::format) profile: Option<Vec<u8>>,
    pub(in crate::format) orientation: Orientation,
}

/// How much of the picture is seen.
pub(in crate::format) struct Alpha {
    pub(in crate::format) item: Item,
    /// Whether the colours are multiplied with it.
    pub(in crate::format) premultiplied: bool,
}

/// A frame that was not decoded.
pub(in crate::format) struct Item {
    pub(in crate::format) data: Data,
    pub(in crate::format) sequence: Sequence,
}

/// The bytes of an item.
pub(in crate::format) enum Data {
    /// A piece of the file.
    Piece(Arc<Vec<u8>>, Range<usize>),
    /// What was in several pieces.
    Whole(Vec<u8>),
}

impl AsRef<[u8]> for Data {
    fn as_ref(&self) -> &[u8] {
        match self {
            Self::Piece(file, range) => file.get(range.clone()).unwrap_or_default(),
            Self::Whole(bytes) => bytes,
        }
    }
}

/// What the properties of an item say.
struct Properties {
    size: Option<Dimensions>,
    colors: Option<Colors>,
    profile: Option<Vec<u8>>,
    orientation: Orientation,
    auxiliary: Option<Vec<u8>>,
}

impl File {
    pub(in crate::format) fn read(file: Vec<u8>) -> Result<Self, Error> {
        let file = Arc::new(file);
        let meta = Meta::read(&file)?;
        let primary = meta.primary();
        let primary =
            primary.ok_or_else(|| Error::damaged("the file does not say what its picture is"))?;
        let (color, properties) = item(&file, &meta, primary)?;
        let alpha = alpha(&file, &meta, primary, color.sequence.size)?;
        let colors = properties.colors.unwrap_or(color.sequence.colors);
        let profile =
            properties
                .profile
                .or_else(|| match Named::new(colors.primaries, colors.transfer)? {
                    Named::Profile(profile) => Some(profile.to_vec()),
                    Named::Srgb => None,
                });
        Ok(Self {
            alpha,
            colors,
            profile,
            orientation: properties.orientation,
            color,
        })
    }
}

fn alpha(
    file: &Arc<Vec<u8>>,
    meta: &Meta<'_>,
    primary: u32,
    size: Dimensions,
) -> Result<Option<Alpha>, Error> {
    for id in meta.referring(*b"auxl", primary).take(MOST_AUXILIARIES) {
        let kind = Properties::read(&meta.properties(id)?)?.auxiliary;
        if !ALPHA.iter().any(|alpha| kind.as_deref() == Some(*alpha)) {
            continue;
        }
        let (item, _) = item(file, meta, id)?;
        if item.sequence.size != size {
            return Err(Error::damaged("picture and alpha are of different sizes"));
        }
        return Ok(Some(Alpha {
            item,
            premultiplied: meta.refers(*b"prem", primary, id),
        }));
    }
    Ok(None)
}

fn item(file: &Arc<Vec<u8>>, meta: &Meta<'_>, id: u32) -> Result<(Item, Properties), Error> {
    match meta.kind(id) {
        Some(kind) if kind == *b"av01" => {}
        Some(kind) if kind == *b"grid" => return Err(unsupported("one in tiles")),
        Some(_) => return Err(unsupported("one in another coding")),
        None => return Err(Error::damaged("the file does not say what an item is")),
    }
    let properties = Properties::read(&meta.properties(id)?)?;
    let pieces = meta.location(id)?;
    let data = match pieces.as_slice() {
        [one] => Data::Piece(Arc::clone(file), one.clone()),
        several => {
            let pieces = several.iter().filter_map(|piece| file.get(piece.clone()));
            Data::Whole(pieces.collect::<Vec<_>>().concat())
        }
    };
    let sequence = sequence::read(data.as_ref())?;
    if properties.size != Some(sequence.size) {
        return Err(Error::damaged(
            "container and stream differ in the picture's size",
        ));
    }
    Ok((Item { data, sequence }, properties))
}

impl Properties {
    fn read(properties: &[Property<'_>]) -> Result<Self, Error> {
        let mut sum = Self {
            size: None,
            colors: None,
            profile: None,
            orientation: Orientation::NoTransforms,
            auxiliary: None,
        };
        for property in properties {
            let understood = sum.add(property.kind, property.content.clone());
            let understood = understood.ok_or_else(|| Error::damaged("a property is cut off"))?;
            if property.essential && !understood {
                let kind = String::from_utf8_lossy(&property.kind);
                return Err(unsupported(&format!("one that needs {}", plain(&kind))));
            }
        }
        Ok(sum)
    }

    /// Whether the property is one that is known.
    fn add(&mut self, kind: Kind, mut content: Reader<'_>) -> Option<bool> {
        match &kind {
            b"ispe" => {
                content.version()?;
                let (width, height) = (content.u32()?, content.u32()?);
                self.size = Some(Dimensions { width, height });
            }
            b"colr" => self.add_colors(content)?,
            b"irot" => self.orientation = then(self.orientation, rotation(content.u8()?)),
            b"imir" => self.orientation = then(self.orientation, mirror(content.u8()?)),
            b"auxC" => {
                content.version()?;
                let rest = content.rest();
                let end = rest.iter().position(|byte| *byte == 0)?;
                self.auxiliary = rest.get(..=end).map(<[u8]>::to_vec);
            }
            // The stream says the same, and the shape of pixels is not asked for.
            b"av1C" | b"pixi" | b"pasp" => {}
            _ => return Some(false),
        }
        Some(true)
    }

    fn add_colors(&mut self, mut content: Reader<'_>) -> Option<()> {
        match &content.kind()? {
            b"nclx" => {
                let mut code = || {
                    content
                        .u16()
                        .map(|code| u8::try_from(code).unwrap_or(u8::MAX))
                };
                self.colors = Some(Colors {
                    primaries: code()?,
                    transfer: code()?,
                    matrix: code()?,
                    full_range: content.u8()? & 0x80 != 0,
                });
            }
            b"prof" | b"rICC" => self.profile = Some(content.rest().to_vec()),
            _ => {}
        }
        Some(())
    }
}

/// Counted to the left.
fn rotation(quarters: u8) -> Turn {
    let rotate = match quarters & 3 {
        0 => Rotation::None,
        1 => Rotation::ThreeQuarters,
        2 => Rotation::Half,
        _ => Rotation::Quarter,
    };
    Turn {
        rotate,
        ..Turn::default()
    }
}

/// 0 exchanges top and bottom, 1 left and right.
fn mirror(axis: u8) -> Turn {
    let flop = axis & 1 != 0;
    Turn {
        flip: !flop,
        flop,
        ..Turn::default()
    }
}
