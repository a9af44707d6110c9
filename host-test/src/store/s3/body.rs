//! The body of an answer as it goes over the wire: whole, or ending as a fault wants it.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::Context;
use std::task::Poll;

use bytes::Bytes;
use hyper::body::Body;
use hyper::body::Frame;
use hyper::body::SizeHint;

use crate::http_server::Cut;

/// Bytes, and what comes after them.
pub(super) struct WireBody {
    bytes: Bytes,
    end: End,
}

enum End {
    /// The connection is closed.
    Cut(Cut),
    /// Nothing more, and no end either.
    Stall,
    /// The end of the body.
    Whole,
}

impl WireBody {
    pub(super) fn whole(bytes: Bytes) -> Self {
        Self {
            bytes,
            end: End::Whole,
        }
    }

    pub(super) fn cut_after(bytes: Bytes, cut: Cut) -> Self {
        Self {
            bytes,
            end: End::Cut(cut),
        }
    }

    pub(super) fn stalled_after(bytes: Bytes) -> Self {
        Self {
            bytes,
            end: End::Stall,
        }
    }
}

impl Body for WireBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if !self.bytes.is_empty() {
            let bytes = std::mem::take(&mut self.bytes);
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        match &self.end {
            End::Whole => Poll::Ready(None),
            // No wake-up: hyper flushes after a body that is pending, and the flush closes the connection.
            End::Cut(cut) => {
                cut.arm();
                Poll::Pending
            }
            // No wake-up: hyper's own task still notices when the client goes.
            End::Stall => Poll::Pending,
        }
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_empty() && matches!(self.end, End::Whole)
    }

    fn size_hint(&self) -> SizeHint {
        match self.end {
            End::Whole => SizeHint::with_exact(self.bytes.len() as u64),
            End::Cut(_) | End::Stall => SizeHint::default(),
        }
    }
}
