//! The boxes that a stream may stand in (ISO/IEC 18181-2:2024, 9): what a file says about itself is one of them.

/// The box that tells the format; the stream alone begins with `ff 0a`.
const SIGNATURE: &[u8] = b"\0\0\0\x0cJXL \r\n\x87\n";

/// Brand, its version, and what the file is compatible with.
const FILE_TYPE: &[u8] = b"jxl \0\0\0\0jxl ";

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
    }
}
