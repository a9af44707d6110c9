//! Percent-escapes (RFC 3986, 2.1) of UTF-8. Names hold percent signs of their own, so what is no escape, or one of bytes
//! that are no UTF-8, is text like all else: nothing that comes in is refused here.

use percent_encoding::percent_decode_str;

/// Length of `%41` in bytes.
const ESCAPE: usize = 3;

/// Decodes every escape, one by one: a browser escapes the spaces of a raw key, but not its percent signs.
pub(super) fn decode(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((plain, escapes, behind)) = next_run(rest) {
        decoded.push_str(plain);
        push_run(&mut decoded, escapes);
        rest = behind;
    }
    decoded.push_str(rest);
    decoded
}

/// Decodes a text that is encoded throughout: none where a `%` is no escape, or the outcome no UTF-8.
pub(super) fn decode_whole(text: &str) -> Option<String> {
    let mut percents = text.match_indices('%');
    let whole = percents.all(|(at, _)| text.get(at..).is_some_and(begins_with_escape));
    let decoded = percent_decode_str(text).decode_utf8().ok()?;
    whole.then(|| decoded.into_owned())
}

/// What stands in front of the next escapes, those that follow one another, and all behind them.
fn next_run(text: &str) -> Option<(&str, &str, &str)> {
    let mut percents = text.match_indices('%').map(|(at, _)| at);
    let start = percents.find(|at| text.get(*at..).is_some_and(begins_with_escape))?;
    let (plain, rest) = text.split_at_checked(start)?;
    let mut length = ESCAPE;
    while rest.get(length..).is_some_and(begins_with_escape) {
        length = length.saturating_add(ESCAPE);
    }
    let (escapes, behind) = rest.split_at_checked(length)?;
    Some((plain, escapes, behind))
}

fn begins_with_escape(text: &str) -> bool {
    let hex = |digits: &[u8]| digits.iter().all(u8::is_ascii_hexdigit);
    matches!(text.as_bytes(), [b'%', digits @ ..] if digits.get(..2).is_some_and(hex))
}

/// Decodes escapes that follow one another, and leaves those as they are that make no UTF-8.
fn push_run(decoded: &mut String, escapes: &str) {
    let bytes: Vec<u8> = percent_decode_str(escapes).collect();
    let mut rest = escapes;
    for chunk in bytes.utf8_chunks() {
        decoded.push_str(chunk.valid());
        let invalid = split(&mut rest, chunk.valid().len(), chunk.invalid().len());
        decoded.push_str(invalid);
    }
}

/// Takes the escapes of so many valid bytes off, and those of the invalid ones behind them; returns the latter.
fn split<'a>(escapes: &mut &'a str, valid: usize, invalid: usize) -> &'a str {
    let behind = escapes.get(valid.saturating_mul(ESCAPE)..);
    let behind = behind.unwrap_or_default();
    let (invalid, rest) = behind
        .split_at_checked(invalid.saturating_mul(ESCAPE))
        .unwrap_or((behind, ""));
    *escapes = rest;
    invalid
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_what_is_utf_8_and_leaves_the_rest() {
        for (text, decoded, whole) in [
            ("", "", Some("")),
            ("a+b", "a+b", Some("a+b")),
            ("a%20b", "a b", Some("a b")),
            ("%C3%bc%E6%97%A5", "ü日", Some("ü日")),
            ("100%", "100%", None),
            ("100%%20a", "100% a", None),
            ("%", "%", None),
            ("%%", "%%", None),
            ("%4", "%4", None),
            ("%4g%41", "%4gA", None),
            ("%ü", "%ü", None),
            ("per%cent", "per%cent", None),
            ("per%cent%20%C3%BC", "per%cent ü", None),
            ("%ff", "%ff", None),
            ("%C3%BC%FF%c3%20%E6%97", "ü%FF%c3 %E6%97", None),
            ("%C3ü", "%C3ü", None),
            ("%41%%42", "A%B", None),
        ] {
            assert_eq!(decode(text), decoded, "{text}");
            assert_eq!(decode_whole(text).as_deref(), whole, "{text}");
        }
    }
}
