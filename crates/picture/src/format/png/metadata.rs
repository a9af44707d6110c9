//! PNG (third edition): the chunks `eXIf` and, of text, the one that holds XMP, and those that held Exif before there was
//! `eXIf`.

use std::borrow::Cow;

use crate::metadata::Metadata;

use super::raw_profile::RawProfiles;

/// A keyword, no compression, no language, no translation.
const XMP: &[u8] = b"XML:com.adobe.xmp\0\0\0";

/// Behind the signature and the chunk `IHDR`.
const BEHIND_HEADER: usize = 33;

/// The first of each kind, before or behind the pixels.
pub(crate) fn metadata(png: &[u8]) -> Metadata<'_> {
    let mut found = Metadata::default();
    let mut raw = RawProfiles::default();
    let mut rest = png.get(8..).unwrap_or_default();
    while let Some((name, body, behind)) = chunk(rest) {
        match name {
            b"IEND" => break,
            b"eXIf" => found.exif = found.exif.or(Some(body.into())),
            b"iTXt" => found.xmp = found.xmp.or_else(|| xmp(body)),
            _ => {}
        }
        raw.add(*name, body);
        rest = behind;
    }
    found.exif = found.exif.or_else(|| raw.exif().map(Cow::Owned));
    found
}

fn chunk(bytes: &[u8]) -> Option<(&[u8; 4], &[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    let (name, rest) = rest.split_first_chunk()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let (body, rest) = rest.split_at_checked(length)?;
    // A checksum, which is not looked at.
    Some((name, body, rest.get(4..)?))
}

/// What nobody compresses.
fn xmp(body: &[u8]) -> Option<&[u8]> {
    let mut parts = body.strip_prefix(XMP)?.splitn(3, |byte| *byte == 0);
    parts.nth(2)
}

/// Behind the header.
pub(crate) fn insert(png: &mut Vec<u8>, exif: &[u8]) {
    let Ok(length) = u32::try_from(exif.len()) else {
        return;
    };
    let named = [b"eXIf", exif].concat();
    let chunk = [
        &length.to_be_bytes(),
        &named[..],
        &checksum(&named).to_be_bytes(),
    ]
    .concat();
    if png.len() >= BEHIND_HEADER {
        png.splice(BEHIND_HEADER..BEHIND_HEADER, chunk);
    }
}

/// CRC-32 (annex D), of little.
fn checksum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_each_kind_wherever_it_stands() {
        let header = *b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR.............CRC.";
        let mut png = header.to_vec();
        insert(&mut png, b"tiff");
        // As any other program finds it.
        assert_eq!(&png[33..], b"\0\0\0\x04eXIftiff\xe7\x1b\xc0\x07");
        png.extend(b"\0\0\0\x1eiTXtXML:com.adobe.xmp\0\0\0en\0\0packet");
        png.extend(b"CRC.\0\0\0\0IENDCRC.");
        let expected = Metadata {
            exif: Some(b"tiff"[..].into()),
            iptc: None,
            xmp: Some(b"packet"),
        };
        assert_eq!(metadata(&png), expected);
        for end in 0..png.len() {
            metadata(&png[..end]);
        }
    }
}
