//! Text that files hold, as one tidy line.

/// Characters of a field that are kept.
pub(super) const LONGEST: usize = 2000;

/// Bytes as text: UTF-8, or else Latin 1, as older files have it. Fields of nothing but spaces say nothing.
pub(super) fn text(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.get(..LONGEST.saturating_mul(4)).unwrap_or(bytes);
    // What is cut off in the middle of a character is UTF-8 still.
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(error) if error.error_len().is_none() => String::from_utf8_lossy(bytes).into_owned(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    };
    tidy(&text)
}

/// One line without control characters, not too long.
pub(super) fn tidy(text: &str) -> Option<String> {
    let characters = text.chars().take(LONGEST);
    let visible = characters.map(|it| if it.is_control() { ' ' } else { it });
    let line: String = visible.collect();
    let line = line.trim();
    (!line.is_empty()).then(|| line.to_owned())
}

/// Several makers in one field, as Exif wants it.
pub(super) fn joined(names: impl Iterator<Item = String>) -> Option<String> {
    let names: Vec<String> = names.take(20).collect();
    tidy(&names.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_text_of_both_kinds() {
        let long = "é".repeat(LONGEST * 3);
        for (bytes, expected) in [
            (&b"\xc2\xa9 Ada"[..], Some("© Ada")),
            (b"\xa9 Ada\0", Some("© Ada")),
            (b"  \0\r\n ", None),
            (b"", None),
            (b"Ada\0Grace", Some("Ada Grace")),
            (b"Ada \xc3", Some("Ada \u{fffd}")),
            (long.as_bytes(), Some(&long[..LONGEST * 2])),
        ] {
            assert_eq!(text(bytes).as_deref(), expected, "{bytes:?}");
        }
    }
}
