//! Exif: tags of the first directory of a TIFF structure (CIPA DC-008, Exif 2.32): the orientation is read, artist and
//! copyright are read and written. No other directory is followed.

use super::copyright::Copyright;
use super::text::text;

/// The tags, with the types under which text is found.
const ARTIST: u16 = 0x013b;
const COPYRIGHT: u16 = 0x8298;
const ORIENTATION: u16 = 0x0112;
/// Of a TIFF that is a file: image resources of Photoshop, and a packet of XMP.
pub(crate) const IMAGE_RESOURCES: u16 = 34377;
pub(crate) const XMP: u16 = 700;
const ASCII: u16 = 2;
const BYTE: u16 = 1;
const UNDEFINED: u16 = 7;
/// Whole numbers, and those with a sign.
const SHORT: u16 = 3;
const LONG: u16 = 4;
const SBYTE: u16 = 6;
const SSHORT: u16 = 8;
const SLONG: u16 = 9;
/// Exif 3.0.
const UTF8: u16 = 129;

/// Bytes of a directory's entry.
const ENTRY: usize = 12;

/// What stands in front of Exif in a JPEG (4.7.2.1), and what some programs write into other files too: PNG, WebP.
const IDENTIFIER: &[u8] = b"Exif\0\0";

/// A number of two or of four bytes.
#[derive(Clone, Copy)]
enum Order {
    Big,
    Little,
}

impl Order {
    fn short(self, bytes: &[u8]) -> Option<u16> {
        let bytes = *bytes.first_chunk()?;
        Some(match self {
            Self::Big => u16::from_be_bytes(bytes),
            Self::Little => u16::from_le_bytes(bytes),
        })
    }

    fn long(self, bytes: &[u8]) -> Option<u32> {
        let bytes = *bytes.first_chunk()?;
        Some(match self {
            Self::Big => u32::from_be_bytes(bytes),
            Self::Little => u32::from_le_bytes(bytes),
        })
    }
}

/// The TIFF structure in a block of Exif, whatever its container puts in front: nothing, the identifier of a JPEG, or how
/// far behind the structure begins (ISO/IEC 23008-12, A.2.1).
pub(crate) fn tiff(exif: &[u8]) -> &[u8] {
    let bare = behind_identifiers(exif);
    if order(bare).is_some() {
        return bare;
    }
    let behind = || {
        let (offset, rest) = bare.split_first_chunk()?;
        let offset = usize::try_from(u32::from_be_bytes(*offset)).ok()?;
        rest.get(offset..).map(behind_identifiers)
    };
    behind().unwrap_or(bare)
}

/// Programs that put one in front of what has one already write two.
fn behind_identifiers(mut exif: &[u8]) -> &[u8] {
    while let Some(rest) = exif.strip_prefix(IDENTIFIER) {
        exif = rest;
    }
    exif
}

/// Whether there is a TIFF structure in it.
pub(crate) fn is_exif(bytes: &[u8]) -> bool {
    order(tiff(bytes)).is_some()
}

fn order(tiff: &[u8]) -> Option<Order> {
    match tiff.first_chunk()? {
        b"II\x2a\0" => Some(Order::Little),
        b"MM\0\x2a" => Some(Order::Big),
        _ => None,
    }
}

/// The number of the orientation, from 1 to 8. The type should be SHORT, and programs write all whole numbers.
pub(crate) fn orientation(exif: &[u8]) -> Option<u8> {
    let tiff = tiff(exif);
    let (order, entry) = entry(tiff, ORIENTATION)?;
    let value = entry.get(8..)?;
    let number = match order.short(entry.get(2..)?)? {
        BYTE | SBYTE => (*value.first()?).into(),
        SHORT | SSHORT => order.short(value)?.into(),
        LONG | SLONG => order.long(value)?,
        _ => return None,
    };
    let number = u8::try_from(number).ok()?;
    (1..=8).contains(&number).then_some(number)
}

/// Reads the first directory.
pub(crate) fn read(exif: &[u8]) -> Copyright {
    let tiff = tiff(exif);
    let field = |tag| find(tiff, tag).and_then(text);
    Copyright {
        artist: field(ARTIST),
        notice: field(COPYRIGHT),
    }
}

/// Writes a directory of these two tags.
pub(crate) fn write(copyright: &Copyright) -> Vec<u8> {
    let fields = [(ARTIST, &copyright.artist), (COPYRIGHT, &copyright.notice)];
    let fields = fields.into_iter();
    let fields: Vec<_> = fields
        .filter_map(|(tag, text)| Some((tag, text.as_deref()?)))
        .collect();
    let mut entries = u16::try_from(fields.len())
        .unwrap_or_default()
        .to_be_bytes()
        .to_vec();
    let mut values = Vec::new();
    // Behind the header, the number of entries, the entries, and where the next directory is.
    let start = fields.len().saturating_mul(ENTRY).saturating_add(8 + 2 + 4);
    for (tag, text) in fields {
        let mut value = text.as_bytes().to_vec();
        value.push(0);
        entries.extend(tag.to_be_bytes());
        entries.extend(ASCII.to_be_bytes());
        entries.extend(long(value.len()));
        if value.len() <= 4 {
            value.resize(4, 0);
            entries.append(&mut value);
        } else {
            entries.extend(long(start.saturating_add(values.len())));
            values.append(&mut value);
            values.resize(values.len().next_multiple_of(2), 0);
        }
    }
    [b"MM\0\x2a\0\0\0\x08", &entries[..], &[0; 4], &values].concat()
}

