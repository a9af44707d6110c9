//! How macroblocks are predicted (sections 10, 11 and 19.3): a macroblock's header.

use crate::bool_decoder::BoolDecoder;
use crate::header::Header;
use crate::mode_probabilities::BLOCK_MODES;

/// How samples follow from those above and to the left. Whole macroblocks know the first four. In the order of
/// the probabilities' tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Mode {
    /// The average.
    #[default]
    Dc,
    /// The row above, which goes on by as much as the left column does (`TM_PRED`).
    TrueMotion,
    /// The row above.
    Vertical,
    /// The column to the left.
    Horizontal,
    LeftDown,
    RightDown,
    VerticalRight,
    VerticalLeft,
    HorizontalDown,
    HorizontalUp,
}

/// A macroblock's header.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Macroblock {
    /// From 0 to 3.
    pub(crate) segment: u8,
    pub(crate) has_coefficients: bool,
    pub(crate) luma: Luma,
    pub(crate) chroma: Mode,
}

/// How luma is predicted.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Luma {
    /// In 4x4 blocks (`B_PRED`), row by row.
    Blocks([Mode; 16]),
    Whole(Mode),
}

impl Macroblock {
    /// Reads a header. `above` and `left` are the modes of the 4x4 blocks beside the macroblock, which its own
    /// replace.
    #[inline(never)]
    pub(crate) fn read(
        header: &Header,
        bits: &mut BoolDecoder<'_>,
        above: &mut [Mode; 4],
        left: &mut [Mode; 4],
    ) -> Self {
        // A copy of its own stays in registers.
        let mut own = bits.clone();
        let segment = header
            .segment_tree
            .map_or(0, |tree| read_segment(&mut own, tree));
        let has_coefficients = header
            .has_coefficients
            .is_none_or(|probability| !own.read(probability));
        let luma = if own.read(145) {
            let mode = read_whole(&mut own);
            *above = [mode; 4];
            *left = [mode; 4];
            Luma::Whole(mode)
        } else {
            Luma::Blocks(read_blocks(&mut own, above, left))
        };
        let chroma = read_chroma(&mut own);
        *bits = own;
        Self {
            segment,
            has_coefficients,
            luma,
            chroma,
        }
    }
}

fn read_segment(bits: &mut BoolDecoder<'_>, [root, low, high]: [u8; 3]) -> u8 {
    if bits.read(root) {
        2 | u8::from(bits.read(high))
    } else {
        u8::from(bits.read(low))
    }
}

fn read_whole(bits: &mut BoolDecoder<'_>) -> Mode {
    if bits.read(156) {
        if bits.read(128) {
            Mode::TrueMotion
        } else {
            Mode::Horizontal
        }
    } else if bits.read(163) {
        Mode::Vertical
    } else {
        Mode::Dc
    }
}

fn read_chroma(bits: &mut BoolDecoder<'_>) -> Mode {
    if !bits.read(142) {
        Mode::Dc
    } else if !bits.read(114) {
        Mode::Vertical
    } else if bits.read(183) {
        Mode::TrueMotion
    } else {
        Mode::Horizontal
    }
}

fn read_blocks(
    bits: &mut BoolDecoder<'_>,
    above: &mut [Mode; 4],
    left: &mut [Mode; 4],
) -> [Mode; 16] {
    let mut modes = [Mode::Dc; 16];
    for (row, left) in modes.as_chunks_mut::<4>().0.iter_mut().zip(left) {
        for (mode, above) in row.iter_mut().zip(above.iter_mut()) {
            *mode = read_block(bits, *above, *left);
            *above = *mode;
            *left = *mode;
        }
    }
    modes
}

/// Section 11.2, the tree of the 4x4 blocks' modes.
fn read_block(bits: &mut BoolDecoder<'_>, above: Mode, left: Mode) -> Mode {
    let likely = BLOCK_MODES.get(above as usize);
    let likely = likely.and_then(|likely| likely.get(left as usize));
    let &[p0, p1, p2, p3, p4, p5, p6, p7, p8] = likely.unwrap_or(&[128; 9]);
    if !bits.read(p0) {
        Mode::Dc
    } else if !bits.read(p1) {
        Mode::TrueMotion
    } else if !bits.read(p2) {
        Mode::Vertical
    } else if !bits.read(p3) {
        if !bits.read(p4) {
            Mode::Horizontal
        } else if bits.read(p5) {
            Mode::VerticalRight
        } else {
            Mode::RightDown
        }
    } else if !bits.read(p6) {
        Mode::LeftDown
    } else if !bits.read(p7) {
        Mode::VerticalLeft
    } else if bits.read(p8) {
        Mode::HorizontalUp
    } else {
        Mode::HorizontalDown
    }
}
