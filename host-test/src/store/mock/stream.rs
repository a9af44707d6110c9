//! A body as a stream of the runtime.

use std::future;

use bytes::Bytes;
use wasmtime_wasi::p2::{InputStream, Pollable, StreamError};

/// Bytes, and how they end.
pub(super) struct MockStream {
    pub(super) bytes: Bytes,
    pub(super) end: End,
    /// How many bytes come at a time, where they have to be waited for.
    pub(super) piece: Option<usize>,
    /// How many of them are there.
    pub(super) arrived: usize,
}

/// What comes behind the bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum End {
    Closed,
    Failed,
    Silent,
}

#[wasmtime_wasi::async_trait]
impl InputStream for MockStream {
    fn read(&mut self, size: usize) -> Result<Bytes, StreamError> {
        if !self.bytes.is_empty() {
            let arrived = self.piece.map_or(usize::MAX, |_| self.arrived);
            let length = size.min(arrived).min(self.bytes.len());
            self.arrived = self.arrived.saturating_sub(length);
            return Ok(self.bytes.split_to(length));
        }
        match self.end {
            End::Closed => Err(StreamError::Closed),
            End::Failed => {
                let error = wasmtime::format_err!("the mock store breaks off");
                Err(StreamError::LastOperationFailed(error))
            }
            End::Silent => Ok(Bytes::new()),
        }
    }
}

#[wasmtime_wasi::async_trait]
impl Pollable for MockStream {
    async fn ready(&mut self) {
        if self.bytes.is_empty() && self.end == End::Silent {
            future::pending::<()>().await;
        }
        if let Some(piece) = self.piece {
            self.arrived = self.arrived.max(piece);
        }
    }
}
