//! A file that grows as it is written.

use std::io::{self, Write};

/// Bytes in pieces, where a vector would double and be moved: memory that an instance once had it keeps. Pieces fill the
/// gaps that pixels left.
#[derive(Debug)]
pub(crate) struct Pieces {
    parts: Vec<Vec<u8>>,
    len: usize,
    most: usize,
}

/// Length of a piece, in bytes.
const PIECE: usize = 256 << 10;

impl Default for Pieces {
    fn default() -> Self {
        Self::limited(usize::MAX)
    }
}

impl Pieces {
    /// A file of so many bytes at most: one that becomes longer is thrown away. Not all who write expect an error.
    pub(crate) fn limited(most: usize) -> Self {
        Self {
            parts: Vec::new(),
            len: 0,
            most,
        }
    }

    /// Whether the file became longer than it may.
    pub(crate) fn is_too_long(&self) -> bool {
        self.len > self.most
    }

    /// Bytes so far.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Put together: for a moment the bytes are there twice, so what is not needed any more should be gone.
    pub(crate) fn into_bytes(mut self) -> Vec<u8> {
        if self.parts.len() == 1 {
            return self.parts.pop().unwrap_or_default();
        }
        let mut bytes = Vec::with_capacity(self.parts.iter().map(Vec::len).sum());
        for piece in self.parts {
            bytes.extend(piece);
        }
        bytes
    }
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.len.saturating_add(bytes.len()) > self.most {
            self.len = self.len.saturating_add(bytes.len());
            self.parts = Vec::new();
            return Ok(bytes.len());
        }
        let last = self.parts.last();
        let room = last.map_or(0, |piece| PIECE.saturating_sub(piece.len()));
        if room == 0 {
            // The first may stay the only one.
            let capacity = if self.parts.is_empty() { 0 } else { PIECE };
            self.parts.push(Vec::with_capacity(capacity));
        }
        let room = if room == 0 { PIECE } else { room };
        let (written, _) = bytes.split_at_checked(room).unwrap_or((bytes, &[]));
        if let Some(piece) = self.parts.last_mut() {
            piece.extend_from_slice(written);
        }
        self.len = self.len.saturating_add(written.len());
        Ok(written.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn throws_away_what_is_too_long() {
        let mut pieces = Pieces::limited(1000);
        pieces.write_all(&[1; 1000]).unwrap();
        assert!(!pieces.is_too_long());
        pieces.write_all(&[1]).unwrap();
        assert!(pieces.is_too_long());
        pieces.write_all(&[1; 10]).unwrap();
        assert!(pieces.into_bytes().is_empty());
    }

    #[test]
    fn keeps_every_byte() {
        for length in [0, 1, 1000, PIECE, PIECE + 1, 3 * PIECE + 7] {
            let expected: Vec<u8> = (0..=u8::MAX).cycle().take(length).collect();
            let mut pieces = Pieces::default();
            for part in expected.chunks(10_007) {
                pieces.write_all(part).unwrap();
            }
            assert_eq!(pieces.len(), length);
            assert!(pieces.parts.iter().all(|piece| piece.len() <= PIECE));
            assert_eq!(pieces.into_bytes(), expected, "{length}");
        }
    }
}
