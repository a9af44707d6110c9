//! The samples of a macroblock of the picture, block by block.

use super::error::Error;
use crate::transform::Samples;
use crate::{Plane, Planes};

/// A macroblock in 4x4 blocks, row by row.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Blocks {
    pub(crate) luma: [Samples; 16],
    pub(crate) chroma: [[Samples; 4]; 2],
}

/// That planes are those of a frame, whose size in pixels is given back.
pub(crate) fn check(planes: &Planes) -> Result<(u16, u16), Error> {
    let Planes { luma, chroma } = planes;
    let checked = |side: u32| match u16::try_from(side) {
        Ok(side @ 1..=16383) => Ok(side),
        _ => Err(Error::Invalid("expected sides from 1 to 16383")),
    };
    let size = (checked(luma.width)?, checked(luma.height)?);
    let is_whole = |plane: &Plane| {
        let count = u64::from(plane.width).saturating_mul(plane.height.into());
        plane.samples.len() as u64 == count
    };
    let half = (luma.width.div_ceil(2), luma.height.div_ceil(2));
    if !chroma.iter().all(|it| (it.width, it.height) == half) {
        return Err(Error::Invalid(
            "expected colour differences of half the size",
        ));
    }
    if !is_whole(luma) || !chroma.iter().all(is_whole) {
        return Err(Error::Invalid(
            "expected a sample for each place of a plane",
        ));
    }
    Ok(size)
}

impl Blocks {
    /// Where the picture ends within a macroblock, its last samples go on.
    pub(crate) fn load(planes: &Planes, column: usize, row: usize) -> Self {
        let mut blocks = Self::default();
        load::<16, 4>(&planes.luma, column, row, &mut blocks.luma);
        for (plane, blocks) in planes.chroma.iter().zip(&mut blocks.chroma) {
            load::<8, 2>(plane, column, row, blocks);
        }
        blocks
    }
}

/// `SIDE` by `SIDE` samples, `ACROSS` blocks in a row.
fn load<const SIDE: usize, const ACROSS: usize>(
    plane: &Plane,
    column: usize,
    row: usize,
    blocks: &mut [Samples],
) {
    let width = usize::try_from(plane.width).unwrap_or_default();
    let height = usize::try_from(plane.height).unwrap_or_default();
    let start = column.saturating_mul(SIDE);
    let mut y = row.saturating_mul(SIDE);
    for blocks in blocks.as_chunks_mut::<ACROSS>().0 {
        for line in 0..4 {
            let from = y.min(height.saturating_sub(1)).saturating_mul(width);
            let samples = plane.samples.get(from..).unwrap_or_default();
            let samples = samples.get(..width).unwrap_or_default();
            let samples = line_at::<SIDE>(samples, start);
            for (block, samples) in blocks.iter_mut().zip(samples.as_chunks::<4>().0) {
                if let Some(place) = block.as_chunks_mut::<4>().0.get_mut(line) {
                    *place = *samples;
                }
            }
            y = y.saturating_add(1);
        }
    }
}

fn line_at<const SIDE: usize>(samples: &[u8], start: usize) -> [u8; SIDE] {
    let rest = samples.get(start..).unwrap_or_default();
    if let Some(line) = rest.first_chunk() {
        return *line;
    }
    let mut line = [samples.last().copied().unwrap_or_default(); SIDE];
    for (place, sample) in line.iter_mut().zip(rest) {
        *place = *sample;
    }
    line
}

#[cfg(test)]
#[expect(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "small numbers, in tests"
)]
mod tests {
    use super::*;

    fn plane(width: u32, height: u32) -> Plane {
        Plane {
            width,
            height,
            samples: (0..width * height).map(|at| at as u8).collect(),
        }
    }

    #[test]
    fn samples_go_on_where_the_picture_ends() {
        let planes = Planes {
            luma: plane(17, 3),
            chroma: [plane(9, 2), plane(9, 2)],
        };
        assert_eq!(check(&planes), Ok((17, 3)));
        let blocks = Blocks::load(&planes, 0, 0);
        assert_eq!(blocks.luma[1][4..8], [17 + 4, 17 + 5, 17 + 6, 17 + 7]);
        assert_eq!(blocks.luma[15][12..], [46, 47, 48, 49]);
        let blocks = Blocks::load(&planes, 1, 0);
        assert_eq!(blocks.luma[0][..4], [16; 4]);
        assert_eq!(blocks.chroma[1][3], [17; 16]);
    }

    #[test]
    fn refuses_planes_that_are_not_those_of_a_frame() {
        let of = |luma, chroma| check(&Planes { luma, chroma });
        let good = || [plane(2, 2), plane(2, 2)];
        assert!(of(plane(4, 4), good()).is_ok());
        assert!(of(plane(5, 4), good()).is_err());
        assert!(of(plane(4, 4), [plane(2, 2), plane(1, 2)]).is_err());
        assert!(of(plane(0, 4), [plane(0, 2), plane(0, 2)]).is_err());
        assert!(of(plane(16384, 1), [plane(8192, 1), plane(8192, 1)]).is_err());
        let mut short = plane(4, 4);
        short.samples.pop();
        assert!(of(short, good()).is_err());
    }
}
