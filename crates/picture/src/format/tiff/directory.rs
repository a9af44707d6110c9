//! The tags of the first page of a TIFF or `BigTIFF` (TIFF 6.0, section 2), waited for where they lie when they are looked
//! at. Nothing is copied that nobody keeps, and no further page is looked for.

use std::borrow::Cow;

use crate::error::{Bound, Error};
use crate::input::Input;
use crate::limits::{Limits, check};

/// The first directory of a file of which nothing was consumed.
pub(super) struct Directory<'a, 'b> {
    input: &'a mut Input<'b>,
    bytes: Bytes,
    /// Whether offsets and counts have eight bytes.
    big: bool,
    /// Where the entries begin in the file.
    start: u64,
    /// Bytes of all entries.
    length: usize,
    /// Bytes that were copied.
    kept: u64,
}

/// The values of a tag.
pub(super) struct Values<'a> {
    /// As they are stored.
    pub(super) stored: Cow<'a, [u8]>,
    bytes: Bytes,
    /// Bytes a value.
    size: usize,
}

/// Where the values of a tag lie.
struct Entry {
    /// The type of its values.
    kind: u64,
    /// Where they begin in the file.
    start: u64,
    /// Bytes of all values.
    length: usize,
    /// Bytes a value.
    size: usize,
}

/// The order of bytes in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bytes {
    BigEndian,
    LittleEndian,
}

impl Bytes {
    /// A number of up to eight bytes.
    pub(super) fn number(self, bytes: &[u8]) -> u64 {
        let add = |sum: u64, byte: &u8| (sum << 8) | u64::from(*byte);
        match self {
            Self::BigEndian => bytes.iter().fold(0, add),
            Self::LittleEndian => bytes.iter().rev().fold(0, add),
        }
    }

    pub(super) fn short(self, bytes: [u8; 2]) -> u16 {
        match self {
            Self::BigEndian => u16::from_be_bytes(bytes),
            Self::LittleEndian => u16::from_le_bytes(bytes),
        }
    }
}

impl<'a, 'b> Directory<'a, 'b> {
    /// Finds the first directory.
    pub(super) fn open(input: &'a mut Input<'b>) -> Result<Self, Error> {
        let bytes = match part(input, 0, 2)? {
            b"II" => Bytes::LittleEndian,
            b"MM" => Bytes::BigEndian,
            _ => return Err(Error::damaged("the header is none of a TIFF")),
        };
        let mut number =
            |at: u64, size: usize| part(input, at, size).map(|part| bytes.number(part));
        let big = number(2, 2)? == 43;
        if big && number(4, 4)? != bytes.number(&[8, 0, 0, 0]) && number(4, 2)? != 8 {
            return Err(Error::damaged(
                "the offsets have another length than 8 bytes",
            ));
        }
        let (start, width) = if big {
            (number(8, 8)?, 8)
        } else {
            (number(4, 4)?, 2)
        };
        let count = usize::try_from(number(start, width)?).unwrap_or(usize::MAX);
        let start = start.saturating_add(width as u64);
        let entry = if big { 20 } else { 12 };
        let length = count.saturating_mul(entry);
        part(input, start, length)?;
        Ok(Self {
            input,
            bytes,
            big,
            start,
            length,
            kept: 0,
        })
    }

    /// The order of bytes in samples of 16 bits.
    pub(super) fn bytes(&self) -> Bytes {
        self.bytes
    }

