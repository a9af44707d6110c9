//! The samples to both sides of an edge: from planes to lanes, and back.

use super::Lanes;
use super::edge::Sides;
use crate::plane_buffer::PlaneBuffer;

/// The edge above 16 samples.
#[inline(always)]
#[expect(clippy::inline_always, reason = "one call for each kind of edge")]
pub(super) fn rows(buffer: &mut PlaneBuffer, at: usize, filter: impl Fn(&mut Sides) -> bool) {
    let start = at.saturating_sub(buffer.stride.saturating_mul(4));
    let mut sides = [Lanes::splat(0); 8];
    let mut from = start;
    for side in &mut sides {
        let Some(line) = buffer.line(from) else {
            return;
        };
        *side = Lanes::load(line);
        from = from.saturating_add(buffer.stride);
    }
    if filter(&mut sides) {
        let mut to = start;
        for side in sides {
            if let Some(line) = buffer.line_mut(to) {
                side.store(line);
            }
            to = to.saturating_add(buffer.stride);
        }
    }
}

/// The edge above 8 samples of both colour differences.
#[inline(always)]
#[expect(clippy::inline_always, reason = "one call for each kind of edge")]
pub(super) fn color_rows(
    u: &mut PlaneBuffer,
    v: &mut PlaneBuffer,
    at: usize,
    filter: impl Fn(&mut Sides) -> bool,
) {
    let start = at.saturating_sub(u.stride.saturating_mul(4));
    let mut sides = [Lanes::splat(0); 8];
    let mut from = start;
    for side in &mut sides {
        let (Some(low), Some(high)) = (u.line(from), v.line(from)) else {
            return;
        };
        *side = Lanes::load_halves(low, high);
        from = from.saturating_add(u.stride);
    }
    if filter(&mut sides) {
        let mut to = start;
        for side in sides {
            if let (Some(low), Some(high)) = (u.line_mut(to), v.line_mut(to)) {
                side.store_halves(low, high);
            }
            to = to.saturating_add(u.stride);
        }
    }
}

/// The edge to the left of 16 rows.
#[inline(always)]
#[expect(clippy::inline_always, reason = "one call for each kind of edge")]
pub(super) fn columns(buffer: &mut PlaneBuffer, at: usize, filter: impl Fn(&mut Sides) -> bool) {
    let start = at.saturating_sub(4);
    if let Some(mut sides) = load_columns(buffer, start)
        && filter(&mut sides)
    {
        store_columns(buffer, start, sides);
    }
}

/// The edge to the left of 8 rows of both colour differences.
#[inline(always)]
#[expect(clippy::inline_always, reason = "one call for each kind of edge")]
pub(super) fn color_columns(
    u: &mut PlaneBuffer,
    v: &mut PlaneBuffer,
    at: usize,
    filter: impl Fn(&mut Sides) -> bool,
) {
    let start = at.saturating_sub(4);
    if let Some(mut sides) = load_color_columns(u, v, start)
        && filter(&mut sides)
    {
        store_color_columns(u, v, start, sides);
    }
}

/// The columns of 16 lines of eight samples.
#[inline(always)]
#[expect(clippy::inline_always, reason = "the values stay in registers")]
pub(super) fn load_columns(buffer: &PlaneBuffer, at: usize) -> Option<Sides> {
    let half = buffer.stride.saturating_mul(8);
    let mut pairs = [Lanes::splat(0); 8];
    let mut from = at;
    for pair in &mut pairs {
        let (low, high) = (buffer.line(from)?, buffer.line(from.saturating_add(half))?);
        *pair = Lanes::load_pair(low, high);
        from = from.saturating_add(buffer.stride);
    }
    Some(to_columns(pairs))
}

