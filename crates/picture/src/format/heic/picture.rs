//! What a picture parameter set says (ITU-T H.265, 7.3.2.3), held to what the standard allows: the decoder takes numbers as
//! they are.

use crate::format::heif::bits::Bits;

use super::sequence::Sequence;
use super::skipped::scaling_lists;

/// A picture parameter set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PictureSet {
    /// Whether a slice may consist of parts of which it tells where they begin.
    pub(super) has_parts: bool,
}

/// How far a quantizer of chroma may be from that of luma.
const CHROMA_OFFSET: u32 = 12;

impl PictureSet {
    /// `payload` is that of the unit, which has to belong to the sequence.
    pub(super) fn read(payload: &[u8], sequence: &Sequence) -> Option<Self> {
        let bits = &mut Bits::new(payload);
        bits.golomb(63)?;
        (bits.golomb(15)? == sequence.id).then_some(())?;
        // dependent_slice_segments_enabled_flag, output_flag_present_flag, num_extra_slice_header_bits,
        // sign_data_hiding_enabled_flag, cabac_init_present_flag
        bits.skip(1 + 1 + 3 + 1 + 1)?;
        bits.golomb(14)?;
        bits.golomb(14)?;
        // init_qp_minus26
        bits.signed_golomb(26 + 48)?;
        // constrained_intra_pred_flag
        bits.skip(1)?;
        let skips_transform = bits.flag()?;
        let depth = sequence
            .largest_block
            .checked_sub(sequence.smallest_block)?;
        if bits.flag()? {
            bits.golomb(depth)?;
        }
        bits.signed_golomb(CHROMA_OFFSET)?;
        bits.signed_golomb(CHROMA_OFFSET)?;
        // pps_slice_chroma_qp_offsets_present_flag, weighted_pred_flag, weighted_bipred_flag,
        // transquant_bypass_enabled_flag
        bits.skip(4)?;
        let (has_tiles, has_rows) = (bits.flag()?, bits.flag()?);
        if has_tiles {
            tiles(bits, sequence)?;
        }
        // pps_loop_filter_across_slices_enabled_flag
        bits.skip(1)?;
        if bits.flag()? {
            // deblocking_filter_override_enabled_flag
            bits.skip(1)?;
            if !bits.flag()? {
                bits.signed_golomb(6)?;
                bits.signed_golomb(6)?;
            }
        }
        if bits.flag()? {
            scaling_lists(bits)?;
        }
        // lists_modification_present_flag
        bits.skip(1)?;
        bits.golomb(sequence.largest_block.checked_sub(2)?)?;
        // slice_segment_header_extension_present_flag
        bits.skip(1)?;
        if bits.flag()? {
            extension(bits, skips_transform, depth, sequence)?;
        }
        Some(Self {
            has_parts: has_tiles || has_rows,
        })
    }
}

/// Columns and rows, in blocks.
fn tiles(bits: &mut Bits<'_>, sequence: &Sequence) -> Option<()> {
    let blocks = sequence.blocks();
    let across = bits.golomb(blocks.width.checked_sub(1)?)?;
    let down = bits.golomb(blocks.height.checked_sub(1)?)?;
    if !bits.flag()? {
        let mut sum = 0_u32;
        for _ in 0..across {
            sum = sum
                .checked_add(bits.golomb(blocks.width)?)?
                .checked_add(1)?;
        }
        (sum < blocks.width).then_some(())?;
        let mut sum = 0_u32;
        for _ in 0..down {
            sum = sum
                .checked_add(bits.golomb(blocks.height)?)?
                .checked_add(1)?;
        }
        (sum < blocks.height).then_some(())?;
    }
    // loop_filter_across_tiles_enabled_flag
    bits.skip(1)
}

/// `pps_range_extension()`, if it is that one.
fn extension(
    bits: &mut Bits<'_>,
    skips_transform: bool,
    depth: u32,
    sequence: &Sequence,
) -> Option<()> {
    if bits.take(8)? & 0x80 == 0 {
        return Some(());
    }
    if skips_transform {
        bits.golomb(3)?;
    }
    // cross_component_prediction_enabled_flag
    bits.skip(1)?;
    if bits.flag()? {
        bits.golomb(depth)?;
        for _ in 0..=bits.golomb(5)? {
            bits.signed_golomb(CHROMA_OFFSET)?;
            bits.signed_golomb(CHROMA_OFFSET)?;
        }
    }
    let (luma, chroma) = sequence.depths;
    bits.golomb(u32::from(luma.saturating_sub(10)))?;
    bits.golomb(u32::from(chroma.saturating_sub(10)))?;
    Some(())
}
