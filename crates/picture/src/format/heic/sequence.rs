//! What a sequence parameter set says (ITU-T H.265, 7.3.2.2 and E.2.1): how large pictures are, and what samples mean.
//!
//! It is read to its end but for extensions, and every number in it is held to what the standard allows: the decoder takes
//! them as they are.

use crate::format::heif::bits::Bits;
use crate::format::heif::coding::{Colors, Sampling};
use crate::geometry::Dimensions;

use super::skipped::{profile_and_level, reference_sets, scaling_lists};

/// A sequence parameter set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sequence {
    pub(super) id: u32,
    /// As coded.
    pub(super) coded: Dimensions,
    /// As shown.
    pub(super) size: Dimensions,
    pub(super) sampling: Sampling,
    /// Bits of a sample of luma, and of chroma.
    pub(super) depths: (u8, u8),
    /// Logarithms of the sides of the largest and the smallest blocks.
    pub(super) largest_block: u32,
    pub(super) smallest_block: u32,
    /// And of the smallest that are transformed.
    pub(super) smallest_transform: u32,
    pub(super) colors: Colors,
}

/// Sides that a picture of the highest level may have, and more.
const LONGEST_SIDE: u32 = 65_535;

impl Sequence {
    /// `payload` is that of the unit.
    pub(super) fn read(payload: &[u8]) -> Option<Self> {
        let bits = &mut Bits::new(payload);
        bits.skip(4)?;
        let sub_layers = bits.take(3).filter(|layers| *layers < 7)?;
        bits.skip(1)?;
        profile_and_level(bits, sub_layers)?;
        let id = bits.golomb(15)?;
        let sampling = sampling(bits)?;
        let coded = Dimensions {
            width: bits.golomb(LONGEST_SIDE)?,
            height: bits.golomb(LONGEST_SIDE)?,
        };
        let size = window(bits, coded, sampling)?;
        let mut depth = || u8::try_from(bits.golomb(8)?.checked_add(8)?).ok();
        let depths = (depth()?, depth()?);
        let order_bits = bits.golomb(12)?.checked_add(4)?;
        let first = if bits.flag()? { 0 } else { sub_layers };
        for _ in first..=sub_layers {
            bits.golomb(u32::MAX)?;
            bits.golomb(u32::MAX)?;
            bits.golomb(u32::MAX)?;
        }
        let blocks = Blocks::read(bits, coded)?;
        tools(bits, &blocks, depths)?;
        reference_sets(bits)?;
        if bits.flag()? {
            for _ in 0..bits.golomb(32)? {
                bits.skip(order_bits)?;
                bits.skip(1)?;
            }
        }
        // sps_temporal_mvp_enabled_flag, strong_intra_smoothing_enabled_flag
        bits.skip(2)?;
        let colors = colors(bits)?;
        Some(Self {
            id,
            coded,
            size,
            sampling,
            depths,
            largest_block: blocks.largest,
            smallest_block: blocks.smallest,
            smallest_transform: blocks.smallest_transform,
            colors,
        })
    }

    /// How many blocks there are in each direction.
    pub(super) fn blocks(&self) -> Dimensions {
        let count = |side: u32| side.div_ceil(1_u32.checked_shl(self.largest_block).unwrap_or(1));
        Dimensions {
            width: count(self.coded.width),
            height: count(self.coded.height),
        }
    }
}

fn sampling(bits: &mut Bits<'_>) -> Option<Sampling> {
    Some(match bits.golomb(3)? {
        0 => Sampling::Grey,
        1 => Sampling::Half,
        2 => Sampling::HalfWidth,
        // separate_colour_plane_flag
        _ if bits.flag()? => return None,
        _ => Sampling::Full,
    })
}

