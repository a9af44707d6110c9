//! An original, as the engine pulls on it.

use marble_picture::{Interrupted, Source};

use crate::error::Error;
use crate::store::Object;
use crate::timings::Deadline;

/// An original that is being read.
pub struct Original {
    /// None when nothing more is read.
    object: Option<Object>,
    deadline: Deadline,
    etag: Option<String>,
    length: Option<u64>,
    failure: Option<Error>,
}

impl Original {
    /// Reads nothing yet. Bytes that come behind `deadline` come too late, however fast.
    #[must_use]
    pub fn new(object: Object, deadline: Deadline) -> Self {
        Self {
            deadline,
            etag: object.metadata.etag.clone(),
            length: object.metadata.size,
            object: Some(object),
            failure: None,
        }
    }

    /// Its entity tag.
    #[must_use]
    pub fn etag(&self) -> Option<&str> {
        self.etag.as_deref()
    }

    /// Why it was interrupted, if it was; once.
    pub fn failure(&mut self) -> Option<Error> {
        self.failure.take()
    }

    fn next(&mut self, bytes: &mut Vec<u8>) -> Result<(), Error> {
        if self.deadline.is_over() {
            return Err(Error::TooSlow);
        }
        match &mut self.object {
            Some(object) => Ok(object.read(bytes)?),
            None => Ok(()),
        }
    }
}

impl Source for Original {
    fn length(&self) -> Option<u64> {
        self.length
    }

    fn read(&mut self, bytes: &mut Vec<u8>) -> Result<(), Interrupted> {
        self.next(bytes).map_err(|error| {
            self.failure = Some(error);
            Interrupted
        })
    }

    /// The connection to the store goes with the object.
    fn close(&mut self) {
        self.object = None;
    }
}
