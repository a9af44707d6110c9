//! The frame's header (sections 9.2 to 9.11 and 19.2).

use super::bool_encoder::Bits;
use super::modes;
use super::probabilities;
use super::segmentation::Plan;
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
pub(crate) fn filter(plan: &Plan) -> Filter {
    let levels = plan.segments.map(|segment| segment.filter_level);
    let used = levels.iter().take(plan.count);
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
    bits: &mut Bits,
    plan: &Plan,
    header: modes::Header,
    probabilities: &Probabilities,
) {
    // The colour space, and that samples are to be clamped.
    bits.flag(false);
    bits.flag(false);
    bits.flag(plan.count > 1);
    if plan.count > 1 {
        write_segments(bits, plan, header.segment_tree);
    }
    let filter = filter(plan);
    bits.flag(filter.simple);
    bits.number(filter.level, 6);
    bits.number(filter.sharpness, 3);
    // No deltas.
    bits.flag(false);
    // One partition of coefficients.
    bits.number(0, 2);
    let [first, ..] = &plan.segments;
    bits.number(first.index, 7);
    for delta in [
        plan.deltas.luma_dc,
        plan.deltas.second_dc,
        plan.deltas.second_ac,
        plan.deltas.chroma_dc,
        plan.deltas.chroma_ac,
    ] {
        bits.optional_signed(delta, 4);
    }
    // Probabilities need not be kept for another frame.
    bits.flag(false);
    probabilities::write(bits, probabilities);
    bits.flag(header.has_coefficients.is_some());
    if let Some(probability) = header.has_coefficients {
        bits.number(probability, 8);
    }
}

fn write_segments(bits: &mut Bits, plan: &Plan, tree: Option<[u8; 3]>) {
    bits.flag(tree.is_some());
    // Numbers of their own, which are not added to the frame's.
    bits.flag(true);
    bits.flag(true);
    for segment in &plan.segments {
        bits.optional_signed(segment.index.cast_signed(), 7);
    }
    for segment in &plan.segments {
        bits.optional_signed(segment.filter_level.cast_signed(), 6);
    }
    for probability in tree.iter().flatten() {
        bits.flag(*probability != u8::MAX);
        if *probability != u8::MAX {
            bits.number(*probability, 8);
        }
    }
}

/// The probabilities of the branches to a segment.
pub(crate) fn segment_tree(plan: &Plan) -> Option<[u8; 3]> {
    if plan.count < 2 {
        return None;
    }
    let count = |number| {
        let found = plan.map.iter().filter(|&&segment| segment == number);
        u32::try_from(found.count()).unwrap_or(u32::MAX)
    };
    let [a, b, c, d] = [count(0), count(1), count(2), count(3)];
    Some([
        probabilities::of([a.saturating_add(b), c.saturating_add(d)]),
        probabilities::of([a, b]),
        probabilities::of([c, d]),
    ])
}
