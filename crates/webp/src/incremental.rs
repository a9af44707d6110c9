//! A frame that arrives piece by piece: its bytes as far as they are there in, and how many more it takes, or its
//! planes, out. Reads nothing itself.

use alloc::vec::Vec;

use crate::Error;
use crate::bool_decoder::BoolDecoder;
use crate::decoder::Decoder;
use crate::frame::Frame;
use crate::header::{Header, Start};
use crate::plane_buffer::Finished;
use crate::planes::Planes;
use crate::rows::Rows;
use crate::tokens::MOST_BYTES;

/// A frame that is decoded while its bytes arrive.
///
/// Its first partition, which has the header and the modes of all macroblocks, must be there before the first macroblock
/// is decoded. Then macroblocks are decoded as their coefficients arrive, and bytes that were read can be let go. Where the
/// coefficients are in several partitions, of which each row needs another one, the whole frame is waited for.
#[derive(Debug)]
pub struct IncrementalDecoder {
    start: Start,
    /// Length of the frame, in bytes.
    length: usize,
    /// How many of them were consumed.
    consumed: usize,
    /// Partitions with coefficients.
    partitions: usize,
    begun: Option<Begun>,
    /// Where they are kept, as soon as all is decoded.
    planes: Option<Planes>,
    is_finished: bool,
}

/// A frame whose first partition was there.
#[derive(Debug)]
struct Begun {
    frame: Frame,
    first_partition: Vec<u8>,
    /// Without their bytes.
    modes: BoolDecoder<'static>,
    tokens: BoolDecoder<'static>,
    /// How many bytes of the first partition the modes did not take yet.
    modes_left: usize,
}

/// How far a frame is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// All is decoded, and no further byte is looked at.
    Finished,
    /// More bytes have to arrive.
    Waiting {
        /// So many of the bytes that were given are not needed any more.
        consumed: usize,
        /// So many are needed at once, from the first one on that is still needed, before there is any progress.
        needed: usize,
    },
}

impl IncrementalDecoder {
    /// So many bytes of a frame are needed to begin with, or all where it has fewer.
    pub const START_BYTES: usize = Start::BYTES;

