//! What was asked, for tests that count calls or look at headers.

use std::collections::{HashMap, VecDeque};
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use http::HeaderMap;
use http::Method;
use http::Uri;
use http::header::AUTHORIZATION;

/// The dev server may run for weeks.
const MAX_RECORDS: usize = 10_000;

/// One request, as it came in, whatever became of it.
#[derive(Clone, Debug)]
pub struct RecordedRequest {
    /// The method.
    pub method: Method,
    /// The decoded key; `None` for a request to the bucket itself.
    pub key: Option<String>,
    /// The target as it was on the wire: path and query, still encoded.
    pub uri: Uri,
    /// All headers; `Authorization` and the token are left out of `Debug`.
    pub headers: HeaderMap,
}

/// The requests so far: the last 10,000 of them, and how many there were of each method.
#[derive(Default)]
pub(super) struct Records(Mutex<Held>);

#[derive(Default)]
struct Held {
    last: VecDeque<RecordedRequest>,
    counts: HashMap<Method, usize>,
}

impl Records {
    pub(super) fn push(&self, mut request: RecordedRequest) {
        for name in [AUTHORIZATION.as_str(), "x-amz-security-token"] {
            if let Some(value) = request.headers.get_mut(name) {
                value.set_sensitive(true);
            }
        }
        let mut held = self.lock();
        *held.counts.entry(request.method.clone()).or_default() += 1;
        if held.last.len() == MAX_RECORDS {
            held.last.pop_front();
        }
        held.last.push_back(request);
    }

    pub(super) fn all(&self) -> Vec<RecordedRequest> {
        self.lock().last.iter().cloned().collect()
    }

    pub(super) fn count(&self, method: &Method) -> usize {
        self.lock().counts.get(method).copied().unwrap_or_default()
    }

    pub(super) fn clear(&self) {
        *self.lock() = Held::default();
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
