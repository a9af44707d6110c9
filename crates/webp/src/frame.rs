//! A frame, row by row of macroblocks: read, predicted, filled in; the row above is filtered, and the one above
//! that is finished.

use alloc::vec::Vec;

use crate::Error;
use crate::bool_decoder::BoolDecoder;
use crate::filter::Strength;
use crate::header::{Header, Start};
use crate::modes::{Luma, Macroblock, Mode};
use crate::plane_buffer::{Finished, PlaneBuffer};
use crate::planes::Planes;
use crate::predict::{predict_blocks, predict_whole};
use crate::rows::Rows;
use crate::tokens::{Block, Coding, Coefficients, Context, Kind};
use crate::transform;

/// What a macroblock leaves to the one below it.
#[derive(Debug, Clone, Copy, Default)]
struct Above {
    modes: [Mode; 4],
    context: Context,
}

/// A frame that is being decoded.
#[derive(Debug)]
pub(crate) struct Frame {
    header: Header,
    buffers: [PlaneBuffer; 3],
    above: Vec<Above>,
    left: Above,
    /// How the row is filtered that is being decoded.
    strengths: Vec<Option<Strength>>,
    /// How the one above it is filtered, which is next.
    waiting: Vec<Option<Strength>>,
    coefficients: Coefficients,
    rows: usize,
    /// The macroblock that is next.
    row: usize,
    column: usize,
}

impl Frame {
    /// How many bytes a frame allocates, the planes included where they are kept.
    pub(crate) fn cost(start: &Start, finished: Finished) -> u64 {
        let (columns, rows) = start.macroblocks();
        let luma = PlaneBuffer::cost(columns, rows, 16, finished);
        let chroma = PlaneBuffer::cost(columns, rows, 8, finished).saturating_mul(2);
        let column = size_of::<[Option<Strength>; 2]>().saturating_add(size_of::<Above>());
        let sum = luma
            .saturating_add(chroma)
            .saturating_add(columns.saturating_mul(column));
        sum as u64
    }

    pub(crate) fn new(start: &Start, header: Header, finished: Finished) -> Result<Self, Error> {
        let (columns, rows) = start.macroblocks();
        let (width, height) = (usize::from(start.width), usize::from(start.height));
        let half = (width.div_ceil(2), height.div_ceil(2));
        let mut buffers = [
            PlaneBuffer::new((columns, rows), 16, (width, height), finished)?,
            PlaneBuffer::new((columns, rows), 8, half, finished)?,
            PlaneBuffer::new((columns, rows), 8, half, finished)?,
        ];
        for buffer in &mut buffers {
            buffer.begin_row(0);
        }
        Ok(Self {
            header,
            buffers,
            above: filled(columns)?,
            left: Above::default(),
            strengths: filled(columns)?,
            waiting: filled(columns)?,
            coefficients: Coefficients::default(),
            rows,
            row: 0,
            column: 0,
        })
    }

    /// Decodes macroblocks as long as the partition that is next has at least `enough` bytes left. Whether those were
    /// all: always, where 0 is enough.
    ///
    /// Where it is [`MOST_BYTES`](crate::tokens::MOST_BYTES), no bit is read that is not there yet, and it can be gone
    /// on with when more are.
    pub(crate) fn decode(
        &mut self,
        modes: &mut BoolDecoder<'_>,
        partitions: &mut [BoolDecoder<'_>],
        enough: usize,
        mut receiver: Option<&mut (dyn Rows + '_)>,
    ) -> Result<bool, Error> {
        while self.row < self.rows {
            let turn = self.row.checked_rem(partitions.len()).unwrap_or_default();
            let tokens = partitions.get_mut(turn).ok_or(Error::Truncated)?;
            while self.column < self.above.len() {
                if tokens.left() < enough {
                    return Ok(false);
                }
                self.decode_macroblock(modes, tokens);
                self.column = self.column.saturating_add(1);
            }
            if modes.is_past_end() || tokens.is_past_end() {
                return Err(Error::Truncated);
            }
            self.end_row(receiver.as_deref_mut());
        }
        Ok(true)
    }

    /// Filters the row above, which predictions looked at as it was, and begins the next one.
    fn end_row(&mut self, receiver: Option<&mut (dyn Rows + '_)>) {
        if let Some(above) = self.row.checked_sub(1) {
            filter_row(&mut self.buffers, above, &self.waiting, receiver);
        }
        core::mem::swap(&mut self.strengths, &mut self.waiting);
        self.left = Above::default();
        self.column = 0;
        self.row = self.row.saturating_add(1);
        for buffer in &mut self.buffers {
            buffer.begin_row(self.row);
        }
    }

    /// Hands out the last rows, as soon as all is decoded.
    pub(crate) fn hand_out_rest(mut self, receiver: &mut dyn Rows) {
        let last = self.rows.saturating_sub(1);
        filter_row(&mut self.buffers, last, &self.waiting, Some(receiver));
        for (plane, buffer) in self.buffers.iter_mut().enumerate() {
            buffer.hand_out_rows(usize::MAX, plane, receiver);
        }
    }

    /// The planes, as soon as all is decoded.
    pub(crate) fn finish(mut self) -> Planes {
        let last = self.rows.saturating_sub(1);
        filter_row(&mut self.buffers, last, &self.waiting, None);
        let [luma, u, v] = self.buffers;
        Planes {
            luma: luma.finish(),
            chroma: [u.finish(), v.finish()],
        }
    }

    /// What it calls is not in line: of a function as large as all of it, runtimes keep hardly anything in registers.
    fn decode_macroblock(&mut self, modes: &mut BoolDecoder<'_>, tokens: &mut BoolDecoder<'_>) {
        let (column, row) = (self.column, self.row);
        let (Some(above), Some(strength)) =
            (self.above.get_mut(column), self.strengths.get_mut(column))
        else {
            return;
        };
        let (header, left) = (&self.header, &mut self.left);
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
        self.draw((column, row), &macroblock, is_coded);
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
fn filter_row(
    buffers: &mut [PlaneBuffer; 3],
    row: usize,
    strengths: &[Option<Strength>],
    mut receiver: Option<&mut (dyn Rows + '_)>,
) {
    for (column, strength) in strengths.iter().enumerate() {
        if let Some(strength) = strength {
            strength.apply(buffers, column, row);
        }
    }
    let finished = row.saturating_mul(8);
    for ((plane, buffer), rows) in buffers.iter_mut().enumerate().zip([2, 1, 1]) {
        let finished = finished.saturating_mul(rows);
        match receiver.as_deref_mut() {
            Some(receiver) => buffer.hand_out_rows(finished, plane, receiver),
            None => buffer.finish_rows(finished),
        }
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
