//! Why a link of another service is not followed.

use std::borrow::Cow;
use std::fmt;

/// Why a link of another service is not followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// It says what Marble cannot, or what the service itself does not understand.
    Refused {
        /// The service.
        dialect: &'static str,
        /// The part of the link that it is about.
        found: String,
        /// What is wrong with it.
        why: Cow<'static, str>,
    },
    /// It has to be signed, and is not, or not with a key that is known here.
    Signature,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused {
                dialect,
                found,
                why,
            } => write!(
                f,
                "expected a link of {dialect} that Marble can follow, but found {found:?}: {why}"
            ),
            Self::Signature => f.write_str("expected a signature that holds"),
        }
    }
}

impl std::error::Error for Error {}
