//! Every way a request can fail, with the status and the words of each.
//!
//! What the client sees (`message`, `detail`) and what the operator reads (`Display`) are different texts:
//! nothing of the store's own words reaches the client.

use std::fmt;

use http::StatusCode;
use marble_picture::{Bound, Excess};
use serde::Serialize;

use crate::{config, events, plan, policy, request, store};

/// Why there is no picture.
#[derive(Debug)]
pub enum Error {
    /// The original's bytes are not what its format promises; the text says what is wrong.
    Damaged(String),
    /// Nobody may tell of originals that changed: `EVENTS_TOKEN` is not set.
    EventsOff,
    /// Events that are not understood; the text says what was expected.
    InvalidEvents(String),
    /// More keys or bytes than one message may have; the text says how many.
    TooManyEvents(String),
    /// Who tells of originals that changed does not prove who it is.
    Unauthorized,
    /// An encoder failed, or something that cannot happen did.
    Internal(String),
    /// The key is not `<transform>/<original>`; the text says what was expected and what was found.
    InvalidKey(String),
    /// Neither GET, HEAD nor OPTIONS.
    MethodNotAllowed,
    /// A variable is unset or not understood. The text is for the log.
    Misconfigured(String),
    /// There is no key in the request.
    MissingKey,
    /// Events are told by POST alone.
    NotPosted,
    /// The original's bytes are of no format that is read; the text says what they look like.
    NotAPicture(String),
    /// There is no such original, or the store denies this one object.
    OriginalNotFound,
    /// Neither `ALLOWED_RESOLUTIONS` and `ALLOWED_TRANSFORMS` nor `PRESETS` have what is asked for.
    ResolutionNotAllowed,
    /// The signature is that of another transform or original, or of nobody's.
    SignatureMismatch,
    /// The store did not do its part.
    Store(store::Error),
    /// A bound of this installation is exceeded.
    TooLarge(Excess),
    /// `MAX_SECONDS` went by.
    TooSlow,
}

/// The body of every error answer.
#[derive(Serialize)]
struct Body<'a> {
    message: &'a str,
    code: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

impl Error {
    /// Status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::InvalidEvents(_) | Self::InvalidKey(_) | Self::MissingKey => {
                StatusCode::BAD_REQUEST
            }
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::ResolutionNotAllowed | Self::SignatureMismatch => StatusCode::FORBIDDEN,
            Self::EventsOff | Self::OriginalNotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed | Self::NotPosted => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge(_) | Self::TooManyEvents(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotAPicture(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooSlow => StatusCode::SERVICE_UNAVAILABLE,
            Self::Damaged(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Internal(_) | Self::Misconfigured(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Store(error) => match error {
                store::Error::Misconfigured(_) => StatusCode::INTERNAL_SERVER_ERROR,
                store::Error::Denied(_) | store::Error::Invalid(_) | store::Error::Refused(_) => {
                    StatusCode::BAD_GATEWAY
                }
                store::Error::Throttled | store::Error::Unavailable => {
                    StatusCode::SERVICE_UNAVAILABLE
                }
                store::Error::TimedOut => StatusCode::GATEWAY_TIMEOUT,
            },
        }
    }

    /// A stable word for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Damaged(_) => "damaged-original",
            Self::EventsOff => "events-off",
            Self::Internal(_) => "internal",
            Self::InvalidEvents(_) => "invalid-events",
            Self::InvalidKey(_) => "invalid-key",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::Misconfigured(_) | Self::Store(store::Error::Misconfigured(_)) => "misconfigured",
            Self::MissingKey => "missing-key",
            Self::NotAPicture(_) => "not-a-picture",
            Self::NotPosted => "not-posted",
            Self::OriginalNotFound => "original-not-found",
            Self::ResolutionNotAllowed => "resolution-not-allowed",
            Self::SignatureMismatch => "signature-mismatch",
            Self::Store(store::Error::Denied(_)) => "store-denied",
            Self::Store(store::Error::Invalid(_)) => "store-invalid",
            Self::Store(store::Error::Refused(_)) => "store-refused",
            Self::Store(store::Error::Throttled) => "store-throttled",
            Self::Store(store::Error::TimedOut) => "store-timed-out",
            Self::Store(store::Error::Unavailable) => "store-unavailable",
            Self::TooManyEvents(_) => "too-many-events",
            Self::TooSlow => "too-slow",
            Self::Unauthorized => "unauthorized",
            Self::TooLarge(excess) => match excess.bound {
                Bound::AvifPixels => "too-many-pixels-for-avif",
                Bound::ResultMemory => "result-too-much-memory",
                Bound::ResultBytes => "result-too-many-bytes",
                Bound::ResultSide => "result-side-too-long",
                Bound::SourceBytes => "too-many-bytes",
                Bound::SourceMemory => "too-much-memory",
                Bound::SourcePixels => "too-many-pixels",
                Bound::Work => "too-much-work",
            },
        }
    }

    /// The sentence for people.
    #[must_use]
    pub fn message(&self) -> &'static str {
        match self {
            Self::Damaged(_) => "Unprocessable Content: Original image is damaged",
            Self::EventsOff => "Not Found: Events are not accepted here",
            Self::InvalidEvents(_) => "Bad Request: Invalid events",
            Self::TooManyEvents(_) => "Content Too Large: Too many events",
            Self::Unauthorized => "Unauthorized: Wrong or missing token",
            Self::InvalidKey(_) => "Bad Request: Invalid key format",
            Self::MethodNotAllowed => "Method Not Allowed: Expected GET, HEAD or OPTIONS",
            Self::NotPosted => "Method Not Allowed: Expected POST or OPTIONS",
            Self::Misconfigured(_) | Self::Store(store::Error::Misconfigured(_)) => {
                "Internal Server Error: Not configured"
            }
            Self::Internal(_) => "Internal Server Error",
            Self::MissingKey => "Bad Request: Missing key query parameter",
            Self::NotAPicture(_) => "Unsupported Media Type: Original is not a supported image",
            Self::OriginalNotFound => "Not Found: Original image not found",
            Self::ResolutionNotAllowed => "Forbidden: Resolution not allowed",
            Self::SignatureMismatch => "Forbidden: Signature does not match",
            Self::Store(store::Error::Throttled) => "Service Unavailable: Store is busy",
            Self::Store(store::Error::TimedOut) => "Gateway Timeout: Store is too slow",
            Self::Store(store::Error::Unavailable) => "Service Unavailable: Store is down",
            Self::Store(_) => "Bad Gateway: Store did not accept the request",
            Self::TooSlow => "Service Unavailable: Making the result takes too long",
            Self::TooLarge(excess) => match excess.bound {
                Bound::AvifPixels
                | Bound::ResultBytes
                | Bound::ResultMemory
                | Bound::ResultSide => "Content Too Large: Result would be too large",
                Bound::Work => "Content Too Large: Result would take too long",
                _ => "Content Too Large: Original image is too large",
            },
        }
    }

    /// What else the client may know.
    fn detail(&self) -> Option<String> {
        match self {
            Self::Damaged(text)
            | Self::InvalidEvents(text)
            | Self::InvalidKey(text)
            | Self::NotAPicture(text)
            | Self::TooManyEvents(text) => Some(text.clone()),
            Self::TooLarge(excess) => Some(excess.to_string()),
            _ => None,
        }
    }

    /// The JSON body of the answer.
    #[must_use]
    pub fn body(&self) -> Vec<u8> {
        let body = Body {
            message: self.message(),
            code: self.code(),
            detail: self.detail(),
        };
        // Three strings always serialise; an empty body would be an answer still.
        serde_json::to_vec(&body).unwrap_or_default()
    }

    /// Whether the original cannot be had, or not as a picture: what `FALLBACK` is for.
    #[must_use]
    pub fn is_of_original(&self) -> bool {
        match self {
            Self::Damaged(_) | Self::NotAPicture(_) | Self::OriginalNotFound => true,
            Self::EventsOff
            | Self::Internal(_)
            | Self::InvalidEvents(_)
            | Self::InvalidKey(_)
            | Self::MethodNotAllowed
            | Self::Misconfigured(_)
            | Self::MissingKey
            | Self::NotPosted
            | Self::ResolutionNotAllowed
            | Self::SignatureMismatch
            | Self::Store(_)
            | Self::TooLarge(_)
            | Self::TooManyEvents(_)
            | Self::TooSlow
            | Self::Unauthorized => false,
        }
    }

    /// What went wrong, for the operator's log.
    #[must_use]
    pub fn cause(&self) -> String {
        match self {
            Self::Internal(text) | Self::Misconfigured(text) => text.clone(),
            Self::Store(error) => error.to_string(),
            _ => self.detail().unwrap_or_else(|| self.message().to_owned()),
        }
    }

    /// Whether the status is 5xx: the operator has to know.
    #[must_use]
    pub fn is_server_error(&self) -> bool {
        self.status().is_server_error()
    }
}

