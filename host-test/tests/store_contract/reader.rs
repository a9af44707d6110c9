//! A body read as the resizer reads it: by the same count of bytes, from the streams of any store.

use bytes::Bytes;
use host_test::runtime::s3_adapter;
use host_test::store::mock::Reading;
use host_test::store::object_store::{Error, Metadata};
use marble::store::{self, Next, Transfer};
use wasmtime_wasi::p2::{DynInputStream, StreamError};

/// `object-store.object`, and the stream that it handed out last.
pub(crate) trait Object {
    async fn metadata(&self) -> Metadata;
    /// Drops the stream before.
    async fn body(&mut self, start: u64) -> Result<(), Error>;
    /// `input-stream.read`.
    async fn read(&mut self, max_bytes: usize) -> Result<Bytes, StreamError>;
    async fn wait(&mut self) -> Result<(), Error>;
    /// Drops it as a component does.
    async fn close(self);
}

/// An object while it is read.
pub(crate) struct Reader<O> {
    object: O,
    transfer: Transfer,
    /// The store's last word, which `transfer` has as the resizer's.
    error: Option<Error>,
}

impl<O: Object> Reader<O> {
    pub(crate) async fn new(object: O) -> Self {
        let size = object.metadata().await.size;
        Self {
            object,
            transfer: Transfer::new(size),
            error: None,
        }
    }

    pub(crate) async fn metadata(&self) -> Metadata {
        self.object.metadata().await
    }

    /// The next bytes: 1 to `max_bytes` of them, or none at the end. A `max_bytes` of 0 counts as 1.
    pub(crate) async fn read(&mut self, max_bytes: u32) -> Result<Vec<u8>, Error> {
        loop {
            match self.transfer.next() {
                Next::End(Ok(())) => return Ok(Vec::new()),
                Next::End(Err(error)) => {
                    return Err(self.error.clone().unwrap_or_else(|| to_wit(error)));
                }
                Next::Open(start) => match self.object.body(start).await {
                    Ok(()) => self.transfer.opened(),
                    Err(error) => self.fail(error),
                },
                Next::Read(most) => {
                    let most = most.min(u64::from(max_bytes.max(1)));
                    let read = self.object.read(usize::try_from(most).unwrap()).await;
                    if let Some(bytes) = self.take(read).await {
                        return Ok(bytes.to_vec());
                    }
                }
            }
        }
    }

    pub(crate) async fn close(self) {
        self.object.close().await;
    }

    /// What of it the caller may have.
    async fn take(&mut self, read: Result<Bytes, StreamError>) -> Option<Bytes> {
        match read {
            Ok(bytes) if bytes.is_empty() => {
                if let Err(error) = self.object.wait().await {
                    self.fail(error);
                }
                None
            }
            Ok(bytes) => {
                let counted = self.transfer.received(bytes.len() as u64);
                counted.is_ok().then_some(bytes)
            }
            Err(StreamError::Closed) => {
                self.transfer.closed();
                None
            }
            Err(_) => {
                self.transfer.broke_off();
                None
            }
        }
    }

    fn fail(&mut self, error: Error) {
        // That it failed is all that counts here; `error` says how.
        self.transfer.failed(store::Error::Unavailable);
        self.error = Some(error);
    }
}

/// What the count itself finds wrong.
fn to_wit(error: store::Error) -> Error {
    match error {
        store::Error::Invalid(text) => Error::Invalid(text),
        error => panic!("the count of bytes does not say {error:?}"),
    }
}

/// An object of the mock store, outside of any component.
pub(crate) struct MockObject {
    reading: Reading,
    stream: Option<DynInputStream>,
}

impl From<Reading> for MockObject {
    fn from(reading: Reading) -> Self {
        Self {
            reading,
            stream: None,
        }
    }
}

impl Object for MockObject {
    async fn metadata(&self) -> Metadata {
        self.reading.metadata()
    }

    async fn body(&mut self, start: u64) -> Result<(), Error> {
        self.stream = None;
        self.stream = Some(self.reading.body(start)?);
        Ok(())
    }

    async fn read(&mut self, max_bytes: usize) -> Result<Bytes, StreamError> {
        self.stream.as_mut().unwrap().read(max_bytes)
    }

    async fn wait(&mut self) -> Result<(), Error> {
        self.reading.wait(self.stream.as_mut().unwrap()).await
    }

    async fn close(self) {}
}

impl Object for s3_adapter::Object {
    async fn metadata(&self) -> Metadata {
        self.metadata().await
    }

    async fn body(&mut self, start: u64) -> Result<(), Error> {
        self.body(start).await
    }

    async fn read(&mut self, max_bytes: usize) -> Result<Bytes, StreamError> {
        self.read(max_bytes).await
    }

    async fn wait(&mut self) -> Result<(), Error> {
        self.wait().await
    }

    async fn close(self) {
        self.close().await.unwrap();
    }
}
