//! The bytes of an original as they arrive: as much of them as is looked at, from where they were not consumed yet.

use crate::error::{Bound, Error, Excess};
use crate::limits::{Limits, check};
use crate::source::{Interrupted, PIECE, Source};

/// How long a window may become by doubling, in bytes; or a sixteenth of the file, where that is more.
const MOST_DOUBLED: u64 = 1 << 20;

/// An original as it arrives.
pub(crate) struct Input<'a> {
    source: &'a mut dyn Source,
    /// What arrived, and was not forgotten.
    bytes: Vec<u8>,
    /// How much of `bytes` was consumed.
    consumed: usize,
    arrived: u64,
    /// Of the whole file.
    length: u64,
    max_memory: u64,
    ended: bool,
}

impl<'a> Input<'a> {
    /// Reads nothing yet, unless that is the only way to know the length.
    ///
    /// # Errors
    ///
    /// The file is longer than is allowed, or broke off.
    pub(crate) fn new(source: &'a mut dyn Source, limits: &Limits) -> Result<Self, Error> {
        let limit = limits.max_source_bytes;
        let length = source.length();
        check(Bound::SourceBytes, length.unwrap_or_default(), limit)?;
        let mut input = Self {
            source,
            bytes: Vec::new(),
            consumed: 0,
            arrived: 0,
            length: length.unwrap_or(u64::MAX),
            max_memory: limits.max_memory,
            ended: false,
        };
        if length.is_none() {
            while !input.ended {
                input.read()?;
                check(Bound::SourceBytes, input.arrived, limit)?;
            }
            input.length = input.arrived;
        }
        Ok(input)
    }

    /// Length of the whole file, in bytes.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// What is held of the file at a time, in bytes, where no more than so many of them are looked at at once.
    pub(crate) fn held(&self, window: u64) -> u64 {
        // What arrived before is kept while more is read behind it, and doubles its memory for that: as much is left behind.
        let now = self.bytes.capacity() as u64;
        if self.ended {
            return now;
        }
        let window = PIECE.saturating_add(window).max(now);
        window.min(self.length).saturating_mul(2)
    }

    /// The same where room for a window of so many bytes is reserved before it is read.
    pub(crate) fn held_reserved(&self, window: u64) -> u64 {
        let now = self.bytes.capacity() as u64;
        if self.ended {
            return now;
        }
        now.max(self.length.min(PIECE.saturating_add(window)))
    }

    /// What has arrived and was not consumed.
    pub(crate) fn window(&self) -> &[u8] {
        self.bytes.get(self.consumed..).unwrap_or_default()
    }

    /// The window, when it has at least so many bytes; fewer only where the file has no more.
    pub(crate) fn upto(&mut self, length: usize) -> Result<&[u8], Interrupted> {
        while self.window().len() < length && !self.ended {
            self.read()?;
        }
        Ok(self.window())
    }

    /// The window, with more than it had; the same where the file has no more.
    pub(crate) fn more(&mut self) -> Result<&[u8], Interrupted> {
        let length = self.window().len().saturating_add(1);
        self.upto(length)
    }

    /// The whole file, as far as it was not consumed.
    ///
    /// # Errors
    ///
    /// It does not fit into memory, or broke off.
    pub(crate) fn all(&mut self) -> Result<&[u8], Error> {
        // Some sources have all of it in memory, and hand it over.
        self.upto(1)?;
        self.reserve(self.length)?;
        Ok(self.upto(usize::MAX)?)
    }

    /// Makes room for a window of so many bytes, and for the piece that may come with the last of them: what grows by
    /// itself is doubled.
    ///
    /// # Errors
    ///
    /// It does not fit into memory.
    pub(crate) fn reserve(&mut self, window: u64) -> Result<(), Error> {
        if self.ended {
            return Ok(());
        }
        self.forget();
        let here = self.bytes.len();
        let rest = self.length.saturating_sub(self.arrived);
        let most = rest.saturating_add(here as u64);
        let wanted = most.min(window.saturating_add(PIECE));
        let wanted = usize::try_from(wanted).unwrap_or(usize::MAX);
        let room = self.bytes.try_reserve_exact(wanted.saturating_sub(here));
        room.map_err(|_| {
            Error::TooLarge(Excess {
                bound: Bound::SourceMemory,
                found: self.length,
                limit: self.max_memory,
            })
        })
    }

    /// The same, handed over.
    ///
    /// # Errors
    ///
    /// As [`Self::all`].
    pub(crate) fn into_bytes(mut self) -> Result<Vec<u8>, Error> {
        self.all()?;
        self.forget();
        Ok(std::mem::take(&mut self.bytes))
    }

    /// Lets go of the first bytes of the window.
    pub(crate) fn consume(&mut self, count: usize) {
        self.consumed = self.consumed.saturating_add(count).min(self.bytes.len());
    }

    /// Whether the window ends where the file does.
    pub(crate) fn has_ended(&self) -> bool {
        self.ended
    }

