//! An original while it is read: no further than is allowed.

use marble_picture::{Bound, Excess};

use crate::error::Error;
use crate::store::{self, Object};

/// An original that is being read.
pub struct Original {
    object: Object,
    /// The most bytes that it may have.
    limit: u64,
    received: u64,
}

impl Original {
    /// # Errors
    ///
    /// [`Error::TooLarge`] where the store says that it has more than `limit` bytes: none is read then.
    pub fn new(object: Object, limit: u64) -> Result<Self, Error> {
        let original = Self {
            object,
            limit,
            received: 0,
        };
        original.check(original.length().unwrap_or(0))?;
        Ok(original)
    }

    /// Length of the whole file in bytes, where the store told it.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        self.object.metadata.size
    }

    /// Its entity tag.
    #[must_use]
    pub fn etag(&self) -> Option<&str> {
        self.object.metadata.etag.as_deref()
    }

    /// Appends the next bytes: waits for at least one; none are appended at the end.
    ///
    /// # Errors
    ///
    /// [`Error::TooLarge`] where there are more than are allowed, and as [`Object::read`].
    pub fn read(&mut self, bytes: &mut Vec<u8>) -> Result<(), Error> {
        let before = bytes.len();
        self.object.read(bytes)?;
        let added = bytes.len().saturating_sub(before);
        let added = u64::try_from(added).unwrap_or(u64::MAX);
        self.received = self.received.saturating_add(added);
        self.check(self.received)
    }

    /// The whole file.
    ///
    /// # Errors
    ///
    /// As [`Self::read`]; [`store::Error::Invalid`] where it does not fit into memory.
    pub fn read_all(&mut self) -> Result<Vec<u8>, Error> {
        let length = self.length().unwrap_or(0);
        let mut bytes = Vec::new();
        let reserved = bytes.try_reserve_exact(usize::try_from(length).unwrap_or(usize::MAX));
        reserved.map_err(|error| {
            let text = format!("a body of {length} bytes: {error}");
            Error::Store(store::Error::Invalid(text))
        })?;
        loop {
            let before = bytes.len();
            self.read(&mut bytes)?;
            if bytes.len() == before {
                return Ok(bytes);
            }
        }
    }

    fn check(&self, found: u64) -> Result<(), Error> {
        if found > self.limit {
            return Err(Error::TooLarge(Excess {
                bound: Bound::SourceBytes,
                found,
                limit: self.limit,
            }));
        }
        Ok(())
    }
}
