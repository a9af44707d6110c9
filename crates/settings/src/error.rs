//! Why a variable cannot be used.

use std::fmt;

/// A variable that is unset or holds what it may not. Tells no secret; the text is for the operator's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// Name of the variable.
    pub variable: &'static str,
    pub(crate) expected: String,
    pub(crate) found: Found,
}

/// What the variable holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// What must not be told.
    Hidden,
    /// It is unset, and has no default.
    Nothing,
    /// This text.
    Text(String),
}

impl Error {
    /// The same as `Display`, with the text that was found as `quote` writes it.
    #[must_use]
    pub fn describe(&self, quote: impl FnOnce(&str) -> String) -> String {
        let found = match &self.found {
            Found::Hidden => "its value has other characters or parts (not shown)".to_owned(),
            Found::Nothing => "it is not set".to_owned(),
            Found::Text(text) => format!("found {}", quote(text)),
        };
        format!("{}: expected {}, but {found}", self.variable, self.expected)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.describe(|text| format!("{text:?}")))
    }
}

impl std::error::Error for Error {}