    fn read(&mut self) -> Result<(), Interrupted> {
        // What is left is moved seldom, or is little.
        if self.consumed >= self.bytes.len() / 2 {
            self.forget();
        }
        let before = self.bytes.len();
        if before as u64 > MOST_DOUBLED.max(self.length / 16) {
            // What doubles leaves as much behind. Where there is no room, there is none for the source either, which says so.
            let rest = self.length.saturating_sub(self.arrived);
            let _ = self
                .bytes
                .try_reserve_exact(usize::try_from(rest).unwrap_or(usize::MAX));
        }
        self.source.read(&mut self.bytes)?;
        let came = self.bytes.len().saturating_sub(before);
        self.arrived = self.arrived.saturating_add(came as u64);
        self.ended = came == 0 || self.arrived >= self.length;
        Ok(())
    }

    fn forget(&mut self) {
        self.bytes.drain(..self.consumed);
        self.consumed = 0;
    }
}

impl Drop for Input<'_> {
    fn drop(&mut self) {
        self.source.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arriving::{Arriving, LIMITS};

    fn file() -> Vec<u8> {
        (0..100).collect()
    }

    #[test]
    fn waits_for_no_more_than_is_looked_at() {
        let file = file();
        let mut source = Arriving::new(&file, 10);
        let mut input = Input::new(&mut source, &LIMITS).unwrap();
        assert!(input.window().is_empty());
        assert_eq!(input.upto(11).unwrap().len(), 20);
        input.consume(15);
        assert_eq!(input.window(), [15, 16, 17, 18, 19]);
        assert_eq!(input.upto(5).unwrap().len(), 5);
        assert_eq!(input.more().unwrap().len(), 15);
        assert_eq!(input.length(), 100);
        assert!(!input.has_ended());
        assert_eq!(input.all().unwrap().len(), 85);
        assert!(input.has_ended());
        assert_eq!(input.into_bytes().unwrap()[0], 15);
    }

    #[test]
    fn knows_the_length_before_anything_else() {
        let file = file();
        for length in [None, Some(100)] {
            let mut source = Arriving::new(&file, 7);
            source.length = length;
            let mut input = Input::new(&mut source, &LIMITS).unwrap();
            assert_eq!(input.length(), 100);
            assert_eq!(input.all().unwrap(), file);
        }
    }

    #[test]
    fn refuses_what_is_too_long() {
        let file = file();
        let limits = Limits {
            max_source_bytes: 99,
            ..LIMITS
        };
        for length in [None, Some(100)] {
            let mut source = Arriving::new(&file, 7);
            source.length = length;
            let error = Input::new(&mut source, &limits).err();
            assert!(matches!(error, Some(Error::TooLarge(_))), "{length:?}");
            // What is known to be too long is not read.
            assert_eq!(source.taken == 0, length.is_some());
        }
    }

    #[test]
    fn ends_where_the_file_does() {
        let mut source = Arriving::new(&[0; 9], 7);
        source.length = Some(200);
        let mut input = Input::new(&mut source, &LIMITS).unwrap();
        assert_eq!(input.upto(50).unwrap().len(), 9);
        assert_eq!(input.more().unwrap().len(), 9);
        assert!(input.has_ended());
    }

    #[test]
    fn breaks_off_where_the_source_does() {
        let file = file();
        let mut source = Arriving::new(&file, 60);
        source.breaks_at = 70;
        let mut input = Input::new(&mut source, &LIMITS).unwrap();
        assert_eq!(input.upto(70).unwrap().len(), 70);
        assert_eq!(input.more(), Err(Interrupted));
        assert_eq!(input.all(), Err(Error::Interrupted));
        assert!(input.into_bytes().is_err());
    }

    /// What room is reserved for does not double, and what was consumed makes room too.
    #[test]
    fn reserves_no_more_than_a_window_and_a_piece() {
        let file = vec![0; 3 << 20];
        let mut source = Arriving::new(&file, 100_000);
        let mut input = Input::new(&mut source, &LIMITS).unwrap();
        let most = (1 << 20) + usize::try_from(PIECE).unwrap();
        for _ in 0..3 {
            input.reserve(1 << 20).unwrap();
            assert_eq!(input.held_reserved(1 << 20), most as u64);
            let here = input.upto(1 << 20).unwrap().len();
            assert!(input.bytes.capacity() <= most);
            input.consume(here - 7);
        }
        input.upto(usize::MAX).unwrap();
        let now = input.bytes.capacity() as u64;
        assert_eq!(input.reserve(u64::MAX), Ok(()));
        assert_eq!(input.held_reserved(u64::MAX), now);
    }

    /// A long window that nobody made room for does not double any more.
    #[test]
    fn a_long_window_has_room_for_the_file_and_no_more() {
        let file = vec![0; 9 << 20];
        let mut source = Arriving::new(&file, 1 << 16);
        let mut input = Input::new(&mut source, &LIMITS).unwrap();
        while !input.has_ended() {
            input.more().unwrap();
        }
        drop(input);
        assert_eq!(source.held, file.len());
    }

    /// A long file is not held whole where it is consumed.
    #[test]
    fn forgets_what_was_consumed() {
        let file = file();
        let mut source = Arriving::new(&file, 10);
        let mut input = Input::new(&mut source, &LIMITS).unwrap();
        for _ in 0..10 {
            let length = input.more().unwrap().len();
            assert!(input.bytes.len() <= 20);
            input.consume(length);
        }
        assert!(input.has_ended());
    }
}
