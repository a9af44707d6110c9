//! Originals that are SVGs: drawn at the size of the result, so that they are sharp at any.
//!
//! ```text
//! gzip ─ encoding ─ text ─ scan ─ XML ─ weigh (style) ─ tree ─ effort ─ pixels
//! ```
//!
//! The libraries follow every reference and allocate what a file asks for. So `scan`, `weigh` and `effort` tell before
//! each of their steps what it will take, and refuse. No file, no address and no font is ever opened.

mod drawing;
mod effort;
mod encoding;
mod error;
mod gzip;
mod hiding;
mod images;
mod reach;
mod scan;
mod shown;
mod style;
mod weigh;

use crate::original::Open;

/// What may stand before the first element of a file that is compressed or in UTF-16, in bytes.
const MOST_BEFORE: usize = 64 << 10;

/// Whether a file is a drawing, compressed or not, in any encoding.
pub(super) fn matches(file: &[u8]) -> bool {
    if gzip::is_gzip(file) {
        is_drawing(&encoding::ascii(&gzip::begin(file, MOST_BEFORE as u64)))
    } else {
        is_drawing(&encoding::ascii(file))
    }
}

/// Whether the first element is `svg`, with or without a prefix, behind whatever may stand before it.
fn is_drawing(file: &[u8]) -> bool {
    let behind = |bytes: &'_ [u8], end: &[u8]| {
        let at = bytes.windows(end.len()).position(|found| found == end)?;
        Some(at.saturating_add(end.len()))
    };
    let mut rest = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
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

pub(super) const OPEN: Open = Open::Drawing(drawing::open);

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(matches(text.as_bytes()), expected, "{text}");
            let utf_16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let is_found = expected && text.starts_with(['<', '\u{feff}']);
            assert_eq!(matches(&utf_16), is_found, "{text} in UTF-16");
        }
    }
}
