//! A frame, row by row of macroblocks: read, predicted, filled in; the row above is filtered, and the one above
//! that is finished.

use alloc::vec::Vec;

use crate::Error;
use crate::bool_decoder::BoolDecoder;
use crate::filter::Strength;
use crate::header::{Header, Start};
use crate::modes::{Luma, Macroblock, Mode};
use crate::plane_buffer::PlaneBuffer;
use crate::predict::{predict_blocks, predict_whole};
use crate::tokens::{Block, Coding, Coefficients, Context, Kind};
use crate::transform;

/// What a macroblock leaves to the one below it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Above {
    modes: [Mode; 4],
    context: Context,
}

/// A frame that is being decoded.
pub(crate) struct Frame<'a> {
    header: &'a Header<'a>,
    pub(crate) buffers: [PlaneBuffer; 3],
    above: Vec<Above>,
    /// How the row is filtered that was decoded last.
    pub(crate) strengths: Vec<Option<Strength>>,
    /// How the one above it is filtered, which is next.
    waiting: Vec<Option<Strength>>,
    coefficients: Coefficients,
}

impl<'a> Frame<'a> {
    pub(crate) fn new(
        start: &Start<'_>,
        header: &'a Header<'a>,
        (columns, rows): (usize, usize),
    ) -> Result<Self, Error> {
        let (width, height) = (usize::from(start.width), usize::from(start.height));
        let half = (width.div_ceil(2), height.div_ceil(2));
        Ok(Self {
            header,
            buffers: [
                PlaneBuffer::new((columns, rows), 16, (width, height))?,
                PlaneBuffer::new((columns, rows), 8, half)?,
                PlaneBuffer::new((columns, rows), 8, half)?,
            ],
            above: filled(columns)?,
            strengths: filled(columns)?,
            waiting: filled(columns)?,
            coefficients: Coefficients::default(),
        })
    }

    /// Decodes a row of macroblocks, and then filters the one above, which predictions look at as it was.
    pub(crate) fn decode_row(
        &mut self,
        row: usize,
        modes: &mut BoolDecoder<'_>,
        tokens: &mut BoolDecoder<'_>,
    ) -> Result<(), Error> {
        core::mem::swap(&mut self.strengths, &mut self.waiting);
        for buffer in &mut self.buffers {
            buffer.begin_row(row);
        }
        let mut left = Above::default();
        for column in 0..self.above.len() {
            self.decode_macroblock((column, row), modes, tokens, &mut left);
        }
        if modes.is_past_end() || tokens.is_past_end() {
            return Err(Error::Truncated);
        }
        if let Some(row) = row.checked_sub(1) {
            filter_row(&mut self.buffers, row, &self.waiting);
        }
        Ok(())
    }

    fn decode_macroblock(
        &mut self,
        place: (usize, usize),
        modes: &mut BoolDecoder<'_>,
        tokens: &mut BoolDecoder<'_>,
        left: &mut Above,
    ) {
        let (Some(above), Some(strength)) =
            (self.above.get_mut(place.0), self.strengths.get_mut(place.0))
        else {
            return;
        };
        let header = self.header;
        let macroblock = Macroblock::read(header, modes, &mut above.modes, &mut left.modes);
        let has_y2 = matches!(macroblock.luma, Luma::Whole(_));
        let matrix = header.matrices.get(usize::from(macroblock.segment));
        let mut is_coded = false;
        if let (true, Some(matrix)) = (macroblock.has_coefficients, matrix) {
            let coding = Coding {
                probabilities: &header.probabilities,
                matrix,
                has_y2,
            };
            let (above, left) = (&mut above.context, &mut left.context);
            is_coded = coding.read(tokens, above, left, &mut self.coefficients);
        } else {
            for context in [&mut above.context, &mut left.context] {
                let [blocks @ .., y2] = context;
                *blocks = [0; 8];
                if has_y2 {
                    *y2 = 0;
                }
            }
        }
        *strength = Strength::new(&header.filter, macroblock.segment, !has_y2, is_coded);
        self.draw(place, &macroblock, is_coded);
    }

