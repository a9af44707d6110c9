//! What there is to see, or why there is nothing: nobody is left out without a word.

use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Outcome<T> {
    Absent(String),
    Measured(T),
}

impl<T> Outcome<T> {
    pub(crate) fn measured(&self) -> Option<&T> {
        match self {
            Self::Absent(_) => None,
            Self::Measured(measured) => Some(measured),
        }
    }
}

impl<T> From<Result<T, String>> for Outcome<T> {
    fn from(result: Result<T, String>) -> Self {
        result.map_or_else(Self::Absent, Self::Measured)
    }
}
