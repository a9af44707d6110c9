//! An object that is being read, and what goes wrong with it.

use bytes::Bytes;
use wasmtime_wasi::p2::DynInputStream;

use super::failure::Failure;
use super::object::Stored;
use super::stream::{End, MockStream};
use crate::store::object_store::{Error, Metadata};

/// An object of the mock store that is being read.
pub struct Reading {
    stored: Stored,
    failure: Failure,
    /// A stream was handed out.
    begun: bool,
    /// Why no more is.
    error: Option<Error>,
}

impl Reading {
    pub(super) fn new(stored: Stored, failure: Failure) -> Self {
        Self {
            stored,
            failure,
            begun: false,
            error: None,
        }
    }

    /// What the store says of the object.
    #[must_use]
    pub fn metadata(&self) -> Metadata {
        self.stored.metadata.clone()
    }

    /// `object.body`.
    ///
    /// # Errors
    ///
    /// The failure that is ordered for this object, where no more is to be had.
    pub fn body(&mut self, start: u64) -> Result<DynInputStream, Error> {
        if self.begun {
            match &self.failure {
                Failure::BreakOff(_, error) => self.error = Some(error.clone()),
                Failure::EndEarly(_) => self.error = Some(Error::Unavailable),
                _ => {}
            }
        }
        if let Some(error) = &self.error {
            return Err(error.clone());
        }
        let stream = self.stream(usize::try_from(start).unwrap_or(usize::MAX));
        self.begun = true;
        Ok(Box::new(stream))
    }

    /// `object.wait`.
    ///
    /// # Errors
    ///
    /// That the body is silent, if that is ordered.
    pub async fn wait(&mut self, body: &mut DynInputStream) -> Result<(), Error> {
        if let Failure::Silent(_) = self.failure {
            self.error = Some(Error::TimedOut);
        }
        if let Some(error) = &self.error {
            return Err(error.clone());
        }
        body.ready().await;
        Ok(())
    }

    fn stream(&self, start: usize) -> MockStream {
        let mut bytes = self.stored.body.clone();
        let mut end = End::Closed;
        let mut piece = None;
        match &self.failure {
            Failure::BreakOff(after, _) => (bytes, end) = (cut(&bytes, *after), End::Failed),
            Failure::BreakOnce(after) if !self.begun => {
                (bytes, end) = (cut(&bytes, *after), End::Failed);
            }
            Failure::EndOnce(after) if !self.begun => bytes = cut(&bytes, *after),
            Failure::EndEarly(after) => bytes = cut(&bytes, *after),
            Failure::Longer(more) => {
                let length = bytes.len().saturating_add(*more);
                let mut longer = bytes.to_vec();
                longer.resize(length, 0);
                bytes = longer.into();
            }
            Failure::Pieces(length) => piece = Some((*length).max(1)),
            Failure::Silent(after) => (bytes, end) = (cut(&bytes, *after), End::Silent),
            Failure::BreakOnce(_) | Failure::EndOnce(_) | Failure::Fail(_) | Failure::Pass => {}
        }
        MockStream {
            bytes: bytes.slice(start.min(bytes.len())..),
            end,
            piece,
            arrived: 0,
        }
    }
}

/// The beginning.
fn cut(bytes: &Bytes, after: usize) -> Bytes {
    bytes.slice(..after.min(bytes.len()))
}
