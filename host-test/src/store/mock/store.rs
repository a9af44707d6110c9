//! The store: objects, the failures that are ordered, and the calls that were made.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

use super::failure::{Call, Failure};
use super::object::Stored;
use super::reading::Reading;
use crate::store::object_store::{Error, Folders, Kept, Metadata, Place, PutCondition, PutOutcome};

/// A page of a listing has so many folders.
const PAGE: usize = 1_000;

/// A bucket in memory, and where it is asked for, another one for the originals. Clones share them.
#[derive(Clone, Default)]
pub struct MockStore {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Default)]
struct Inner {
    /// Where they lie apart from the derivatives.
    originals: Option<BTreeMap<String, Stored>>,
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

    /// The same objects as originals, in a bucket of their own, and none in that of the derivatives.
    #[must_use]
    pub fn apart(self) -> Self {
        let mut inner = self.lock();
        inner.originals = Some(std::mem::take(&mut inner.objects));
        drop(inner);
        self
    }

    /// Puts an original in place.
    pub fn insert(&self, key: &str, body: impl Into<Bytes>) {
        let stored = Stored::new(body.into(), None);
        let mut inner = self.lock();
        inner.at(Place::Originals).insert(key.to_owned(), stored);
    }

    /// The object `key` among the derivatives.
    #[must_use]
    pub fn object(&self, key: &str) -> Option<Stored> {
        self.object_at(Place::Derivatives, key)
    }

    fn object_at(&self, place: Place, key: &str) -> Option<Stored> {
        self.lock().at(place).get(key).cloned()
    }

    /// All keys of the derivatives, sorted; of the originals too, where they share a bucket.
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
    pub fn get(&self, place: Place, key: &str) -> Result<Option<Reading>, Error> {
        let failure = self.begin(Call::Get, key)?;
        let stored = self.object_at(place, key);
        Ok(stored.map(|stored| Reading::new(stored, failure)))
    }

    /// `object-store.head`, with the failure that is ordered for it.
    ///
    /// # Errors
    ///
    /// The failure that is ordered.
    pub fn head(&self, place: Place, key: &str) -> Result<Option<Metadata>, Error> {
        self.begin(Call::Head, key)?;
        Ok(self.object_at(place, key).map(|stored| stored.metadata))
    }

    /// `object-store.put`, waited for, with the failure that is ordered for it.
    ///
    /// # Errors
    ///
    /// The failure that is ordered.
    pub fn put(
        &self,
        key: &str,
        metadata: Metadata,
        body: Vec<u8>,
        condition: &PutCondition,
    ) -> Result<PutOutcome, Error> {
        self.begin(Call::Put, key)?;
        let mut inner = self.lock();
        let there = inner.objects.get(key);
        let holds = match condition {
            PutCondition::Always => true,
            PutCondition::IfAbsent => there.is_none(),
            PutCondition::IfMatch(etag) => {
                there.is_some_and(|stored| stored.metadata.etag.as_ref() == Some(etag))
            }
        };
        if !holds {
            return Ok(PutOutcome::ConditionFailed);
        }
        let stored = Stored::new(body.into(), Some(metadata));
        inner.objects.insert(key.to_owned(), stored);
        Ok(PutOutcome::Stored)
    }

    /// `object-store.list-folders`, with the failure that is ordered for it.
    ///
    /// # Errors
    ///
    /// The failure that is ordered.
    pub fn list_folders(&self, prefix: &str, page: Option<&str>) -> Result<Folders, Error> {
        self.begin(Call::List, prefix)?;
        let inner = self.lock();
        let keys = inner.objects.keys();
        let folders = keys.filter_map(|key| {
            let (folder, _) = key.strip_prefix(prefix)?.split_once('/')?;
            Some(format!("{folder}/"))
        });
        let folders: BTreeSet<_> = folders.collect();
        let behind = folders
            .into_iter()
            .filter(|folder| page.is_none_or(|page| folder.as_str() > page));
        let mut names: Vec<_> = behind.collect();
        let more = names.len() > PAGE;
        names.truncate(PAGE);
        Ok(Folders {
            next: names.last().filter(|_| more).cloned(),
            names,
        })
    }

    /// `object-store.delete`, with a failure for each key that one is ordered for.
    #[must_use]
    pub fn delete(&self, keys: Vec<String>) -> Vec<Kept> {
        let kept = keys.into_iter().filter_map(|key| {
            if let Err(error) = self.begin(Call::Delete, &key) {
                return Some(Kept { key, error });
            }
            self.lock().objects.remove(&key);
            None
        });
        kept.collect()
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

impl Inner {
    fn at(&mut self, place: Place) -> &mut BTreeMap<String, Stored> {
        match (place, &mut self.originals) {
            (Place::Originals, Some(originals)) => originals,
            _ => &mut self.objects,
        }
    }
}
