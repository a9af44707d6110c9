//! Where decoded blocks go: samples of a block into a plane.

use crate::Plane;

/// Writes lines of `N` samples, `N` at the most, with their first at (x, y), and leaves out what the plane does
/// not have.
#[inline(always)]
#[expect(
    clippy::inline_always,
    clippy::arithmetic_side_effects,
    reason = "the body of the innermost loop; x and y lie in the plane, whose size is that of a vector"
)]
pub(super) fn put<'s, const N: usize>(
    plane: &mut Plane,
    x: usize,
    y: usize,
    lines: impl Iterator<Item = &'s [u8; N]>,
) {
    let width = plane.width as usize;
    let from = y * width + x;
    let Some(target) = plane.samples.get_mut(from..) else {
        return;
    };
    let lines = lines.take(N);
    if x + N <= width {
        // The rows below the plane are not there.
        for (row, line) in lines.enumerate() {
            if let Some(part) = target
                .get_mut(row * width..)
                .and_then(<[u8]>::first_chunk_mut::<N>)
            {
                *part = *line;
            }
        }
    } else {
        for (part, line) in target.chunks_mut(width).zip(lines) {
            for (sample, &value) in part.iter_mut().take(width - x).zip(line) {
                *sample = value;
            }
        }
    }
}