    /// Reads the start of a frame of `length` bytes: what a WebP's chunk `VP8 ` holds, of which at least
    /// [`Self::START_BYTES`] are in `start`. Allocates nothing.
    ///
    /// # Errors
    /// `Damaged`, `Truncated` or `Unsupported`, by what it says; `Truncated` where `start` has too few bytes.
    pub fn new(start: &[u8], length: usize) -> Result<Self, Error> {
        let frame = start.get(..length).unwrap_or(start);
        let start = Start::parse(frame, length)?;
        Ok(Self {
            start,
            length,
            consumed: 0,
            partitions: start.partitions(frame)?,
            begun: None,
            planes: None,
            is_finished: false,
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

    /// How many bytes decoding will allocate at the most, the planes included; those that are given to it are not.
    #[must_use]
    pub fn cost(&self) -> u64 {
        self.cost_of(Finished::Kept)
    }

    /// The same where its rows are handed out: without the planes.
    #[must_use]
    pub fn cost_of_rows(&self) -> u64 {
        self.cost_of(Finished::HandedOut)
    }

    fn cost_of(&self, finished: Finished) -> u64 {
        // A copy of the first partition; or, where all is there at once, what tells the others apart.
        let first_partition = if self.partitions == 1 {
            self.start.end_of_modes()
        } else {
            0
        };
        let kept = first_partition.max(size_of::<[BoolDecoder<'_>; 8]>());
        Frame::cost(&self.start, finished).saturating_add(kept as u64)
    }

    /// How many bytes of the frame are needed at once, at the most.
    #[must_use]
    pub fn window(&self) -> usize {
        let window = self.needed_to_begin().max(MOST_BYTES);
        window.min(self.length)
    }

    /// Decodes what can be decoded of `bytes`: those of the frame that are there, from the first one on that was not
    /// consumed. What stands behind the frame is not looked at.
    ///
    /// # Errors
    /// `Damaged` or `Truncated`, by what the frame says; `OutOfMemory`. The same at every further call.
    pub fn decode(&mut self, bytes: &[u8]) -> Result<Step, Error> {
        self.advance(bytes, None)
    }

    /// The same, each time in place of `decode`: hands out the rows as soon as they are finished, and keeps none.
    ///
    /// # Errors
    /// As those of `decode`. What was handed out before is of no use.
    pub fn decode_rows(&mut self, bytes: &[u8], receiver: &mut dyn Rows) -> Result<Step, Error> {
        self.advance(bytes, Some(receiver))
    }

    fn advance(
        &mut self,
        bytes: &[u8],
        mut receiver: Option<&mut (dyn Rows + '_)>,
    ) -> Result<Step, Error> {
        if self.is_finished {
            return Ok(Step::Finished);
        }
        let left = self.length.saturating_sub(self.consumed);
        let bytes = bytes.get(..left).unwrap_or(bytes);
        let is_all = bytes.len() == left;
        if self.begun.is_some() {
            return self.go_on(bytes, 0, is_all, receiver);
        }
        if is_all {
            let decoder = Decoder::new(bytes)?;
            match receiver.as_deref_mut() {
                Some(receiver) => decoder.decode_rows(receiver)?,
                None => self.planes = Some(decoder.decode()?),
            }
            self.is_finished = true;
            return Ok(Step::Finished);
        }
        let needed = self.needed_to_begin();
        if bytes.len() < needed {
            let consumed = 0;
            return Ok(Step::Waiting { consumed, needed });
        }
        let (first_partition, tokens) = self.start.split(bytes)?;
        let finished = Finished::with(receiver.is_some());
        self.begun = Some(Begun::new(&self.start, first_partition, finished)?);
        self.consumed = needed;
        self.go_on(tokens, needed, is_all, receiver)
    }

    /// The planes.
    ///
    /// # Errors
    /// `Truncated` where not all was decoded.
    pub fn finish(self) -> Result<Planes, Error> {
        self.planes.ok_or(Error::Truncated)
    }

    /// The first partition, or all of the frame where rows take turns in several ones.
    fn needed_to_begin(&self) -> usize {
        if self.partitions == 1 {
            self.start.end_of_modes()
        } else {
            self.length
        }
    }

    /// Decodes macroblocks of `tokens`, in front of which so many bytes were consumed just now.
    fn go_on(
        &mut self,
        tokens: &[u8],
        before: usize,
        is_all: bool,
        mut receiver: Option<&mut (dyn Rows + '_)>,
    ) -> Result<Step, Error> {
        let Some(begun) = &mut self.begun else {
            return Err(Error::Truncated);
        };
        let enough = if is_all { 0 } else { MOST_BYTES };
        let (result, left) = begun.decode(tokens, enough, receiver.as_deref_mut());
        let consumed = tokens.len().saturating_sub(left);
        self.consumed = self.consumed.saturating_add(consumed);
        if result? {
            let frame = self.begun.take().map(|begun| begun.frame);
            match (frame, receiver) {
                (Some(frame), Some(receiver)) => frame.hand_out_rest(receiver),
                (frame, _) => self.planes = frame.map(Frame::finish),
            }
            self.is_finished = true;
            return Ok(Step::Finished);
        }
        Ok(Step::Waiting {
            consumed: before.saturating_add(consumed),
            needed: MOST_BYTES.min(self.length.saturating_sub(self.consumed)),
        })
    }
}

impl Begun {
    fn new(start: &Start, bytes: &[u8], finished: Finished) -> Result<Self, Error> {
        let mut modes = BoolDecoder::new(bytes);
        let header = Header::parse(&mut modes)?;
        let mut first_partition = Vec::new();
        let room = first_partition.try_reserve_exact(bytes.len());
        room.map_err(|_| Error::OutOfMemory)?;
        first_partition.extend_from_slice(bytes);
        Ok(Self {
            frame: Frame::new(start, header, finished)?,
            first_partition,
            modes: modes.over(&[]),
            tokens: BoolDecoder::new(&[]),
            modes_left: modes.left(),
        })
    }

    /// Decodes macroblocks as long as `tokens` has `enough` bytes. Whether those were all; and how many bytes are left.
    fn decode(
        &mut self,
        tokens: &[u8],
        enough: usize,
        receiver: Option<&mut (dyn Rows + '_)>,
    ) -> (Result<bool, Error>, usize) {
        let taken = self.first_partition.len().saturating_sub(self.modes_left);
        let rest = self.first_partition.get(taken..).unwrap_or_default();
        let mut modes = self.modes.over(rest);
        let mut tokens = self.tokens.over(tokens);
        let partitions = core::slice::from_mut(&mut tokens);
        let result = self.frame.decode(&mut modes, partitions, enough, receiver);
        self.modes_left = modes.left();
        self.modes = modes.over(&[]);
        self.tokens = tokens.over(&[]);
        (result, tokens.left())
    }
}
