//! The chunks of a WebP (RFC 9649, 2.3 and 2.4), checked before a decoder believes their sizes.

use std::ops::Range;

use crate::error::Error;
use crate::geometry::Dimensions;

/// Where the first chunk begins: behind `RIFF`, the file's size and `WEBP`.
pub(crate) const FIRST: usize = 12;

/// The name and the size in front of a chunk's body.
pub(crate) const HEADER: usize = 8;

/// What the first byte of the chunk `VP8X` announces.
pub(crate) const ICC_PROFILE: u8 = 0x20;
pub(crate) const ALPHA: u8 = 0x10;
pub(crate) const EXIF: u8 = 0x08;
pub(crate) const ANIMATION: u8 = 0x02;

/// What is said of a file that is shorter than its header says.
pub(crate) fn ends_early() -> Error {
    Error::damaged("the file ends before the picture")
}

/// Whether the file is shorter than its header says, or a chunk reaches behind its end. `webp` begins with a
/// RIFF header.
pub(crate) fn is_truncated(webp: &[u8]) -> bool {
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

/// A picture that is one VP8 frame without alpha, and where in the file its parts are.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Lossy {
    pub(crate) frame: Range<usize>,
    /// The size that the extended header says, which must be that of the frame.
    pub(crate) canvas: Option<Dimensions>,
    /// Only where the extended header announces it, as in libwebp.
    pub(crate) exif: Option<Range<usize>>,
    pub(crate) icc_profile: Option<Range<usize>>,
}

/// The parts of a picture that is nothing else: neither without loss, nor translucent, nor animated.
pub(crate) fn lossy(webp: &[u8]) -> Option<Lossy> {
    let mut chunks = webp.get(FIRST..)?;
    let (mut canvas, mut frame, mut exif, mut icc_profile) = (None, None, None, None);
    while let Some((chunk, rest)) = split_chunk(chunks) {
        let (name, body) = chunk.split_first_chunk()?;
        let body = body.get(4..)?;
        let start = webp.len().saturating_sub(chunks.len());
        let start = start.saturating_add(HEADER);
        let is_first = start == FIRST.saturating_add(HEADER);
        chunks = rest;
        let place = match name {
            b"ALPH" | b"ANIM" | b"ANMF" | b"VP8L" => return None,
            b"EXIF" => &mut exif,
            b"ICCP" => &mut icc_profile,
            b"VP8 " => &mut frame,
            b"VP8X" if is_first => {
                canvas = Some(canvas_size(body)?);
                continue;
            }
            _ => continue,
        };
        // The first of its kind counts (RFC 9649, 2.7.1.5).
        place.get_or_insert(start..start.saturating_add(body.len()));
    }
    Some(Lossy {
        frame: frame?,
        canvas,
        exif: exif.filter(|_| announces(webp, EXIF)),
        icc_profile,
    })
}

/// Whether a file has an extended header, and that announces what this flag stands for.
pub(crate) fn announces(webp: &[u8], flag: u8) -> bool {
    let first = webp.get(FIRST..).and_then(split_chunk);
    let flags = first.and_then(|(chunk, _)| chunk.strip_prefix(b"VP8X")?.get(4).copied());
    flags.is_some_and(|flags| flags & flag != 0)
}

/// The size that an extended header says, and the first lossy frame that is not one of an animation.
pub(crate) fn extended(webp: &[u8]) -> Option<(Dimensions, &[u8])> {
    let mut chunks = webp.get(12..)?;
    let mut canvas = None;
    while let Some((chunk, rest)) = split_chunk(chunks) {
        let (name, body) = chunk.split_first_chunk()?;
        let body = body.get(4..)?;
        match (name, canvas) {
            (b"VP8X", None) => canvas = Some(canvas_size(body)?),
            (b"VP8 ", Some(canvas)) => return Some((canvas, body)),
            _ => {}
        }
        chunks = rest;
    }
    None
}

/// Of a chunk `VP8X`: flags, then both sides less one, three bytes each.
pub(crate) fn canvas_size(body: &[u8]) -> Option<Dimensions> {
    let &[_, _, _, _, w0, w1, w2, h0, h1, h2, ..] = body else {
        return None;
    };
    let side = |bytes| u32::from_le_bytes(bytes).saturating_add(1);
    Some(Dimensions {
        width: side([w0, w1, w2, 0]),
        height: side([h0, h1, h2, 0]),
    })
}

