//! Marker segments (T.81, B.1.1): where they begin and end, and nothing of what they mean.

use alloc::boxed::Box;

use super::marker::{EOI, SOI, find_marker};
use super::source::Source;
use crate::Error;

/// A marker and what belongs to it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segment<'w> {
    /// The byte behind 0xFF.
    pub(super) marker: u8,
    /// The parameters behind the length; none for EOI.
    pub(super) body: &'w [u8],
}

/// Walks over segments, and forgets what lies behind. Behind SOS, the walk goes on at the next marker that is no
/// restart marker.
pub(super) struct Segments<'a> {
    source: Box<dyn Source + 'a>,
    /// Bytes at the front of the window that are a segment which `next` has returned.
    returned: usize,
    /// Bytes from there to the end of the file, where that is known.
    rest: Option<u64>,
}

impl<'a> Segments<'a> {
    /// From the start of a file.
    pub(super) fn new(source: impl Source + 'a) -> Result<Self, Error> {
        let rest = source.length();
        let mut segments = Self {
            source: Box::new(source),
            returned: 0,
            rest,
        };
        let start = segments.at_least(3)?;
        if start.len() < 3 && [0xff, SOI, 0xff].starts_with(start) {
            return Err(Error::Truncated);
        }
        if !start.starts_with(&[0xff, SOI, 0xff]) {
            return Err(Error::Damaged("this is not a JPEG file"));
        }
        segments.consume(2);
        Ok(segments)
    }

    /// The next segment. Bytes before its marker that belong to none are passed over, as libjpeg does.
    pub(super) fn next(&mut self) -> Result<Segment<'_>, Error> {
        loop {
            let marker = self.next_marker()?;
            match marker {
                // TEM and RSTn stand alone and mean nothing here.
                0x01 | 0xd0..=0xd7 => self.consume(2),
                EOI => {
                    self.returned = 2;
                    return Ok(Segment { marker, body: &[] });
                }
                SOI => return Err(Error::Damaged("a second picture begins within the first")),
                _ => return self.parameters(marker),
            }
        }
    }

    /// Lets `next` return the last segment once more.
    pub(super) fn again(&mut self) {
        self.returned = 0;
    }

    /// Bytes behind the last segment, where the length of the file is known.
    pub(super) fn rest(&self) -> Option<u64> {
        let rest = self.rest?;
        Some(rest.saturating_sub(self.returned as u64))
    }

    /// What has arrived of the bytes behind the last segment.
    pub(super) fn window(&mut self) -> &[u8] {
        self.consume(0);
        self.source.window()
    }

    /// The bytes behind the last segment: so many, or fewer where the file ends.
    pub(super) fn at_least(&mut self, length: usize) -> Result<&[u8], Error> {
        self.consume(0);
        if self.source.window().len() < length {
            self.source.fill(length).map_err(|_| Error::Interrupted)?;
        }
        Ok(self.source.window())
    }

    /// Goes behind the last segment, and `count` bytes on.
    pub(super) fn consume(&mut self, count: usize) {
        let count = count.saturating_add(core::mem::take(&mut self.returned));
        if count > 0 {
            self.source.consume(count);
            self.rest = self.rest.map(|rest| rest.saturating_sub(count as u64));
        }
    }

    /// Goes to the next marker, which it leaves at the front of the window.
    pub(super) fn next_marker(&mut self) -> Result<u8, Error> {
        loop {
            let window = self.window();
            if let Some(at) = find_marker(window, 0) {
                let marker = window.get(at.saturating_add(1)).copied();
                self.consume(at);
                return marker.ok_or(Error::Truncated);
            }
            // The first half of a marker, perhaps.
            let kept = usize::from(window.last() == Some(&0xff));
            let passed = window.len().saturating_sub(kept);
            self.consume(passed);
            if self.at_least(kept.saturating_add(1))?.len() <= kept {
                return Err(Error::Truncated);
            }
        }
    }

    /// The segment whose marker is at the front of the window.
    fn parameters(&mut self, marker: u8) -> Result<Segment<'_>, Error> {
        let &[_, _, high, low, ..] = self.at_least(4)? else {
            return Err(Error::Truncated);
        };
        let length = usize::from(u16::from_be_bytes([high, low]));
        if length < 2 {
            return Err(Error::Damaged("a segment is shorter than its length"));
        }
        let end = length.saturating_add(2);
        if self.at_least(end)?.len() < end {
            return Err(Error::Truncated);
        }
        self.returned = end;
        let body = self.source.window().get(4..end).ok_or(Error::Truncated)?;
        Ok(Segment { marker, body })
    }
}
