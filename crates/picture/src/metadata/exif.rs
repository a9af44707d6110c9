//! Exif: two tags of a TIFF structure (CIPA DC-008, Exif 2.32), read and written. No other directory is followed.

use super::copyright::Copyright;
use super::text::text;

/// The tags, with the types under which text is found.
const ARTIST: u16 = 0x013b;
const COPYRIGHT: u16 = 0x8298;
/// Of a TIFF that is a file: image resources of Photoshop, and a packet of XMP.
pub(crate) const IMAGE_RESOURCES: u16 = 34377;
pub(crate) const XMP: u16 = 700;
const ASCII: u16 = 2;
const BYTE: u16 = 1;
const UNDEFINED: u16 = 7;
/// Exif 3.0.
const UTF8: u16 = 129;

/// Bytes of a directory's entry.
const ENTRY: usize = 12;

/// Reads the first directory.
pub(crate) fn read(tiff: &[u8]) -> Copyright {
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
    let is_little = match tiff.first_chunk()? {
        b"II\x2a\0" => true,
        b"MM\0\x2a" => false,
        _ => return None,
    };
    let short = |bytes: &[u8]| {
        let bytes = *bytes.first_chunk()?;
        Some(if is_little {
            u16::from_le_bytes(bytes)
        } else {
            u16::from_be_bytes(bytes)
        })
    };
    let long = |bytes: &[u8]| {
        let bytes = *bytes.first_chunk()?;
        let number = if is_little {
            u32::from_le_bytes(bytes)
        } else {
            u32::from_be_bytes(bytes)
        };
        usize::try_from(number).ok()
    };
    let directory = tiff.get(long(tiff.get(4..)?)?..)?;
    let (entries, _) = directory.get(2..)?.as_chunks::<ENTRY>();
    let mut entries = entries.iter().take(short(directory)?.into());
    let entry = entries.find(|entry| short(&entry[..]) == Some(tag))?;
    if !matches!(short(entry.get(2..)?)?, ASCII | BYTE | UNDEFINED | UTF8) {
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
}
