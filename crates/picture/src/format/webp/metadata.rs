//! WebP (RFC 9649, 2.7): the chunks `EXIF` and `XMP `, which stand behind the pixels, and the header that announces them.

use crate::metadata::Metadata;

use super::chunks::{ALPHA, EXIF, FIRST};

/// The first of each kind.
pub(crate) fn metadata(webp: &[u8]) -> Metadata<'_> {
    let mut found = Metadata::default();
    let mut rest = webp.get(FIRST..).unwrap_or_default();
    while let Some((name, body, behind)) = chunk(rest) {
        match name {
            b"EXIF" => found.exif = found.exif.or(Some(body.into())),
            b"XMP " => found.xmp = found.xmp.or(Some(body)),
            _ => {}
        }
        rest = behind;
    }
    found
}

fn chunk(bytes: &[u8]) -> Option<(&[u8; 4], &[u8], &[u8])> {
    let (name, rest) = bytes.split_first_chunk()?;
    let (length, rest) = rest.split_first_chunk()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
    let (body, rest) = rest.split_at_checked(length)?;
    Some((name, body, rest.get(length % 2..).unwrap_or_default()))
}

/// At the end of the file, which gets the long header if it has the short one.
pub(crate) fn insert(webp: &mut Vec<u8>, exif: &[u8]) {
    let Some((name, body, _)) = webp.get(FIRST..).and_then(chunk) else {
        return;
    };
    if name == b"VP8X" {
        if let Some(flags) = webp.get_mut(FIRST + 8) {
            *flags |= EXIF;
        }
    } else {
        let Some(header) = header(*name, body) else {
            return;
        };
        webp.splice(FIRST..FIRST, header);
    }
    let length = u32::try_from(exif.len()).unwrap_or_default();
    webp.extend(b"EXIF");
    webp.extend(length.to_le_bytes());
    webp.extend(exif);
    webp.resize(webp.len().next_multiple_of(2), 0);
    let length = u32::try_from(webp.len().saturating_sub(8)).unwrap_or_default();
    if let Some(field) = webp.get_mut(4..8) {
        field.copy_from_slice(&length.to_le_bytes());
    }
}

/// A chunk `VP8X` for a picture that is one frame.
fn header(name: [u8; 4], frame: &[u8]) -> Option<Vec<u8>> {
    let (alpha, width, height) = match &name {
        b"VP8 " => {
            // RFC 6386, 9.1: three bytes, a start code, and fourteen bits for each side.
            let &[w0, w1, h0, h1] = frame.get(6..)?.first_chunk()?;
            let side = |bytes| u32::from(u16::from_le_bytes(bytes) & 0x3fff).checked_sub(1);
            (0, side([w0, w1])?, side([h0, h1])?)
        }
        b"VP8L" => {
            // 3.4: a signature, fourteen bits for each side less one, and a hint of alpha.
            let bits = u32::from_le_bytes(*frame.get(1..)?.first_chunk()?);
            let alpha = if bits >> 28 & 1 == 1 { ALPHA } else { 0 };
            (alpha, bits & 0x3fff, bits >> 14 & 0x3fff)
        }
        _ => return None,
    };
    let [w0, w1, w2, _] = width.to_le_bytes();
    let [h0, h1, h2, _] = height.to_le_bytes();
    let body = [EXIF | alpha, 0, 0, 0, w0, w1, w2, h0, h1, h2];
    Some([&b"VP8X\x0a\0\0\0"[..], &body].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn announces_what_it_adds() {
        for (before, after) in [
            // Lossy, 301 pixels wide and 2 high.
            (
                &b"RIFF\x16\0\0\0WEBPVP8 \x0a\0\0\0...\x9d\x01\x2a\x2d\x41\x02\0"[..],
                &b"RIFF\x34\0\0\0WEBPVP8X\x0a\0\0\0\x08\0\0\0\x2c\x01\0\x01\0\0VP8 \x0a\0\0\0...\x9d\x01\x2a\x2d\x41\x02\0EXIF\x03\0\0\0new\0"[..],
            ),
            // Without loss, one pixel, translucent.
            (
                b"RIFF\x12\0\0\0WEBPVP8L\x05\0\0\0\x2f\0\0\0\x10\0",
                b"RIFF\x30\0\0\0WEBPVP8X\x0a\0\0\0\x18\0\0\0\0\0\0\0\0\0VP8L\x05\0\0\0\x2f\0\0\0\x10\0EXIF\x03\0\0\0new\0",
            ),
            (
                b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\x20.........",
                b"RIFF\x22\0\0\0WEBPVP8X\x0a\0\0\0\x28.........EXIF\x03\0\0\0new\0",
            ),
        ] {
            let mut file = before.to_vec();
            insert(&mut file, b"new");
            assert_eq!(file, after);
            assert_eq!(metadata(&file).exif.as_deref(), Some(&b"new"[..]));
            for end in 0..file.len() {
                metadata(&file[..end]);
                insert(&mut file[..end].to_vec(), b"new");
            }
        }
    }
}
