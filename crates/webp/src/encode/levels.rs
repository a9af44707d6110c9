//! The levels of a macroblock, and of all of them in few bytes until they are written.

use alloc::vec::Vec;

use super::error::Error;
use super::kernel::Quantized;
use super::tokens::{Sink, record};
use crate::tokens::Context;

/// The levels of a macroblock's blocks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Levels {
    /// Where it is predicted as a whole: the block of the luma blocks' first coefficients.
    pub(crate) y2: Option<Block>,
    pub(crate) luma: [Block; 16],
    pub(crate) chroma: [[Block; 4]; 2],
}

/// The levels of a block.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Block {
    /// In the order of the file.
    pub(crate) levels: [i16; 16],
    /// One more than the last place that is not 0.
    pub(crate) end: u8,
}

impl Block {
    #[inline]
    pub(crate) fn new(quantized: &Quantized) -> Self {
        Self {
            levels: quantized.levels,
            end: quantized.nonzero.checked_ilog2().map_or(0, |last| {
                u8::try_from(last).unwrap_or_default().saturating_add(1)
            }),
        }
    }

    pub(crate) fn end(&self) -> usize {
        self.end.into()
    }
}

impl Levels {
    pub(crate) fn is_empty(&self) -> bool {
        let blocks = self.luma.iter().chain(self.chroma.as_flattened());
        let mut blocks = blocks.chain(&self.y2);
        blocks.all(|block| block.end == 0)
    }

    /// Tells all tokens, of the macroblock that has these contexts.
    pub(crate) fn record(&self, sink: &mut impl Sink, above: &mut Context, left: &mut Context) {
        let [above_luma @ .., au0, au1, av0, av1, above_y2] = above;
        let [left_luma @ .., lu0, lu1, lv0, lv1, left_y2] = left;
        let mut kind = (3, 0);
        if let Some(y2) = &self.y2 {
            kind = (0, 1);
            record_block(sink, (1, 0), y2, above_y2, left_y2);
        }
        let mut above_luma = above_luma.each_mut();
        for (blocks, left) in self.luma.as_chunks::<4>().0.iter().zip(left_luma) {
            for (block, above) in blocks.iter().zip(&mut above_luma) {
                record_block(sink, kind, block, above, left);
            }
        }
        let contexts = [([au0, au1], [lu0, lu1]), ([av0, av1], [lv0, lv1])];
        for (blocks, (mut above, left)) in self.chroma.iter().zip(contexts) {
            for (blocks, left) in blocks.as_chunks::<2>().0.iter().zip(left) {
                for (block, above) in blocks.iter().zip(&mut above) {
                    record_block(sink, (2, 0), block, above, left);
                }
            }
        }
    }
}

fn record_block(
    sink: &mut impl Sink,
    (kind, first): (usize, usize),
    block: &Block,
    above: &mut u8,
    left: &mut u8,
) {
    let context = usize::from(above.saturating_add(*left));
    record(sink, (kind, first, context), &block.levels, block.end());
    *above = u8::from(block.end() > first);
    *left = *above;
}

/// What a macroblock without levels leaves behind.
pub(crate) fn clear(context: &mut Context, has_y2: bool) {
    let [blocks @ .., y2] = context;
    *blocks = [0; 8];
    if has_y2 {
        *y2 = 0;
    }
}

/// Bytes of a part of the store.
const PART: usize = 1 << 15;

/// The most bytes of a macroblock: an end and 16 levels with their escapes, of 25 blocks.
const MACROBLOCK: usize = 25 * (1 + 16 * 3);

/// Magnitudes from this one on do not fit into a byte.
const ESCAPE: i8 = i8::MIN;

/// The levels of all macroblocks that have some, a byte for most. In parts: none is ever moved.
#[derive(Debug, Default)]
pub(crate) struct Store {
    parts: Vec<Vec<u8>>,
    most_parts: usize,
}

impl Store {
    /// Bytes for so many macroblocks at the most, 512 each. Random bits take 460 at quality 100.
    pub(crate) fn cost(macroblocks: usize) -> usize {
        let parts = most_parts(macroblocks);
        parts.saturating_mul(PART.saturating_add(size_of::<Vec<u8>>()))
    }

    pub(crate) fn new(macroblocks: usize) -> Result<Self, Error> {
        let most_parts = most_parts(macroblocks);
        let mut parts = Vec::new();
        parts
            .try_reserve_exact(most_parts)
            .map_err(|_| Error::OutOfMemory)?;
        Ok(Self { parts, most_parts })
    }

