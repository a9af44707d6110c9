//! Files that arrive in pieces, for tests.

use marble_transform::Transform;

use crate::error::Error;
use crate::limits::Limits;
use crate::process;
use crate::source::{Interrupted, Source};

/// Limits that no test reaches by chance.
pub(super) const LIMITS: Limits = Limits {
    avif_max_pixels: 1,
    max_frames: 1,
    max_memory: 96 << 20,
    max_result_side: 4096,
    max_source_bytes: 32 << 20,
    max_source_pixels: 100_000_000,
    max_work: 10_000,
};

/// A file that arrives in pieces.
pub(super) struct Arriving<'a> {
    file: &'a [u8],
    /// Bytes at a time.
    piece: usize,
    /// Bytes that were asked for.
    pub(super) taken: usize,
    /// Where it breaks off.
    pub(super) end: usize,
    /// Bytes that there ever was room for where it is read to.
    pub(super) held: usize,
}

impl<'a> Arriving<'a> {
    pub(super) fn new(file: &'a [u8], piece: usize) -> Self {
        Self {
            file,
            piece,
            taken: 0,
            end: file.len(),
            held: 0,
        }
    }
}

impl Source for Arriving<'_> {
    fn length(&self) -> Option<u64> {
        Some(self.file.len() as u64)
    }

    fn read(&mut self, bytes: &mut Vec<u8>) -> Result<(), Interrupted> {
        let end = self.taken.saturating_add(self.piece).min(self.end);
        let piece = &self.file[self.taken..end];
        if piece.is_empty() && self.end < self.file.len() {
            return Err(Interrupted);
        }
        bytes.extend_from_slice(piece);
        self.held = self.held.max(bytes.capacity());
        self.taken = end;
        Ok(())
    }
}

/// The bytes of a result.
pub(super) fn run(
    source: &mut dyn Source,
    transform: &str,
    limits: &Limits,
) -> Result<Vec<u8>, Error> {
    let transform = Transform::parse(transform, 4096).unwrap();
    process(source, &transform, limits, &mut ()).map(|result| result.bytes)
}
