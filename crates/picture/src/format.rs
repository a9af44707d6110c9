//! The formats of pictures: told by their bytes, never by a name or a header.

use crate::options::Output;

/// Whether AVIF is read and written: the choice is made when Marble is built.
pub const HAS_AVIF: bool = cfg!(feature = "avif");

/// Whether SVG is read, likewise.
pub const HAS_SVG: bool = cfg!(feature = "svg");

/// A format that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// AVIF, in builds that have it.
    Avif,
    /// Windows bitmap.
    Bmp,
    /// GIF, with its frames.
    Gif,
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// SVG, uncompressed, in builds that have it.
    Svg,
    /// TIFF and `BigTIFF`, of which the first page is read.
    Tiff,
    /// WebP, with or without loss, with its frames.
    WebP,
}

impl Format {
    /// Tells the format from the first bytes of a file.
    ///
    /// # Errors
    ///
    /// What the bytes look like, where they are of no format that is read.
    pub fn sniff(bytes: &[u8]) -> Result<Self, &'static str> {
        match bytes {
            [0xff, 0xd8, 0xff, ..] => Ok(Self::Jpeg),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Ok(Self::Png),
            [
                b'R',
                b'I',
                b'F',
                b'F',
                _,
                _,
                _,
                _,
                b'W',
                b'E',
                b'B',
                b'P',
                ..,
            ] => Ok(Self::WebP),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Ok(Self::Gif),
            [b'I', b'I', 42 | 43, 0, ..] | [b'M', b'M', 0, 42 | 43, ..] => Ok(Self::Tiff),
            [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => Ok(Self::Bmp),
            _ if HAS_SVG && is_svg(bytes) => Ok(Self::Svg),
            _ => match looks_like(bytes) {
                "AVIF" if HAS_AVIF => Ok(Self::Avif),
                other => Err(other),
            },
        }
    }

    /// The formats that are read, for people.
    #[must_use]
    pub fn all() -> &'static str {
        match (HAS_AVIF, HAS_SVG) {
            (false, false) => "JPEG, PNG, WebP, GIF, TIFF or BMP",
            (true, false) => "JPEG, PNG, WebP, AVIF, GIF, TIFF or BMP",
            (false, true) => "JPEG, PNG, WebP, GIF, TIFF, BMP or SVG",
            (true, true) => "JPEG, PNG, WebP, AVIF, GIF, TIFF, BMP or SVG",
        }
    }

    /// What a picture of this format becomes where nothing is asked for.
    #[must_use]
    pub fn default_output(self, has_alpha: bool) -> Output {
        match self {
            // Writing AVIF takes seconds, and has a bound of its own: only where it is asked for.
            Self::Avif | Self::Bmp | Self::Tiff if has_alpha => Output::Png,
            Self::Avif | Self::Bmp | Self::Jpeg | Self::Tiff => Output::Jpeg,
            Self::Gif => Output::Gif,
            Self::Png | Self::Svg => Output::Png,
            Self::WebP => Output::WebP,
        }
    }
}

impl Output {
    /// Media type (IANA).
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Avif => "image/avif",
            Self::Gif => "image/gif",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
        }
    }
}

/// A name for bytes that are of no format that is read, to help whoever put the wrong file into the bucket.
fn looks_like(bytes: &[u8]) -> &'static str {
    match bytes {
        [] => "an empty file",
        [
            _,
            _,
            _,
            _,
            b'f',
            b't',
            b'y',
            b'p',
            b'a',
            b'v',
            b'i',
            b'f' | b's',
            ..,
        ] => "AVIF",
        [_, _, _, _, b'f', b't', b'y', b'p', b'h' | b'm', ..] => "HEIF",
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => "a video",
        [0xff, 0x0a, ..] | [0, 0, 0, 12, b'J', b'X', b'L', ..] => "JPEG XL",
        [0, 0, 1, 0, ..] => "an icon",
        [b'%', b'P', b'D', b'F', ..] => "PDF",
        [b'P', b'K', 3, 4, ..] => "a ZIP archive",
        [0x1f, 0x8b, ..] => "gzip",
        _ if text_begins_with(bytes, "<svg") || text_begins_with(bytes, "<?xml") => "SVG or XML",
        _ if text_begins_with(bytes, "<") => "HTML or XML",
        _ if bytes.iter().take(64).all(|byte| is_text(*byte)) => "text",
        _ => "unknown bytes",
    }
}

