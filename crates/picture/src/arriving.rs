//! Files that arrive in pieces, for tests.

use marble_transform::Transform;

use crate::error::Error;
use crate::limits::Limits;
use crate::process;
use crate::result::Encoded;
use crate::source::{Interrupted, Source};

/// The defaults of the product, which no test reaches by chance.
pub(crate) const LIMITS: Limits = Limits {
    avif_max_pixels: 1_000_000,
    max_frames: 500,
    max_memory: 96 << 20,
    max_result_side: 4096,
    max_source_bytes: 32 << 20,
    max_source_pixels: 100_000_000,
    max_work: 10_000,
};

/// A file that arrives in pieces.
pub(crate) struct Arriving<'a> {
    file: &'a [u8],
    /// Bytes at a time.
    piece: usize,
    /// Bytes that were asked for.
    pub(crate) taken: usize,
    /// Bytes that come before it breaks off.
    pub(crate) breaks_at: usize,
    /// What is said of its length.
    pub(crate) length: Option<u64>,
    /// Bytes that there ever was room for where it is read to.
    pub(crate) held: usize,
}

impl<'a> Arriving<'a> {
    pub(crate) fn new(file: &'a [u8], piece: usize) -> Self {
        Self {
            file,
            piece,
            taken: 0,
            breaks_at: usize::MAX,
            length: Some(file.len() as u64),
            held: 0,
        }
    }
}

impl Source for Arriving<'_> {
    fn length(&self) -> Option<u64> {
        self.length
    }

    fn read(&mut self, bytes: &mut Vec<u8>) -> Result<(), Interrupted> {
        if self.taken >= self.breaks_at {
            return Err(Interrupted);
        }
        let end = self.taken.saturating_add(self.piece);
        let end = end.min(self.file.len()).min(self.breaks_at);
        bytes.extend_from_slice(&self.file[self.taken..end]);
        self.held = self.held.max(bytes.capacity());
        self.taken = end;
        Ok(())
    }
}

/// What `transform` makes of it.
pub(crate) fn run(
    source: &mut dyn Source,
    transform: &str,
    limits: &Limits,
) -> Result<Encoded, Error> {
    let transform = Transform::parse(transform, limits.max_result_side).unwrap();
    process(source, None, &transform, limits, &mut ())
}
