//! Predictions (section 12): the samples above and to the left of a block to those of the block.

mod block;

#[cfg(any(test, not(all(target_arch = "wasm32", target_feature = "simd128"))))]
pub(crate) use block::predict as predict_block;
pub(crate) use block::{predict_blocks, rows};

use crate::modes::Mode;
use crate::plane_buffer::PlaneBuffer;

/// Predicts all `N` by `N` samples of a macroblock. `above` and `left` say whether there is a macroblock.
#[inline(never)]
pub(crate) fn predict_whole<const N: usize>(
    buffer: &mut PlaneBuffer,
    at: usize,
    mode: Mode,
    (has_above, has_left): (bool, bool),
) {
    let Some((corner, &above, left)) = buffer.edge::<N>(at) else {
        return;
    };
    match mode {
        Mode::Vertical => buffer.square_mut(at).for_each(|row| *row = above),
        Mode::Horizontal => {
            for (row, left) in buffer.square_mut(at).zip(left) {
                *row = [left; N];
            }
        }
        Mode::TrueMotion => {
            for (row, left) in buffer.square_mut(at).zip(left) {
                *row = true_motion_row(above, left, corner);
            }
        }
        _ => {
            let average = average(has_above.then_some(above), has_left.then_some(left));
            buffer.square_mut(at).for_each(|row| *row = [average; N]);
        }
    }
}

/// A row that differs from the one above by as much as the sample to its left from the corner.
#[inline(always)]
#[expect(clippy::inline_always, reason = "innermost")]
pub(crate) fn true_motion_row<const N: usize>(above: [u8; N], left: u8, corner: u8) -> [u8; N] {
    let more = left.saturating_sub(corner);
    let less = corner.saturating_sub(left);
    above.map(|above| above.saturating_add(more).saturating_sub(less))
}

/// The average of what there is, rounded; 128 of nothing.
pub(crate) fn average<const N: usize>(above: Option<[u8; N]>, left: Option<[u8; N]>) -> u8 {
    let sum = |edge: &[u8; N]| edge.iter().map(|&sample| u32::from(sample)).sum::<u32>();
    let sums = [above.as_ref().map(sum), left.as_ref().map(sum)];
    let sums = sums.into_iter().flatten();
    let (total, edges) = sums.fold((0_u32, 0_u32), |(total, edges), sum| {
        (total.saturating_add(sum), edges.saturating_add(1))
    });
    let count = edges.saturating_mul(u32::try_from(N).unwrap_or(1));
    let rounded = total.saturating_add(count / 2).checked_div(count);
    rounded.map_or(128, |average| u8::try_from(average).unwrap_or(u8::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn averages_what_there_is() {
        assert_eq!(average::<8>(None, None), 128);
        assert_eq!(average(Some([10; 8]), None), 10);
        assert_eq!(average(None, Some([0, 0, 0, 0, 1, 1, 1, 1])), 1);
        assert_eq!(average(Some([255; 16]), Some([254; 16])), 255);
    }

    #[test]
    fn moves_rows_within_the_range() {
        assert_eq!(
            true_motion_row([0, 100, 255, 7], 20, 10),
            [10, 110, 255, 17]
        );
        assert_eq!(true_motion_row([0, 100, 255, 7], 10, 20), [0, 90, 245, 0]);
    }
}
