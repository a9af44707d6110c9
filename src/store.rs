//! Calls the imported `object-store`, and turns its error variant into ours.

use std::fmt;

use crate::bindings::marble::store::object_store as wit;

pub use wit::Metadata;
pub use wit::PutOutcome;

/// How much is asked of an object's body at once, in bytes.
const CHUNK: u32 = 1 << 20;

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

/// An object that is being read.
pub struct Object {
    object: wit::Object,
    /// What the store said of it.
    pub metadata: Metadata,
}

/// What came of reading a whole object.
pub enum Content {
    /// All of it.
    Complete(Vec<u8>),
    /// It is larger than was allowed; at least this many bytes.
    TooLarge(u64),
}

/// Opens an object; `None` where there is none.
///
/// # Errors
///
/// As `object-store.get`.
pub fn get(key: &str) -> Result<Option<Object>, Error> {
    let object = wit::get(key).map_err(from_wit)?;
    Ok(object.map(|object| Object {
        metadata: object.metadata(),
        object,
    }))
}

/// Stores an object where there is none yet.
///
/// # Errors
///
/// As `object-store.put`.
pub fn put_if_absent(key: &str, metadata: &Metadata, body: &[u8]) -> Result<PutOutcome, Error> {
    wit::put(key, metadata, body, wit::PutCondition::IfAbsent).map_err(from_wit)
}

impl Object {
    /// The next bytes, none at the end.
    ///
    /// # Errors
    ///
    /// As `object.read`.
    pub fn read(&self) -> Result<Vec<u8>, Error> {
        self.object.read(CHUNK).map_err(from_wit)
    }

    /// The whole body, if it has at most `max_bytes`. What is longer is not read to its end.
    ///
    /// # Errors
    ///
    /// As `object.read`; [`Error::Invalid`] where the body is not as long as the store said, or does not fit
    /// into memory.
    pub fn read_all(&self, max_bytes: u64) -> Result<Content, Error> {
        let announced = self.metadata.size;
        if let Some(size) = announced.filter(|size| *size > max_bytes) {
            return Ok(Content::TooLarge(size));
        }
        let mut bytes = Vec::new();
        reserve(&mut bytes, announced.unwrap_or(0))?;
        loop {
            let chunk = self.read()?;
            if chunk.is_empty() {
                break;
            }
            let length = length_of(&bytes).saturating_add(length_of(&chunk));
            if length > max_bytes {
                return Ok(Content::TooLarge(length));
            }
            reserve(&mut bytes, length_of(&chunk))?;
            bytes.extend_from_slice(&chunk);
        }
        match announced.filter(|size| *size != length_of(&bytes)) {
            Some(size) => Err(Error::Invalid(format!(
                "expected a body of {size} bytes, but found {}",
                bytes.len()
            ))),
            None => Ok(Content::Complete(bytes)),
        }
    }
}

/// Makes room, or fails where an allocation would trap.
fn reserve(bytes: &mut Vec<u8>, additional: u64) -> Result<(), Error> {
    let additional = usize::try_from(additional).unwrap_or(usize::MAX);
    bytes
        .try_reserve(additional)
        .map_err(|error| Error::Invalid(format!("a body of {additional} bytes: {error}")))
}

fn length_of(bytes: &[u8]) -> u64 {
    bytes.len() as u64
}

fn from_wit(error: wit::Error) -> Error {
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
