//! Quantisation (sections 9.6 and 14.1): an index to the steps of each kind of coefficient.

/// The step of a block's first coefficient, and that of the others.
pub(crate) type Steps = [i16; 2];

/// The steps of a segment's blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Matrix {
    pub(crate) luma: Steps,
    /// Of the Y2 block, which holds the first coefficients of the luma blocks.
    pub(crate) y2: Steps,
    pub(crate) chroma: Steps,
}

/// What is added to the index for each kind of step but the luma blocks' other ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Deltas {
    pub(crate) luma_dc: i8,
    pub(crate) y2_dc: i8,
    pub(crate) y2_ac: i8,
    pub(crate) chroma_dc: i8,
    pub(crate) chroma_ac: i8,
}

impl Matrix {
    pub(crate) fn new(index: i16, deltas: Deltas) -> Self {
        let dc = |delta: i8| of(&DC, index, delta);
        let ac = |delta: i8| of(&AC, index, delta);
        // 1.55 times, which stays below 2^16 in between.
        let y2 = u32::from(ac(deltas.y2_ac).unsigned_abs()).saturating_mul(155) / 100;
        Self {
            luma: [dc(deltas.luma_dc), ac(0)],
            y2: [
                dc(deltas.y2_dc).saturating_mul(2),
                i16::try_from(y2).unwrap_or(i16::MAX).max(8),
            ],
            chroma: [dc(deltas.chroma_dc).min(132), ac(deltas.chroma_ac)],
        }
    }
}

fn of(table: &[i16; 128], index: i16, delta: i8) -> i16 {
    let index = index.saturating_add(i16::from(delta)).clamp(0, 127);
    let step = usize::try_from(index).ok().and_then(|it| table.get(it));
    step.copied().unwrap_or_default()
}

#[rustfmt::skip]
const DC: [i16; 128] = [
    4, 5, 6, 7, 8, 9, 10, 10, 11, 12, 13, 14, 15, 16, 17, 17, 18, 19, 20, 20, 21, 21, 22, 22, 23, 23, 24, 25,
    25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 46, 47, 48,
    49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74,
    75, 76, 76, 77, 78, 79, 80, 81, 82, 83, 84, 85, 86, 87, 88, 89, 91, 93, 95, 96, 98, 100, 101, 102, 104,
    106, 108, 110, 112, 114, 116, 118, 122, 124, 126, 128, 130, 132, 134, 136, 138, 140, 143, 145, 148, 151,
    154, 157,
];

#[rustfmt::skip]
const AC: [i16; 128] = [
    4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
    32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57,
    58, 60, 62, 64, 66, 68, 70, 72, 74, 76, 78, 80, 82, 84, 86, 88, 90, 92, 94, 96, 98, 100, 102, 104, 106,
    108, 110, 112, 114, 116, 119, 122, 125, 128, 131, 134, 137, 140, 143, 146, 149, 152, 155, 158, 161, 164,
    167, 170, 173, 177, 181, 185, 189, 193, 197, 201, 205, 209, 213, 217, 221, 225, 229, 234, 239, 245, 249,
    254, 259, 264, 269, 274, 279, 284,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_within_its_tables_and_bounds() {
        let deltas = |delta| Deltas {
            luma_dc: delta,
            y2_dc: delta,
            y2_ac: delta,
            chroma_dc: delta,
            chroma_ac: delta,
        };
        let finest = Matrix {
            luma: [4, 4],
            y2: [8, 8],
            chroma: [4, 4],
        };
        assert_eq!(Matrix::new(-100, deltas(-15)), finest);
        let coarsest = Matrix {
            luma: [157, 284],
            y2: [314, 440],
            chroma: [132, 284],
        };
        assert_eq!(Matrix::new(254, deltas(15)), coarsest);
        assert_eq!(Matrix::new(10, deltas(-3)).luma, [10, 14]);
    }
}