/// Whether the first element is `svg`, with or without a prefix, behind whatever may stand before it.
fn is_svg(bytes: &[u8]) -> bool {
    let behind = |bytes: &'_ [u8], end: &[u8]| {
        let at = bytes.windows(end.len()).position(|found| found == end)?;
        Some(at.saturating_add(end.len()))
    };
    let mut rest = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    loop {
        rest = rest.trim_ascii_start();
        let end: &[u8] = match rest {
            [b'<', b'?', ..] => b"?>",
            [b'<', b'!', b'-', b'-', ..] => b"-->",
            [b'<', b'!', ..] if rest.iter().find(|byte| b"[>".contains(byte)) == Some(&b'[') => {
                b"]>"
            }
            [b'<', b'!', ..] => b">",
            [b'<', name @ ..] => {
                let end = name.iter().position(|byte| b" \t\r\n/>".contains(byte));
                let name = name.get(..end.unwrap_or(name.len())).unwrap_or_default();
                return name == b"svg" || name.ends_with(b":svg");
            }
            _ => return false,
        };
        match behind(rest, end).and_then(|at| rest.get(at..)) {
            Some(behind) => rest = behind,
            None => return false,
        }
    }
}

fn text_begins_with(bytes: &[u8], word: &str) -> bool {
    bytes
        .trim_ascii_start()
        .get(..word.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
}

fn is_text(byte: u8) -> bool {
    byte.is_ascii_graphic() || byte.is_ascii_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_formats_by_their_first_bytes() {
        for (bytes, expected) in [
            (&b"\xff\xd8\xff\xe0"[..], Ok(Format::Jpeg)),
            (b"\x89PNG\r\n\x1a\n", Ok(Format::Png)),
            (b"RIFF\0\0\0\0WEBPVP8 ", Ok(Format::WebP)),
            (b"GIF89a", Ok(Format::Gif)),
            (b"GIF87a", Ok(Format::Gif)),
            (b"BM\x36\0\0\0\0\0\0\0", Ok(Format::Bmp)),
            (b"", Err("an empty file")),
            (
                b"\0\0\0\x1cftypavif",
                if HAS_AVIF {
                    Ok(Format::Avif)
                } else {
                    Err("AVIF")
                },
            ),
            (b"\0\0\0\x1cftypheic", Err("HEIF")),
            (b"\0\0\0\x1cftypisom", Err("a video")),
            (b"II*\0", Ok(Format::Tiff)),
            (b"MM\0+\0\x08\0\0", Ok(Format::Tiff)),
            (b"%PDF-1.7", Err("PDF")),
            (b" \n<SVG xmlns", Err("SVG or XML")),
            (b"<?xml version='1.0'?><html>", Err("SVG or XML")),
            (b"<!doctype html>", Err("HTML or XML")),
            (b"BMW is a car maker", Err("text")),
            (b"GIF8", Err("text")),
            (b"\xff\xd8", Err("unknown bytes")),
        ] {
            assert_eq!(Format::sniff(bytes), expected, "{bytes:?}");
        }
    }

    #[test]
    fn finds_a_drawing_behind_what_may_stand_before_it() {
        for (text, expected) in [
            ("<svg xmlns='a'>", true),
            (
                "\u{feff}\n <?xml version='1.0'?>\r\n<!-- <html> --><!DOCTYPE svg [<!ENTITY a 'b'> ]>\n<svg/>",
                true,
            ),
            ("<!DOCTYPE svg PUBLIC 'a' 'b'><s:svg>", true),
            ("<svgz>", false),
            ("<html><svg/></html>", false),
            ("svg", false),
            ("<!-- ", false),
            ("", false),
        ] {
            assert_eq!(is_svg(text.as_bytes()), expected, "{text}");
            let found = Format::sniff(text.as_bytes()) == Ok(Format::Svg);
            assert_eq!(found, expected && HAS_SVG, "{text}");
        }
    }
}
