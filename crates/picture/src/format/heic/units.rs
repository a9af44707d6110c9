//! Units of a stream (ITU-T H.265, 7.3.1), and where the container keeps them (ISO/IEC 14496-15, 8.3.2).
//!
//! ```text
//! hvcC  = fixed(21 bytes) reserved(6) length-1(2) count(8) *array
//! array = flag(1) reserved(1) kind(6) count(16) *( length(16) unit )
//! item  = *( length(8 to 32) unit )
//! unit  = 0(1) kind(6) layer(6) time(3) payload
//! ```

use crate::format::heif::boxes::Reader;

/// Kinds of units that matter.
pub(super) const SEQUENCE_SET: u8 = 33;
pub(super) const PICTURE_SET: u8 = 34;
/// Slices of pictures that need no other picture.
pub(super) const FIRST_INTRA_SLICE: u8 = 16;
pub(super) const LAST_INTRA_SLICE: u8 = 23;
pub(super) const LAST_SLICE: u8 = 31;

/// A unit of the lowest layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unit<'a> {
    pub(super) kind: u8,
    /// With its header.
    pub(super) whole: &'a [u8],
}

impl<'a> Unit<'a> {
    /// Of other layers nothing is needed.
    fn new(whole: &'a [u8]) -> Option<Self> {
        let [first, second, ..] = whole else {
            return None;
        };
        let is_lowest = first & 0x81 == 0 && second >> 3 == 0;
        is_lowest.then_some(Self {
            kind: first >> 1,
            whole,
        })
    }

    /// Without what keeps the payload from looking like the start of a unit.
    pub(super) fn payload(&self) -> Vec<u8> {
        let mut zeros = 0_u32;
        let mut payload = Vec::new();
        for byte in self.whole.get(2..).unwrap_or_default() {
            if zeros >= 2 && *byte == 3 {
                zeros = 0;
                continue;
            }
            zeros = if *byte == 0 {
                zeros.saturating_add(1)
            } else {
                0
            };
            payload.push(*byte);
        }
        payload
    }
}

/// What sets up the decoder.
pub(super) struct Configuration<'a> {
    /// Bytes of the length in front of each unit of an item.
    pub(super) length_size: u8,
    pub(super) units: Vec<Unit<'a>>,
}

impl<'a> Configuration<'a> {
    /// `most` is how many units there may be.
    pub(super) fn read(mut content: Reader<'a>, most: usize) -> Option<Self> {
        content.bytes(21)?;
        let length_size = (content.u8()? & 3).saturating_add(1);
        let mut units = Vec::new();
        for _ in 0..content.u8()? {
            content.u8()?;
            for _ in 0..content.u16()? {
                let length = content.u16()?;
                units.extend(Unit::new(content.bytes(length.into())?));
                if units.len() > most {
                    return None;
                }
            }
        }
        Some(Self { length_size, units })
    }
}

/// The units of an item, up to the first that does not fit, which is `None`.
pub(super) fn units(
    item: &[u8],
    length_size: u8,
) -> impl Iterator<Item = Option<Option<Unit<'_>>>> {
    let mut reader = Reader::new(item);
    std::iter::from_fn(move || {
        if reader.rest().is_empty() {
            return None;
        }
        let mut next = || {
            let length = reader.number(length_size)?;
            reader.bytes(usize::try_from(length).ok()?)
        };
        let unit = next().map(Unit::new);
        if unit.is_none() {
            reader = Reader::new(&[]);
        }
        Some(unit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_out_what_keeps_units_apart() {
        for (whole, expected) in [
            (&b"\x42\x01\0\0\x03\x01\0\0\x03"[..], &b"\0\0\x01\0\0"[..]),
            (b"\x42\x01\0\x03\0\0\0\x03\x03", b"\0\x03\0\0\0\x03"),
            (b"\x42\x01", b""),
        ] {
            assert_eq!(Unit::new(whole).unwrap().payload(), expected, "{whole:?}");
        }
    }

    #[test]
    fn leaves_out_other_layers() {
        for (whole, kind) in [
            (&b"\x42\x01"[..], Some(33)),
            (b"\x26\x01!", Some(19)),
            (b"\x43\x01", None),
            (b"\x42\x09", None),
            (b"\xc2\x01", None),
            (b"\x42", None),
        ] {
            assert_eq!(Unit::new(whole).map(|unit| unit.kind), kind, "{whole:?}");
        }
    }

    #[test]
    fn ends_with_a_unit_that_does_not_fit() {
        let kinds = |item: &[u8]| -> Vec<_> {
            let found = units(item, 2);
            found
                .map(|unit| unit.map(|unit| unit.unwrap().kind))
                .collect()
        };
        assert_eq!(
            kinds(b"\0\x02\x26\x01\0\x03\x42\x01!"),
            [Some(19), Some(33)]
        );
        assert_eq!(kinds(b"\0\x02\x26\x01\0\x03\x42\x01"), [Some(19), None]);
        assert_eq!(kinds(b"\0\x02\x26\x01\0"), [Some(19), None]);
        assert_eq!(kinds(b""), []);
    }

    #[test]
    fn reads_the_units_of_a_configuration() {
        let fixed = [[0; 21].as_slice(), &[0xff, 2]].concat();
        let arrays = b"\xa0\0\x01\0\x02\x40\x01\x21\0\x02\0\x03\x42\x01!\0\x02\x43\x01";
        let file = [fixed.as_slice(), arrays].concat();
        let found = Configuration::read(Reader::new(&file), 9).unwrap();
        assert_eq!(found.length_size, 4);
        let kinds: Vec<_> = found.units.iter().map(|unit| unit.kind).collect();
        assert_eq!(kinds, [32, 33]);
        assert!(Configuration::read(Reader::new(&file), 1).is_none());
        for end in 0..file.len() {
            let cut = Configuration::read(Reader::new(&file[..end]), 9);
            assert!(cut.is_none(), "{end}");
        }
    }
}
