//! Why a call failed, before it becomes the interface's error: whose fault it is, what the operator should do,
//! and whether the same request may do better in a moment.

use std::fmt;

use marble_settings::Error as SettingsError;

/// Longest excerpt of foreign text in a log line, in bytes, escapes included.
const LONGEST_EXCERPT: usize = 200;

/// The errors of `object-store`, without their texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Denied,
    Invalid,
    Misconfigured,
    Refused,
    Throttled,
    TimedOut,
    Unavailable,
}

/// One failed attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) kind: Kind,
    /// One line for the operator, which follows the name of the method: `refused: ...`. Foreign text is
    /// [`quoted`] in it.
    pub(crate) text: String,
    /// Whether the same request may succeed after a pause.
    pub(crate) transient: bool,
}

impl Failure {
    /// A failure that another attempt would repeat.
    pub(crate) fn permanent(kind: Kind, text: impl Into<String>) -> Self {
        Self {
            kind,
            text: text.into(),
            transient: false,
        }
    }

    /// A failure that another attempt may not meet.
    pub(crate) fn transient(kind: Kind, text: impl Into<String>) -> Self {
        Self {
            transient: true,
            ..Self::permanent(kind, text)
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl From<SettingsError> for Failure {
    fn from(error: SettingsError) -> Self {
        let text = format!("not sent: {}", error.describe(quoted));
        Self::permanent(Kind::Misconfigured, text)
    }
}

/// Foreign text as it may stand in a log line: in quotes, ASCII only, control characters escaped, at most
/// 202 bytes.
pub(crate) fn quoted(text: &str) -> String {
    let escaped: String = text
        .chars()
        .flat_map(char::escape_default)
        .take(LONGEST_EXCERPT)
        .collect();
    format!("\"{escaped}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_cannot_break_or_flood_the_log() {
        assert_eq!(
            quoted("a \"b\"\r\ns3-store: ü\u{202e}\0"),
            r#""a \"b\"\r\ns3-store: \u{fc}\u{202e}\u{0}""#
        );
        assert_eq!(quoted(&"\n".repeat(10_000)).len(), 202);
    }
}
