//! A frame that is here whole.

use crate::Error;
use crate::bool_decoder::BoolDecoder;
use crate::filter::Strength;
use crate::frame::{Above, Frame, filter_row};
use crate::header::{Header, Start};
use crate::plane_buffer::PlaneBuffer;
use crate::planes::Planes;

/// A frame whose size was read.
#[derive(Debug, Clone)]
pub struct Decoder<'a> {
    start: Start<'a>,
}

impl<'a> Decoder<'a> {
    /// Reads the start of a frame: what a WebP's chunk `VP8 ` holds. Allocates nothing.
    ///
    /// # Errors
    /// `Damaged`, `Truncated` or `Unsupported`, by what it says.
    pub fn new(chunk: &'a [u8]) -> Result<Self, Error> {
        Ok(Self {
            start: Start::parse(chunk)?,
        })
    }

    /// Pixels a row, from 1 to 16383.
    #[must_use]
    pub fn width(&self) -> u32 {
        self.start.width.into()
    }

    /// Rows, from 1 to 16383.
    #[must_use]
    pub fn height(&self) -> u32 {
        self.start.height.into()
    }

    /// How many bytes `decode` will allocate at the most, the planes that it returns included.
    #[must_use]
    pub fn cost(&self) -> u64 {
        let (columns, rows) = self.macroblocks();
        let luma = PlaneBuffer::cost(columns, rows, 16);
        let chroma = PlaneBuffer::cost(columns, rows, 8).saturating_mul(2);
        let column = size_of::<[Option<Strength>; 2]>().saturating_add(size_of::<Above>());
        let sum = luma
            .saturating_add(chroma)
            .saturating_add(columns.saturating_mul(column))
            .saturating_add(size_of::<[BoolDecoder<'_>; 8]>());
        sum as u64
    }

    /// Decodes the frame.
    ///
    /// # Errors
    /// `Damaged` or `Truncated`, by what the frame says; `OutOfMemory`.
    pub fn decode(&self) -> Result<Planes, Error> {
        let mut header = Header::parse(&self.start)?;
        let mut partitions = core::mem::take(&mut header.partitions);
        let mut modes = header.modes.clone();
        let (columns, rows) = self.macroblocks();
        let mut frame = Frame::new(&self.start, &header, (columns, rows))?;
        for row in 0..rows {
            let turn = row.checked_rem(partitions.len()).unwrap_or_default();
            let tokens = partitions.get_mut(turn).ok_or(Error::Truncated)?;
            frame.decode_row(row, &mut modes, tokens)?;
        }
        filter_row(&mut frame.buffers, rows.saturating_sub(1), &frame.strengths);
        let [luma, u, v] = frame.buffers;
        Ok(Planes {
            luma: luma.finish(),
            chroma: [u.finish(), v.finish()],
        })
    }

    /// Columns and rows of macroblocks.
    fn macroblocks(&self) -> (usize, usize) {
        let count = |side: u16| usize::from(side.div_ceil(16));
        (count(self.start.width), count(self.start.height))
    }
}
