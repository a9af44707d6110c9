//! What an AV1 stream says of its pictures before any of them is decoded (AV1 Bitstream & Decoding Process
//! Specification, 5.3 to 5.5), so that sizes are known and there is one frame only.
//!
//! ```text
//! stream = *obu
//! obu    = header(8) [ extension(8) ] [ size(leb128) ] payload
//! ```

use crate::error::Error;
use crate::format::heif::bits::Bits;
use crate::format::heif::boxes::Reader;
use crate::format::heif::coding::{Colors, Sampling};
use crate::format::heif::error::unsupported;
use crate::geometry::Dimensions;

/// How large the planes of a picture are, and what their samples mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sequence {
    /// `seq_profile`, `seq_level_idx` and `seq_tier` of the first operating point.
    pub(super) profile: u8,
    pub(super) level: u8,
    pub(super) tier: u8,
    pub(super) size: Dimensions,
    /// Bits of a sample: 8, 10 or 12.
    pub(super) depth: u8,
    pub(super) sampling: Sampling,
    pub(super) colors: Colors,
    /// Whether noise is added to the decoded picture.
    pub(super) has_grain: bool,
}

/// A stream of a picture, whole or in layers that each show more of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stream {
    pub(super) sequence: Sequence,
    /// From 1 to 4.
    pub(super) frames: u64,
    /// Bytes up to the layers that are not wanted.
    pub(super) length: usize,
}

const SEQUENCE_HEADER: u8 = 1;
const TEMPORAL_DELIMITER: u8 = 2;
const FRAME_HEADER: u8 = 3;
const FRAME: u8 = 6;

/// An open bitstream unit.
struct Unit<'a> {
    kind: u8,
    /// `spatial_id`.
    layer: u8,
    /// With its header.
    whole: &'a [u8],
    payload: &'a [u8],
}

/// As many as an item can have (AVIF 1.1.0, 2.3.2.3).
const MOST_LAYERS: u64 = 4;

/// Reads a stream up to the last frame of `layer`.
pub(super) fn read(stream: &[u8], layer: Option<u8>) -> Result<Stream, Error> {
    let mut header = None;
    let mut frames = 0_u64;
    let mut reader = Reader::new(stream);
    let mut length = 0;
    while !reader.rest().is_empty() {
        let unit =
            unit(&mut reader).ok_or_else(|| Error::damaged("an item's AV1 stream is cut off"))?;
        if layer.is_some_and(|layer| unit.layer > layer) {
            break;
        }
        length = reader.range().start;
        match unit.kind {
            SEQUENCE_HEADER if header.is_none() => header = Some(unit.payload),
            SEQUENCE_HEADER if header != Some(unit.payload) => {
                return Err(unsupported("one with two kinds of frames"));
            }
            FRAME_HEADER | FRAME => frames = frames.saturating_add(1),
            _ => {}
        }
    }
    if frames > MOST_LAYERS {
        return Err(unsupported("one with more than four layers"));
    }
    let header = header.and_then(|payload| sequence_header(&mut Bits::new(payload)));
    let header = header.filter(|_| frames > 0);
    let sequence = header.ok_or_else(|| Error::damaged("an item has no AV1 frame"))?;
    Ok(Stream {
        sequence,
        frames,
        length,
    })
}

/// The stream as an item holds it: without what parts frames from each other; and its sequence header.
pub(super) fn without_delimiters(stream: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut kept = Vec::with_capacity(stream.len());
    let mut header = None;
    let mut reader = Reader::new(stream);
    while !reader.rest().is_empty() {
        let unit = unit(&mut reader)?;
        match unit.kind {
            SEQUENCE_HEADER => header = Some(unit.whole),
            TEMPORAL_DELIMITER => continue,
            _ => {}
        }
        kept.extend_from_slice(unit.whole);
    }
    Some((kept, header?))
}

fn unit<'a>(reader: &mut Reader<'a>) -> Option<Unit<'a>> {
    let all = reader.rest();
    let header = reader.u8()?;
    let layer = if header & 4 == 0 {
        0
    } else {
        (reader.u8()? >> 3) & 3
    };
    let size = if header & 2 != 0 {
        leb128(reader)?
    } else {
        reader.rest().len()
    };
    let payload = reader.bytes(size)?;
    let whole = all.get(..all.len().checked_sub(reader.rest().len())?)?;
    Some(Unit {
        kind: (header >> 3) & 15,
        layer,
        whole,
        payload,
    })
}

fn leb128(reader: &mut Reader<'_>) -> Option<usize> {
    let mut sum = 0_u64;
    for place in 0..8_u32 {
        let byte = reader.u8()?;
        sum |= u64::from(byte & 0x7f) << place.saturating_mul(7);
        if byte & 0x80 == 0 {
            return usize::try_from(sum).ok();
        }
    }
    None
}

