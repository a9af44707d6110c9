//! The frame's header (sections 9.2 to 9.11 and 19.2).

use super::bool_encoder::BoolEncoder;
use super::modes;
use super::probabilities;
use super::segmentation::Segmentation;
use crate::coefficient_probabilities::Probabilities;
use crate::header::Filter;

/// Bytes in front of the first partition.
pub(crate) const START: usize = 10;

/// The first partition is not larger: its size has 19 bits.
pub(crate) const MOST_FIRST: usize = (1 << 19) - 1;

/// What is in front of a first partition of so many bytes.
pub(crate) fn start((width, height): (u16, u16), first_partition: usize) -> Option<[u8; START]> {
    let size = u32::try_from(first_partition).ok()?;
    if first_partition > MOST_FIRST {
        return None;
    }
    // A key frame of version 0 that is shown.
    let [a, b, c, _] = ((size << 5) | (1 << 4)).to_le_bytes();
    let ([w0, w1], [h0, h1]) = (width.to_le_bytes(), height.to_le_bytes());
    Some([a, b, c, 0x9d, 0x01, 0x2a, w0, w1, h0, h1])
}

/// How the loop filter is set.
pub(crate) fn filter(segmentation: &Segmentation) -> Filter {
    let levels = segmentation.segments.map(|segment| segment.filter_level);
    let used = levels.iter().take(segmentation.count);
    Filter {
        simple: false,
        level: used.copied().max().unwrap_or_default(),
        levels: levels.map(i16::from),
        sharpness: 0,
        deltas: (0, 0),
    }
}

/// The first partition, up to the macroblocks' modes.
pub(crate) fn write(
    bits: &mut BoolEncoder,
    segmentation: &Segmentation,
    header: modes::Header,
    probabilities: &Probabilities,
) {
    // The colour space, and that samples are to be clamped.
    bits.flag(false);
    bits.flag(false);
    bits.flag(segmentation.count > 1);
    if segmentation.count > 1 {
        write_segments(bits, segmentation, header.segment_tree);
    }
    let filter = filter(segmentation);
    bits.flag(filter.simple);
    bits.literal(filter.level, 6);
    bits.literal(filter.sharpness, 3);
    // No deltas.
    bits.flag(false);
    // One partition of coefficients.
    bits.literal(0, 2);
    let [first, ..] = &segmentation.segments;
    bits.literal(first.index, 7);
    for delta in [
        segmentation.deltas.luma_dc,
        segmentation.deltas.y2_dc,
        segmentation.deltas.y2_ac,
        segmentation.deltas.chroma_dc,
        segmentation.deltas.chroma_ac,
    ] {
        bits.optional_signed(delta, 4);
    }
    // Probabilities need not be kept for another frame.
    bits.flag(false);
    probabilities::write(bits, probabilities);
    bits.flag(header.has_coefficients.is_some());
    if let Some(probability) = header.has_coefficients {
        bits.literal(probability, 8);
    }
}

fn write_segments(bits: &mut BoolEncoder, segmentation: &Segmentation, tree: Option<[u8; 3]>) {
    bits.flag(tree.is_some());
    // Numbers of their own, which are not added to the frame's.
    bits.flag(true);
    bits.flag(true);
    for segment in &segmentation.segments {
        bits.optional_signed(segment.index.cast_signed(), 7);
    }
    for segment in &segmentation.segments {
        bits.optional_signed(segment.filter_level.cast_signed(), 6);
    }
    for probability in tree.iter().flatten() {
        bits.flag(*probability != u8::MAX);
        if *probability != u8::MAX {
            bits.literal(*probability, 8);
        }
    }
}

/// The probabilities of the branches to a segment.
pub(crate) fn segment_tree(segmentation: &Segmentation) -> Option<[u8; 3]> {
    if segmentation.count < 2 {
        return None;
    }
    let count = |number| {
        let found = segmentation
            .map
            .iter()
            .filter(|&&segment| segment == number);
        u32::try_from(found.count()).unwrap_or(u32::MAX)
    };
    let [a, b, c, d] = [count(0), count(1), count(2), count(3)];
    Some([
        probabilities::of([a.saturating_add(b), c.saturating_add(d)]),
        probabilities::of([a, b]),
        probabilities::of([c, d]),
    ])
}
