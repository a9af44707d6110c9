//! Chunks of a file: a name, a length, and an even number of bytes.

use alloc::vec::Vec;

use crate::encode::Error;

/// A file that is being written.
#[derive(Debug)]
pub(crate) struct Chunks {
    bytes: Vec<u8>,
}

/// Bytes of a chunk with its name, its length and its padding.
pub(crate) fn length(content: usize) -> usize {
    content.saturating_add(content & 1).saturating_add(HEADER)
}

/// A name and a length.
const HEADER: usize = 8;

/// `RIFF`, the length, and `WEBP`; and the chunk `VP8X`.
const START: usize = 12 + HEADER + 10;

impl Chunks {
    /// A file with so many bytes of chunks, besides `VP8X`.
    pub(crate) fn new(length: usize) -> Result<Self, Error> {
        let mut bytes = Vec::new();
        let reserved = bytes.try_reserve_exact(length.saturating_add(START));
        reserved.map_err(|_| Error::OutOfMemory)?;
        bytes.extend_from_slice(b"RIFF\0\0\0\0WEBP");
        Ok(Self { bytes })
    }

    /// Makes room for so many bytes of chunks.
    pub(crate) fn reserve(&mut self, length: usize) -> Result<(), Error> {
        let reserved = self.bytes.try_reserve(length);
        reserved.map_err(|_| Error::OutOfMemory)
    }

    /// A chunk of these parts. Where its content begins.
    pub(crate) fn put(&mut self, name: [u8; 4], parts: &[&[u8]]) -> Result<usize, Error> {
        let start = self.begin(name)?;
        for part in parts {
            self.reserve(part.len().saturating_add(1))?;
            self.bytes.extend_from_slice(part);
        }
        self.end(start)?;
        Ok(start)
    }

    /// A chunk, unless it is empty.
    pub(crate) fn optional(&mut self, name: [u8; 4], content: &[u8]) -> Result<(), Error> {
        if !content.is_empty() {
            self.put(name, &[content])?;
        }
        Ok(())
    }

    /// Begins a chunk of other chunks. Where its content begins.
    pub(crate) fn begin(&mut self, name: [u8; 4]) -> Result<usize, Error> {
        self.reserve(HEADER)?;
        self.bytes.extend_from_slice(&name);
        self.bytes.extend_from_slice(&[0; 4]);
        Ok(self.bytes.len())
    }

    /// Bytes that belong to a chunk's content.
    pub(crate) fn append(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.reserve(bytes.len())?;
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    /// Ends the chunk whose content begins at `start`.
    pub(crate) fn end(&mut self, start: usize) -> Result<(), Error> {
        let length = self.bytes.len().saturating_sub(start);
        self.set_length(start.saturating_sub(4), length)?;
        if length & 1 == 1 {
            self.append(&[0])?;
        }
        Ok(())
    }

    /// Adds a flag to a byte.
    pub(crate) fn add_flag(&mut self, at: usize, flag: u8) {
        if let Some(byte) = self.bytes.get_mut(at) {
            *byte |= flag;
        }
    }

    pub(crate) fn finish(mut self) -> Result<Vec<u8>, Error> {
        let length = self.bytes.len().saturating_sub(HEADER);
        self.set_length(4, length)?;
        Ok(self.bytes)
    }

    fn set_length(&mut self, at: usize, length: usize) -> Result<(), Error> {
        // Readers add padding and headers in 32 bits.
        let Ok(length @ ..0xffff_fff0) = u32::try_from(length) else {
            return Err(Error::Invalid("a file has less than 4 GiB"));
        };
        let place = self.bytes.get_mut(at..).unwrap_or_default();
        if let Some(place) = place.first_chunk_mut() {
            *place = length.to_le_bytes();
        }
        Ok(())
    }
}