/// `sequence_header_obu()`, 5.5.1.
fn sequence_header(bits: &mut Bits<'_>) -> Option<Sequence> {
    let profile = bits.byte(3)?;
    let _still_picture = bits.flag()?;
    let reduced = bits.flag()?;
    let (level, tier) = if reduced {
        (bits.byte(5)?, 0)
    } else {
        operating_points(bits)?
    };
    let (width_bits, height_bits) = (bits.take(4)?, bits.take(4)?);
    let width = bits.take(width_bits.saturating_add(1))?.checked_add(1)?;
    let height = bits.take(height_bits.saturating_add(1))?.checked_add(1)?;
    if !reduced && bits.flag()? {
        // delta_frame_id_length_minus_2, additional_frame_id_length_minus_1
        bits.take(4 + 3)?;
    }
    // use_128x128_superblock, enable_filter_intra, enable_intra_edge_filter
    bits.take(3)?;
    if !reduced {
        inter_tools(bits)?;
    }
    // enable_superres, enable_cdef, enable_restoration
    bits.take(3)?;
    let (depth, sampling, colors) = color_config(bits, profile)?;
    Some(Sequence {
        profile,
        level,
        tier,
        size: Dimensions { width, height },
        depth,
        sampling,
        colors,
        has_grain: bits.flag()?,
    })
}

/// Level and tier of the first one.
fn operating_points(bits: &mut Bits<'_>) -> Option<(u8, u8)> {
    let mut decoder_model = None;
    if bits.flag()? {
        // num_units_in_display_tick, time_scale
        bits.take(32)?;
        bits.take(32)?;
        if bits.flag()? {
            bits.skip_uvlc()?;
        }
        if bits.flag()? {
            let delay_bits = bits.take(5)?.checked_add(1)?;
            // num_units_in_decoding_tick, buffer_removal_time_length_minus_1, frame_presentation_time_length_minus_1
            bits.take(32)?;
            bits.take(10)?;
            decoder_model = Some(delay_bits);
        }
    }
    let initial_display_delay = bits.flag()?;
    let mut first = None;
    for _ in 0..=bits.take(5)? {
        bits.take(12)?;
        let level = bits.byte(5)?;
        let tier = if level > 7 { bits.byte(1)? } else { 0 };
        if let Some(delay_bits) = decoder_model
            && bits.flag()?
        {
            // decoder_buffer_delay, encoder_buffer_delay, low_delay_mode_flag
            bits.take(delay_bits)?;
            bits.take(delay_bits)?;
            bits.take(1)?;
        }
        if initial_display_delay && bits.flag()? {
            bits.take(4)?;
        }
        first = first.or(Some((level, tier)));
    }
    first
}

/// What only frames after the first can use.
fn inter_tools(bits: &mut Bits<'_>) -> Option<()> {
    const SELECTED_BY_FRAME: u32 = 2;
    // enable_interintra_compound, enable_masked_compound, enable_warped_motion, enable_dual_filter
    bits.take(4)?;
    let order_hint = bits.flag()?;
    if order_hint {
        // enable_jnt_comp, enable_ref_frame_mvs
        bits.take(2)?;
    }
    let screen_content = if bits.flag()? {
        SELECTED_BY_FRAME
    } else {
        bits.take(1)?
    };
    if screen_content > 0 && !bits.flag()? {
        // seq_force_integer_mv
        bits.take(1)?;
    }
    if order_hint {
        bits.take(3)?;
    }
    Some(())
}

/// `color_config()`, 5.5.2.
fn color_config(bits: &mut Bits<'_>, profile: u8) -> Option<(u8, Sampling, Colors)> {
    const UNSPECIFIED: u8 = 2;
    const SRGB_AS_IT_IS: (u8, u8, u8) = (1, 13, 0);
    let high = bits.flag()?;
    let depth = match (profile, high) {
        (2, true) if bits.flag()? => 12,
        (_, true) => 10,
        (_, false) => 8,
    };
    let grey = profile != 1 && bits.flag()?;
    let (primaries, transfer, matrix) = if bits.flag()? {
        (bits.byte(8)?, bits.byte(8)?, bits.byte(8)?)
    } else {
        (UNSPECIFIED, UNSPECIFIED, UNSPECIFIED)
    };
    let (full_range, sampling) = if grey {
        (bits.flag()?, Sampling::Grey)
    } else if (primaries, transfer, matrix) == SRGB_AS_IT_IS {
        (true, Sampling::Full)
    } else {
        (bits.flag()?, subsampling(bits, profile, depth)?)
    };
    if sampling == Sampling::Half {
        // chroma_sample_position
        bits.take(2)?;
    }
    if !grey {
        // separate_uv_delta_q
        bits.take(1)?;
    }
    let colors = Colors {
        primaries,
        transfer,
        matrix,
        full_range,
    };
    Some((depth, sampling, colors))
}

/// Of profile 2, twelve bits say horizontally and then vertically whether chroma is halved.
fn subsampling(bits: &mut Bits<'_>, profile: u8, depth: u8) -> Option<Sampling> {
    match (profile, depth) {
        (0, _) => Some(Sampling::Half),
        (1, _) => Some(Sampling::Full),
        (2, 12) if !bits.flag()? => Some(Sampling::Full),
        (2, 12) if bits.flag()? => Some(Sampling::Half),
        (2, _) => Some(Sampling::HalfWidth),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
