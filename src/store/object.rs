//! The calls of `object-store` that read, and the reader of an object.

use wasi::io::streams::{InputStream, StreamError};

use super::error::from_wit;
use super::{Error, Next, Transfer};
use crate::bindings::marble::store::object_store as wit;
use crate::timings::Waits;

pub use wit::Metadata;
pub use wit::Place;

/// An object that was asked for. Dropped, the read is given up.
pub struct Pending(wit::PendingObject);

/// An object that is being read.
pub struct Object {
    // In the order in which they must be dropped: the stream is the object's.
    stream: Option<InputStream>,
    handle: wit::Object,
    /// What the store said of it.
    pub metadata: Metadata,
    transfer: Transfer,
    waits: Waits,
}

/// Says which trace all that follows belongs to.
pub fn trace(traceparent: Option<&str>) {
    wit::trace(traceparent);
}

/// Whether the settings of the store's component are understood.
///
/// # Errors
///
/// [`Error::Misconfigured`].
pub fn check() -> Result<(), Error> {
    wit::check().map_err(from_wit)
}

/// Asks for an object, and does not wait.
#[must_use]
pub fn get(place: Place, key: &str) -> Pending {
    Pending(wit::get(place, key))
}

/// What is known of an object; `None` where there is none.
///
/// # Errors
///
/// As `object-store.head`.
pub fn head(place: Place, key: &str) -> Result<Option<Metadata>, Error> {
    wit::head(place, key).map_err(from_wit)
}

/// What a read found, where a denial counts as absence: without the right to list a bucket, S3 denies what is absent.
///
/// # Errors
///
/// Every other one of the read.
pub fn or_denied<T>(found: Result<Option<T>, Error>) -> Result<Option<T>, Error> {
    match found {
        Err(Error::Denied(_)) => Ok(None),
        found => found,
    }
}

/// How an answer to [`get`] is called in the log.
#[must_use]
pub fn found(answer: &Option<Object>) -> &'static str {
    match answer {
        Some(_) => "found",
        None => "absent",
    }
}

impl Pending {
    /// Waits for the object; `None` where there is none. `waits` counts how long, here and for its body.
    ///
    /// # Errors
    ///
    /// As `pending-object.wait`.
    pub fn wait(self, waits: Waits) -> Result<Option<Object>, Error> {
        let object = waits.during(|| wit::PendingObject::wait(self.0));
        Ok(object.map_err(from_wit)?.map(|object| {
            let metadata = object.metadata();
            Object {
                stream: None,
                handle: object,
                transfer: Transfer::new(metadata.size),
                metadata,
                waits,
            }
        }))
    }
}

impl Object {
    /// Appends the next bytes: waits for at least one; none are appended at the end.
    ///
    /// # Errors
    ///
    /// As `object.body` and `object.wait`; [`Error::Invalid`] where the body is longer than the store said, or the
    /// bytes do not fit into memory. An error is repeated.
    pub fn read(&mut self, bytes: &mut Vec<u8>) -> Result<(), Error> {
        let waits = self.waits.clone();
        waits.during(|| self.read_on(bytes))
    }

    fn read_on(&mut self, bytes: &mut Vec<u8>) -> Result<(), Error> {
        loop {
            match self.transfer.next() {
                Next::End(end) => {
                    self.stream = None;
                    return end;
                }
                Next::Open(start) => self.open(start),
                Next::Read(most) => {
                    let chunk = self.read_stream(most);
                    if !chunk.is_empty() {
                        let length = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
                        self.transfer.received(length)?;
                        return append(bytes, chunk);
                    }
                }
            }
        }
    }

    fn open(&mut self, start: u64) {
        // It goes before the next one comes.
        self.stream = None;
        match self.handle.body(start) {
            Ok(stream) => {
                self.stream = Some(stream);
                self.transfer.opened();
            }
            Err(error) => self.transfer.failed(from_wit(error)),
        }
    }

    /// What the stream has; nothing where that has to be seen first.
    fn read_stream(&mut self, most: u64) -> Vec<u8> {
        let Some(stream) = self.stream.take() else {
            self.transfer.broke_off();
            return Vec::new();
        };
        match stream.read(most) {
            Ok(chunk) if chunk.is_empty() => {
                match self.handle.wait(stream) {
                    Ok(stream) => self.stream = Some(stream),
                    Err(error) => self.transfer.failed(from_wit(error)),
                }
                chunk
            }
            Ok(chunk) => {
                self.stream = Some(stream);
                chunk
            }
            Err(StreamError::Closed) => {
                self.transfer.closed();
                Vec::new()
            }
            // The store's component tells the operator of it where the rest is not to be had.
            Err(StreamError::LastOperationFailed(_)) => {
                self.transfer.broke_off();
                Vec::new()
            }
        }
    }
}

/// Fails where an allocation would trap.
fn append(bytes: &mut Vec<u8>, chunk: Vec<u8>) -> Result<(), Error> {
    if bytes.capacity() == 0 {
        *bytes = chunk;
        return Ok(());
    }
    bytes.try_reserve(chunk.len()).map_err(|error| {
        let text = format!("a body of more than {} bytes: {error}", bytes.len());
        Error::Invalid(text)
    })?;
    bytes.extend_from_slice(&chunk);
    Ok(())
}
