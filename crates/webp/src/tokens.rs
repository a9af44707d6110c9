//! Coefficients (section 13): a macroblock's tokens to what the transforms take.

use crate::bool_decoder::BoolDecoder;
use crate::header::ByPosition;
use crate::quantization::{Matrix, Steps};
use crate::transform;

/// Whether the blocks beside a macroblock had coefficients: 4 of luma, 2 and 2 of colour, and the Y2 block.
pub(crate) type Context = [u8; 9];

/// The coefficients of a macroblock: 16 blocks of luma, 4 and 4 of colour. Zero but between reading and use.
#[derive(Debug, Default)]
pub(crate) struct Coefficients {
    pub(crate) luma: [Block; 16],
    pub(crate) chroma: [[Block; 4]; 2],
}

/// The coefficients of a 4x4 block, row by row.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Block {
    pub(crate) coefficients: [i16; 16],
    pub(crate) kind: Kind,
}

/// What a block holds.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    #[default]
    Nothing,
    /// The first coefficient at the most.
    Flat,
    Full,
}

/// Bytes that the coefficients of a macroblock take at the most. There are 384 of them: 24 blocks of 16, or 16 of Y2, 16
/// blocks of 15 and 8 of 16. Each is at most 19 booleans: seven branches to the category of the largest, eleven bits of
/// its magnitude, and the sign (13.2); where a block ends, one stands for all that are left. A boolean leaves a range of at
/// least 1, which becomes 128 again by 7 bits (7.3). And eight bytes may be loaded ahead.
pub(crate) const MOST_BYTES: usize = 384 * 19 * 7 / 8 + 8;

type Table = [[[u8; 11]; 3]; 17];

/// How a macroblock's coefficients are written.
pub(crate) struct Coding<'a> {
    pub(crate) probabilities: &'a ByPosition,
    pub(crate) matrix: &'a Matrix,
    /// Whether the first coefficients of the luma blocks are a block of their own, Y2.
    pub(crate) has_y2: bool,
}

impl Coding<'_> {
    /// Reads a macroblock's coefficients. Whether there are any.
    #[inline(never)]
    pub(crate) fn read(
        &self,
        bits: &mut BoolDecoder<'_>,
        above: &mut Context,
        left: &mut Context,
        coefficients: &mut Coefficients,
    ) -> bool {
        let [y_after_y2, y2, chroma, y_with_dc] = self.probabilities;
        let [a0, a1, a2, a3, au0, au1, av0, av1, above_y2] = above;
        let [l0, l1, l2, l3, lu0, lu1, lv0, lv1, left_y2] = left;
        let mut luma = Reader {
            bits: &mut *bits,
            table: y_with_dc,
            first: 0,
            steps: self.matrix.luma,
        };
        if self.has_y2 {
            luma.table = y2;
            luma.steps = self.matrix.y2;
            luma.read_y2(above_y2, left_y2, &mut coefficients.luma);
            luma.table = y_after_y2;
            luma.first = 1;
            luma.steps = self.matrix.luma;
        }
        let above_luma = [a0, a1, a2, a3];
        luma.read_blocks(above_luma, [l0, l1, l2, l3], &mut coefficients.luma);
        let mut colors = Reader {
            bits: &mut *bits,
            table: chroma,
            first: 0,
            steps: self.matrix.chroma,
        };
        let [u, v] = &mut coefficients.chroma;
        colors.read_blocks([au0, au1], [lu0, lu1], u);
        colors.read_blocks([av0, av1], [lv0, lv1], v);
        let blocks = coefficients.luma.iter();
        let mut blocks = blocks.chain(coefficients.chroma.as_flattened());
        blocks.any(|block| block.kind != Kind::Nothing)
    }
}

/// Reads blocks of one type.
struct Reader<'a, 'b> {
    bits: &'a mut BoolDecoder<'b>,
    table: &'a Table,
    /// The first position that is written.
    first: usize,
    steps: Steps,
}

impl Reader<'_, '_> {
    /// The Y2 block, of the luma blocks' first coefficients: transformed and dealt out to them.
    fn read_y2(&mut self, above: &mut u8, left: &mut u8, luma: &mut [Block; 16]) {
        let mut block = [0; 16];
        let end = self.read_block(above.saturating_add(*left), &mut block);
        *above = u8::from(end > 0);
        *left = *above;
        let first = if end > 1 {
            transform::inverse_walsh_hadamard(&block)
        } else {
            [transform::flat_walsh_hadamard(&block); 16]
        };
        for (block, first) in luma.iter_mut().zip(first) {
            block.coefficients[0] = first;
            if first != 0 {
                block.kind = Kind::Flat;
            }
        }
    }

    /// The blocks of a component, `N` in a row.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "called three times, with two numbers")]
    fn read_blocks<const N: usize>(
        &mut self,
        mut above: [&mut u8; N],
        left: [&mut u8; N],
        blocks: &mut [Block],
    ) {
        for (row, left) in blocks.as_chunks_mut::<N>().0.iter_mut().zip(left) {
            for (block, above) in row.iter_mut().zip(&mut above) {
                let context = above.saturating_add(*left);
                let end = self.read_block(context, &mut block.coefficients);
                **above = u8::from(end > self.first);
                *left = **above;
                match end {
                    1 if self.first == 0 => block.kind = Kind::Flat,
                    0 | 1 => {}
                    _ => block.kind = Kind::Full,
                }
            }
        }
    }

