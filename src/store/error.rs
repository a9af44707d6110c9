//! Why the store did not do its part.

use std::fmt;

use crate::bindings::marble::store::object_store as wit;

/// Why the store did not do its part: the `error` of `object-store`, see there. The texts are for the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The store refuses this one object to these credentials.
    Denied(String),
    /// The store's answer breaks the protocol.
    Invalid(String),
    /// A setting of the store's component is absent or not understood.
    Misconfigured(String),
    /// The store refuses every call until the operator acts.
    Refused(String),
    /// The store asks for fewer requests.
    Throttled,
    /// The store did not answer in time.
    TimedOut,
    /// The store is down, or broke off.
    Unavailable,
}

impl Error {
    /// Its name in `object-store`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Denied(_) => "denied",
            Self::Invalid(_) => "invalid",
            Self::Misconfigured(_) => "misconfigured",
            Self::Refused(_) => "refused",
            Self::Throttled => "throttled",
            Self::TimedOut => "timed-out",
            Self::Unavailable => "unavailable",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Denied(text)
            | Self::Invalid(text)
            | Self::Misconfigured(text)
            | Self::Refused(text) => f.write_str(text),
            Self::Throttled => f.write_str("the store asks for fewer requests"),
            Self::TimedOut => f.write_str("the store did not answer in time"),
            Self::Unavailable => f.write_str("the store is down or broke off"),
        }
    }
}

impl std::error::Error for Error {}

pub(super) fn from_wit(error: wit::Error) -> Error {
    match error {
        wit::Error::Denied(text) => Error::Denied(text),
        wit::Error::Invalid(text) => Error::Invalid(text),
        wit::Error::Misconfigured(text) => Error::Misconfigured(text),
        wit::Error::Refused(text) => Error::Refused(text),
        wit::Error::Throttled => Error::Throttled,
        wit::Error::TimedOut => Error::TimedOut,
        wit::Error::Unavailable => Error::Unavailable,
    }
}
