//! Tiles of a drawn picture against the picture.

#![expect(clippy::arithmetic_side_effects, reason = "a few small numbers")]

use std::cell::Cell;
use std::rc::Rc;

use super::super::coding::{Colors, Sampling};
use super::*;

/// A tile whose samples tell where they lie, and which counts how often it is decoded.
struct Tile {
    left: u32,
    top: u32,
    form: Form,
    decoded: Rc<Cell<u32>>,
}

struct Drawn {
    left: usize,
    top: usize,
    width: usize,
    sampling: Sampling,
}

impl Coded for Tile {
    fn form(&self) -> Form {
        self.form
    }

    fn cost(&self) -> u64 {
        100
    }

    fn frame_bytes(&self) -> u64 {
        10
    }

    fn work(&self) -> Work {
        Work::of(1, 1e6)
    }

    fn decode(&self) -> Result<Box<dyn Frame>, Error> {
        self.decoded.set(self.decoded.get() + 1);
        Ok(Box::new(Drawn {
            left: self.left as usize,
            top: self.top as usize,
            width: self.form.size.width as usize,
            sampling: self.form.sampling,
        }))
    }
}

impl Frame for Drawn {
    fn push_row(&self, plane: usize, y: usize, samples: Range<usize>, row: &mut Vec<u16>) {
        let halved = |side: usize, halves: bool| {
            if plane > 0 && halves {
                side.div_ceil(2)
            } else {
                side
            }
        };
        let left = halved(self.left, self.sampling.halves_width());
        let top = halved(self.top, self.sampling.halves_height());
        assert!(samples.end <= halved(self.width, self.sampling.halves_width()));
        row.extend(samples.map(|x| sample(plane, left + x, top + y)));
    }
}

fn sample(plane: usize, x: usize, y: usize) -> u16 {
    u16::try_from(plane * 10_000 + y * 100 + x).unwrap()
}

fn size(width: u32, height: u32) -> Dimensions {
    Dimensions { width, height }
}

fn mosaic(
    grid: &Grid,
    tile: Dimensions,
    sampling: Sampling,
    decoded: &Rc<Cell<u32>>,
) -> Result<Mosaic<'static>, Error> {
    let form = Form {
        size: tile,
        depth: 8,
        sampling,
        colors: Colors {
            primaries: 1,
            transfer: 13,
            matrix: 6,
            full_range: true,
        },
    };
    let places = (0..grid.down).flat_map(|y| (0..grid.across).map(move |x| (x, y)));
    let tiles = places.map(|(x, y)| -> Box<dyn Coded> {
        Box::new(Tile {
            left: u32::try_from(x).unwrap() * tile.width,
            top: u32::try_from(y).unwrap() * tile.height,
            form,
            decoded: Rc::clone(decoded),
        })
    });
    Mosaic::new(grid, tiles.collect())
}

#[test]
fn rows_run_across_tiles() {
    let grid = Grid {
        across: 3,
        down: 2,
        size: size(23, 15),
    };
    for sampling in [
        Sampling::Grey,
        Sampling::Half,
        Sampling::HalfWidth,
        Sampling::Full,
    ] {
        let decoded = Rc::new(Cell::new(0));
        let mosaic = mosaic(&grid, size(8, 8), sampling, &decoded).unwrap();
        for columns in [0..23, 0..5, 6..9, 8..16, 22..23] {
            let mut rows = Rows::new(&mosaic, columns.clone());
            for plane in 0..if sampling == Sampling::Grey { 1 } else { 3 } {
                let halves = |halves: bool| if plane > 0 && halves { 2 } else { 1 };
                let (x, y) = (
                    halves(sampling.halves_width()),
                    halves(sampling.halves_height()),
                );
                let mut row = Vec::new();
                for y in 0..15_usize.div_ceil(y) {
                    rows.read(plane, y, &mut row).unwrap();
                    let start = columns.start as usize / x;
                    let end = (columns.end as usize).div_ceil(x);
                    let expected: Vec<_> = (start..end).map(|x| sample(plane, x, y)).collect();
                    assert_eq!(row, expected, "{sampling:?} {columns:?} {plane} {y}");
                }
            }
        }
    }
}

/// Rows of chroma that are mixed lie in two rows of tiles.
#[test]
fn decodes_what_is_seen_and_only_once() {
    let grid = Grid {
        across: 3,
        down: 3,
        size: size(24, 24),
    };
    for (columns, top, across, expected) in [
        (0..24, 0, 3, 9),
        (9..15, 0, 1, 3),
        (6..10, 0, 2, 6),
        (0..8, 9, 1, 2),
    ] {
        let decoded = Rc::new(Cell::new(0));
        let mosaic = mosaic(&grid, size(8, 8), Sampling::Half, &decoded).unwrap();
        let mut rows = Rows::new(&mosaic, columns.clone());
        let mut row = Vec::new();
        for y in top..24_usize {
            rows.read(0, y, &mut row).unwrap();
            rows.read(1, y / 2, &mut row).unwrap();
            rows.read(1, (y / 2 + 1).min(11), &mut row).unwrap();
        }
        assert_eq!(decoded.get(), expected, "{columns:?} {top}");
        // Two rows of tiles, of which one tile is being decoded; and a row of the picture.
        assert_eq!(mosaic.cost(&columns), 100 + (2 * across - 1) * 10 + 48);
    }
}

#[test]
fn refuses_tiles_that_do_not_fit() {
    let grid = |width, height| Grid {
        across: 2,
        down: 2,
        size: size(width, height),
    };
    let decoded = Rc::new(Cell::new(0));
    for (grid, tile, sampling, fits) in [
        (grid(16, 16), size(8, 8), Sampling::Half, true),
        (grid(15, 9), size(8, 8), Sampling::Half, true),
        (grid(17, 16), size(8, 8), Sampling::Half, false),
        (grid(16, 8), size(8, 8), Sampling::Half, false),
        (grid(14, 14), size(7, 8), Sampling::Half, false),
        (grid(14, 14), size(8, 7), Sampling::Half, false),
        (grid(14, 14), size(8, 7), Sampling::HalfWidth, true),
        (grid(14, 14), size(7, 7), Sampling::Full, true),
    ] {
        let found = mosaic(&grid, tile, sampling, &decoded);
        assert_eq!(found.is_ok(), fits, "{grid:?} {tile:?} {sampling:?}");
    }
    let short = Grid {
        down: 1,
        ..grid(16, 8)
    };
    let tiles = mosaic(&short, size(8, 8), Sampling::Half, &decoded);
    assert!(Mosaic::new(&grid(16, 16), tiles.unwrap().tiles).is_err());
}