/// All behind the first chunk.
fn skip_chunk(chunks: &[u8]) -> Option<&[u8]> {
    split_chunk(chunks).map(|(_, rest)| rest)
}

/// The first chunk and all behind it: a name, a size, and as many bytes, filled up to an even number.
pub(crate) fn split_chunk(chunks: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = size(chunks, 4)?.checked_add(8)?;
    let (chunk, rest) = chunks.split_at_checked(end)?;
    let padding = end % 2;
    // The padding of the last chunk is often left out.
    Some((chunk, rest.get(padding..).unwrap_or(rest)))
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
    /// A file of these chunks.
    fn file(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
        let length = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap().to_le_bytes();
        let mut body = b"WEBP".to_vec();
        for (name, bytes) in chunks {
            body.extend_from_slice(*name);
            body.extend(length(bytes));
            body.extend_from_slice(bytes);
            body.resize(body.len().next_multiple_of(2), 0);
        }
        [b"RIFF", &length(&body)[..], &body].concat()
    }

    #[test]
    fn finds_the_frame_of_a_lossy_picture() {
        let extended: &[u8] = &[EXIF, 0, 0, 0, 0x2c, 1, 0, 0xff, 0xff, 0xff];
        let simple = file(&[(b"VP8 ", b"frame")]);
        let expected = Lossy {
            frame: 20..25,
            canvas: None,
            exif: None,
            icc_profile: None,
        };
        assert_eq!(lossy(&simple), Some(expected));
        assert_eq!(simple[20..25], *b"frame");
        let whole = file(&[
            (b"VP8X", extended),
            (b"ICCP", b"profile"),
            (b"VP8 ", b"frame"),
            (b"EXIF", b"one"),
            (b"EXIF", b"two"),
            (b"what", b"ever"),
        ]);
        let expected = Lossy {
            frame: 54..59,
            canvas: Some(Dimensions {
                width: 301,
                height: 1 << 24,
            }),
            exif: Some(68..71),
            icc_profile: Some(38..45),
        };
        assert_eq!(lossy(&whole), Some(expected));
        assert_eq!(whole[38..45], *b"profile");
        assert_eq!(whole[68..71], *b"one");
    }

    /// As libwebp does, and so sharp.
    #[test]
    fn takes_no_exif_that_is_not_announced() {
        let chunks: &[(&[u8; 4], &[u8])] = &[(b"VP8 ", b"frame"), (b"EXIF", b"one")];
        assert_eq!(lossy(&file(chunks)).unwrap().exif, None);
        for (flags, expected) in [(0, None), (0xff ^ EXIF, None), (EXIF, Some(52..55))] {
            let extended = [flags, 0, 0, 0, 0, 0, 0, 0, 0, 0];
            let chunks = [&[(b"VP8X", &extended[..])], chunks].concat();
            assert_eq!(lossy(&file(&chunks)).unwrap().exif, expected, "{flags}");
        }
    }

    #[test]
    fn finds_the_size_and_the_frame_beside_alpha() {
        let header: &[u8] = &[0x10, 0, 0, 0, 4, 0, 0, 2, 0, 0];
        let whole = file(&[(b"VP8X", header), (b"ALPH", b"a"), (b"VP8 ", b"frame")]);
        let size = Dimensions {
            width: 5,
            height: 3,
        };
        assert_eq!(extended(&whole), Some((size, &b"frame"[..])));
        assert_eq!(extended(&file(&[(b"VP8 ", b"frame")])), None);
        assert_eq!(extended(&file(&[(b"VP8X", header), (b"ANMF", b"")])), None);
    }

    #[test]
    fn leaves_other_pictures_alone() {
        for chunks in [
            &[(b"VP8L", &b"frame"[..])][..],
            &[(b"VP8X", &[0; 10]), (b"ALPH", b"a"), (b"VP8 ", b"frame")],
            &[(b"VP8X", &[0; 10]), (b"ANIM", b"a"), (b"ANMF", b"frame")],
            &[(b"VP8X", &[0; 9]), (b"VP8 ", b"frame")],
            &[(b"EXIF", b"no frame")],
            &[],
        ] {
            assert_eq!(lossy(&file(chunks)), None, "{chunks:?}");
        }
        assert_eq!(lossy(b"RIFF"), None);
    }
}
