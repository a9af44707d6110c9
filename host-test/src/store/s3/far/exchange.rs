//! What was asked through a far store, when each part of it went over the line, and how much was taken.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use http::{Method, StatusCode};

/// One request and its answer, as far as they came.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The method.
    pub method: Method,
    /// The decoded key; `None` for a request to the bucket itself.
    pub key: Option<String>,
    /// When the head of the request was here.
    pub asked: Instant,
    /// Length of the request's body, in bytes, once all of it was here.
    pub uploaded: u64,
    /// The status; `None` where no byte of an answer was sent.
    pub status: Option<StatusCode>,
    /// Length of the answer's body, in bytes, were it sent whole.
    pub length: u64,
    /// How many bytes of the answer's body the socket took.
    pub taken: u64,
    /// When the answer's first byte was sent.
    pub first_byte: Option<Instant>,
    /// When the last one was sent of all that were.
    pub last_byte: Option<Instant>,
    /// When the connection was closed, if this was the last exchange on it.
    pub closed: Option<Instant>,
    pub(super) head_is_sent: bool,
}

impl Exchange {
    pub(super) fn new(method: Method, key: Option<String>) -> Self {
        Self {
            method,
            key,
            asked: Instant::now(),
            uploaded: 0,
            status: None,
            length: 0,
            taken: 0,
            first_byte: None,
            last_byte: None,
            closed: None,
            head_is_sent: false,
        }
    }

    /// The whole answer was sent.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.head_is_sent && self.taken == self.length
    }

    /// The connection was closed before the whole answer was sent.
    #[must_use]
    pub fn closed_early(&self) -> bool {
        self.closed.is_some() && !self.is_whole()
    }
}

/// An exchange that still goes on.
#[derive(Clone)]
pub(super) struct Ongoing(Arc<Mutex<Exchange>>);

/// All exchanges since the last time that they were forgotten, in the order of their requests.
#[derive(Default)]
pub(super) struct Exchanges(Mutex<Vec<Ongoing>>);

impl Ongoing {
    pub(super) fn new(exchange: Exchange) -> Self {
        Self(Arc::new(Mutex::new(exchange)))
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Exchange> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Exchanges {
    pub(super) fn push(&self, exchange: Exchange) -> Ongoing {
        let ongoing = Ongoing::new(exchange);
        self.lock().push(ongoing.clone());
        ongoing
    }

    pub(super) fn all(&self) -> Vec<Exchange> {
        let ongoing = self.lock();
        ongoing.iter().map(|it| it.lock().clone()).collect()
    }

    pub(super) fn clear(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Ongoing>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
