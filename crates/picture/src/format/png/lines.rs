//! In which order a PNG stores its pixels (ISO/IEC 15948, 8).

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "small numbers, in tests")]
mod boxes;

use crate::geometry::Dimensions;
use crate::pixels::box_filter::Line;

/// Pixels that are stored together: every `x`th of every `y`th row.
struct Pass {
    left: u32,
    top: u32,
    x: u32,
    y: u32,
}

const SEQUENTIAL: [Pass; 1] = [Pass::new((0, 0), (1, 1))];

const ADAM7: [Pass; 7] = [
    Pass::new((0, 0), (8, 8)),
    Pass::new((4, 0), (8, 8)),
    Pass::new((0, 4), (4, 8)),
    Pass::new((2, 0), (4, 4)),
    Pass::new((0, 2), (2, 4)),
    Pass::new((1, 0), (2, 2)),
    Pass::new((0, 1), (1, 2)),
];

impl Pass {
    const fn new((left, top): (u32, u32), (x, y): (u32, u32)) -> Self {
        Self { left, top, x, y }
    }
}

/// The dimensions of each pass of a picture of the dimensions `stored`.
pub(super) fn passes(stored: Dimensions, interlaced: bool) -> impl Iterator<Item = Dimensions> {
    all(interlaced).iter().map(move |pass| Dimensions {
        width: stored.width.saturating_sub(pass.left).div_ceil(pass.x),
        height: stored.height.saturating_sub(pass.top).div_ceil(pass.y),
    })
}

fn all(interlaced: bool) -> &'static [Pass] {
    if interlaced { &ADAM7 } else { &SEQUENTIAL }
}

/// The lines of a picture of the dimensions `stored`, in the order of the file. A pass without pixels has none.
pub(crate) fn lines(stored: Dimensions, interlaced: bool) -> impl Iterator<Item = Line> {
    let passes = all(interlaced)
        .iter()
        .filter(move |pass| pass.left < stored.width);
    passes.flat_map(move |pass| {
        let rows = (pass.top..stored.height).step_by(pass.y as usize);
        rows.map(move |y| Line {
            y,
            left: pass.left,
            step: pass.x,
            pixels: stored.width.saturating_sub(pass.left).div_ceil(pass.x),
            first: y == pass.top,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_every_pixel_once() {
        for (width, height) in [(1, 1), (1, 9), (9, 1), (3, 2), (8, 8), (13, 17)] {
            for interlaced in [false, true] {
                let stored = Dimensions { width, height };
                let mut pixels: Vec<_> = lines(stored, interlaced)
                    .flat_map(|line| {
                        let columns = (line.left..width).step_by(line.step as usize);
                        assert_eq!(columns.len(), line.pixels as usize);
                        columns.map(move |x| (line.y, x))
                    })
                    .collect();
                pixels.sort_unstable();
                let all: Vec<_> = (0..height)
                    .flat_map(|y| (0..width).map(move |x| (y, x)))
                    .collect();
                assert_eq!(pixels, all, "{width}x{height} interlaced: {interlaced}");
            }
        }
    }
}
