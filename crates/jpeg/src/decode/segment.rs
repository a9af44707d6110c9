//! Marker segments (T.81, B.1.1): where they begin and end, and nothing of what they mean.

use super::marker::{EOI, SOI, find_marker};
use crate::Error;

/// A marker and what belongs to it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segment<'a> {
    /// The byte behind 0xFF.
    pub(super) marker: u8,
    /// The parameters behind the length; none for EOI.
    pub(super) body: &'a [u8],
}

/// Walks over segments. Behind SOS, the walk goes on at the next marker that is no restart marker.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segments<'a> {
    file: &'a [u8],
    /// Where the next search begins; behind a segment when `next` has returned it.
    pub(super) position: usize,
}

impl<'a> Segments<'a> {
    /// From the start of a file.
    pub(super) fn new(file: &'a [u8]) -> Result<Self, Error> {
        if file.len() < 3 && [0xff, SOI, 0xff].starts_with(file) {
            return Err(Error::Truncated);
        }
        if !file.starts_with(&[0xff, SOI, 0xff]) {
            return Err(Error::Damaged("this is not a JPEG file"));
        }
        Ok(Self { file, position: 2 })
    }

    /// From a position, which is behind a segment or in entropy-coded data.
    pub(super) fn at(file: &'a [u8], position: usize) -> Self {
        Self { file, position }
    }

    /// The next segment. Bytes before its marker that belong to none are passed over, as libjpeg does.
    pub(super) fn next(&mut self) -> Result<Segment<'a>, Error> {
        loop {
            let found = find_marker(self.file, self.position).ok_or(Error::Truncated)?;
            let start = found.saturating_add(2);
            let marker = *self
                .file
                .get(found.saturating_add(1))
                .ok_or(Error::Truncated)?;
            self.position = start;
            match marker {
                // TEM and RSTn stand alone and mean nothing here.
                0x01 | 0xd0..=0xd7 => {}
                EOI => return Ok(Segment { marker, body: &[] }),
                SOI => return Err(Error::Damaged("a second picture begins within the first")),
                _ => {
                    let rest = self.file.get(start..).unwrap_or_default();
                    let length = rest.first_chunk::<2>().ok_or(Error::Truncated)?;
                    let length = usize::from(u16::from_be_bytes(*length));
                    if length < 2 {
                        return Err(Error::Damaged("a segment is shorter than its length"));
                    }
                    let body = rest.get(2..length).ok_or(Error::Truncated)?;
                    self.position = start.saturating_add(length);
                    return Ok(Segment { marker, body });
                }
            }
        }
    }
}
