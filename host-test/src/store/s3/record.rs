//! What was asked, for tests that count calls or look at headers.

use std::collections::VecDeque;
use std::sync::Mutex;
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

/// The requests so far, the last 10,000 of them.
#[derive(Default)]
pub(super) struct Records(Mutex<VecDeque<RecordedRequest>>);

impl Records {
    pub(super) fn push(&self, mut request: RecordedRequest) {
        for name in [AUTHORIZATION.as_str(), "x-amz-security-token"] {
            if let Some(value) = request.headers.get_mut(name) {
                value.set_sensitive(true);
            }
        }
        let mut records = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if records.len() == MAX_RECORDS {
            records.pop_front();
        }
        records.push_back(request);
    }

    pub(super) fn all(&self) -> Vec<RecordedRequest> {
        let records = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        records.iter().cloned().collect()
    }

    pub(super) fn clear(&self) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}
