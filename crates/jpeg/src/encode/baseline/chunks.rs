//! Where tokens are kept between the two steps.

use alloc::vec::Vec;

use crate::encode::frame::Frame;
use crate::error::Error;

/// Tokens in a chunk: 64 KiB, so that no memory is copied as the list grows and little is left over.
const CHUNK: usize = 32_768;
/// The most tokens of a block: one for each coefficient and an end.
pub(super) const BLOCK: usize = 65;

/// The most bytes of tokens for a picture of so many blocks.
pub(crate) fn cost(blocks: u64) -> u64 {
    let tokens = blocks.saturating_mul(BLOCK as u64);
    if tokens <= CHUNK as u64 {
        return tokens.saturating_mul(2);
    }
    // What a block does not fit stays free. A hundred bytes are for the list of chunks and its growth.
    let chunks = tokens.div_ceil((CHUNK - BLOCK) as u64);
    chunks.saturating_mul(const { 2 * CHUNK as u64 + 100 })
}

/// Tokens of whole blocks, in the order of the file.
pub(super) struct Chunks {
    full: Vec<Vec<u16>>,
    open: Vec<u16>,
    /// Tokens in `open`; what is behind them is free.
    used: usize,
    /// Tokens that a chunk takes.
    size: usize,
}

impl Chunks {
    pub(super) fn new(frame: &Frame<'_>) -> Result<Self, Error> {
        let blocks = usize::try_from(frame.blocks()).map_err(|_| Error::OutOfMemory)?;
        Ok(Self {
            full: Vec::new(),
            open: Vec::new(),
            used: 0,
            size: blocks.saturating_mul(BLOCK).min(CHUNK),
        })
    }

    /// Room for the tokens of a block.
    #[inline]
    pub(super) fn room(&mut self) -> Result<&mut [u16; BLOCK], Error> {
        if self.open.len().saturating_sub(self.used) < BLOCK {
            self.start_chunk()?;
        }
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
        Ok(())
    }

    /// All chunks. Each that was started made room in the list for itself and one more.
    pub(super) fn into_chunks(mut self) -> Vec<Vec<u16>> {
        self.open.truncate(self.used);
        self.full.push(self.open);
        self.full
    }
}
