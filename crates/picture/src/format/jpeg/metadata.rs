//! JPEG: segments in front of the first scan (T.81, B.1.1.4).

use std::borrow::Cow;

use crate::error::Error;
use crate::input::Input;
use crate::metadata::Metadata;

const EXIF: &[u8] = b"Exif\0\0";
const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";

const APP0: u8 = 0xe0;
const APP1: u8 = 0xe1;
const APP13: u8 = 0xed;
const SOS: u8 = 0xda;

/// Reads what stands in front of the first scan, and no more.
pub(crate) fn read<'a>(input: &'a mut Input<'_>) -> Result<Metadata<'a>, Error> {
    let mut start = 2_usize;
    loop {
        let rest = input.window().get(start..).unwrap_or_default();
        match segment(rest) {
            Some((SOS, ..)) => break,
            Some((_, _, behind)) => {
                start = start.saturating_add(rest.len().saturating_sub(behind.len()));
            }
            None if input.has_ended() => break,
            None => {
                input.more()?;
            }
        }
    }
    Ok(metadata(input.window()))
}

/// The first of each kind.
fn metadata(jpeg: &[u8]) -> Metadata<'_> {
    let mut found = Metadata::default();
    let mut rest = jpeg.get(2..).unwrap_or_default();
    while let Some((marker, body, behind)) = segment(rest) {
        if marker == SOS {
            break;
        }
        let of = |wanted: u8, name| {
            (marker == wanted)
                .then(|| body.strip_prefix(name))
                .flatten()
        };
        found.exif = found.exif.or_else(|| of(APP1, EXIF).map(Cow::Borrowed));
        found.xmp = found.xmp.or_else(|| of(APP1, XMP));
        found.iptc = found.iptc.or_else(|| of(APP13, PHOTOSHOP));
        rest = behind;
    }
    found
}

/// A marker, what belongs to it, and what stands behind that. Bytes 0xff may stand in front of a marker.
fn segment(mut bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    loop {
        match bytes {
            [0xff, 0xff, ..] => bytes = bytes.get(1..)?,
            // Markers that stand alone.
            [0xff, 0x01 | 0xd0..=0xd8, ..] => bytes = bytes.get(2..)?,
            [0xff, marker, high, low, ..] => {
                let length = u16::from_be_bytes([*high, *low]).into();
                let (segment, behind) = bytes.get(2..)?.split_at_checked(length)?;
                return Some((*marker, segment.get(2..)?, behind));
            }
            _ => return None,
        }
    }
}

/// Behind the header of JFIF, which has to be the first segment.
pub(crate) fn insert(jpeg: &mut Vec<u8>, exif: &[u8]) {
    let header = jpeg.get(2..).and_then(segment);
    let Some((APP0, body, _)) = header else {
        return;
    };
    let at = body.len().saturating_add(2 + 4);
    let length = exif.len().saturating_add(EXIF.len()).saturating_add(2);
    let Ok(length) = u16::try_from(length) else {
        return;
    };
    let segment = [&[0xff, APP1], &length.to_be_bytes(), EXIF, exif].concat();
    jpeg.splice(at..at, segment);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_each_kind_in_front_of_the_scan() {
        let segment = |marker: u8, body: &[u8]| {
            let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
            [&[0xff, marker], &length[..], body].concat()
        };
        let jpeg = [
            b"\xff\xd8".to_vec(),
            segment(APP0, b"JFIF\0"),
            segment(APP1, &[XMP, b"packet"].concat()),
            b"\xff\xff".to_vec(),
            segment(APP1, &[EXIF, b"tiff"].concat()),
            segment(APP1, &[EXIF, b"second"].concat()),
            segment(APP13, &[PHOTOSHOP, b"8BIM"].concat()),
            segment(SOS, b""),
        ]
        .concat();
        let expected = Metadata {
            exif: Some(b"tiff"[..].into()),
            iptc: Some(b"8BIM"),
            xmp: Some(b"packet"),
        };
        assert_eq!(metadata(&jpeg), expected);
        for end in 0..jpeg.len() {
            metadata(&jpeg[..end]);
        }

        let mut made = [&b"\xff\xd8"[..], &segment(APP0, b"JFIF\0"), b"\xff\xd9"].concat();
        insert(&mut made, b"new");
        let expected = [
            &b"\xff\xd8"[..],
            &segment(APP0, b"JFIF\0"),
            &segment(APP1, b"Exif\0\0new"),
            b"\xff\xd9",
        ];
        assert_eq!(made, expected.concat());
    }
}
