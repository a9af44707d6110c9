//! The chunks of a WebP (RFC 9649, 2.3 and 2.4), checked before a decoder believes their sizes.

/// Whether the file is shorter than its header says, or a chunk reaches behind its end. `webp` begins with a
/// RIFF header.
pub(super) fn is_truncated(webp: &[u8]) -> bool {
    let chunks = size(webp, 4).and_then(|size| webp.get(8..size.checked_add(8)?));
    // Behind the form type `WEBP`.
    let Some(mut chunks) = chunks.and_then(|chunks| chunks.get(4..)) else {
        return true;
    };
    while !chunks.is_empty() {
        let Some(rest) = skip_chunk(chunks) else {
            return true;
        };
        chunks = rest;
    }
    false
}

/// All behind the first chunk: a name, a size, and as many bytes, filled up to an even number.
fn skip_chunk(chunks: &[u8]) -> Option<&[u8]> {
    let end = size(chunks, 4)?.checked_add(8)?;
    let padding = end % 2;
    // The padding of the last chunk is often left out.
    let padded = chunks.get(end.checked_add(padding)?..);
    padded.or_else(|| chunks.get(end..))
}

fn size(bytes: &[u8], at: usize) -> Option<usize> {
    let size = bytes.get(at..)?.first_chunk()?;
    usize::try_from(u32::from_le_bytes(*size)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_reaches_behind_the_end() {
        let whole = b"RIFF\x18\0\0\0WEBPVP8L\x03\0\0\0abc\0EXIF\0\0\0\0";
        assert!(!is_truncated(whole));
        let trailing = [&whole[..], b"trailing"].concat();
        assert!(!is_truncated(&trailing));
        for end in 0..whole.len() {
            assert!(is_truncated(&whole[..end]), "cut at {end}");
        }
        for (index, value) in [(4, 0x19), (7, 0xff), (16, 5), (19, 0xff), (28, 1)] {
            let mut wrong = *whole;
            wrong[index] = value;
            assert!(is_truncated(&wrong), "byte {index} is {value}");
        }
        let unpadded = b"RIFF\x0d\0\0\0WEBPVP8L\x01\0\0\0a";
        assert!(!is_truncated(unpadded));
    }
}
