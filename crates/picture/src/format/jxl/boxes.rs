//! The boxes that a stream may stand in (ISO/IEC 18181-2:2024, 9): what a file says about itself is one of them.

use crate::metadata::Metadata;

/// The box that tells the format.
const SIGNATURE: &[u8] = b"\0\0\0\x0cJXL \r\n\x87\n";

/// What a stream begins with that stands in no box.
const STREAM: &[u8] = b"\xff\x0a";

/// Brand, its version, and what the file is compatible with.
const FILE_TYPE: &[u8] = b"jxl \0\0\0\0jxl ";

pub(crate) fn matches(file: &[u8]) -> bool {
    file.starts_with(SIGNATURE) || file.starts_with(STREAM)
}

/// The first of each kind. Those that Brotli compressed are not read.
pub(crate) fn metadata(file: &[u8]) -> Metadata<'_> {
    let mut found = Metadata::default();
    let mut rest = file;
    while let Some((kind, body, behind)) = first_box(rest) {
        match kind {
            // Where the structure begins stands in front of it.
            b"Exif" => found.exif = found.exif.or(body.get(4..).map(Into::into)),
            b"xml " => found.xmp = found.xmp.or(Some(body)),
            _ => {}
        }
        rest = behind;
    }
    found
}

/// Kind and contents of the first box, and what is behind it (ISO/IEC 14496-12, 4.2).
fn first_box(bytes: &[u8]) -> Option<(&[u8; 4], &[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    let (kind, rest) = rest.split_first_chunk()?;
    let (length, rest) = match u32::from_be_bytes(*length) {
        // As far as the file goes.
        0 => (rest.len(), rest),
        1 => {
            let (length, rest) = rest.split_first_chunk()?;
            let length = usize::try_from(u64::from_be_bytes(*length)).ok()?;
            (length.checked_sub(16)?, rest)
        }
        length => (usize::try_from(length).ok()?.checked_sub(8)?, rest),
    };
    let (body, behind) = rest.split_at_checked(length)?;
    Some((kind, body, behind))
}

/// Puts a TIFF structure (CIPA DC-008) behind the pixels of a file that was written here. What is too long for a box is
/// left out.
pub(super) fn insert_exif(file: &mut Vec<u8>, exif: &[u8]) {
    // In front of the structure stands where it begins.
    let Some(exif) = boxed(*b"Exif", &[&[0; 4], exif]) else {
        return;
    };
    if !file.starts_with(SIGNATURE) {
        let file_type = boxed(*b"ftyp", &[FILE_TYPE]);
        let (Some(file_type), Some(stream)) = (file_type, boxed(*b"jxlc", &[file])) else {
            return;
        };
        *file = [SIGNATURE, &file_type, &stream].concat();
    }
    file.extend(exif);
}

fn boxed(kind: [u8; 4], contents: &[&[u8]]) -> Option<Vec<u8>> {
    let contents = contents.concat();
    let length = u32::try_from(contents.len().checked_add(8)?).ok()?;
    Some([&length.to_be_bytes()[..], &kind, &contents].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_a_stream_for_what_is_said_of_it() {
        let mut file = vec![0xff, 0x0a, 7];
        insert_exif(&mut file, b"II*\0");
        let expected = b"\0\0\0\x0cJXL \r\n\x87\n\0\0\0\x14ftypjxl \0\0\0\0jxl \0\0\0\x0bjxlc\xff\x0a\x07\0\0\0\x10Exif\0\0\0\0II*\0";
        assert_eq!(file, expected);
        // What stands in boxes already gets one more.
        insert_exif(&mut file, b"MM");
        assert_eq!(file, [&expected[..], b"\0\0\0\x0eExif\0\0\0\0MM"].concat());
        assert_eq!(metadata(&file).exif.as_deref(), Some(&b"II*\0"[..]));
    }

    #[test]
    fn reads_boxes_of_every_length() {
        let long = [b"\0\0\0\x01xml \0\0\0\0\0\0\0\x13<x>", SIGNATURE].concat();
        assert_eq!(metadata(&long).xmp, Some(&b"<x>"[..]));
        let last = [SIGNATURE, b"\0\0\0\0xml <y>"].concat();
        assert_eq!(metadata(&last).xmp, Some(&b"<y>"[..]));
        for broken in [
            &b"\0\0\0\x07xml "[..],
            b"\0\0\0\x0dxml 1234",
            b"\0\0\0\x01xml \0\0\0\0\0\0\0\x0f",
            b"\0\0\0\x0bExif123",
            b"\xff\x0a\0",
            b"",
        ] {
            assert_eq!(metadata(broken), Metadata::default(), "{broken:?}");
        }
    }
}