/// For the operator's log.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code(), self.cause())
    }
}

impl std::error::Error for Error {}

impl From<events::Error> for Error {
    fn from(error: events::Error) -> Self {
        match error {
            events::Error::TooMany => Self::TooManyEvents(error.to_string()),
            invalid => Self::InvalidEvents(invalid.to_string()),
        }
    }
}

impl From<marble_picture::Error> for Error {
    fn from(error: marble_picture::Error) -> Self {
        match error {
            // A part of the picture that is not there cannot be asked for, which only the picture can tell.
            marble_picture::Error::Crop(outside) => Self::InvalidKey(outside.to_string()),
            marble_picture::Error::Damaged(text) => Self::Damaged(text),
            marble_picture::Error::Internal(text) => Self::Internal(text),
            marble_picture::Error::Interrupted => Self::Store(store::Error::Unavailable),
            marble_picture::Error::TooLarge(excess) => Self::TooLarge(excess),
            marble_picture::Error::TooSlow => Self::TooSlow,
            marble_picture::Error::Unsupported(text) => Self::NotAPicture(text),
            // The operator put it there.
            marble_picture::Error::Watermark(error) => {
                Self::Misconfigured(format!("WATERMARK: {error}"))
            }
        }
    }
}

impl From<config::Error> for Error {
    fn from(error: config::Error) -> Self {
        Self::Misconfigured(error.to_string())
    }
}

impl From<marble_dialects::Error> for Error {
    fn from(error: marble_dialects::Error) -> Self {
        match error {
            marble_dialects::Error::Refused { .. } => Self::InvalidKey(error.to_string()),
            marble_dialects::Error::Signature => Self::SignatureMismatch,
        }
    }
}

impl From<plan::Error> for Error {
    fn from(error: plan::Error) -> Self {
        match error {
            plan::Error::Policy(error) => error.into(),
            plan::Error::SignatureMismatch => Self::SignatureMismatch,
            invalid => Self::InvalidKey(invalid.to_string()),
        }
    }
}

impl From<policy::Error> for Error {
    fn from(error: policy::Error) -> Self {
        match error {
            policy::Error::InvalidTransform(error) => Self::InvalidKey(error.to_string()),
            policy::Error::NotAllowed => Self::ResolutionNotAllowed,
        }
    }
}

impl From<request::Error> for Error {
    fn from(error: request::Error) -> Self {
        match error {
            request::Error::Missing => Self::MissingKey,
            invalid => Self::InvalidKey(invalid.to_string()),
        }
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}
