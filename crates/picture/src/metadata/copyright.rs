//! Whose work a picture is.

/// What is said about the work; one of them at least.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Copyright {
    /// Who made it.
    pub(super) artist: Option<String>,
    /// Who has which rights.
    pub(super) notice: Option<String>,
}

impl Copyright {
    /// The same with what is missing from elsewhere.
    pub(super) fn or_else(self, other: impl FnOnce() -> Self) -> Self {
        if self.artist.is_some() && self.notice.is_some() {
            return self;
        }
        let other = other();
        Self {
            artist: self.artist.or(other.artist),
            notice: self.notice.or(other.notice),
        }
    }
}
