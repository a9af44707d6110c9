//! Which blocks a decode walks over, which of them it keeps, and how large its planes are.

use alloc::vec::Vec;

use super::frame::Component;
use super::header::{Coding, Header};
use super::part::Part;
use super::scale::Scale;
use crate::{Error, Plane};

/// The blocks of one component.
#[derive(Debug, Clone, Copy)]
pub(super) struct ComponentLayout {
    /// Blocks in an MCU of all components, side by side and on top of each other.
    pub(super) horizontal: u32,
    pub(super) vertical: u32,
    /// Blocks that the component's samples fill: what a scan of this component alone has.
    pub(super) columns: u32,
    pub(super) rows: u32,
    /// The blocks that are kept: the first, and how many, MCUs filled up.
    pub(super) left: u32,
    pub(super) top: u32,
    pub(super) kept_columns: u32,
    pub(super) kept_rows: u32,
    /// The samples that are kept, at the scale of the decode.
    pub(super) width: u32,
    pub(super) height: u32,
}

impl ComponentLayout {
    /// Blocks that are kept.
    pub(super) fn kept(&self) -> u64 {
        u64::from(self.kept_columns).saturating_mul(u64::from(self.kept_rows))
    }

    /// Keeps what `other` keeps too, and what lies between.
    fn extend(&mut self, other: &Self) {
        let reach = |(a, a_count): (u32, u32), (b, b_count): (u32, u32)| {
            let start = a.min(b);
            let end = a.saturating_add(a_count).max(b.saturating_add(b_count));
            (start, end.saturating_sub(start))
        };
        (self.left, self.kept_columns) = reach(
            (self.left, self.kept_columns),
            (other.left, other.kept_columns),
        );
        (self.top, self.kept_rows) =
            reach((self.top, self.kept_rows), (other.top, other.kept_rows));
    }

    /// Samples that are kept.
    pub(super) fn samples(&self) -> u64 {
        u64::from(self.width).saturating_mul(u64::from(self.height))
    }

    /// An empty plane for the samples that are kept.
    pub(super) fn plane(&self) -> Result<Plane, Error> {
        self.plane_of_rows(self.height)
    }

    /// The same for a row of MCUs, of `side` samples a side of a block.
    pub(super) fn plane_of_mcu_row(&self, side: u32) -> Result<Plane, Error> {
        self.plane_of_rows(self.vertical.saturating_mul(side))
    }

    /// The same for a row of blocks.
    pub(super) fn plane_of_block_row(&self, side: u32) -> Result<Plane, Error> {
        self.plane_of_rows(side)
    }

    fn plane_of_rows(&self, rows: u32) -> Result<Plane, Error> {
        let samples = u64::from(self.width).saturating_mul(rows.into());
        Ok(Plane {
            width: self.width,
            height: rows,
            samples: zeros(samples)?,
        })
    }

    /// Samples of such a row of MCUs.
    pub(super) fn samples_of_mcu_row(&self, side: u32) -> u64 {
        let rows = u64::from(self.vertical.saturating_mul(side));
        rows.saturating_mul(self.width.into())
    }
}

/// The blocks of a decode.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    /// Samples a side of a block.
    pub(super) side: u32,
    /// Whether variances are wanted of what the scale leaves out.
    pub(super) variances: bool,
    /// MCUs of all components: the whole picture.
    pub(super) mcu_columns: u32,
    pub(super) mcu_rows: u32,
    /// One behind the last row of MCUs that is kept.
    pub(super) bottom: u32,
    pub(super) components: Vec<ComponentLayout>,
    /// Pixels that are kept, and where they begin, at the scale of the decode.
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) left: u32,
    pub(super) top: u32,
}

