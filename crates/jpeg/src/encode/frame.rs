//! A picture as a file orders it: components, their blocks, and the MCUs that hold them (T.81, A.1 and A.2).

use alloc::vec::Vec;

use super::sampling::Sampling;
use crate::error::Error;
use crate::planes::{Color, Plane, Planes};

/// A picture that can be written: every plane has the size that the frame says.
pub(crate) struct Frame<'a> {
    pub(crate) width: u16,
    pub(crate) height: u16,
    pub(crate) components: Vec<Component<'a>>,
    pub(crate) mcu_columns: u32,
    pub(crate) mcu_rows: u32,
}

/// One plane of a [`Frame`].
pub(crate) struct Component<'a> {
    pub(crate) plane: &'a Plane,
    /// Blocks of an MCU side by side, 1 or 2.
    pub(crate) h: u8,
    /// Blocks of an MCU above one another, 1 or 2.
    pub(crate) v: u8,
    pub(crate) tables: Tables,
    /// Blocks that hold samples of the plane, side by side.
    pub(crate) columns: u32,
    /// Blocks that hold samples of the plane, above one another.
    pub(crate) rows: u32,
}

/// Which of the two sets of quantisation and Huffman tables a component uses. The numbers are those of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tables {
    Luma = 0,
    Chroma = 1,
}

/// A place for a block in the order of the file.
pub(crate) struct Place {
    /// Index of the component.
    pub(crate) component: usize,
    pub(crate) column: u32,
    pub(crate) row: u32,
}

impl<'a> Frame<'a> {
    pub(crate) fn new(picture: &'a Planes) -> Result<Self, Error> {
        let side = |length| match u16::try_from(length) {
            Ok(length) if length > 0 => Ok(length),
            _ => Err(Error::Invalid("sides of 1 to 65535 pixels are written")),
        };
        let (width, height) = (side(picture.width)?, side(picture.height)?);
        let sampling = sampling(picture)?;
        let (h, v) = sampling.factors();

        let mut components = Vec::new();
        components
            .try_reserve_exact(picture.planes.len())
            .map_err(|_| Error::OutOfMemory)?;
        for (index, plane) in picture.planes.iter().enumerate() {
            let (h, v, tables) = if index == 0 {
                (h, v, Tables::Luma)
            } else {
                (1, 1, Tables::Chroma)
            };
            let pixels = u64::from(plane.width).saturating_mul(u64::from(plane.height));
            if u64::try_from(plane.samples.len()).ok() != Some(pixels) {
                return Err(Error::Invalid("a plane has not width * height samples"));
            }
            components.push(Component {
                plane,
                h,
                v,
                tables,
                columns: plane.width.div_ceil(8),
                rows: plane.height.div_ceil(8),
            });
        }
        let mcu_side = |length: u16, factor: u8| {
            u32::from(length).div_ceil(u32::from(factor).wrapping_mul(8).max(1))
        };
        Ok(Self {
            width,
            height,
            components,
            mcu_columns: mcu_side(width, h),
            mcu_rows: mcu_side(height, v),
        })
    }

    /// Blocks of all MCUs.
    pub(crate) fn blocks(&self) -> u64 {
        let in_mcu = self.components.iter().fold(0_u64, |sum, component| {
            sum.saturating_add(u64::from(component.h).saturating_mul(u64::from(component.v)))
        });
        in_mcu
            .saturating_mul(u64::from(self.mcu_columns))
            .saturating_mul(u64::from(self.mcu_rows))
    }

    /// Every place for a block in one MCU, in the order of the file. Places beyond a component's [`columns`](Component::columns) or
    /// [`rows`](Component::rows) are there to make MCUs whole.
    pub(crate) fn places(&self, mcu_column: u32, mcu_row: u32) -> impl Iterator<Item = Place> {
        let components = self.components.iter().enumerate();
        components.flat_map(move |(index, component)| {
            let (h, v) = (u32::from(component.h), u32::from(component.v));
            (0..v).flat_map(move |y| {
                (0..h).map(move |x| Place {
                    component: index,
                    column: mcu_column.saturating_mul(h).saturating_add(x),
                    row: mcu_row.saturating_mul(v).saturating_add(y),
                })
            })
        })
    }
}

/// What the sizes of the planes say, 4:4:4 where they fit several.
fn sampling(picture: &Planes) -> Result<Sampling, Error> {
    let size = |plane: &Plane| (plane.width, plane.height);
    match (picture.color, picture.planes.as_slice()) {
        (Color::Grey, [luma]) if size(luma) == (picture.width, picture.height) => {
            Ok(Sampling::Grey)
        }
        (Color::YCbCr, [luma, cb, cr])
            if size(luma) == (picture.width, picture.height) && size(cb) == size(cr) =>
        {
            [
                Sampling::Full444,
                Sampling::Half422,
                Sampling::Half420,
                Sampling::Half440,
            ]
            .into_iter()
            .find(|sampling| sampling.chroma_size(picture.width, picture.height) == size(cb))
            .ok_or(Error::Invalid(
                "planes of 4:4:4, 4:2:2, 4:2:0 or 4:4:0 are written",
            ))
        }
        (Color::Grey | Color::YCbCr, _) => Err(Error::Invalid("the planes do not fit the picture")),
        (Color::Cmyk | Color::Rgb | Color::Ycck, _) => {
            Err(Error::Invalid("grey and YCbCr are written"))
        }
    }
}
