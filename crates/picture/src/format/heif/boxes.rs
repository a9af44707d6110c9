//! Boxes, the grammar of the container (ISO/IEC 14496-12, 4.2). A reader never leaves its box, and says `None` where
//! the bytes end before what they promise.
//!
//! ```text
//! box     = size(32) type(32) [ size(64) ] content      ; size 1: the longer one follows, size 0: to the end
//! fullbox = version(8) flags(24) content
//! ```

use std::ops::Range;

/// The four letters of a box.
pub(crate) type Kind = [u8; 4];

/// What is left of a box.
#[derive(Clone)]
pub(crate) struct Reader<'a> {
    file: &'a [u8],
    /// Where it lies in the file.
    left: Range<usize>,
}

impl<'a> Reader<'a> {
    /// A whole file.
    pub(crate) fn new(file: &'a [u8]) -> Self {
        Self {
            file,
            left: 0..file.len(),
        }
    }

    /// Where the rest lies in the file.
    pub(crate) fn range(&self) -> Range<usize> {
        self.left.clone()
    }

    /// The rest.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.file.get(self.range()).unwrap_or_default()
    }

    pub(crate) fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let end = self.left.start.checked_add(count)?;
        if end > self.left.end {
            return None;
        }
        let taken = self.file.get(self.left.start..end);
        self.left.start = end;
        taken
    }

    /// A number of up to eight bytes; of none it is 0.
    pub(crate) fn number(&mut self, bytes: u8) -> Option<u64> {
        let bytes = self.bytes(bytes.into())?;
        let shifted = |sum: u64, byte: &u8| (sum << 8) | u64::from(*byte);
        Some(bytes.iter().fold(0, shifted))
    }

    pub(crate) fn u8(&mut self) -> Option<u8> {
        let byte = self.bytes(1)?;
        byte.first().copied()
    }

    pub(crate) fn u16(&mut self) -> Option<u16> {
        self.number(2).and_then(|number| number.try_into().ok())
    }

    pub(crate) fn u32(&mut self) -> Option<u32> {
        self.number(4).and_then(|number| number.try_into().ok())
    }

    pub(crate) fn kind(&mut self) -> Option<Kind> {
        self.bytes(4).and_then(|kind| kind.try_into().ok())
    }

    /// Version and flags of a full box.
    pub(crate) fn version(&mut self) -> Option<(u8, u32)> {
        let version = self.u8()?;
        let flags = self.number(3)?;
        Some((version, flags.try_into().ok()?))
    }

    /// The content of the first box of this kind among those that are left.
    pub(crate) fn find(&self, kind: Kind) -> Option<Self> {
        let mut boxes = self.clone();
        boxes.find_map(|(found, content)| (found == kind).then_some(content))
    }
}

/// The boxes that are left, up to the first that does not fit.
impl<'a> Iterator for Reader<'a> {
    type Item = (Kind, Reader<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.left.start;
        let size = self.u32()?;
        let kind = self.kind()?;
        let end = match size {
            0 => self.left.end,
            1 => start.checked_add(usize::try_from(self.number(8)?).ok()?)?,
            size => start.checked_add(usize::try_from(size).ok()?)?,
        };
        if end < self.left.start || end > self.left.end {
            return None;
        }
        let content = Reader {
            file: self.file,
            left: self.left.start..end,
        };
        self.left.start = end;
        Some((kind, content))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_boxes_up_to_the_first_that_does_not_fit() {
        let kinds = |file: &[u8]| -> Vec<_> {
            let boxes = Reader::new(file);
            boxes
                .map(|(kind, content)| (kind, content.rest().to_vec()))
                .collect()
        };
        for (file, expected) in [
            (&b""[..], vec![]),
            (b"\0\0\0\x09abcd!", vec![(*b"abcd", b"!".to_vec())]),
            (b"\0\0\0\x09abcd", vec![]),
            (b"\0\0\0\x07abcd!", vec![]),
            (b"\0\0\0\0abcd!", vec![(*b"abcd", b"!".to_vec())]),
            (
                b"\0\0\0\x01abcd\0\0\0\0\0\0\0\x11!\0\0\0\x08efgh",
                vec![(*b"abcd", b"!".to_vec()), (*b"efgh", vec![])],
            ),
            (b"\0\0\0\x01abcd\xff\xff\xff\xff\xff\xff\xff\xff!", vec![]),
        ] {
            assert_eq!(kinds(file), expected, "{file:?}");
        }
    }

    #[test]
    fn numbers_end_with_their_box() {
        let mut reader = Reader::new(b"\x01\x02\x03");
        assert_eq!(reader.number(0), Some(0));
        assert_eq!(reader.u16(), Some(0x0102));
        assert_eq!(reader.u16(), None);
        assert_eq!(reader.u8(), Some(3));
        assert_eq!(reader.u8(), None);
    }
}