impl Layout {
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "sizes are at most 65,535 and factors at most 32, so products fit; divisors are not 0"
    )]
    pub(super) fn new(
        header: &Header,
        components: &[Component],
        &Part {
            scale,
            region,
            variances,
        }: &Part,
    ) -> Self {
        let side = scale.side();
        let (mut h_max, mut v_max) = (1, 1);
        for component in components {
            h_max = h_max.max(u32::from(component.sampling.horizontal));
            v_max = v_max.max(u32::from(component.sampling.vertical));
        }
        let mcu_columns = header.width.div_ceil(8 * h_max);
        let mcu_rows = header.height.div_ceil(8 * v_max);
        let (left, right) = region.map_or((0, mcu_columns), |region| {
            kept(region.left, region.width, header.width, 8 * h_max)
        });
        let (top, bottom) = region.map_or((0, mcu_rows), |region| {
            kept(region.top, region.height, header.height, 8 * v_max)
        });
        // Sizes and clips of samples, at the scale.
        let samples = |size: u32, factor: u32, max: u32, from: u32, to: u32| {
            let whole = (size * factor).div_ceil(max * (8 / side));
            (to * factor * side).min(whole) - from * factor * side
        };
        let layouts = components.iter().map(|component| {
            let horizontal = u32::from(component.sampling.horizontal);
            let vertical = u32::from(component.sampling.vertical);
            ComponentLayout {
                horizontal,
                vertical,
                columns: (header.width * horizontal).div_ceil(8 * h_max),
                rows: (header.height * vertical).div_ceil(8 * v_max),
                left: left * horizontal,
                top: top * vertical,
                kept_columns: (right - left) * horizontal,
                kept_rows: (bottom - top) * vertical,
                width: samples(header.width, horizontal, h_max, left, right),
                height: samples(header.height, vertical, v_max, top, bottom),
            }
        });
        Self {
            side,
            variances: variances && scale != Scale::Full && header.coding != Coding::Progressive,
            mcu_columns,
            mcu_rows,
            bottom,
            components: layouts.collect(),
            width: samples(header.width, h_max, h_max, left, right),
            height: samples(header.height, v_max, v_max, top, bottom),
            left: left * h_max * side,
            top: top * v_max * side,
        }
    }

    /// Samples that are kept.
    pub(super) fn samples(&self) -> u64 {
        let samples = self.components.iter().map(ComponentLayout::samples);
        samples.fold(0, u64::saturating_add)
    }

    /// Blocks that are kept.
    pub(super) fn kept(&self) -> u64 {
        let kept = self.components.iter().map(ComponentLayout::kept);
        kept.fold(0, u64::saturating_add)
    }

    /// Bytes of the variances.
    pub(super) fn variances(&self) -> u64 {
        let kept = self.components.first().map_or(0, ComponentLayout::kept);
        if self.variances {
            kept.saturating_mul(2)
        } else {
            0
        }
    }

    /// The blocks that any of these layouts of one file keeps, and those between; as many samples of a block as the finest
    /// has. How many samples it has in all is said by them.
    pub(super) fn around(layouts: &[Self]) -> Option<Self> {
        let (first, others) = layouts.split_first()?;
        let mut around = first.clone();
        for other in others {
            around.side = around.side.max(other.side);
            around.variances |= other.variances;
            around.bottom = around.bottom.max(other.bottom);
            for (part, other) in around.components.iter_mut().zip(&other.components) {
                part.extend(other);
            }
        }
        Some(around)
    }

    /// Blocks in the whole picture, MCUs filled up.
    pub(super) fn blocks(&self) -> u64 {
        let in_mcu: u32 = self
            .components
            .iter()
            .map(|component| component.horizontal.saturating_mul(component.vertical))
            .sum();
        u64::from(self.mcu_columns)
            .saturating_mul(u64::from(self.mcu_rows))
            .saturating_mul(u64::from(in_mcu))
    }
}

/// First and one behind the last MCU for the pixels from `from` on, at least one, within the picture.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "size is at least 1 and at most 65,535, mcu is not 0"
)]
fn kept(from: u32, length: u32, size: u32, mcu: u32) -> (u32, u32) {
    let from = from.min(size - 1);
    let to = from.saturating_add(length).clamp(from + 1, size);
    (from / mcu, to.div_ceil(mcu))
}

/// That many zeros, or an error where there is no memory for them.
pub(super) fn zeros<T: Clone + Default>(count: u64) -> Result<Vec<T>, Error> {
    let count = usize::try_from(count).map_err(|_| Error::OutOfMemory)?;
    let mut values = Vec::new();
    values
        .try_reserve_exact(count)
        .map_err(|_| Error::OutOfMemory)?;
    values.resize(count, T::default());
    Ok(values)
}
