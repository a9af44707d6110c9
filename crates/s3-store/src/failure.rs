//! Why a call failed, before it becomes the interface's error: whose fault it is, what the operator should do,
//! and whether the same request may do better in a moment.

use std::fmt;

use marble_log::quoted;
use marble_settings::Error as SettingsError;

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
