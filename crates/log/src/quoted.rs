//! Foreign text in a line of text.

/// Longest excerpt of foreign text, in bytes, escapes included.
const LONGEST_EXCERPT: usize = 200;

/// Foreign text as it may stand in a line: in quotes, ASCII only, control characters escaped, at most 202 bytes.
#[must_use]
pub fn quoted(text: &str) -> String {
    quoted_upto(text, LONGEST_EXCERPT)
}

/// The same with at most `most` bytes between the quotes. An escape is whole or not there: the half of one would take the
/// quote behind it for its own.
pub(crate) fn quoted_upto(text: &str, most: usize) -> String {
    let mut quoted = String::from('"');
    for escape in text.chars().map(char::escape_default) {
        if quoted.len().saturating_add(escape.len()) > most.saturating_add(1) {
            break;
        }
        quoted.extend(escape);
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_line_or_the_quotes() {
        for (text, expected) in [
            ("plain text", r#""plain text""#),
            ("a\r\nb\tc", r#""a\r\nb\tc""#),
            ("\"'\\", r#""\"\'\\""#),
            ("\u{1b}[31m\u{9b}\0", r#""\u{1b}[31m\u{9b}\u{0}""#),
            ("ü\u{202e}\u{2028}", r#""\u{fc}\u{202e}\u{2028}""#),
        ] {
            assert_eq!(quoted(text), expected);
        }
    }

    #[test]
    fn is_bounded() {
        for text in ["x".repeat(10_000), "\n".repeat(10_000)] {
            assert_eq!(quoted(&text).len(), LONGEST_EXCERPT + 2);
            assert_eq!(quoted_upto(&text, 3_000).len(), 3_002);
        }
        for (text, expected) in [
            ("ab\n", r#""ab""#),
            ("a\nb", r#""a\n""#),
            ("abcd", r#""abc""#),
            ("\"\"", r#""\"""#),
            ("\u{65e5}", "\"\""),
        ] {
            assert_eq!(quoted_upto(text, 3), expected);
        }
    }
}