/// The columns of 8 lines of eight samples of both colour differences.
#[inline(always)]
#[expect(clippy::inline_always, reason = "the values stay in registers")]
pub(super) fn load_color_columns(u: &PlaneBuffer, v: &PlaneBuffer, at: usize) -> Option<Sides> {
    let mut pairs = [Lanes::splat(0); 8];
    let mut from = at;
    for pair in &mut pairs {
        *pair = Lanes::load_pair(u.line(from)?, v.line(from)?);
        from = from.saturating_add(u.stride);
    }
    Some(to_columns(pairs))
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "the values stay in registers")]
pub(super) fn store_columns(buffer: &mut PlaneBuffer, at: usize, sides: Sides) {
    store_lines(buffer, at, &to_lines(sides));
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "the values stay in registers")]
pub(super) fn store_color_columns(
    u: &mut PlaneBuffer,
    v: &mut PlaneBuffer,
    at: usize,
    sides: Sides,
) {
    let [u0, u2, u4, u6, v0, v2, v4, v6] = to_lines(sides);
    store_lines(u, at, &[u0, u2, u4, u6]);
    store_lines(v, at, &[v0, v2, v4, v6]);
}

/// Lines of eight samples, two and two.
#[inline(always)]
#[expect(clippy::inline_always, reason = "the values stay in registers")]
fn store_lines<const N: usize>(buffer: &mut PlaneBuffer, at: usize, lines: &[Lanes; N]) {
    let mut to = at;
    for lines in lines {
        for line in lines.halves() {
            if let Some(samples) = buffer.line_mut(to) {
                *samples = line;
            }
            to = to.saturating_add(buffer.stride);
        }
    }
}

/// Sixteen lines of eight samples, each in turn with the one eight below, to eight columns.
#[inline(always)]
#[expect(clippy::inline_always, reason = "the values stay in registers")]
fn to_columns([l0, l1, l2, l3, l4, l5, l6, l7]: [Lanes; 8]) -> Sides {
    let ((a0, a1), (b0, b1)) = (interleaved(l0, l4), interleaved(l1, l5));
    let ((c0, c1), (d0, d1)) = (interleaved(l2, l6), interleaved(l3, l7));
    let ((e0, e1), (f0, f1)) = (interleaved(a0, c0), interleaved(b0, d0));
    let ((g0, g1), (h0, h1)) = (interleaved(a1, c1), interleaved(b1, d1));
    let ((s0, s1), (s2, s3)) = (interleaved(e0, f0), interleaved(e1, f1));
    let ((s4, s5), (s6, s7)) = (interleaved(g0, h0), interleaved(g1, h1));
    [s0, s1, s2, s3, s4, s5, s6, s7]
}

/// Eight columns to sixteen lines of eight samples, two and two.
#[inline(always)]
#[expect(clippy::inline_always, reason = "the values stay in registers")]
pub(super) fn to_lines(sides: Sides) -> [Lanes; 8] {
    // The same steps: three of the seven bits of a sample's place move to the other end.
    to_columns(sides)
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "the values stay in registers")]
fn interleaved(a: Lanes, b: Lanes) -> (Lanes, Lanes) {
    (a.interleave_low(b), a.interleave_high(b))
}

#[cfg(test)]
#[expect(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::trivially_copy_pass_by_ref,
    reason = "small numbers, in tests"
)]
mod tests {
    use super::*;
    use crate::filter::edge::{self, Limits};
    use crate::filter::macroblock::Edges;
    use crate::plane_buffer::Finished;

    const STRIDE: usize = 4 * 16 + 16;

    /// A plane of noise that is smooth enough for all kinds of edges.
    fn noise(seed: u32, columns: usize, edge: usize) -> PlaneBuffer {
        let size = (columns * edge, 4 * edge);
        let mut buffer = PlaneBuffer::new((columns, 4), edge, size, Finished::Kept).unwrap();
        let mut random = seed;
        for y in 0..size.1 {
            for x in 0..size.0 {
                random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let more = (random >> 16) % [1, 3, 9, 30, 256][(seed as usize + x / 8) % 5];
                let at = buffer.at(0, 0) + y * buffer.stride + x;
                *buffer.line_mut::<1>(at).unwrap() = [(x as u32 * 3 / 2 + more) as u8];
            }
        }
        buffer
    }

    /// Section 15, sample by sample, as the standard's own code.
    mod standard {
        fn clamp(value: i32) -> i32 {
            value.clamp(-128, 127)
        }

        fn is_small(s: &[u8; 8], edge: u8) -> bool {
            let d = |a: u8, b: u8| i32::from(a.abs_diff(b));
            d(s[3], s[4]) * 2 + d(s[2], s[5]) / 2 <= i32::from(edge)
        }

