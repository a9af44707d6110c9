//! A frame that is here whole.

use crate::Error;
use crate::bool_decoder::BoolDecoder;
use crate::frame::Frame;
use crate::header::{Header, Start};
use crate::plane_buffer::Finished;
use crate::planes::Planes;
use crate::rows::Rows;

/// A frame whose size was read.
#[derive(Debug, Clone)]
pub struct Decoder<'a> {
    start: Start,
    chunk: &'a [u8],
}

impl<'a> Decoder<'a> {
    /// Reads the start of a frame: what a WebP's chunk `VP8 ` holds. Allocates nothing.
    ///
    /// # Errors
    /// `Damaged`, `Truncated` or `Unsupported`, by what it says.
    pub fn new(chunk: &'a [u8]) -> Result<Self, Error> {
        Ok(Self {
            start: Start::parse(chunk, chunk.len())?,
            chunk,
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
        let partitions = size_of::<[BoolDecoder<'_>; 8]>() as u64;
        Frame::cost(&self.start, Finished::Kept).saturating_add(partitions)
    }

    /// Decodes the frame.
    ///
    /// # Errors
    /// `Damaged` or `Truncated`, by what the frame says; `OutOfMemory`.
    pub fn decode(&self) -> Result<Planes, Error> {
        Ok(self.decode_frame(None)?.finish())
    }

    /// Decodes the frame, and hands out its rows as soon as they are finished.
    pub(crate) fn decode_rows(&self, receiver: &mut dyn Rows) -> Result<(), Error> {
        let frame = self.decode_frame(Some(receiver))?;
        frame.hand_out_rest(receiver);
        Ok(())
    }

    fn decode_frame(&self, receiver: Option<&mut (dyn Rows + '_)>) -> Result<Frame, Error> {
        let (modes, others) = self.start.split(self.chunk)?;
        let mut modes = BoolDecoder::new(modes);
        let header = Header::parse(&mut modes)?;
        let mut partitions = header.partitions(others)?;
        let finished = Finished::with(receiver.is_some());
        let mut frame = Frame::new(&self.start, header, finished)?;
        frame.decode(&mut modes, &mut partitions, 0, receiver)?;
        Ok(frame)
    }
}