    /// The whole numbers of a tag, where there is one.
    pub(super) fn values(&mut self, tag: u16) -> Result<Option<Values<'_>>, Error> {
        let Some((kind, values)) = self.find(tag)? else {
            return Ok(None);
        };
        if matches!(kind, 5 | 10..=12) {
            return Err(Error::Damaged(format!("tag {tag} is no whole number")));
        }
        Ok(Some(values))
    }

    /// The bytes of a tag, where there is one and they are wanted: to keep beside the file.
    ///
    /// # Errors
    ///
    /// They do not fit into memory.
    pub(super) fn kept(
        &mut self,
        tag: u16,
        limits: &Limits,
        is_wanted: impl FnOnce(&[u8]) -> bool,
    ) -> Result<Option<Vec<u8>>, Error> {
        let values = self.values(tag)?.filter(|it| is_wanted(&it.stored));
        let Some(length) = values.map(|it| it.stored.len() as u64) else {
            return Ok(None);
        };
        self.kept = self.kept.saturating_add(length);
        let here = self.input.window().len() as u64;
        let found = here.saturating_add(self.kept);
        check(Bound::SourceMemory, found, limits.max_memory)?;
        let values = self.values(tag)?;
        Ok(values.map(|values| values.stored.into_owned()))
    }

    /// So many fractions of a tag, where there is one. Some programs write whole numbers instead.
    pub(super) fn fractions<const N: usize>(
        &mut self,
        tag: u16,
    ) -> Result<Option<[f32; N]>, Error> {
        let bytes = self.bytes;
        let Some((kind, values)) = self.find(tag)? else {
            return Ok(None);
        };
        if values.len() < N {
            return Err(Error::Damaged(format!("tag {tag} has too few values")));
        }
        let long = |number: u64| u32::try_from(number & 0xffff_ffff).unwrap_or_default();
        #[expect(clippy::cast_precision_loss, reason = "a part of a sample is not seen")]
        let fraction = |index| {
            let value = values.get(index).unwrap_or_default();
            match kind {
                5 => {
                    // Two numbers, of which the order of bytes says which stands where.
                    let (first, second) = match bytes {
                        Bytes::BigEndian => (long(value >> 32), long(value)),
                        Bytes::LittleEndian => (long(value), long(value >> 32)),
                    };
                    first as f32 / second as f32
                }
                11 => f32::from_bits(long(value)),
                _ => value as f32,
            }
        };
        Ok(Some(std::array::from_fn(fraction)))
    }

    /// The type of a tag's values, and these.
    fn find(&mut self, tag: u16) -> Result<Option<(u64, Values<'_>)>, Error> {
        let Some(entry) = self.entry(tag)? else {
            return Ok(None);
        };
        let values = Values {
            stored: part(self.input, entry.start, entry.length)?.into(),
            bytes: self.bytes,
            size: entry.size,
        };
        Ok(Some((entry.kind, values)))
    }

    fn entry(&mut self, tag: u16) -> Result<Option<Entry>, Error> {
        let (entry, field) = if self.big { (20, 8) } else { (12, 4) };
        let number = |part: Option<&[u8]>| self.bytes.number(part.unwrap_or_default());
        let entries = part(self.input, self.start, self.length)?;
        let mut entries = (0_u64..).zip(entries.chunks_exact(entry));
        let found = entries.find(|(_, entry)| number(entry.get(..2)) == u64::from(tag));
        let Some((index, found)) = found else {
            return Ok(None);
        };
        let kind = number(found.get(2..4));
        let size = match kind {
            // Bytes and text.
            1 | 2 | 6 | 7 => 1,
            // Shorts.
            3 | 8 => 2,
            // Longs, directories, and floating point.
            4 | 9 | 11 | 13 => 4,
            // The same of BigTIFF, fractions of two longs, and floating point.
            5 | 10 | 12 | 16..=18 => 8,
            _ => return Err(Error::Damaged(format!("tag {tag} is of no known type"))),
        };
        let (count, value) = found
            .get(4..)
            .unwrap_or_default()
            .split_at_checked(field)
            .unwrap_or_default();
        let count = usize::try_from(number(Some(count))).unwrap_or(usize::MAX);
        let length = count.saturating_mul(size);
        let start = if length <= field {
            // Few values stand in the entry.
            let before = index.saturating_mul(entry as u64);
            let before = before.saturating_add(4).saturating_add(field as u64);
            self.start.saturating_add(before)
        } else {
            number(Some(value))
        };
        Ok(Some(Entry {
            kind,
            start,
            length,
            size,
        }))
    }

    /// The first value of a tag, or what it is where there is no such tag.
    pub(super) fn number(&mut self, tag: u16, default: u64) -> Result<u64, Error> {
        let values = self.values(tag)?;
        Ok(values.and_then(|values| values.get(0)).unwrap_or(default))
    }
}

impl Values<'_> {
    pub(super) fn len(&self) -> usize {
        self.stored.len().checked_div(self.size).unwrap_or_default()
    }

    pub(super) fn get(&self, index: usize) -> Option<u64> {
        let start = index.checked_mul(self.size)?;
        let value = self.stored.get(start..)?.get(..self.size)?;
        Some(self.bytes.number(value))
    }

    /// The first of them, so many at most, to keep.
    pub(super) fn first(&self, count: usize) -> Values<'static> {
        let length = count.saturating_mul(self.size);
        let stored = self.stored.get(..length).unwrap_or(&self.stored);
        Values {
            stored: stored.to_vec().into(),
            bytes: self.bytes,
            size: self.size,
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = u64> {
        let values = self.stored.chunks_exact(self.size);
        values.map(|value| self.bytes.number(value))
    }
}

