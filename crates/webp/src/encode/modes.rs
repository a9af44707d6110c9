//! Modes to bits (sections 10, 11 and 19.3): a macroblock's header, written, or its cost reckoned.

use super::bit_cost::bit_cost;
use crate::mode_probabilities::BLOCK_MODES;
use crate::modes::{Luma, Macroblock, Mode};

/// The modes of 4x4 blocks, in the order of the probabilities' tables.
pub(crate) const BLOCK: [Mode; 10] = [
    Mode::Dc,
    Mode::TrueMotion,
    Mode::Vertical,
    Mode::Horizontal,
    Mode::LeftDown,
    Mode::RightDown,
    Mode::VerticalRight,
    Mode::VerticalLeft,
    Mode::HorizontalDown,
    Mode::HorizontalUp,
];

/// The modes of whole macroblocks.
pub(crate) const WHOLE: [Mode; 4] = [Mode::Dc, Mode::TrueMotion, Mode::Vertical, Mode::Horizontal];

/// What headers have in common.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Header {
    /// Probabilities of the branches to a macroblock's segment, where macroblocks name theirs.
    pub(crate) segment_tree: Option<[u8; 3]>,
    /// The probability that a macroblock has coefficients, where macroblocks can say that they have none.
    pub(crate) has_coefficients: Option<u8>,
}

/// Tells the bits of a header with their probabilities. `above` and `left` are the modes of the 4x4 blocks beside
/// the macroblock, which its own replace.
pub(crate) fn record(
    header: Header,
    macroblock: &Macroblock,
    above: &mut [Mode; 4],
    left: &mut [Mode; 4],
    mut bit: impl FnMut(bool, u8),
) {
    if let Some([root, low, high]) = header.segment_tree {
        let segment = macroblock.segment;
        bit(segment > 1, root);
        bit(segment & 1 != 0, if segment > 1 { high } else { low });
    }
    if let Some(probability) = header.has_coefficients {
        bit(!macroblock.has_coefficients, probability);
    }
    match &macroblock.luma {
        Luma::Whole(mode) => {
            record_whole(*mode, &mut bit);
            *above = [*mode; 4];
            *left = [*mode; 4];
        }
        Luma::Blocks(modes) => {
            bit(false, 145);
            for (row, left) in modes.as_chunks::<4>().0.iter().zip(left) {
                for (mode, above) in row.iter().zip(above.iter_mut()) {
                    record_block(*mode, *above, *left, &mut bit);
                    *above = *mode;
                    *left = *mode;
                }
            }
        }
    }
    record_chroma(macroblock.chroma, &mut bit);
}

/// That luma is predicted as a whole, and how.
pub(crate) fn record_whole(mode: Mode, mut bit: impl FnMut(bool, u8)) {
    bit(true, 145);
    let is_upper = matches!(mode, Mode::TrueMotion | Mode::Horizontal);
    bit(is_upper, 156);
    if is_upper {
        bit(mode == Mode::TrueMotion, 128);
    } else {
        bit(mode == Mode::Vertical, 163);
    }
}

pub(crate) fn record_chroma(mode: Mode, mut bit: impl FnMut(bool, u8)) {
    bit(mode != Mode::Dc, 142);
    if mode != Mode::Dc {
        bit(mode != Mode::Vertical, 114);
        if mode != Mode::Vertical {
            bit(mode == Mode::TrueMotion, 183);
        }
    }
}

fn record_block(mode: Mode, above: Mode, left: Mode, mut bit: impl FnMut(bool, u8)) {
    let likely = BLOCK_MODES.get(above as usize);
    let likely = likely.and_then(|likely| likely.get(left as usize));
    let likely = likely.unwrap_or(&[128; 9]);
    // The branches on the way, and which way it goes there.
    let path: &[(usize, bool)] = match mode {
        Mode::Dc => &[(0, false)],
        Mode::TrueMotion => &[(0, true), (1, false)],
        Mode::Vertical => &[(0, true), (1, true), (2, false)],
        Mode::Horizontal => &[(0, true), (1, true), (2, true), (3, false), (4, false)],
        Mode::RightDown => &[
            (0, true),
            (1, true),
            (2, true),
            (3, false),
            (4, true),
            (5, false),
        ],
        Mode::VerticalRight => &[
            (0, true),
            (1, true),
            (2, true),
            (3, false),
            (4, true),
            (5, true),
        ],
        Mode::LeftDown => &[(0, true), (1, true), (2, true), (3, true), (6, false)],
        Mode::VerticalLeft => &[
            (0, true),
            (1, true),
            (2, true),
            (3, true),
            (6, true),
            (7, false),
        ],
        Mode::HorizontalDown => &[
            (0, true),
            (1, true),
            (2, true),
            (3, true),
            (6, true),
            (7, true),
            (8, false),
        ],
        Mode::HorizontalUp => &[
            (0, true),
            (1, true),
            (2, true),
            (3, true),
            (6, true),
            (7, true),
            (8, true),
        ],
    };
    for &(branch, way) in path {
        bit(way, likely.get(branch).copied().unwrap_or(128));
    }
}

/// What modes cost, in 1/256 of a bit.
#[derive(Debug)]
pub(crate) struct ModeCosts {
    /// With the bit that says that luma is predicted as a whole.
    pub(crate) whole: [u16; 4],
    pub(crate) chroma: [u16; 4],
    /// By the mode above, then the one to the left.
    blocks: [[[u16; 10]; 10]; 10],
}

/// That luma is predicted in 4x4 blocks.
pub(crate) const IN_BLOCKS: u16 = bit_cost(false, 145);

impl ModeCosts {
    pub(crate) fn new() -> Self {
        fn sum(record: impl FnOnce(&mut dyn FnMut(bool, u8))) -> u16 {
            let mut sum = 0_u16;
            record(&mut |bit, probability| sum = sum.saturating_add(bit_cost(bit, probability)));
            sum
        }
        let of_block = |mode, above, left| sum(|bit| record_block(mode, above, left, bit));
        Self {
            whole: WHOLE.map(|mode| sum(|bit| record_whole(mode, bit))),
            chroma: WHOLE.map(|mode| sum(|bit| record_chroma(mode, bit))),
            blocks: BLOCK
                .map(|above| BLOCK.map(|left| BLOCK.map(|mode| of_block(mode, above, left)))),
        }
    }

    /// Of all modes in their order.
    #[inline]
    pub(crate) fn blocks(&self, above: Mode, left: Mode) -> &[u16; 10] {
        let costs = self.blocks.get(above as usize);
        let costs = costs.and_then(|costs| costs.get(left as usize));
        costs.unwrap_or(&[0; 10])
    }
}
