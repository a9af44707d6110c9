//! What the properties of an item say (ISO/IEC 23008-12, 6.5; ISO/IEC 23000-22, 7.3.6).

use image::metadata::Orientation;
use marble_transform::{Rotation, Turn};

use crate::error::{Error, plain};
use crate::geometry::Dimensions;
use crate::pixels::orientation::then;

use super::boxes::{Kind, Reader};
use super::coding::Colors;
use super::error::unsupported;
use super::meta::Property;

/// What is said of an item, as far as it matters here.
pub(crate) struct Properties<'a> {
    pub(crate) size: Option<Dimensions>,
    pub(super) colors: Option<Colors>,
    /// Colour profile (ICC.1).
    pub(crate) profile: Option<&'a [u8]>,
    /// The part that is seen, before it is turned.
    pub(super) aperture: Option<Aperture>,
    pub(super) orientation: Orientation,
    /// What an auxiliary item is, with the zero behind it.
    pub(super) auxiliary: Option<&'a [u8]>,
    #[cfg(feature = "heic")]
    pub(super) configuration: Option<Reader<'a>>,
    #[cfg(feature = "avif")]
    pub(super) operating_point: u8,
    #[cfg(feature = "avif")]
    pub(super) layer: Option<u8>,
}

/// `clap` (ISO/IEC 14496-12, 12.1.4): a size, and how far its middle lies from that of the picture, as fractions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Aperture {
    width: (u32, u32),
    height: (u32, u32),
    right: (i32, u32),
    down: (i32, u32),
}

/// A part of a picture, in whole pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) left: u32,
    pub(super) top: u32,
    pub(super) size: Dimensions,
}

impl Part {
    pub(super) fn whole(size: Dimensions) -> Self {
        Self {
            left: 0,
            top: 0,
            size,
        }
    }
}

impl<'a> Properties<'a> {
    pub(crate) fn read(properties: &[Property<'a>]) -> Result<Self, Error> {
        let mut sum = Self {
            size: None,
            colors: None,
            profile: None,
            aperture: None,
            orientation: Orientation::NoTransforms,
            auxiliary: None,
            #[cfg(feature = "heic")]
            configuration: None,
            #[cfg(feature = "avif")]
            operating_point: 0,
            #[cfg(feature = "avif")]
            layer: None,
        };
        for property in properties {
            if property.kind == *b"clap" && sum.orientation != Orientation::NoTransforms {
                return Err(unsupported("one that is cut after it is turned"));
            }
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
    fn add(&mut self, kind: Kind, mut content: Reader<'a>) -> Option<bool> {
        /// The layer that stands for all of them.
        #[cfg(feature = "avif")]
        const ALL_LAYERS: u16 = 0xffff;
        match &kind {
            b"ispe" => {
                content.version()?;
                let (width, height) = (content.u32()?, content.u32()?);
                self.size = Some(Dimensions { width, height });
            }
            b"colr" => self.add_colors(content)?,
            b"clap" => self.aperture = Some(Aperture::read(&mut content)?),
            b"irot" => self.orientation = then(self.orientation, rotation(content.u8()?)),
            b"imir" => self.orientation = then(self.orientation, mirror(content.u8()?)),
            b"auxC" => {
                content.version()?;
                let rest = content.rest();
                let end = rest.iter().position(|byte| *byte == 0)?;
                self.auxiliary = rest.get(..=end);
            }
            #[cfg(feature = "heic")]
            b"hvcC" => self.configuration = Some(content),
            #[cfg(feature = "avif")]
            b"a1op" => self.operating_point = content.u8()?,
            #[cfg(feature = "avif")]
            b"lsel" => {
                let layer = content.u16()?;
                let layer = Some(layer).filter(|layer| *layer != ALL_LAYERS);
                self.layer = layer.map(|layer| u8::try_from(layer).unwrap_or(u8::MAX));
            }
            // The stream says how long its layers are and what a sample is; the shape of pixels is not asked for.
            b"a1lx" | b"av1C" | b"pixi" | b"pasp" => {}
            _ => return Some(false),
        }
        Some(true)
    }

    fn add_colors(&mut self, mut content: Reader<'a>) -> Option<()> {
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
            b"prof" | b"rICC" => self.profile = Some(content.rest()),
            _ => {}
        }
        Some(())
    }
}

impl Aperture {
    fn read(content: &mut Reader<'_>) -> Option<Self> {
        let mut number = || content.u32();
        let width = (number()?, number()?);
        let height = (number()?, number()?);
        let right = (number()?.cast_signed(), number()?);
        let down = (number()?.cast_signed(), number()?);
        Some(Self {
            width,
            height,
            right,
            down,
        })
    }

    /// What is seen of a picture of this size, in the whole pixels that are nearest.
    pub(super) fn of(&self, size: Dimensions) -> Result<Part, Error> {
        let across = extent(self.width, self.right, size.width);
        let down = extent(self.height, self.down, size.height);
        let ((left, width), (top, height)) = across
            .zip(down)
            .ok_or_else(|| Error::damaged("the part that is seen is not in the picture"))?;
        Ok(Part {
            left,
            top,
            size: Dimensions { width, height },
        })
    }
}

/// Where a part begins, and how long it is: both middles are as far apart as `offset` says.
fn extent(length: (u32, u32), offset: (i32, u32), side: u32) -> Option<(u32, u32)> {
    let length = length.0.checked_div(length.1)?;
    // In halves of a pixel, of which the denominator may be 1 or 2 or anything.
    let (over, under) = (i64::from(offset.0), i64::from(offset.1));
    let halves = over.checked_mul(2)?.checked_div(under)?;
    let free = i64::from(side).checked_sub(length.into())?;
    let start = free.checked_add(halves)?.div_euclid(2);
    let start = u32::try_from(start).ok()?;
    let inside = start.checked_add(length)? <= side && length > 0;
    inside.then_some((start, length))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_part_that_is_seen() {
        for (length, offset, side, expected) in [
            // As libavif writes the left 32 of 64.
            ((32, 1), (-16, 1), 64, Some((0, 32))),
            ((32, 1), (16, 1), 64, Some((32, 32))),
            ((33, 1), (-31, 2), 64, Some((0, 33))),
            ((96, 3), (0, 7), 64, Some((16, 32))),
            ((64, 1), (0, 1), 64, Some((0, 64))),
            ((32, 1), (17, 1), 64, None),
            ((32, 1), (-17, 1), 64, None),
            ((65, 1), (0, 1), 64, None),
            ((0, 1), (0, 1), 64, None),
            ((32, 0), (0, 1), 64, None),
            ((32, 1), (0, 0), 64, None),
            ((u32::MAX, 1), (i32::MIN, 1), u32::MAX, None),
        ] {
            let found = extent(length, offset, side);
            assert_eq!(found, expected, "{length:?} {offset:?} {side}");
        }
    }
}