/// What is damaged counts as missing; what did not come does not.
pub(super) fn unless_damaged<T>(found: Result<T, Error>) -> Result<Option<T>, Error> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(Error::Damaged(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// A part of a file, when it is here. What lies beyond the end is not waited for.
fn part<'a>(input: &'a mut Input<'_>, start: u64, length: usize) -> Result<&'a [u8], Error> {
    let missing = || Error::damaged("the file ends before its tags");
    let end = start.checked_add(length as u64);
    let end = end.filter(|end| *end <= input.length());
    let end = end.ok_or_else(missing)?;
    if (input.window().len() as u64) < end {
        // What follows is seldom far away.
        input.reserve(end.saturating_mul(2))?;
        input.upto(usize::try_from(end).unwrap_or(usize::MAX))?;
    }
    let start = usize::try_from(start).ok();
    let rest = start.and_then(|start| input.window().get(start..));
    let part = rest.and_then(|rest| rest.get(..length));
    part.ok_or_else(missing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arriving::{Arriving, LIMITS};

    /// One tag in its entry and one beyond it, in little-endian order.
    const LITTLE: &[u8] = b"II\x2a\0\x08\0\0\0\x02\0\
        \0\x01\x03\0\x01\0\0\0\x07\0\0\0\
        \x11\x01\x04\0\x02\0\0\0\x26\0\0\0\
        \0\0\0\0\x01\0\0\0\x02\0\x01\0";

    /// The same in big-endian order, and with offsets of eight bytes.
    const BIG: &[u8] = b"MM\0\x2b\0\x08\0\0\0\0\0\0\0\0\0\x10\0\0\0\0\0\0\0\x02\
        \x01\0\0\x03\0\0\0\0\0\0\0\x01\0\x07\0\0\0\0\0\0\
        \x01\x11\0\x04\0\0\0\0\0\0\0\x02\0\0\0\x01\0\x01\0\x02";

    /// In pieces that end within numbers too, and no further than its values.
    #[test]
    fn finds_values_in_the_entry_and_beyond_it() {
        for tags in [LITTLE, BIG] {
            for piece in [1, 7, 4096] {
                let file = [tags, &[0xff; 5000]].concat();
                let mut source = Arriving::new(&file, piece);
                let mut input = Input::new(&mut source, &LIMITS).unwrap();
                let mut directory = Directory::open(&mut input).unwrap();
                assert_eq!(directory.number(256, 0).unwrap(), 7);
                assert_eq!(directory.number(257, 9).unwrap(), 9);
                let values = directory.values(273).unwrap().unwrap();
                assert_eq!(values.iter().collect::<Vec<_>>(), [1, 0x1_0002]);
                assert_eq!((values.len(), values.get(2)), (2, None));
                let first = values.first(1);
                assert_eq!(first.iter().collect::<Vec<_>>(), [1]);
                let kept = directory.kept(273, &LIMITS, |_| true).unwrap();
                assert_eq!(kept.map(|kept| kept.len()), Some(8));
                drop(input);
                assert_eq!(source.taken, tags.len().next_multiple_of(piece));
            }
        }
    }

    /// Nor waits for it.
    #[test]
    fn refuses_what_lies_beyond_the_file() {
        for file in [
            &b"II\x2a\0\xff\xff\xff\xff"[..],
            b"II\x2a\0\x08\0\0\0\xff\xff\0\0",
            b"II\x2b\0\x08\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff",
            b"II\x2b\0\x08\0\0\0\x10\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff",
        ] {
            let file = [file, &[0; 500]].concat();
            let mut source = Arriving::new(&file, 1);
            let mut input = Input::new(&mut source, &LIMITS).unwrap();
            assert!(Directory::open(&mut input).is_err(), "{file:?}");
            drop(input);
            assert!(source.taken <= 24, "{} of {file:?}", source.taken);
        }
        for field in [[0xff; 4], [7, 0, 0, 0]] {
            let entry = b"II\x2a\0\x08\0\0\0\x01\0\0\x01\x04\0\xff\xff\xff\xff";
            let file = [entry, &field[..], &[0; 500]].concat();
            let mut source = Arriving::new(&file, 1);
            let mut input = Input::new(&mut source, &LIMITS).unwrap();
            let mut directory = Directory::open(&mut input).unwrap();
            let values = directory.values(256).map(|_| ());
            assert!(matches!(values, Err(Error::Damaged(_))), "{values:?}");
            drop(input);
            assert_eq!(source.taken, 22);
        }
    }

    #[test]
    fn keeps_no_more_than_fits() {
        let mut file = LITTLE.to_vec();
        let mut input = Input::new(&mut file, &LIMITS).unwrap();
        let mut directory = Directory::open(&mut input).unwrap();
        let limits = Limits {
            max_memory: LITTLE.len() as u64 + 12,
            ..LIMITS
        };
        let none = directory.kept(273, &limits, |_| false).unwrap();
        assert_eq!(none, None);
        assert!(directory.kept(273, &limits, |_| true).is_ok());
        let twice = directory.kept(273, &limits, |_| true);
        assert!(matches!(twice, Err(Error::TooLarge(_))), "{twice:?}");
    }

    #[test]
    fn tells_what_is_damaged_from_what_did_not_come() {
        assert_eq!(unless_damaged(Ok(7)), Ok(Some(7)));
        assert_eq!(unless_damaged::<u8>(Err(Error::damaged("it"))), Ok(None));
        let broken = unless_damaged::<u8>(Err(Error::Interrupted));
        assert_eq!(broken, Err(Error::Interrupted));
    }
}
