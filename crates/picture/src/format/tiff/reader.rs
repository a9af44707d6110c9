//! The bytes of strips and tiles, waited for when they are read.

use std::ops::Range;

use crate::error::Error;
use crate::geometry::Dimensions;
use crate::input::Input;
use crate::source::Interrupted;

use super::chunks::{Chunks, beyond_file};
use super::storage::{Compression, Storage};
use super::unpack::Packing;

/// Bytes of a strip or tile that are looked at, for each byte that it holds: a fax of single pixels takes five.
const MOST_PACKED: usize = 8;

/// And as many more, for what is no pixels.
const MOST_BESIDE: usize = 64 << 10;

/// Reads the bytes of strips or tiles: of each row of them from left to right, and the rows from top to bottom.
pub(super) struct Reader<'a, 'b> {
    chunks: Chunks,
    /// Height of the picture.
    height: u32,
    input: &'a mut Input<'b>,
    /// Bytes of the longest strip or tile, all of its planes, where they lie in the order in which they are read: what
    /// stands before one is let go then. Otherwise all is kept.
    longest: Option<u64>,
    /// Where in the file the input's window begins.
    start: u64,
    storage: Storage,
}

impl<'a, 'b> Reader<'a, 'b> {
    /// Nothing of the file was consumed. `height` is that of the picture.
    pub(super) fn new(
        input: &'a mut Input<'b>,
        chunks: Chunks,
        storage: Storage,
        height: u32,
    ) -> Self {
        let mut reader = Self {
            chunks,
            height,
            input,
            longest: None,
            start: 0,
            storage,
        };
        reader.longest = reader.longest();
        reader
    }

    pub(super) fn chunks(&self) -> &Chunks {
        &self.chunks
    }

    /// What is held of the file at a time, in bytes.
    pub(super) fn held(&self) -> u64 {
        self.input.held_reserved(self.room())
    }

    /// The bytes of each plane of one strip or tile, of which so many rows are read. Those before it cannot be read
    /// afterwards.
    pub(super) fn packed(
        &mut self,
        down: u32,
        across: u32,
        rows: u32,
    ) -> Result<Vec<&[u8]>, Error> {
        let most = self.most(rows);
        let length = self.input.length();
        let places = self.chunks.places(down, across, most, length);
        let places: Vec<_> = places.collect::<Result<_, _>>()?;
        self.wait(hull(places.iter().cloned().map(Ok))?)?;
        let parts = places.into_iter().map(|place| {
            let index = |at: u64| usize::try_from(at.checked_sub(self.start)?).ok();
            let rest = index(place.start).and_then(|start| self.input.window().get(start..));
            // The file may end before it said.
            let rest = rest.ok_or_else(beyond_file)?;
            let length = place.end.saturating_sub(place.start);
            let length = usize::try_from(length).unwrap_or(usize::MAX);
            Ok(rest.get(..length).unwrap_or(rest))
        });
        parts.collect()
    }

    /// Bytes of a plane of one strip or tile that are looked at, if so many rows are read.
    fn most(&self, rows: u32) -> usize {
        let Dimensions { width, height } = self.chunks.size;
        let bytes = |rows: u32| {
            let rows = rows.min(height).min(self.height);
            self.storage.bytes_of_rows(width as usize, rows as usize)
        };
        match self.storage.compression {
            // Where rows end is known.
            Compression::Packed(Packing::None) => bytes(rows),
            Compression::Packed(_) | Compression::Jpeg => bytes(u32::MAX)
                .saturating_mul(MOST_PACKED)
                .saturating_add(MOST_BESIDE),
        }
    }

    fn longest(&self) -> Option<u64> {
        let most = self.most(u32::MAX);
        let length = self.input.length();
        let (mut behind, mut longest) = (0, 0);
        for down in 0..self.chunks.down {
            for across in 0..self.chunks.across {
                let places = self.chunks.places(down, across, most, length);
                let hull = hull(places).ok()?;
                if hull.start < behind {
                    return None;
                }
                behind = hull.end;
                longest = longest.max(hull.end.saturating_sub(hull.start));
            }
        }
        Some(longest)
    }

    /// How long the window becomes, in bytes.
    fn room(&self) -> u64 {
        self.longest.unwrap_or(self.input.length())
    }

    /// Waits for a part of the file, and lets go of what stands before it, where nothing of that is read again.
    fn wait(&mut self, part: Range<u64>) -> Result<(), Error> {
        let here = self.input.window().len() as u64;
        let is_here = part.end <= self.start.saturating_add(here);
        if !is_here {
            self.input.reserve(self.room())?;
        }
        if self.longest.is_some() {
            self.pass(part.start)?;
        }
        if !is_here {
            // What was let go makes room.
            self.input.reserve(self.room())?;
        }
        let length = part.end.saturating_sub(self.start);
        self.input
            .upto(usize::try_from(length).unwrap_or(usize::MAX))?;
        Ok(())
    }

    /// Lets go of what stands before `start`, as it comes.
    fn pass(&mut self, start: u64) -> Result<(), Interrupted> {
        while self.start < start {
            let here = self.input.upto(1)?.len();
            if here == 0 {
                break;
            }
            let count = start.saturating_sub(self.start);
            let count = usize::try_from(count).unwrap_or(usize::MAX).min(here);
            self.input.consume(count);
            self.start = self.start.saturating_add(count as u64);
        }
        Ok(())
    }
}

/// From where the first of some parts begins to where the last ends.
fn hull(mut parts: impl Iterator<Item = Result<Range<u64>, Error>>) -> Result<Range<u64>, Error> {
    let first = parts.next().unwrap_or(Ok(0..0))?;
    parts.try_fold(first, |hull, part| {
        let part = part?;
        Ok(hull.start.min(part.start)..hull.end.max(part.end))
    })
}
