//! The tags of the first page of a TIFF or `BigTIFF` (TIFF 6.0, section 2): where their values lie. Nothing is copied,
//! and no further page is looked for.

use crate::error::Error;

/// The first directory of a file.
pub(super) struct Directory<'a> {
    file: &'a [u8],
    bytes: Bytes,
    /// Whether offsets and counts have eight bytes.
    big: bool,
    entries: &'a [u8],
}

/// The values of a tag.
#[derive(Clone, Copy)]
pub(super) struct Values<'a> {
    /// As they are stored.
    pub(super) stored: &'a [u8],
    bytes: Bytes,
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

impl<'a> Directory<'a> {
    /// Finds the first directory.
    pub(super) fn open(file: &'a [u8]) -> Result<Self, Error> {
        let bytes = match file.get(..2) {
            Some(b"II") => Bytes::LittleEndian,
            Some(b"MM") => Bytes::BigEndian,
            _ => return Err(Error::damaged("the header is none of a TIFF")),
        };
        let number = |at: u64, size: usize| part(file, at, size).map(|part| bytes.number(part));
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
        Ok(Self {
            file,
            bytes,
            big,
            entries: part(file, start, count.saturating_mul(entry))?,
        })
    }

    /// The order of bytes in samples of 16 bits.
    pub(super) fn bytes(&self) -> Bytes {
        self.bytes
    }

    /// The whole numbers of a tag, where there is one.
    pub(super) fn values(&self, tag: u16) -> Result<Option<Values<'a>>, Error> {
        let Some((kind, values)) = self.find(tag)? else {
            return Ok(None);
        };
        if matches!(kind, 5 | 10..=12) {
            return Err(Error::Damaged(format!("tag {tag} is no whole number")));
        }
        Ok(Some(values))
    }

    /// So many fractions of a tag, where there is one. Some programs write whole numbers instead.
    pub(super) fn fractions<const N: usize>(&self, tag: u16) -> Result<Option<[f32; N]>, Error> {
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
                    let (first, second) = match self.bytes {
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
    fn find(&self, tag: u16) -> Result<Option<(u64, Values<'a>)>, Error> {
        let (entry, field) = if self.big { (20, 8) } else { (12, 4) };
        let number = |part: Option<&[u8]>| self.bytes.number(part.unwrap_or_default());
        let mut entries = self.entries.chunks_exact(entry);
        let found = entries.find(|entry| number(entry.get(..2)) == u64::from(tag));
        let Some(entry) = found else {
            return Ok(None);
        };
        let kind = number(entry.get(2..4));
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
        let (count, value) = entry
            .get(4..)
            .unwrap_or_default()
            .split_at_checked(field)
            .unwrap_or_default();
        let count = usize::try_from(number(Some(count))).unwrap_or(usize::MAX);
        let length = count.saturating_mul(size);
        let stored = match value.get(..length) {
            Some(value) => value,
            None => part(self.file, number(Some(value)), length)?,
        };
        let values = Values {
            stored,
            bytes: self.bytes,
            size,
        };
        Ok(Some((kind, values)))
    }

    /// The first value of a tag, or what it is where there is no such tag.
    pub(super) fn number(&self, tag: u16, default: u64) -> Result<u64, Error> {
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

    pub(super) fn iter(&self) -> impl Iterator<Item = u64> {
        let values = self.stored.chunks_exact(self.size);
        values.map(|value| self.bytes.number(value))
    }
}

/// A part of a file.
fn part(file: &[u8], start: u64, length: usize) -> Result<&[u8], Error> {
    let rest = usize::try_from(start)
        .ok()
        .and_then(|start| file.get(start..));
    let part = rest.and_then(|rest| rest.get(..length));
    part.ok_or_else(|| Error::damaged("the file ends before its tags"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A directory with one tag in either order of bytes, and with offsets of either length.
    #[test]
    fn finds_values_in_the_entry_and_beyond_it() {
        let little = b"II\x2a\0\x08\0\0\0\x02\0\
            \0\x01\x03\0\x01\0\0\0\x07\0\0\0\
            \x11\x01\x04\0\x02\0\0\0\x26\0\0\0\
            \0\0\0\0\x01\0\0\0\x02\0\x01\0";
        let big = b"MM\0\x2b\0\x08\0\0\0\0\0\0\0\0\0\x10\0\0\0\0\0\0\0\x02\
            \x01\0\0\x03\0\0\0\0\0\0\0\x01\0\x07\0\0\0\0\0\0\
            \x01\x11\0\x04\0\0\0\0\0\0\0\x02\0\0\0\x01\0\x01\0\x02";
        for file in [&little[..], &big[..]] {
            let directory = Directory::open(file).unwrap();
            assert_eq!(directory.number(256, 0).unwrap(), 7);
            assert_eq!(directory.number(257, 9).unwrap(), 9);
            let values = directory.values(273).unwrap().unwrap();
            assert_eq!(values.iter().collect::<Vec<_>>(), [1, 0x1_0002]);
            assert_eq!((values.len(), values.get(2)), (2, None));
        }
    }

    #[test]
    fn refuses_what_lies_beyond_the_file() {
        for file in [
            &b"II\x2a\0\xff\0\0\0"[..],
            b"II\x2a\0\x08\0\0\0\xff\xff\0\0",
            b"II\x2b\0\x08\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff",
            b"II\x2b\0\x08\0\0\0\x10\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff",
        ] {
            assert!(Directory::open(file).is_err(), "{file:?}");
        }
        let values = b"II\x2a\0\x08\0\0\0\x01\0\0\x01\x04\0\xff\xff\xff\xff\x07\0\0\0";
        let directory = Directory::open(values).unwrap();
        assert!(directory.values(256).is_err());
    }
}
