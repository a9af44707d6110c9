//! The low-frequency corner of a block that a scale needs, and where its coefficients are kept.

use super::tables::Steps;
use crate::zigzag::ZIGZAG;

/// The place of a coefficient that does not belong to the corner.
pub(super) const BEYOND: u8 = 255;

/// The corner of `N` by `N` of numbers that lie row by row, `side` in each and at least `N`. It lies row by row too, from the
/// first of the 64 on.
#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "N is at most 8, so the places are below 64"
)]
pub(super) fn within<const N: usize>(numbers: &[i16], side: usize) -> [i16; 64] {
    let mut corner = [0; 64];
    for (y, row) in numbers.chunks_exact(side).enumerate().take(N) {
        for (x, number) in row.iter().enumerate().take(N) {
            corner[y * N + x] = *number;
        }
    }
    corner
}

/// The corner of `N` by `N` coefficients.
pub(super) struct Corner<const N: usize>;

impl<const N: usize> Corner<N> {
    /// Coefficients in it.
    pub(super) const SIZE: usize = N * N;

    /// For each place in the file: the place in the corner, row by row, or `BEYOND`.
    pub(super) const PLACES: [u8; 64] = Self::places();

    /// The places in the file that belong to it, as a set of bits.
    pub(super) const SET: u64 = Self::set();

    /// The last place in the file that belongs to it.
    pub(super) const LAST: usize = 63 - Self::SET.leading_zeros() as usize;

    /// Quantisation steps in the order of the corner. They and their products with coefficients are cut to 16
    /// bits; a file whose values are real does not reach that.
    #[expect(
        clippy::indexing_slicing,
        clippy::cast_possible_wrap,
        reason = "places below 64; cut by intent"
    )]
    pub(super) fn steps(steps: &Steps) -> [i16; 64] {
        let mut corner = [0; 64];
        for (&place, &step) in Self::PLACES.iter().zip(steps) {
            if place != BEYOND {
                corner[usize::from(place)] = step as i16;
            }
        }
        corner
    }

    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        reason = "evaluated by the compiler"
    )]
    const fn places() -> [u8; 64] {
        let mut places = [BEYOND; 64];
        let mut n = 0;
        while n < 64 {
            let (row, column) = (ZIGZAG[n] as usize / 8, ZIGZAG[n] as usize % 8);
            if row < N && column < N {
                places[n] = (row * N + column) as u8;
            }
            n += 1;
        }
        places
    }

    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "evaluated by the compiler"
    )]
    const fn set() -> u64 {
        let (mut set, mut n) = (0, 0);
        while n < 64 {
            if Self::PLACES[n] != BEYOND {
                set |= 1 << n;
            }
            n += 1;
        }
        set
    }
}
