//! All edges of a macroblock (section 15.1): the columns' first, from the left, then the rows', from above.
//!
//! The samples are loaded and stored once, and turned once for the columns and once for the rows.

use super::Lanes;
use super::edge::{self, Limits};
use super::sides::{
    load_color_columns, load_columns, store_color_columns, store_columns, to_lines,
};
use crate::plane_buffer::PlaneBuffer;

/// How the edges of one macroblock are filtered.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edges {
    /// Those to other macroblocks.
    pub(super) outer: Limits,
    /// Those within.
    pub(super) inner: Limits,
    /// Whether there is a macroblock to the left, and one above.
    pub(super) left: bool,
    pub(super) above: bool,
}

impl Edges {
    /// The 16x16 samples of luma at `at`. None where they are not all there.
    pub(super) fn luma(self, buffer: &mut PlaneBuffer, at: usize) -> Option<()> {
        let stride = buffer.stride;
        let mut lanes = [Lanes::splat(0); 20];
        let own = lanes.last_chunk_mut::<16>()?;
        let mut from = at;
        for row in own.iter_mut() {
            *row = Lanes::load(buffer.line(from)?);
            from = from.saturating_add(stride);
        }
        *own = turned(*own);
        let beside = at.saturating_sub(4);
        if self.left {
            let sides = load_columns(buffer, beside)?;
            *lanes.first_chunk_mut()? = *sides.first_chunk::<4>()?;
        }
        self.filter(self.left, &mut lanes)?;
        if self.left {
            // The second half of these is stored once more, below.
            store_columns(buffer, beside, *lanes.first_chunk()?);
        }
        let own = lanes.last_chunk_mut::<16>()?;
        *own = turned(*own);
        let (first, start) = self.first_row(at, stride);
        let mut from = start;
        for row in lanes.get_mut(first..4)? {
            *row = Lanes::load(buffer.line(from)?);
            from = from.saturating_add(stride);
        }
        self.filter(self.above, &mut lanes)?;
        let mut to = start;
        for row in lanes.get(first..)? {
            row.store(buffer.line_mut(to)?);
            to = to.saturating_add(stride);
        }
        Some(())
    }

    /// The 8x8 samples of both colour differences at `at`. None where they are not all there.
    pub(super) fn colors(self, u: &mut PlaneBuffer, v: &mut PlaneBuffer, at: usize) -> Option<()> {
        let stride = u.stride;
        let mut lanes = [Lanes::splat(0); 12];
        *lanes.last_chunk_mut()? = load_color_columns(u, v, at)?;
        let beside = at.saturating_sub(4);
        if self.left {
            let sides = load_color_columns(u, v, beside)?;
            *lanes.first_chunk_mut()? = *sides.first_chunk::<4>()?;
        }
        self.filter(self.left, &mut lanes)?;
        if self.left {
            store_color_columns(u, v, beside, *lanes.first_chunk()?);
        }
        let [u0, u2, u4, u6, v0, v2, v4, v6] = to_lines(*lanes.last_chunk()?);
        let pairs = [(u0, v0), (u2, v2), (u4, v4), (u6, v6)];
        let rows = lanes.last_chunk_mut::<8>()?.as_chunks_mut::<2>().0;
        for (rows, (u, v)) in rows.iter_mut().zip(pairs) {
            *rows = [u.low_halves(v), u.high_halves(v)];
        }
        let (first, start) = self.first_row(at, stride);
        let mut from = start;
        for row in lanes.get_mut(first..4)? {
            *row = Lanes::load_halves(u.line(from)?, v.line(from)?);
            from = from.saturating_add(stride);
        }
        self.filter(self.above, &mut lanes)?;
        let mut to = start;
        for row in lanes.get(first..)? {
            row.store_halves(u.line_mut(to)?, v.line_mut(to)?);
            to = to.saturating_add(stride);
        }
        Some(())
    }

    /// The lane of the first row that is filtered, and where that is: four rows above the macroblock, if there are any.
    fn first_row(self, at: usize, stride: usize) -> (usize, usize) {
        if self.above {
            (0, at.saturating_sub(stride.saturating_mul(4)))
        } else {
            (4, at)
        }
    }

    /// The edges of one direction: the first four lanes are the neighbour's, if `outer` says that there is one.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "called with two lengths")]
    fn filter(self, outer: bool, lanes: &mut [Lanes]) -> Option<()> {
        if outer {
            edge::macroblock(lanes.first_chunk_mut()?, self.outer);
        }
        let mut within = lanes.get_mut(4..)?;
        while let Some(sides) = within.first_chunk_mut() {
            edge::block(sides, self.inner);
            within = within.get_mut(4..)?;
        }
        Some(())
    }
}

/// Rows to columns, and back.
#[inline(always)]
#[expect(clippy::inline_always, reason = "the values stay in registers")]
fn turned(lanes: [Lanes; 16]) -> [Lanes; 16] {
    // Each step brings one of the four bits of a sample's row to its column.
    shuffled(shuffled(shuffled(shuffled(lanes))))
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "the values stay in registers")]
fn shuffled(lanes: [Lanes; 16]) -> [Lanes; 16] {
    let mut shuffled = lanes;
    let (first, last) = lanes.split_at(8);
    let both = first.iter().zip(last);
    for (pair, (first, last)) in shuffled.as_chunks_mut::<2>().0.iter_mut().zip(both) {
        *pair = [first.interleave_low(*last), first.interleave_high(*last)];
    }
    shuffled
}