    pub(crate) fn push(&mut self, levels: &Levels) -> Result<(), Error> {
        let is_full = |part: &Vec<u8>| part.capacity().saturating_sub(part.len()) < MACROBLOCK;
        if self.parts.last().is_none_or(is_full) {
            if self.parts.len() == self.most_parts {
                return Err(Error::OutOfMemory);
            }
            let mut part = Vec::new();
            part.try_reserve_exact(PART)
                .map_err(|_| Error::OutOfMemory)?;
            self.parts.push(part);
        }
        let Some(part) = self.parts.last_mut() else {
            return Err(Error::OutOfMemory);
        };
        let blocks = levels.y2.iter().chain(&levels.luma);
        for block in blocks.chain(levels.chroma.as_flattened()) {
            part.push(block.end);
            for &level in block.levels.iter().take(block.end()) {
                match i8::try_from(level) {
                    Ok(level) if level != ESCAPE => part.push(level.cast_unsigned()),
                    _ => {
                        part.push(ESCAPE.cast_unsigned());
                        part.extend_from_slice(&level.to_le_bytes());
                    }
                }
            }
        }
        Ok(())
    }

    pub(crate) fn read(&self) -> Reader<'_> {
        Reader {
            parts: &self.parts,
            rest: &[],
        }
    }
}

fn most_parts(macroblocks: usize) -> usize {
    macroblocks
        .saturating_mul(512)
        .div_ceil(PART.saturating_sub(MACROBLOCK))
        .saturating_add(1)
}

/// Reads levels in the order in which they were kept.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    parts: &'a [Vec<u8>],
    rest: &'a [u8],
}

impl Reader<'_> {
    /// The levels of the next macroblock that has some.
    pub(crate) fn next(&mut self, has_y2: bool) -> Levels {
        if self.rest.is_empty()
            && let [part, parts @ ..] = self.parts
        {
            (self.rest, self.parts) = (part, parts);
        }
        let mut levels = Levels {
            y2: has_y2.then(|| self.block()),
            ..Levels::default()
        };
        let blocks = levels.luma.iter_mut();
        for block in blocks.chain(levels.chroma.as_flattened_mut()) {
            *block = self.block();
        }
        levels
    }

    fn block(&mut self) -> Block {
        let mut block = Block {
            levels: [0; 16],
            end: self.byte(),
        };
        let end = block.end();
        for place in block.levels.iter_mut().take(end) {
            *place = match self.byte().cast_signed() {
                ESCAPE => i16::from_le_bytes([self.byte(), self.byte()]),
                level => level.into(),
            };
        }
        block
    }

    fn byte(&mut self) -> u8 {
        let Some((byte, rest)) = self.rest.split_first() else {
            return 0;
        };
        self.rest = rest;
        *byte
    }
}

#[cfg(test)]
#[expect(clippy::cast_possible_truncation, reason = "small numbers, in tests")]
mod tests {
    use super::*;

    #[test]
    fn levels_come_back_as_they_were() {
        let block = |end: u8, factor: i16| {
            let mut levels = [0; 16];
            for (level, at) in levels.iter_mut().zip(0..i16::from(end)) {
                *level = factor * (at + 1) * if at % 2 == 0 { 1 } else { -1 };
            }
            Block { levels, end }
        };
        let levels = |number: u8| Levels {
            y2: (number.is_multiple_of(3)).then(|| block(number % 17, 127)),
            luma: core::array::from_fn(|at| block((number + at as u8) % 17, 1)),
            chroma: [[block(2, -128), block(0, 0), block(16, 8), block(1, 2047)]; 2],
        };
        let mut store = Store::new(300).unwrap();
        for number in 0..=255 {
            store.push(&levels(number % 200)).unwrap();
        }
        assert!(store.parts.len() > 1);
        let mut reader = store.read();
        for number in 0..=255_u8 {
            let number = number % 200;
            assert_eq!(
                reader.next(number.is_multiple_of(3)),
                levels(number),
                "{number}"
            );
        }
    }

    #[test]
    fn keeps_within_its_cost() {
        let mut store = Store::new(1).unwrap();
        let most = core::iter::repeat_with(|| store.push(&Levels::default()));
        assert!(
            most.take(3000)
                .any(|pushed| pushed == Err(Error::OutOfMemory))
        );
        let held: usize = store.parts.iter().map(Vec::capacity).sum();
        assert!(held <= Store::cost(1));
    }
}