    /// Predicts a macroblock, and adds what its coefficients stand for.
    fn draw(&mut self, (column, row): (usize, usize), macroblock: &Macroblock, is_coded: bool) {
        let edges = (row > 0, column > 0);
        let [luma, u, v] = &mut self.buffers;
        let Coefficients {
            luma: blocks,
            chroma,
        } = &mut self.coefficients;
        let at = luma.at(column, row);
        match &macroblock.luma {
            Luma::Whole(mode) => {
                predict_whole::<16>(luma, at, *mode, edges);
                if is_coded {
                    add_all::<4>(luma, at, blocks);
                }
            }
            Luma::Blocks(modes) => {
                let is_last = column.saturating_add(1) == self.above.len();
                let beyond = beyond(luma, at, is_last);
                predict_blocks(luma, at, modes, beyond, blocks);
            }
        }
        for (buffer, blocks) in [u, v].into_iter().zip(chroma) {
            let at = buffer.at(column, row);
            predict_whole::<8>(buffer, at, macroblock.chroma, edges);
            if is_coded {
                add_all::<2>(buffer, at, blocks);
            }
        }
    }
}

/// The four samples above a macroblock to the right. Where none were decoded, the last one above the macroblock
/// goes on.
fn beyond(luma: &PlaneBuffer, at: usize, is_outside: bool) -> [u8; 4] {
    let above = at.saturating_sub(luma.stride);
    if is_outside {
        let last = luma.line::<1>(above.saturating_add(15));
        return last.map_or([0; 4], |[last]| [*last; 4]);
    }
    let right = luma.line(above.saturating_add(16));
    right.copied().unwrap_or_default()
}

/// Adds what blocks stand for, `N` of them in a row.
fn add_all<const N: usize>(buffer: &mut PlaneBuffer, at: usize, blocks: &mut [Block]) {
    let mut start = at;
    for row in blocks.as_chunks_mut::<N>().0 {
        let mut at = start;
        for block in row {
            add(buffer, at, block);
            at = at.saturating_add(4);
        }
        start = start.saturating_add(buffer.stride.saturating_mul(4));
    }
}

fn add(buffer: &mut PlaneBuffer, at: usize, block: &mut Block) {
    match block.kind {
        Kind::Nothing => return,
        Kind::Flat => {
            let first = block.coefficients[0];
            buffer
                .square_mut::<4>(at)
                .for_each(|row| transform::add_flat(first, row));
        }
        Kind::Full => {
            let mut samples = [0; 16];
            let rows = samples.as_chunks_mut::<4>().0.iter_mut();
            for (samples, row) in rows.zip(buffer.square_mut(at)) {
                *samples = *row;
            }
            transform::add(&block.coefficients, &mut samples);
            for (samples, row) in samples.as_chunks::<4>().0.iter().zip(buffer.square_mut(at)) {
                *row = *samples;
            }
        }
    }
    *block = Block::default();
}

/// Filters a row of macroblocks. All above it but the last three samples of the row is finished then.
pub(crate) fn filter_row(
    buffers: &mut [PlaneBuffer; 3],
    row: usize,
    strengths: &[Option<Strength>],
) {
    for (column, strength) in strengths.iter().enumerate() {
        if let Some(strength) = strength {
            strength.apply(buffers, column, row);
        }
    }
    let finished = row.saturating_mul(8);
    for (buffer, rows) in buffers.iter_mut().zip([2, 1, 1]) {
        buffer.finish_rows(finished.saturating_mul(rows));
    }
}

/// As many as a row has macroblocks.
fn filled<T: Clone + Default>(count: usize) -> Result<Vec<T>, Error> {
    let mut items = Vec::new();
    items
        .try_reserve_exact(count)
        .map_err(|_| Error::OutOfMemory)?;
    items.resize(count, T::default());
    Ok(items)
}