fn long(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap_or_default().to_be_bytes()
}

/// The bytes of a tag in the first directory.
pub(crate) fn find(tiff: &[u8], tag: u16) -> Option<&[u8]> {
    let (order, entry) = entry(tiff, tag)?;
    let long = |bytes| usize::try_from(order.long(bytes)?).ok();
    if !matches!(
        order.short(entry.get(2..)?)?,
        ASCII | BYTE | UNDEFINED | UTF8
    ) {
        return None;
    }
    let length = long(entry.get(4..)?)?;
    let value = entry.get(8..)?;
    if length <= 4 {
        return value.get(..length);
    }
    let start = long(value)?;
    tiff.get(start..start.checked_add(length)?)
}

/// The entry of a tag in the first directory.
fn entry(tiff: &[u8], tag: u16) -> Option<(Order, &[u8; ENTRY])> {
    let order = order(tiff)?;
    let start = usize::try_from(order.long(tiff.get(4..)?)?).ok()?;
    let directory = tiff.get(start..)?;
    let (entries, _) = directory.get(2..)?.as_chunks::<ENTRY>();
    let mut entries = entries.iter().take(order.short(directory)?.into());
    let found = entries.find(|entry| order.short(&entry[..]) == Some(tag))?;
    Some((order, found))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copyright(artist: &str, notice: &str) -> Copyright {
        let field = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Copyright {
            artist: field(artist),
            notice: field(notice),
        }
    }

    #[test]
    fn reads_what_it_writes() {
        for (artist, notice) in [
            ("Ada", "© 2026 Ada Lovelace, all rights reserved"),
            ("Ada Lovelace", ""),
            ("", "1"),
            ("abcd", "© x"),
        ] {
            let expected = copyright(artist, notice);
            let written = write(&expected);
            assert_eq!(read(&written), expected);
            for end in 0..written.len() {
                read(&written[..end]);
            }
        }
    }

    #[test]
    fn reads_both_orders_and_bounds_everything() {
        let little = b"II\x2a\0\x08\0\0\0\x01\0\x98\x82\x02\0\x05\0\0\0\x1a\0\0\0\0\0\0\0Ada!\0";
        assert_eq!(read(little), copyright("", "Ada!"));
        // An offset, a length, a place or a number of entries that leads out of the file; a type that is no text.
        for (at, value) in [(21, 0xff), (17, 0xff), (7, 0xff), (9, 0xff), (12, 3)] {
            let mut damaged = *little;
            damaged[at] = value;
            let expected = if at == 9 { "Ada!" } else { "" };
            assert_eq!(read(&damaged), copyright("", expected), "byte {at}");
        }
    }

    /// A structure that says nothing but the orientation, in both orders of bytes.
    fn turned(little: bool, kind: u16, orientation: u32) -> Vec<u8> {
        let short = |number: u16| {
            if little {
                number.to_le_bytes()
            } else {
                number.to_be_bytes()
            }
        };
        let long = |number: u32| {
            if little {
                number.to_le_bytes()
            } else {
                number.to_be_bytes()
            }
        };
        let mut tiff = if little { b"II" } else { b"MM" }.to_vec();
        tiff.extend(short(42));
        tiff.extend(long(8));
        tiff.extend(short(1));
        tiff.extend(short(ORIENTATION));
        tiff.extend(short(kind));
        tiff.extend(long(1));
        // Shorter numbers stand in front (TIFF 6.0, 2).
        let low = u16::try_from(orientation & 0xffff).unwrap();
        match kind {
            BYTE | SBYTE => tiff.extend([low.to_le_bytes()[0], 0xaa, 0xaa, 0xaa]),
            SHORT | SSHORT => tiff.extend([short(low), [0xaa; 2]].concat()),
            _ => tiff.extend(long(orientation)),
        }
        tiff.extend([0; 4]);
        tiff
    }

    #[test]
    fn reads_the_orientation_of_every_type_behind_every_prefix() {
        for little in [false, true] {
            for kind in [BYTE, SHORT, LONG, SBYTE, SSHORT, SLONG] {
                for number in 0..10 {
                    let tiff = turned(little, kind, number);
                    let expected = (1..=8).contains(&number).then_some(number);
                    for prefix in [
                        &b""[..],
                        b"Exif\0\0",
                        b"Exif\0\0Exif\0\0",
                        b"\0\0\0\0",
                        b"\0\0\0\x06Exif\0\0",
                        b"\0\0\0\0Exif\0\0",
                        b"Exif\0\0\0\0\0\0",
                        b"\0\0\0\x03...",
                    ] {
                        let exif = [prefix, &tiff].concat();
                        let found = orientation(&exif).map(u32::from);
                        assert_eq!(found, expected, "{prefix:?} {kind} {number}");
                        for end in 0..exif.len() {
                            orientation(&exif[..end]);
                        }
                    }
                }
            }
        }
        assert_eq!(orientation(&turned(true, SHORT, 0x0101)), None);
        assert_eq!(orientation(&turned(true, LONG, 0x1_0006)), None);
        assert_eq!(orientation(&turned(true, ASCII, 6)), None);
        assert_eq!(orientation(b"\xff\xff\xff\xffII\x2a\0"), None);
    }
}
