//! Predictions of 4x4 blocks (section 12.3).

use super::true_motion_row;
use crate::modes::Mode;
use crate::plane_buffer::PlaneBuffer;
use crate::tokens::{Block, Kind};
use crate::transform::{self, Samples};

/// Predicts the luma of a macroblock block by block, adding what `blocks` hold. `beyond` are the four samples
/// above the macroblock to the right, which the last blocks of all four rows look at.
#[inline(never)]
pub(crate) fn predict_blocks(
    buffer: &mut PlaneBuffer,
    at: usize,
    modes: &[Mode; 16],
    beyond: [u8; 4],
    blocks: &mut [Block; 16],
) {
    let modes = modes.as_chunks::<4>().0.iter();
    let rows = modes.zip(blocks.as_chunks_mut::<4>().0);
    let mut start = at;
    for (modes, blocks) in rows {
        let mut at = start;
        for (x, (mode, block)) in modes.iter().zip(blocks).enumerate() {
            let Some((corner, above, left)) = buffer.edge::<4>(at) else {
                return;
            };
            let right = at
                .checked_sub(buffer.stride)
                .and_then(|it| it.checked_add(4));
            let right = match x {
                3 => beyond,
                _ => right
                    .and_then(|right| buffer.line(right))
                    .copied()
                    .unwrap_or_default(),
            };
            let mut samples = predict(*mode, corner, *above, right, left);
            match block.kind {
                Kind::Nothing => {}
                Kind::Flat => transform::add_flat(block.coefficients[0], &mut samples),
                Kind::Full => transform::add(&block.coefficients, &mut samples),
            }
            if block.kind != Kind::Nothing {
                *block = Block::default();
            }
            for (row, samples) in buffer.square_mut(at).zip(samples.as_chunks::<4>().0) {
                *row = *samples;
            }
            at = at.saturating_add(4);
        }
        start = start.saturating_add(buffer.stride.saturating_mul(4));
    }
}

/// The samples of a block. Letters are those of the standard: above from the left, to the left from the top. Long,
/// because it is one table of the standard: a row a mode.
#[inline]
#[expect(
    clippy::many_single_char_names,
    reason = "the standard's own letters, in its own formulas"
)]
pub(crate) fn predict(
    mode: Mode,
    corner: u8,
    above: [u8; 4],
    right: [u8; 4],
    left: [u8; 4],
) -> Samples {
    let p = corner;
    let [a, b, c, d] = above;
    let [e, f, g, h] = right;
    let [i, j, k, l] = left;
    match mode {
        Mode::Dc => {
            let sum = [a, b, c, d, i, j, k, l].map(u16::from).iter().sum::<u16>();
            [u8::try_from(sum.saturating_add(4) >> 3).unwrap_or(u8::MAX); 16]
        }
        Mode::TrueMotion => rows(left.map(|left| true_motion_row(above, left, corner))),
        Mode::Vertical => rows(
            [[
                three(p, a, b),
                three(a, b, c),
                three(b, c, d),
                three(c, d, e),
            ]; 4],
        ),
        Mode::Horizontal => rows([
            [three(p, i, j); 4],
            [three(i, j, k); 4],
            [three(j, k, l); 4],
            [three(k, l, l); 4],
        ]),
        Mode::LeftDown => {
            let [q, r, s, t] = [
                three(a, b, c),
                three(b, c, d),
                three(c, d, e),
                three(d, e, f),
            ];
            let [u, v, w] = [three(e, f, g), three(f, g, h), three(g, h, h)];
            rows([[q, r, s, t], [r, s, t, u], [s, t, u, v], [t, u, v, w]])
        }
        Mode::RightDown => {
            let [q, r, s, t] = [
                three(j, k, l),
                three(i, j, k),
                three(p, i, j),
                three(i, p, a),
            ];
            let [u, v, w] = [three(p, a, b), three(a, b, c), three(b, c, d)];
            rows([[t, u, v, w], [s, t, u, v], [r, s, t, u], [q, r, s, t]])
        }
        Mode::VerticalRight => {
            let [q, r, s, t] = [two(p, a), two(a, b), two(b, c), two(c, d)];
            let [u, v, w, x] = [
                three(i, p, a),
                three(p, a, b),
                three(a, b, c),
                three(b, c, d),
            ];
            let (y, z) = (three(j, i, p), three(k, j, i));
            rows([[q, r, s, t], [u, v, w, x], [y, q, r, s], [z, u, v, w]])
        }
        Mode::VerticalLeft => {
            let [q, r, s, t] = [two(a, b), two(b, c), two(c, d), two(d, e)];
            let [u, v, w, x] = [
                three(a, b, c),
                three(b, c, d),
                three(c, d, e),
                three(d, e, f),
            ];
            let (y, z) = (three(e, f, g), three(f, g, h));
            rows([[q, r, s, t], [u, v, w, x], [r, s, t, y], [v, w, x, z]])
        }
        Mode::HorizontalDown => {
            let [q, r, s, t] = [two(i, p), two(j, i), two(k, j), two(l, k)];
            let [u, v, w, x] = [
                three(i, p, a),
                three(j, i, p),
                three(k, j, i),
                three(l, k, j),
            ];
            let (y, z) = (three(p, a, b), three(a, b, c));
            rows([[q, u, y, z], [r, v, q, u], [s, w, r, v], [t, x, s, w]])
        }
        Mode::HorizontalUp => {
            let [q, r, s] = [two(i, j), two(j, k), two(k, l)];
            let [t, u, v] = [three(i, j, k), three(j, k, l), three(k, l, l)];
            rows([[q, t, r, u], [r, u, s, v], [s, v, l, l], [l, l, l, l]])
        }
    }
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "innermost")]
pub(crate) fn rows(rows: [[u8; 4]; 4]) -> Samples {
    let mut samples = [0; 16];
    for (samples, row) in samples.as_chunks_mut::<4>().0.iter_mut().zip(rows) {
        *samples = row;
    }
    samples
}

#[inline(always)]
#[expect(
    clippy::inline_always,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "innermost; an average of 8 bits"
)]
fn two(a: u8, b: u8) -> u8 {
    ((u32::from(a) + u32::from(b) + 1) >> 1) as u8
}

#[inline(always)]
#[expect(
    clippy::inline_always,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "innermost; an average of 8 bits"
)]
fn three(a: u8, b: u8, c: u8) -> u8 {
    ((u32::from(a) + 2 * u32::from(b) + u32::from(c) + 2) >> 2) as u8
}
