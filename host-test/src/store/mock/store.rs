//! The store: objects, the failures that are ordered, and the calls that were made.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

use super::failure::{Call, Failure};
use super::object::Stored;
use super::reading::Reading;
use crate::store::object_store::{Error, Metadata, PutCondition, PutOutcome};

/// A bucket in memory. Clones share it.
#[derive(Clone, Default)]
pub struct MockStore {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Default)]
struct Inner {
    objects: BTreeMap<String, Stored>,
    failures: VecDeque<(Call, Failure)>,
    calls: Vec<(Call, String)>,
    trace: Option<String>,
}

impl MockStore {
    /// A store that holds one object without metadata.
    #[must_use]
    pub fn with(key: &str, body: impl Into<Bytes>) -> Self {
        let store = Self::default();
        store.insert(key, body);
        store
    }

    /// Puts an object in place.
    pub fn insert(&self, key: &str, body: impl Into<Bytes>) {
        let stored = Stored::new(body.into(), None);
        self.lock().objects.insert(key.to_owned(), stored);
    }

    /// The object `key`.
    #[must_use]
    pub fn object(&self, key: &str) -> Option<Stored> {
        self.lock().objects.get(key).cloned()
    }

    /// All keys, sorted.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        self.lock().objects.keys().cloned().collect()
    }

    /// Orders a failure for the next `call` that none is ordered for.
    pub fn fail(&self, call: Call, failure: Failure) {
        self.lock().failures.push_back((call, failure));
    }

    /// The calls so far.
    #[must_use]
    pub fn calls(&self) -> Vec<(Call, String)> {
        self.lock().calls.clone()
    }

    /// What `object-store.trace` said last.
    #[must_use]
    pub fn traceparent(&self) -> Option<String> {
        self.lock().trace.clone()
    }

    /// `object-store.trace`.
    pub fn trace(&self, traceparent: Option<String>) {
        self.lock().trace = traceparent;
    }

    /// `object-store.check`, with the failure that is ordered for it.
    ///
    /// # Errors
    ///
    /// The failure that is ordered.
    pub fn check(&self) -> Result<(), Error> {
        match self.take(Call::Check) {
            Failure::Fail(error) => Err(error),
            _ => Ok(()),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// `object-store.get`, waited for, with the failure that is ordered for it.
    ///
    /// # Errors
    ///
    /// The failure that is ordered.
    pub fn get(&self, key: &str) -> Result<Option<Reading>, Error> {
        let failure = self.begin(Call::Get, key)?;
        Ok(self.object(key).map(|stored| Reading::new(stored, failure)))
    }

    /// `object-store.head`, with the failure that is ordered for it.
    ///
    /// # Errors
    ///
    /// The failure that is ordered.
    pub fn head(&self, key: &str) -> Result<Option<Metadata>, Error> {
        self.begin(Call::Head, key)?;
        Ok(self.object(key).map(|stored| stored.metadata))
    }

    /// `object-store.put`, with the failure that is ordered for it.
    ///
    /// # Errors
    ///
    /// The failure that is ordered.
    pub fn put(
        &self,
        key: &str,
        metadata: Metadata,
        body: Vec<u8>,
        condition: PutCondition,
    ) -> Result<PutOutcome, Error> {
        self.begin(Call::Put, key)?;
        let mut inner = self.lock();
        if condition == PutCondition::IfAbsent && inner.objects.contains_key(key) {
            return Ok(PutOutcome::AlreadyThere);
        }
        let stored = Stored::new(body.into(), Some(metadata));
        inner.objects.insert(key.to_owned(), stored);
        Ok(PutOutcome::Stored)
    }

    /// Notes a call and takes the failure that is ordered for it.
    fn begin(&self, call: Call, key: &str) -> Result<Failure, Error> {
        self.lock().calls.push((call, key.to_owned()));
        match self.take(call) {
            Failure::Fail(error) => Err(error),
            failure => Ok(failure),
        }
    }

    /// Takes the failure that is ordered for a call.
    fn take(&self, call: Call) -> Failure {
        let mut inner = self.lock();
        let ordered = inner.failures.iter().position(|(kind, _)| *kind == call);
        let ordered = ordered.and_then(|index| inner.failures.remove(index));
        ordered.map_or(Failure::Pass, |(_, failure)| failure)
    }
}
