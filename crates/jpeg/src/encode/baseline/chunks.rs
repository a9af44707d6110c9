//! Where tokens are kept between the two steps.

use alloc::vec::Vec;

use crate::encode::frame::Frame;
use crate::error::Error;

/// Tokens in a chunk: 64 KiB, so that no memory is copied as the list grows and little is left over.
const CHUNK: usize = 32_768;
/// The most tokens of a block: one for each coefficient and an end.
pub(super) const BLOCK: usize = 65;
/// The most tokens of any MCU: four blocks of luma, and one of each colour difference.
const MCU: usize = 6 * BLOCK;

/// The most bytes of tokens for a picture of so many blocks.
pub(crate) fn cost(blocks: u64) -> u64 {
    let tokens = blocks.saturating_mul(BLOCK as u64);
    if tokens <= CHUNK as u64 {
        return tokens.saturating_mul(2);
    }
    // What a block does not fit stays free. A hundred bytes are for the list of chunks and its growth.
    let chunks = tokens.div_ceil((CHUNK - MCU) as u64);
    let chunks = chunks.min(kept(blocks) as u64);
    chunks.saturating_mul(const { 2 * CHUNK as u64 + 100 })
}

/// How many chunks are kept of a picture of so many blocks: 16 tokens for each block, which photographs stay below
/// at the usual qualities, and 2 MiB of small ones. Blocks that have more are transformed once more when they are
/// written, so that a large picture of much detail does not take four times its own memory.
fn kept(blocks: u64) -> usize {
    /// Blocks that share a chunk.
    const SHARING: u64 = 2_048;
    const LEAST: u64 = 32;
    let chunks = blocks / SHARING;
    usize::try_from(chunks.max(LEAST)).unwrap_or(usize::MAX)
}

/// Tokens of whole blocks, in the order of the file, from the first one on.
pub(super) struct Chunks {
    full: Vec<Vec<u16>>,
    open: Vec<u16>,
    /// Tokens in `open`; what is behind them is free.
    used: usize,
    /// Tokens that a chunk takes.
    size: usize,
    /// The most tokens of an MCU of this picture.
    mcu: usize,
    /// Chunks that may yet be started.
    left: usize,
}

impl Chunks {
    pub(super) fn new(frame: &Frame<'_>) -> Result<Self, Error> {
        let blocks = usize::try_from(frame.blocks()).map_err(|_| Error::OutOfMemory)?;
        let mcus = (frame.mcu_rows as usize).saturating_mul(frame.mcu_columns as usize);
        Ok(Self {
            full: Vec::new(),
            open: Vec::new(),
            used: 0,
            size: blocks.saturating_mul(BLOCK).min(CHUNK),
            mcu: blocks
                .checked_div(mcus)
                .unwrap_or_default()
                .saturating_mul(BLOCK),
            left: kept(frame.blocks()),
        })
    }

    /// Room for the tokens of an MCU, if there is any: from one that has none on, no tokens are kept.
    #[inline]
    pub(super) fn has_room(&mut self) -> Result<bool, Error> {
        if self.open.len().saturating_sub(self.used) < self.mcu {
            if self.left == 0 {
                return Ok(false);
            }
            self.start_chunk()?;
        }
        Ok(true)
    }

    /// Room for the tokens of a block.
    #[inline]
    pub(super) fn room(&mut self) -> Result<&mut [u16; BLOCK], Error> {
        let free = self.open.get_mut(self.used..).unwrap_or_default();
        free.first_chunk_mut().ok_or(Error::OutOfMemory)
    }

    /// Keeps the first `length` tokens of the [`room`](Self::room).
    #[inline]
    pub(super) fn keep(&mut self, length: usize) {
        self.used = self.used.wrapping_add(length);
    }

    #[cold]
    fn start_chunk(&mut self) -> Result<(), Error> {
        let mut chunk = Vec::new();
        chunk
            .try_reserve_exact(self.size)
            .and_then(|()| self.full.try_reserve(2))
            .map_err(|_| Error::OutOfMemory)?;
        chunk.resize(self.size, 0);
        let mut full = core::mem::replace(&mut self.open, chunk);
        full.truncate(self.used);
        self.full.push(full);
        self.used = 0;
        self.left = self.left.saturating_sub(1);
        Ok(())
    }

    /// All chunks. Each that was started made room in the list for itself and one more.
    pub(super) fn into_chunks(mut self) -> Vec<Vec<u16>> {
        self.open.truncate(self.used);
        self.full.push(self.open);
        self.full
    }
}