    /// Reads the coefficients of a block, multiplied with their steps. One more than the last position, or the
    /// first one where there are none.
    ///
    /// A function of its own, in which what is read stays in registers.
    #[inline(never)]
    fn read_block(&mut self, context: u8, block: &mut [i16; 16]) -> usize {
        let mut bits = self.bits.clone();
        let end = self.read_block_from(&mut bits, context, block);
        *self.bits = bits;
        end
    }

    #[inline(always)]
    #[expect(
        clippy::inline_always,
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        reason = "innermost; position stays below 17, and products are cut to 16 bits as in libwebp"
    )]
    fn read_block_from(
        &self,
        bits: &mut BoolDecoder<'_>,
        context: u8,
        block: &mut [i16; 16],
    ) -> usize {
        let mut position = self.first;
        let Some(mut branches) = branches(self.table, position, usize::from(context)) else {
            return position;
        };
        while position < 16 {
            if !bits.read(branches[0]) {
                return position;
            }
            while !bits.read(branches[1]) {
                position += 1;
                match branches_at::<0>(self.table, position) {
                    Some(next) if position < 16 => branches = next,
                    _ => return 16,
                }
            }
            let [dc, ac] = self.steps;
            let step = if position > 0 { ac } else { dc };
            let Some(place) = place(block, position) else {
                return 16;
            };
            position += 1;
            let magnitude = if bits.read(branches[2]) {
                let magnitude = read_magnitude(bits, branches);
                let Some(next) = branches_at::<2>(self.table, position) else {
                    return 16;
                };
                branches = next;
                magnitude
            } else {
                let Some(next) = branches_at::<1>(self.table, position) else {
                    return 16;
                };
                branches = next;
                1
            };
            let value = if bits.read(128) {
                -magnitude
            } else {
                magnitude
            };
            *place = (value * i32::from(step)) as i16;
        }
        16
    }
}

/// A magnitude of 2 or more.
#[inline(always)]
#[expect(clippy::inline_always, reason = "innermost")]
fn read_magnitude(bits: &mut BoolDecoder<'_>, branches: &[u8; 11]) -> i32 {
    let &[_, _, _, p3, p4, p5, p6, p7, p8, p9, p10] = branches;
    let (base, extra): (i32, &[u8]) = if !bits.read(p3) {
        match bits.read(p4) {
            false => (2, &[]),
            true if bits.read(p5) => (4, &[]),
            true => (3, &[]),
        }
    } else if !bits.read(p6) {
        if bits.read(p7) {
            (7, &[165, 145])
        } else {
            (5, &[159])
        }
    } else if !bits.read(p8) {
        if bits.read(p9) {
            (19, &[176, 155, 140, 135])
        } else {
            (11, &[173, 148, 140])
        }
    } else if bits.read(p10) {
        (67, &[254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129])
    } else {
        (35, &[180, 157, 141, 134, 130])
    };
    let mut offset = 0;
    for &probability in extra {
        offset = (offset << 1) | i32::from(bits.read(probability));
    }
    base.saturating_add(offset)
}
#[inline]
fn branches(table: &Table, position: usize, context: usize) -> Option<&[u8; 11]> {
    table.get(position)?.get(context)
}

#[inline]
fn branches_at<const CONTEXT: usize>(table: &Table, position: usize) -> Option<&[u8; 11]> {
    let [zero, one, more] = table.get(position)?;
    Some(match CONTEXT {
        0 => zero,
        1 => one,
        _ => more,
    })
}

/// The place of a coefficient in its block (section 13, zigzag order).
#[inline]
fn place(block: &mut [i16; 16], position: usize) -> Option<&mut i16> {
    const ZIGZAG: [u8; 16] = [0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15];
    block.get_mut(usize::from(*ZIGZAG.get(position)?))
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "small numbers, in tests")]
mod tests {
    use super::*;
    use crate::quantization::Deltas;

    const NO_DELTAS: Deltas = Deltas {
        luma_dc: 0,
        y2_dc: 0,
        y2_ac: 0,
        chroma_dc: 0,
        chroma_ac: 0,
    };

    /// Bytes that the coefficients of a macroblock take.
    fn taken(bits: &mut BoolDecoder<'_>, probabilities: &ByPosition, has_y2: bool) -> usize {
        let matrix = Matrix::new(0, NO_DELTAS);
        let coding = Coding {
            probabilities,
            matrix: &matrix,
            has_y2,
        };
        let before = bits.left();
        let (mut above, mut left) = ([2; 9], [2; 9]);
        coding.read(bits, &mut above, &mut left, &mut Coefficients::default());
        before - bits.left()
    }

    #[test]
    fn knows_how_many_bytes_a_macroblock_takes_at_the_most() {
        let mut most = 0;
        let mut state = 1_u32;
        let mut random = move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        for run in 0..200 {
            let probability = [255, 0, 1, 254, 128, random(), random(), random()][run % 8];
            let byte = [0xff, 0, 0x80, random(), random(), random()][run / 8 % 6];
            let noisy = run > 120;
            let bytes: Vec<_> = (0..3 * MOST_BYTES)
                .map(|_| if noisy { random() } else { byte })
                .collect();
            let probabilities = [[[[probability; 11]; 3]; 17]; 4];
            for has_y2 in [false, true] {
                let mut bits = BoolDecoder::new(&bytes);
                for _ in 0..2 {
                    let taken = taken(&mut bits, &probabilities, has_y2);
                    assert!(taken <= MOST_BYTES, "{taken} in run {run}");
                    most = most.max(taken);
                }
                assert!(!bits.is_past_end());
            }
        }
        // Ones where ones are unlikely take half of it: the bits of magnitudes have odds of their own.
        assert!(most > MOST_BYTES / 3, "{most}");
    }
}
