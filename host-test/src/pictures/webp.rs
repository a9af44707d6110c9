//! WebP files, chunk by chunk (RFC 9649).

use super::encode::exif;

/// The 64 by 48 of [`quarters`](super::quarters) as a lossy WebP, as libwebp wrote it, with an Exif orientation and, where given, a
/// colour profile. Nothing that is written in Rust alone writes such files.
///
/// # Panics
///
/// Never: the file is part of this code.
#[must_use]
pub fn lossy_webp(orientation: u8, profile: Option<&[u8]>) -> Vec<u8> {
    let plain = include_bytes!("../../../crates/webp/tests/files/quarters.webp");
    let frame = plain.get(20..).expect("a header in front of the frame");
    // RFC 9649, 2.7: a profile, Exif, and both sides less one.
    let mut chunks = chunk(*b"VP8X", &[0x28, 0, 0, 0, 63, 0, 0, 47, 0, 0]);
    if let Some(profile) = profile {
        chunks.extend(chunk(*b"ICCP", profile));
    }
    chunks.extend(chunk(*b"VP8 ", frame));
    chunks.extend(chunk(*b"EXIF", &exif(orientation)));
    riff(&chunks)
}

/// A chunk of a WebP (RFC 9649, 2.3).
pub(super) fn chunk(name: [u8; 4], bytes: &[u8]) -> Vec<u8> {
    let length = u32::try_from(bytes.len()).expect("a small file");
    let mut chunk = [&name[..], &length.to_le_bytes(), bytes].concat();
    chunk.resize(chunk.len().next_multiple_of(2), 0);
    chunk
}

/// The file around its chunks.
pub(super) fn riff(chunks: &[u8]) -> Vec<u8> {
    let length = u32::try_from(chunks.len() + 4).expect("a small file");
    [b"RIFF", &length.to_le_bytes()[..], b"WEBP", chunks].concat()
}
