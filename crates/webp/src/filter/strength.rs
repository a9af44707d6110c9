//! How a macroblock is filtered, and its edges in their order.

use super::edge::{self, Limits};
use super::macroblock::Edges;
use super::sides::{color_columns, color_rows, columns, rows};
use crate::header;
use crate::plane_buffer::PlaneBuffer;

/// How one macroblock is filtered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Strength {
    simple: bool,
    /// Of the edges of 4x4 blocks. Edges of macroblocks let pass 4 more.
    limits: Limits,
    /// Whether edges within the macroblock are filtered too.
    within: bool,
}

impl Strength {
    /// The strength for a macroblock, if it is filtered at all. `in_blocks` says that it is predicted in 4x4
    /// blocks, `is_coded` that it has coefficients.
    pub(crate) fn new(
        filter: &header::Filter,
        segment: u8,
        in_blocks: bool,
        is_coded: bool,
    ) -> Option<Self> {
        if filter.level == 0 {
            return None;
        }
        let mut level = *filter.levels.get(usize::from(segment))?;
        level = level.saturating_add(i16::from(filter.deltas.0));
        if in_blocks {
            level = level.saturating_add(i16::from(filter.deltas.1));
        }
        let level = u8::try_from(level.clamp(0, 63)).ok()?;
        if level == 0 {
            return None;
        }
        let interior = match filter.sharpness {
            0 => level,
            1..=4 => level >> 1,
            _ => level >> 2,
        };
        let interior = match filter.sharpness {
            0 => interior,
            sharpness => interior.min(9_u8.saturating_sub(sharpness)),
        };
        let interior = interior.max(1);
        Some(Self {
            simple: filter.simple,
            limits: Limits {
                edge: level.saturating_mul(2).saturating_add(interior),
                interior,
                hev_threshold: match level {
                    40.. => 2,
                    15.. => 1,
                    _ => 0,
                },
            },
            within: in_blocks || is_coded,
        })
    }

    /// Filters the macroblock: left edge, edges within, upper edge, edges within.
    pub(crate) fn apply(self, buffers: &mut [PlaneBuffer; 3], column: usize, row: usize) {
        let [luma, u, v] = buffers;
        let at = luma.at(column, row);
        let small = u.at(column, row);
        let edges = Edges {
            outer: Limits {
                edge: self.limits.edge.saturating_add(4),
                ..self.limits
            },
            inner: self.limits,
            left: column > 0,
            above: row > 0,
        };
        if self.simple {
            self.apply_simple(luma, at, edges);
        } else if self.within {
            // Buffers have room for whole macroblocks.
            let _ = edges.luma(luma, at);
            let _ = edges.colors(u, v, small);
        } else {
            let outer = edges.outer;
            if edges.left {
                columns(luma, at, |sides| edge::macroblock(sides, outer));
                color_columns(u, v, small, |sides| edge::macroblock(sides, outer));
            }
            if edges.above {
                rows(luma, at, |sides| edge::macroblock(sides, outer));
                color_rows(u, v, small, |sides| edge::macroblock(sides, outer));
            }
        }
    }

    fn apply_simple(self, luma: &mut PlaneBuffer, at: usize, edges: Edges) {
        let (outer, inner) = (edges.outer.edge, edges.inner.edge);
        if edges.left {
            columns(luma, at, |sides| edge::simple(sides, outer));
        }
        if self.within {
            for x in [4, 8, 12] {
                let at = at.saturating_add(x);
                columns(luma, at, |sides| edge::simple(sides, inner));
            }
        }
        if edges.above {
            rows(luma, at, |sides| edge::simple(sides, outer));
        }
        if self.within {
            for y in [4, 8, 12] {
                let at = below(luma, at, y);
                rows(luma, at, |sides| edge::simple(sides, inner));
            }
        }
    }
}

fn below(buffer: &PlaneBuffer, at: usize, rows: usize) -> usize {
    at.saturating_add(buffer.stride.saturating_mul(rows))
}