        fn is_smooth(s: &[u8; 8], interior: u8) -> bool {
            [0, 1, 2, 4, 5, 6]
                .iter()
                .all(|&at| s[at].abs_diff(s[at + 1]) <= interior)
        }

        fn varies(s: &[u8; 8], threshold: u8) -> bool {
            s[2].abs_diff(s[3]) > threshold || s[4].abs_diff(s[5]) > threshold
        }

        fn signed(s: &[u8; 8]) -> [i32; 8] {
            s.map(|sample| i32::from(sample) - 128)
        }

        fn set(s: &mut [u8; 8], at: usize, value: i32) {
            s[at] = (clamp(value) + 128) as u8;
        }

        fn common(s: &mut [u8; 8], outer: bool) -> i32 {
            let v = signed(s);
            let a = clamp(if outer { clamp(v[2] - v[5]) } else { 0 } + 3 * (v[4] - v[3]));
            let b = clamp(a + 3) >> 3;
            let a = clamp(a + 4) >> 3;
            set(s, 4, v[4] - a);
            set(s, 3, v[3] + b);
            a
        }

        pub(super) fn simple(s: &mut [u8; 8], edge: u8) {
            if is_small(s, edge) {
                common(s, true);
            }
        }

        pub(super) fn block(s: &mut [u8; 8], limits: super::Limits) {
            if is_small(s, limits.edge) && is_smooth(s, limits.interior) {
                let varies = varies(s, limits.hev_threshold);
                let v = signed(s);
                let a = (common(s, varies) + 1) >> 1;
                if !varies {
                    set(s, 5, v[5] - a);
                    set(s, 2, v[2] + a);
                }
            }
        }

        pub(super) fn macroblock(s: &mut [u8; 8], limits: super::Limits) {
            if is_small(s, limits.edge) && is_smooth(s, limits.interior) {
                if varies(s, limits.hev_threshold) {
                    common(s, true);
                    return;
                }
                let v = signed(s);
                let w = clamp(clamp(v[2] - v[5]) + 3 * (v[4] - v[3]));
                for (p, q, factor) in [(3, 4, 27), (2, 5, 18), (1, 6, 9)] {
                    let a = clamp((factor * w + 63) >> 7);
                    set(s, q, v[q] - a);
                    set(s, p, v[p] + a);
                }
            }
        }
    }

    /// Filters the lines across an edge one by one: `across` from sample to sample, `along` from line to line.
    fn one_by_one(
        buffer: &mut PlaneBuffer,
        at: usize,
        (across, along, count): (usize, usize, usize),
        filter: impl Fn(&mut [u8; 8]),
    ) {
        for line in 0..count {
            let start = at + line * along - 4 * across;
            let mut samples: [u8; 8] =
                core::array::from_fn(|n| buffer.line::<1>(start + n * across).unwrap()[0]);
            filter(&mut samples);
            for (n, sample) in samples.into_iter().enumerate() {
                *buffer.line_mut::<1>(start + n * across).unwrap() = [sample];
            }
        }
    }

    fn all_samples(buffer: &PlaneBuffer) -> Vec<u8> {
        let rows = (0..64).map(|y| buffer.line::<STRIDE>(y * STRIDE));
        rows.flatten().flatten().copied().collect()
    }

    #[test]
    fn filters_as_the_standard_says() {
        for seed in 0..300 {
            let level = (seed * 7 % 64) as u8;
            let limits = Limits {
                edge: level * 2 + 4 + level / 2,
                interior: level / 2 + 1,
                hev_threshold: (seed % 3) as u8,
            };
            let start = noise(seed, 4, 16);
            let at = start.at(1, 1) + 4 * (seed as usize % 4);
            for (across, along) in [(1, STRIDE), (STRIDE, 1)] {
                for kind in 0..3 {
                    let (mut ours, mut theirs) = (noise(seed, 4, 16), noise(seed, 4, 16));
                    let vectors = |sides: &mut Sides| match kind {
                        0 => edge::simple(sides, limits.edge),
                        1 => edge::block(sides, limits),
                        _ => edge::macroblock(sides, limits),
                    };
                    if across == 1 {
                        columns(&mut ours, at, vectors);
                    } else {
                        rows(&mut ours, at, vectors);
                    }
                    one_by_one(&mut theirs, at, (across, along, 16), |line| match kind {
                        0 => standard::simple(line, limits.edge),
                        1 => standard::block(line, limits),
                        _ => standard::macroblock(line, limits),
                    });
                    assert!(
                        all_samples(&ours) == all_samples(&theirs),
                        "seed {seed}, kind {kind}, step {across}"
                    );
                }
            }
        }
    }

