//! The compressed pixels of a PNG, one filtered row after another.

use png::{DecodeOptions, Decoded, StreamingDecoder, UnfilterRegion};

use crate::error::Error;
use crate::input::Input;

use super::error::{ENDS_EARLY, refuse};

/// How far back deflate refers (RFC 1951, 2).
const LOOKBACK: usize = 32 << 10;

/// Room for what is inflated at a time.
const ROOM: usize = 32 << 10;

/// Inflates while rows are taken.
pub(super) struct Inflate<'a, 'b> {
    decoder: StreamingDecoder,
    /// The file, from what was not read yet on.
    input: &'a mut Input<'b>,
    buffer: Vec<u8>,
    region: UnfilterRegion,
    /// Where in the buffer that begins which was not taken yet.
    taken: usize,
    /// Bytes of the picture that were not inflated yet. No more are asked for: as with libpng, what follows them is
    /// nobody's business.
    left: u64,
    /// Whether the chunks of pixels are over.
    ended: bool,
    /// Whether nothing was read or inflated the last time.
    idle: bool,
}

impl<'a, 'b> Inflate<'a, 'b> {
    /// `bytes` is the length of all rows, filters included.
    pub(super) fn new(input: &'a mut Input<'b>, bytes: u64) -> Self {
        // Metadata was read before, and held against its bound.
        let mut options = DecodeOptions::default();
        options.set_ignore_text_chunk(true);
        options.set_ignore_iccp_chunk(true);
        Self {
            decoder: StreamingDecoder::new_with_options(options),
            input,
            buffer: Vec::new(),
            region: UnfilterRegion::default(),
            taken: 0,
            left: bytes,
            ended: false,
            idle: false,
        }
    }

    /// Fills `target`.
    pub(super) fn read(&mut self, mut target: &mut [u8]) -> Result<(), Error> {
        while !target.is_empty() {
            let filled = self.buffer.get(self.taken..self.region.filled);
            let filled = filled.unwrap_or_default();
            if filled.is_empty() {
                self.fill()?;
                continue;
            }
            let count = filled.len().min(target.len());
            let (now, later) = target.split_at_mut(count);
            now.copy_from_slice(filled.get(..count).unwrap_or_default());
            self.taken = self.taken.saturating_add(count);
            target = later;
        }
        Ok(())
    }

    /// Reads what follows the last row: checksums stand there. Where the file ends among them, no pixel is lost.
    pub(super) fn finish(mut self) -> Result<(), Error> {
        while !self.ended && !self.rest()?.is_empty() {
            self.update(false)?;
        }
        Ok(())
    }

    /// Inflates some more.
    fn fill(&mut self) -> Result<(), Error> {
        if self.ended || self.left == 0 {
            return Err(Error::Damaged("there are rows missing".into()));
        }
        self.make_room();
        self.update(true)
    }

    /// Moves what may be referred to to the front, when the buffer is full; all of it was taken.
    fn make_room(&mut self) {
        let UnfilterRegion { available, filled } = self.region;
        if filled >= LOOKBACK.saturating_add(ROOM) {
            self.buffer.copy_within(available..filled, 0);
            self.region.available = 0;
            self.region.filled = filled.saturating_sub(available);
            self.taken = self.region.filled;
        }
        let left = usize::try_from(self.left).unwrap_or(usize::MAX);
        let end = self.region.filled.saturating_add(left);
        // When chunks end, a full buffer means to the decoder that all is there. So it is full then only.
        self.buffer.resize(
            end.min(LOOKBACK.saturating_add(ROOM).saturating_add(ROOM)),
            0,
        );
    }

    /// What was not read yet, as far as it is here: nothing only at the end of the file.
    fn rest(&mut self) -> Result<&[u8], Error> {
        Ok(self.input.upto(1)?)
    }

    /// Reads on, and takes pixels or drops them.
    fn update(&mut self, takes: bool) -> Result<(), Error> {
        self.rest()?;
        let before = self.region.filled;
        let mut region = self.region.as_buf(&mut self.buffer);
        let pixels = takes.then_some(&mut region);
        let (consumed, decoded) = self
            .decoder
            .update(self.input.window(), pixels)
            .map_err(|error| refuse(&error))?;
        self.input.consume(consumed);
        self.ended = matches!(decoded, Decoded::ImageDataFlushed);
        let inflated = self.region.filled.saturating_sub(before);
        self.left = self.left.saturating_sub(inflated as u64);
        // A chunk of length 0 is one step in which nothing is read.
        let idle = consumed == 0 && inflated == 0;
        if idle && !self.ended && (self.idle || self.input.window().is_empty()) {
            return Err(Error::damaged(ENDS_EARLY));
        }
        self.idle = idle;
        Ok(())
    }
}
