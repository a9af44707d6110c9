//! An `object-store` in memory, with failures to order.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use wasmtime::component::{Resource, ResourceTable};

use super::bindings::object_store::{
    Error, Host, HostObject, Metadata, Object, PutCondition, PutOutcome,
};

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
}

/// An object of the mock store.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Its body.
    pub body: Bytes,
    /// Its metadata, with size and entity tag.
    pub metadata: Metadata,
}

/// A function of `object-store`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// `get`
    Get,
    /// `head`
    Head,
    /// `put`
    Put,
}

/// What goes wrong.
#[derive(Clone, Debug)]
pub enum Failure {
    /// The call fails.
    Fail(Error),
    /// The call works, but the body fails behind so many bytes.
    BreakOff(usize, Error),
    /// The call works, but the body ends behind so many bytes as if that were all.
    EndEarly(usize),
    /// The call works; the next failure is for the next call of the kind.
    Pass,
}

/// An object of the mock store that is being read.
pub struct Reading {
    stored: Stored,
    position: usize,
    end: usize,
    failure: Option<Error>,
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

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// `object-store.get`, with the failure that is ordered for it.
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
        let mut inner = self.lock();
        inner.calls.push((call, key.to_owned()));
        let ordered = inner.failures.iter().position(|(kind, _)| *kind == call);
        match ordered.and_then(|index| inner.failures.remove(index)) {
            Some((_, Failure::Fail(error))) => Err(error),
            Some((_, failure)) => Ok(failure),
            None => Ok(Failure::Pass),
        }
    }
}

impl Stored {
    fn new(body: Bytes, metadata: Option<Metadata>) -> Self {
        let metadata = Metadata {
            etag: Some(format!("\"{:x}-{}\"", checksum(&body), body.len())),
            last_modified: Some("Sun, 22 Nov 2026 10:00:00 GMT".to_owned()),
            size: Some(body.len() as u64),
            ..metadata.unwrap_or_else(no_metadata)
        };
        Self { body, metadata }
    }
}

/// Metadata that says nothing.
#[must_use]
pub fn no_metadata() -> Metadata {
    Metadata {
        content_type: None,
        cache_control: None,
        etag: None,
        last_modified: None,
        size: None,
        user: Vec::new(),
    }
}

/// FNV-1a, so that other bytes have another entity tag.
fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum, byte| {
        (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

impl Reading {
    fn new(stored: Stored, failure: Failure) -> Self {
        let length = stored.body.len();
        let (end, failure) = match failure {
            Failure::BreakOff(end, error) => (end, Some(error)),
            Failure::EndEarly(end) => (end, None),
            Failure::Fail(_) | Failure::Pass => (length, None),
        };
        Self {
            stored,
            position: 0,
            end: end.min(length),
            failure,
        }
    }

    /// What the store says of the object.
    #[must_use]
    pub fn metadata(&self) -> Metadata {
        self.stored.metadata.clone()
    }

    /// `object.read`.
    ///
    /// # Errors
    ///
    /// The failure that is ordered for this object, where it is reached.
    pub fn read(&mut self, max_bytes: u32) -> Result<Vec<u8>, Error> {
        let wanted = usize::try_from(max_bytes.max(1)).unwrap_or(usize::MAX);
        let end = self.end.min(self.position.saturating_add(wanted));
        let bytes = self.stored.body.slice(self.position..end);
        self.position = end;
        match &self.failure {
            Some(error) if bytes.is_empty() => Err(error.clone()),
            _ => Ok(bytes.to_vec()),
        }
    }
}

/// The store as one instance sees it: the objects it reads lie in the instance's table.
pub struct View<'a> {
    pub(crate) store: &'a MockStore,
    pub(crate) table: &'a mut ResourceTable,
}

impl Host for View<'_> {
    async fn get(&mut self, key: String) -> Result<Option<Resource<Object>>, Error> {
        let Some(reading) = self.store.get(&key)? else {
            return Ok(None);
        };
        let entry = self.table.push(reading);
        let entry = entry.map_err(|error| Error::Invalid(error.to_string()))?;
        Ok(Some(Resource::new_own(entry.rep())))
    }

    async fn head(&mut self, key: String) -> Result<Option<Metadata>, Error> {
        self.store.head(&key)
    }

    async fn put(
        &mut self,
        key: String,
        metadata: Metadata,
        body: Vec<u8>,
        condition: PutCondition,
    ) -> Result<PutOutcome, Error> {
        self.store.put(&key, metadata, body, condition)
    }
}

impl HostObject for View<'_> {
    async fn metadata(&mut self, object: Resource<Object>) -> Metadata {
        let reading = self.table.get(&entry(&object));
        reading.map_or_else(|_| no_metadata(), Reading::metadata)
    }

    async fn read(&mut self, object: Resource<Object>, max_bytes: u32) -> Result<Vec<u8>, Error> {
        let reading = self.table.get_mut(&entry(&object));
        let reading = reading.map_err(|error| Error::Invalid(error.to_string()))?;
        reading.read(max_bytes)
    }

    async fn drop(&mut self, object: Resource<Object>) -> wasmtime::Result<()> {
        self.table.delete(entry(&object))?;
        Ok(())
    }
}

/// The entry of the table behind a handle: the bindings know no type of the store's.
fn entry(object: &Resource<Object>) -> Resource<Reading> {
    Resource::new_own(object.rep())
}
