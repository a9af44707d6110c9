//! Exif in a chunk of text, as `ImageMagick` and programs that follow it wrote it before there was `eXIf`, and do still:
//!
//! ```text
//! keyword  Raw profile type exif    or APP1, which may be XMP, too
//! text     \nexif\n      54\n45786966...\n    a name, the number of bytes, and these in hexadecimal digits
//! ```

use fdeflate::Decompressor;

use crate::metadata::exif;

const KEYWORD: &[u8] = b"Raw profile type ";

/// Chunks that are looked at.
const MOST_CHUNKS: usize = 4;

/// Of the text, in bytes: twice what a JPEG has room for, with line ends. What a file says first stands in front.
const MOST_TEXT: usize = 192 << 10;

/// The chunks that may hold it.
#[derive(Default)]
pub(super) struct RawProfiles<'a> {
    chunks: Vec<Text<'a>>,
}

/// The text of a chunk.
enum Text<'a> {
    Compressed(&'a [u8]),
    Plain(&'a [u8]),
}

impl<'a> RawProfiles<'a> {
    /// Takes note of a chunk, if it is one.
    pub(super) fn add(&mut self, name: [u8; 4], body: &'a [u8]) {
        if self.chunks.len() < MOST_CHUNKS
            && let Some(text) = text(name, body)
        {
            self.chunks.push(text);
        }
    }

    /// The first that holds Exif.
    pub(super) fn exif(&self) -> Option<Vec<u8>> {
        let found = self.chunks.iter().filter_map(|text| match text {
            Text::Compressed(text) => bytes(&inflate(text)),
            Text::Plain(text) => bytes(text),
        });
        let mut exif = found.filter(|bytes| exif::is_exif(bytes));
        exif.next()
    }
}

/// What is behind the keyword (11.3.3).
fn text(name: [u8; 4], body: &[u8]) -> Option<Text<'_>> {
    let rest = body.strip_prefix(KEYWORD)?;
    let end = rest.iter().position(|byte| *byte == 0)?;
    let (kind, rest) = rest.split_at_checked(end)?;
    if !kind.eq_ignore_ascii_case(b"exif") && !kind.eq_ignore_ascii_case(b"app1") {
        return None;
    }
    match (&name, rest) {
        (b"tEXt", [_, text @ ..]) => Some(Text::Plain(text)),
        (b"zTXt", [_, _, text @ ..]) => Some(Text::Compressed(text)),
        (b"iTXt", [_, compressed, _, rest @ ..]) => {
            // Behind the language and the translated keyword.
            let text = rest.splitn(3, |byte| *byte == 0).nth(2)?;
            Some(match compressed {
                0 => Text::Plain(text),
                _ => Text::Compressed(text),
            })
        }
        _ => None,
    }
}

/// As much of it as can be inflated.
fn inflate(zlib: &[u8]) -> Vec<u8> {
    let mut text = vec![0; MOST_TEXT];
    let mut inflate = Decompressor::new();
    inflate.ignore_adler32();
    let (mut rest, mut filled) = (zlib, 0_usize);
    while let Ok((taken, made)) = inflate.read(rest, &mut text, filled, false) {
        rest = rest.get(taken..).unwrap_or_default();
        filled = filled.saturating_add(made);
        if inflate.is_done() || (taken == 0 && made == 0) {
            break;
        }
    }
    text.truncate(filled);
    text
}

/// The bytes that are behind the name and their number.
fn bytes(text: &[u8]) -> Option<Vec<u8>> {
    let text = text.get(..MOST_TEXT).unwrap_or(text);
    let mut lines = text.trim_ascii_start().splitn(3, |byte| *byte == b'\n');
    let digits = lines.nth(2)?.iter();
    let mut digits = digits.filter_map(|digit| char::from(*digit).to_digit(16));
    let bytes = std::iter::from_fn(|| {
        let (high, low) = (digits.next()?, digits.next()?);
        u8::try_from((high << 4) | low).ok()
    });
    Some(bytes.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &[u8] = b"\nexif\n      14\n457869660000\n49492a0008000000\n";

    fn found(name: [u8; 4], body: &[u8]) -> Option<Vec<u8>> {
        let mut profiles = RawProfiles::default();
        profiles.add(name, body);
        profiles.exif()
    }

    #[test]
    fn finds_exif_in_every_chunk_of_text() {
        let compressed = fdeflate::compress_to_vec(TEXT);
        let expected = b"Exif\0\0II\x2a\0\x08\0\0\0".to_vec();
        for kind in ["exif", "APP1", "app1"] {
            let keyword = [KEYWORD, kind.as_bytes(), b"\0"].concat();
            for (name, between, text) in [
                (b"tEXt", &b""[..], TEXT),
                (b"zTXt", b"\0", &compressed),
                (b"iTXt", b"\0\0en\0translated\0", TEXT),
                (b"iTXt", b"\x01\0\0\0", &compressed),
            ] {
                let body = [&keyword, between, text].concat();
                assert_eq!(found(*name, &body), Some(expected.clone()), "{kind}");
                for end in 0..body.len() {
                    found(*name, &body[..end]);
                }
            }
        }
    }

    #[test]
    fn passes_over_what_is_none() {
        for (name, body) in [
            (b"tEXt", &b"Raw profile type iptc\0\niptc\n 4\n49492a00"[..]),
            (
                b"tEXt",
                b"Raw profile type APP1\0\ngeneric profile\n 4\n68747470",
            ),
            (b"tEXt", b"Raw profile type exif\0"),
            (b"IDAT", b"Raw profile type exif\0\nexif\n 4\n49492a00"),
            (b"zTXt", b"Raw profile type exif\0\0\xff\xff\xff"),
        ] {
            assert_eq!(found(*name, body), None, "{body:?}");
        }
    }

    #[test]
    fn inflates_no_more_than_its_room() {
        let bomb = fdeflate::compress_to_vec(&[&TEXT[..15], &b"49492a00".repeat(1 << 20)].concat());
        let body = [KEYWORD, b"exif\0\0", &bomb].concat();
        let found = found(*b"zTXt", &body).unwrap();
        assert!(found.starts_with(b"II\x2a\0"));
        assert!(found.len() <= MOST_TEXT / 2, "{}", found.len());
    }
}
