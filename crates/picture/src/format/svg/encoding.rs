//! The bytes of an XML file to text: UTF-8, UTF-16, and Latin-1 where the file says so (XML 1.0, appendix F).

use std::borrow::Cow;

use crate::error::Error;

use super::MOST_BEFORE;

/// Length of the name of an encoding at most, as far as it is told to anybody.
const LONGEST_NAME: usize = 40;

/// Of Windows-1252, what differs from Latin-1: 0x80 to 0x9f. Web browsers take both for the same.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The order of the bytes of UTF-16.
#[derive(Clone, Copy)]
enum Order {
    Big,
    Little,
}

/// The text of a file.
pub(super) fn text(file: &[u8]) -> Result<Cow<'_, str>, Error> {
    if let Some(order) = order(file) {
        let text: Result<String, _> = char::decode_utf16(units(file, order)).collect();
        let text = text.map_err(|_| Error::damaged("the text is no UTF-16"))?;
        return Ok(text.into());
    }
    let declared = declared(file);
    let is = |names: &[&str]| {
        let mut names = names.iter();
        declared.is_some_and(|declared| {
            names.any(|name| declared.eq_ignore_ascii_case(name.as_bytes()))
        })
    };
    if is(&["iso-8859-1", "latin1", "windows-1252", "cp1252"]) {
        return Ok(file.iter().map(|byte| western(*byte)).collect());
    }
    match (std::str::from_utf8(file), declared) {
        (Ok(text), _) => Ok(text.into()),
        (Err(_), Some(name)) if !is(&["utf-8", "utf8"]) => {
            let name: String = name
                .iter()
                .take(LONGEST_NAME)
                .map(|it| char::from(*it))
                .collect();
            Err(Error::Unsupported(format!(
                "expected an SVG in UTF-8, UTF-16, ISO-8859-1 or Windows-1252, but found {name}"
            )))
        }
        (Err(_), _) => Err(Error::damaged("the text is no UTF-8")),
    }
}

/// The beginning of a text in UTF-16 as ASCII, or else the file: what a format is told by.
pub(super) fn ascii(file: &[u8]) -> Cow<'_, [u8]> {
    let Some(order) = order(file) else {
        return file.into();
    };
    let ascii = |unit| u8::try_from(unit).unwrap_or(b'?');
    // A mark of its order stands before the text.
    let units = units(file, order).skip_while(|unit| *unit == 0xfeff);
    let units = units.take(MOST_BEFORE);
    units.map(ascii).collect()
}

/// By its mark, or by its first character.
fn order(file: &[u8]) -> Option<Order> {
    match file {
        [0xfe, 0xff, ..] | [0, b'<', ..] => Some(Order::Big),
        [0xff, 0xfe, ..] | [b'<', 0, ..] => Some(Order::Little),
        _ => None,
    }
}

fn units(file: &[u8], order: Order) -> impl Iterator<Item = u16> {
    let unit = move |bytes| match order {
        Order::Big => u16::from_be_bytes(bytes),
        Order::Little => u16::from_le_bytes(bytes),
    };
    file.as_chunks().0.iter().map(move |bytes| unit(*bytes))
}

fn western(byte: u8) -> char {
    let windows = usize::from(byte).checked_sub(0x80);
    let windows = windows.and_then(|at| WINDOWS.get(at)).copied();
    windows.unwrap_or(char::from(byte))
}

/// The encoding that the declaration of XML names.
fn declared(file: &[u8]) -> Option<&[u8]> {
    let declaration = file.strip_prefix(b"<?xml")?;
    let end = declaration.iter().position(|byte| *byte == b'>')?;
    let declaration = declaration.get(..end)?;
    let word = b"encoding";
    let at = declaration
        .windows(word.len())
        .position(|found| found == word)?;
    let value = declaration
        .get(at.checked_add(word.len())?..)?
        .trim_ascii_start();
    let value = value.strip_prefix(b"=")?.trim_ascii_start();
    let (quote, value) = value.split_first()?;
    let name = value.split(|byte| byte == quote).next()?;
    // Letters, digits and signs (XML 1.0, 4.3.3).
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-:".contains(byte);
    (matches!(quote, b'"' | b'\'') && name.iter().all(is_name)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf_16(text: &str, order: Order) -> Vec<u8> {
        let bytes = |unit: u16| match order {
            Order::Big => unit.to_be_bytes(),
            Order::Little => unit.to_le_bytes(),
        };
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn reads_what_a_file_says() {
        let latin =
            |name: &str| [b"<?xml encoding = '", name.as_bytes(), b"'?>caf\xe9 \x80"].concat();
        for (file, expected) in [
            ("<svg>é</svg>".as_bytes().to_vec(), "<svg>é</svg>"),
            (
                "<?xml encoding='utf-16'?>é".as_bytes().to_vec(),
                "<?xml encoding='utf-16'?>é",
            ),
            (latin("ISO-8859-1"), "<?xml encoding = 'ISO-8859-1'?>café €"),
            (
                latin("windows-1252"),
                "<?xml encoding = 'windows-1252'?>café €",
            ),
            (utf_16("\u{feff}<svg>é😀", Order::Big), "\u{feff}<svg>é😀"),
            (
                utf_16("\u{feff}<svg>é😀", Order::Little),
                "\u{feff}<svg>é😀",
            ),
            (utf_16("<svg/>", Order::Big), "<svg/>"),
            (utf_16("<svg/>", Order::Little), "<svg/>"),
        ] {
            assert_eq!(text(&file).unwrap(), expected);
        }
    }

    #[test]
    fn tells_other_encodings_from_damage() {
        for (file, expected) in [
            (
                &b"<?xml encoding='Shift_JIS'?>\x83"[..],
                "but found Shift_JIS",
            ),
            (b"<?xml encoding='utf-8'?>\x83", "no UTF-8"),
            (b"<?xml encoding='a b'?>\x83", "no UTF-8"),
            (b"<?xml encoding=\x83", "no UTF-8"),
            (b"<svg>\xe9</svg>", "no UTF-8"),
            (b"\xff\xfe\x00\xd8", "no UTF-16"),
        ] {
            let found = text(file).unwrap_err();
            let is_damaged = matches!(found, Error::Damaged(_));
            assert_eq!(is_damaged, expected.starts_with("no"), "{found:?}");
            assert!(found.to_string().contains(expected), "{found}");
        }
    }
}
