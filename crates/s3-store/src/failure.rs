//! Why a call failed, before it becomes the interface's error: whose fault it is, what the operator should do,
//! and whether the same request may do better in a moment.

use std::fmt;

use marble_log::quoted;
use marble_settings::Error as SettingsError;

/// The errors of `object-store`, without their texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The key may not do this.
    Denied,
    /// What was asked can never be, or the answer is not understood.
    Invalid,
    /// A setting is not understood.
    Misconfigured,
    /// The store wants none of it, whatever is asked: the credentials, the region, the bucket, a quota.
    Refused,
    /// Too much is asked at once.
    Throttled,
    /// No sign of life in the time that it has.
    TimedOut,
    /// The store, or the way to it, is broken for the moment.
    Unavailable,
}

/// One failed attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Whose fault it is.
    pub kind: Kind,
    /// One line for the operator, which follows the name of the method: `refused: ...`. Foreign text is
    /// [`quoted`] in it.
    pub text: String,
    /// Whether the same request may succeed after a pause.
    pub transient: bool,
}

impl Failure {
    /// A failure that another attempt would repeat.
    #[must_use]
    pub fn permanent(kind: Kind, text: impl Into<String>) -> Self {
        Self {
            kind,
            text: text.into(),
            transient: false,
        }
    }

    /// A failure that another attempt may not meet.
    #[must_use]
    pub fn transient(kind: Kind, text: impl Into<String>) -> Self {
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
