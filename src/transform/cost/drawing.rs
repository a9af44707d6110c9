//! Of SVGs, which are drawn instead of decoded.

use crate::geometry::Geometry;

use super::{BASE, Finishing};

/// What an SVG takes as XML and as a tree of shapes, in bytes. `weight` is that of its elements.
pub(in crate::transform) fn of_tree(source_bytes: u64, weight: u64) -> u64 {
    source_bytes
        .saturating_mul(3)
        .saturating_add(weight)
        .saturating_add(BASE)
}

/// The larger of the peaks while an SVG is drawn and written, in bytes. `parsed` is what [`of_tree`] says, `drawing`
/// what is drawn on.
pub(in crate::transform) fn of_drawing(
    parsed: u64,
    drawing: u64,
    geometry: &Geometry,
    finishing: &Finishing<'_>,
) -> u64 {
    let scaled = geometry.scaled.pixels().saturating_mul(4);
    // Turned, and laid on a ground.
    let writing = scaled
        .saturating_mul(2)
        .saturating_add(finishing.peak(geometry, 4));
    parsed.saturating_add(drawing.max(writing))
}