    #[test]
    fn filters_a_macroblock_as_its_edges_one_by_one() {
        for seed in 0..100 {
            let level = (seed * 7 % 64) as u8;
            let inner = Limits {
                edge: level * 2 + level / 2,
                interior: level / 2 + 1,
                hev_threshold: (seed % 3) as u8,
            };
            let outer = Limits {
                edge: inner.edge + 4,
                ..inner
            };
            for (left, above) in [(false, false), (false, true), (true, false), (true, true)] {
                let edges = Edges {
                    outer,
                    inner,
                    left,
                    above,
                };
                let all = || [noise(seed, 4, 16), noise(seed, 8, 8), noise(seed + 1, 8, 8)];
                let ([mut luma, mut u, mut v], [mut luma2, mut u2, mut v2]) = (all(), all());
                let at = luma.at(1, 1);
                let small = u.at(2, 2);
                edges.luma(&mut luma, at).unwrap();
                edges.colors(&mut u, &mut v, small).unwrap();
                let macroblock = |sides: &mut Sides| edge::macroblock(sides, outer);
                let block = |sides: &mut Sides| edge::block(sides, inner);
                if left {
                    columns(&mut luma2, at, macroblock);
                    color_columns(&mut u2, &mut v2, small, macroblock);
                }
                for x in [4, 8, 12] {
                    columns(&mut luma2, at + x, block);
                }
                color_columns(&mut u2, &mut v2, small + 4, block);
                if above {
                    rows(&mut luma2, at, macroblock);
                    color_rows(&mut u2, &mut v2, small, macroblock);
                }
                for y in [4, 8, 12] {
                    rows(&mut luma2, at + y * STRIDE, block);
                }
                color_rows(&mut u2, &mut v2, small + 4 * STRIDE, block);
                assert!(all_samples(&luma) == all_samples(&luma2), "seed {seed}");
                for (ours, theirs) in [(&u, &u2), (&v, &v2)] {
                    let rows = |buffer: &PlaneBuffer| {
                        let rows = (0..33).map(|y| *buffer.line::<STRIDE>(y * STRIDE).unwrap());
                        rows.collect::<Vec<_>>()
                    };
                    assert!(rows(ours) == rows(theirs), "seed {seed}");
                }
            }
        }
    }

    #[test]
    fn filters_both_colors_at_once() {
        for seed in 0..100 {
            let limits = Limits {
                edge: 60,
                interior: 20,
                hev_threshold: 1,
            };
            let planes = || [noise(seed, 8, 8), noise(seed + 1, 8, 8)];
            let at = planes()[0].at(2, 2);
            for (across, along) in [(1, STRIDE), (STRIDE, 1)] {
                let ([mut u, mut v], mut theirs) = (planes(), planes());
                let vectors = |sides: &mut Sides| edge::macroblock(sides, limits);
                if across == 1 {
                    color_columns(&mut u, &mut v, at, vectors);
                } else {
                    color_rows(&mut u, &mut v, at, vectors);
                }
                for (ours, theirs) in [u, v].iter().zip(&mut theirs) {
                    one_by_one(theirs, at, (across, along, 8), |line| {
                        standard::macroblock(line, limits);
                    });
                    let rows = |buffer: &PlaneBuffer| {
                        let rows = (0..33).map(|y| *buffer.line::<STRIDE>(y * STRIDE).unwrap());
                        rows.collect::<Vec<_>>()
                    };
                    assert!(rows(ours) == rows(theirs), "seed {seed}, step {across}");
                }
            }
        }
    }
}
