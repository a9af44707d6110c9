//! Files that arrive in pieces.

use marble_jpeg::Error;
use marble_jpeg::decode::{
    Decoded, Decoder, Interrupted, MAX_FILL, MAX_SCANS, Region, Scale, Source,
};

/// A file that arrives in pieces.
pub(crate) struct Pulled<'a> {
    file: &'a [u8],
    /// Bytes that come at a time.
    piece: usize,
    /// Where the source breaks off.
    pub(crate) end: usize,
    /// Whether it tells how long the file is.
    pub(crate) tells_length: bool,
    pub(crate) arrived: usize,
    consumed: usize,
    /// The most bytes that were held at a time.
    pub(crate) held: usize,
}

impl<'a> Pulled<'a> {
    pub(crate) fn new(file: &'a [u8], piece: usize) -> Self {
        Self {
            file,
            piece,
            end: usize::MAX,
            tells_length: true,
            arrived: 0,
            consumed: 0,
            held: 0,
        }
    }
}

impl Source for Pulled<'_> {
    fn window(&self) -> &[u8] {
        &self.file[self.consumed..self.arrived]
    }

    fn fill(&mut self, length: usize) -> Result<(), Interrupted> {
        assert!(length <= MAX_FILL, "{length}");
        while self.arrived - self.consumed < length && self.arrived < self.file.len() {
            if self.arrived == self.end {
                return Err(Interrupted);
            }
            self.arrived = (self.arrived + self.piece)
                .min(self.file.len())
                .min(self.end);
            self.held = self.held.max(self.arrived - self.consumed);
        }
        Ok(())
    }

    fn consume(&mut self, count: usize) {
        assert!(self.consumed + count <= self.arrived);
        self.consumed += count;
    }

    fn length(&self) -> Option<u64> {
        assert_eq!(self.consumed, 0);
        self.tells_length.then_some(self.file.len() as u64)
    }
}

/// Decodes what the source gives.
pub(crate) fn decode_from(
    source: &mut dyn Source,
    scale: Scale,
    region: Option<Region>,
) -> Result<Decoded, Error> {
    Decoder::new(source)?.decode(scale, region, MAX_SCANS)
}
