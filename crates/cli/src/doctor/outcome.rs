//! What a check found.

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is as it should be.
    Good {
        /// What was seen.
        seen: String,
    },
    /// It is not.
    Bad {
        /// What was seen.
        seen: String,
        /// The one thing to do about it.
        remedy: String,
    },
    /// The settings ask for nothing of the kind. What builds on it can be told nevertheless.
    NotNeeded(String),
    /// Nobody can tell; nor what builds on it.
    Unknown(String),
}

impl Outcome {
    pub(super) fn good(seen: impl Into<String>) -> Self {
        Self::Good { seen: seen.into() }
    }

    pub(super) fn bad(seen: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Bad {
            seen: seen.into(),
            remedy: remedy.into(),
        }
    }

    pub(super) fn not_needed(why: impl Into<String>) -> Self {
        Self::NotNeeded(why.into())
    }

    pub(super) fn unknown(why: impl Into<String>) -> Self {
        Self::Unknown(why.into())
    }

    /// Whether what builds on it cannot be told.
    pub(super) fn is_obstacle(&self) -> bool {
        matches!(self, Self::Bad { .. } | Self::Unknown(_))
    }
}