/// What is shown of a coded picture.
fn window(bits: &mut Bits<'_>, coded: Dimensions, sampling: Sampling) -> Option<Dimensions> {
    if !bits.flag()? {
        return Some(coded);
    }
    let unit = |halves| if halves { 2_u32 } else { 1 };
    let (across, down) = (
        unit(sampling.halves_width()),
        unit(sampling.halves_height()),
    );
    let mut cut = |side: u32, unit: u32| {
        let before = bits.golomb(LONGEST_SIDE)?.checked_mul(unit)?;
        let behind = bits.golomb(LONGEST_SIDE)?.checked_mul(unit)?;
        let rest = side.checked_sub(before)?.checked_sub(behind);
        rest.filter(|rest| *rest > 0)
    };
    Some(Dimensions {
        width: cut(coded.width, across)?,
        height: cut(coded.height, down)?,
    })
}

/// Logarithms of sides.
struct Blocks {
    largest: u32,
    smallest: u32,
    smallest_transform: u32,
}

impl Blocks {
    fn read(bits: &mut Bits<'_>, coded: Dimensions) -> Option<Self> {
        const LARGEST: u32 = 6;
        const LARGEST_TRANSFORM: u32 = 5;
        let smallest = bits.golomb(3)?.checked_add(3)?;
        let largest = bits.golomb(3)?.checked_add(smallest)?;
        let smallest_transform = bits.golomb(3)?.checked_add(2)?;
        let largest_transform = bits.golomb(3)?.checked_add(smallest_transform)?;
        let is_sound = (4..=LARGEST).contains(&largest)
            && smallest_transform < smallest
            && largest_transform <= largest.min(LARGEST_TRANSFORM);
        is_sound.then_some(())?;
        let side = 1_u32.checked_shl(smallest)?;
        let whole = |length: u32| length > 0 && length.is_multiple_of(side);
        (whole(coded.width) && whole(coded.height)).then_some(())?;
        // max_transform_hierarchy_depth_inter and _intra
        let depth = largest.checked_sub(smallest_transform)?;
        bits.golomb(depth)?;
        bits.golomb(depth)?;
        Some(Self {
            largest,
            smallest,
            smallest_transform,
        })
    }
}

/// Scaling lists, and blocks of samples that are not coded.
fn tools(bits: &mut Bits<'_>, blocks: &Blocks, depths: (u8, u8)) -> Option<()> {
    if bits.flag()? && bits.flag()? {
        scaling_lists(bits)?;
    }
    // amp_enabled_flag, sample_adaptive_offset_enabled_flag
    bits.skip(2)?;
    if bits.flag()? {
        let (luma, chroma) = (bits.byte(4)?, bits.byte(4)?);
        (luma < depths.0 && chroma < depths.1).then_some(())?;
        let largest = blocks.largest.min(5);
        let smallest = bits.golomb(2)?.checked_add(3)?;
        let side = bits.golomb(2)?.checked_add(smallest)?;
        (smallest >= blocks.smallest.min(5) && side <= largest).then_some(())?;
        bits.skip(1)?;
    }
    Some(())
}

/// What `vui_parameters()` says of colours. Nothing behind that is needed.
fn colors(bits: &mut Bits<'_>) -> Option<Colors> {
    const UNSPECIFIED: u8 = 2;
    const OTHER_ASPECT: u32 = 255;
    let mut colors = Colors {
        primaries: UNSPECIFIED,
        transfer: UNSPECIFIED,
        matrix: UNSPECIFIED,
        full_range: false,
    };
    if !bits.flag()? {
        return Some(colors);
    }
    if bits.flag()? && bits.take(8)? == OTHER_ASPECT {
        bits.skip(32)?;
    }
    // overscan_info_present_flag, overscan_appropriate_flag
    if bits.flag()? {
        bits.skip(1)?;
    }
    if bits.flag()? {
        // video_format
        bits.skip(3)?;
        colors.full_range = bits.flag()?;
        if bits.flag()? {
            colors.primaries = bits.byte(8)?;
            colors.transfer = bits.byte(8)?;
            colors.matrix = bits.byte(8)?;
        }
    }
    Some(colors)
}

#[cfg(test)]
mod tests;
