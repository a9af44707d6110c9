//! The chunks of a PNG (ISO/IEC 15948, 5.3), counted through before they are read: of a file that ends too early, all
//! rows are looked at, even those that are not shown.

/// The length and the name in front of a chunk's data, and the checksum behind it.
const FRAME: usize = 12;

/// Whether the file ends before its last chunk, `IEND`, begins. `png` begins with a PNG's signature.
pub(super) fn is_truncated(png: &[u8]) -> bool {
    let mut chunks = png.get(8..).unwrap_or_default();
    loop {
        let (Some(length), Some(name)) = (chunks.first_chunk(), chunks.get(4..8)) else {
            return true;
        };
        if name == b"IEND" {
            return false;
        }
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
        let Some(rest) = chunks.get(length.saturating_add(FRAME)..) else {
            return true;
        };
        chunks = rest;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_ends_before_its_end() {
        let whole = b"\x89PNG\r\n\x1a\n\0\0\0\x03IDATabcCRC.\0\0\0\0IENDCRC.";
        assert!(!is_truncated(whole));
        for end in 0..whole.len() {
            let name_is_whole = end >= whole.len() - 4;
            assert_eq!(is_truncated(&whole[..end]), !name_is_whole, "cut at {end}");
        }
        let trailing = [&whole[..], b"trailing"].concat();
        assert!(!is_truncated(&trailing));
        for (index, value) in [(8, 0xff), (11, 4), (11, 2), (23, 1)] {
            let mut wrong = *whole;
            wrong[index] = value;
            // A length that is too small leads into data, which leads nowhere.
            assert_eq!(is_truncated(&wrong), index != 23, "byte {index} is {value}");
        }
    }
}
