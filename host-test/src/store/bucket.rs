//! One bucket: objects by key, in memory or in a folder, behind one lock.
//!
//! The lock spans the look and the write of a conditional `put`, so of many writers with
//! `If-None-Match: *` exactly one wins. In a folder, keys never name a path by themselves
//! (`bucket/layout.rs`): no key reads or writes outside of the folder.

mod entry;
mod folder;
mod layout;
mod meta;
mod object;
mod temporary;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::time::SystemTime;

use anyhow::Context as _;

pub use self::entry::Entry;
use self::folder::Folder;
pub use self::object::Object;

/// S3's limit for a key, in bytes of UTF-8.
pub const MAX_KEY_BYTES: usize = 1_024;

/// One bucket's objects. Shared as `Arc<Bucket>` by the S3 server and the website.
pub struct Bucket {
    shelf: Mutex<Shelf>,
}

enum Shelf {
    Folder(Folder),
    Memory(BTreeMap<String, Object>),
}

/// When a `put` may write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Whatever is there.
    Always,
    /// `If-None-Match: *`: only where there is nothing yet.
    IfAbsent,
    /// `If-Match`: only over the object with this quoted etag.
    IfMatch(String),
}

/// Why a `put` wrote nothing.
#[derive(Debug)]
pub enum PutError {
    /// The folder could not be read or written.
    Io(io::Error),
    /// The key is empty or longer than [`MAX_KEY_BYTES`]; the value is its length.
    KeyLength(usize),
    /// `IfMatch`, but there is no object (S3: 404, not 412).
    NoSuchKey,
    /// The condition does not hold (S3: 412).
    PreconditionFailed,
}

impl Bucket {
    /// An empty bucket that lives as long as the process.
    #[must_use]
    pub fn in_memory() -> Self {
        Self::new(Shelf::Memory(BTreeMap::new()))
    }

    /// A bucket whose objects are the files of a folder; the folder is made if there is none.
    ///
    /// # Errors
    /// If the folder cannot be made or opened.
    pub fn in_folder(dir: impl Into<PathBuf>) -> anyhow::Result<Self> {
        let dir = dir.into();
        let folder = Folder::open(&dir)
            .with_context(|| format!("cannot use {} as the bucket's folder", dir.display()))?;
        Ok(Self::new(Shelf::Folder(folder)))
    }

    fn new(shelf: Shelf) -> Self {
        Self {
            shelf: Mutex::new(shelf),
        }
    }

    /// The object of a key. A folder that cannot be read is reported on stderr and reads as absent;
    /// [`Bucket::read`] tells the two apart.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Object> {
        self.read(key).unwrap_or_else(|error| {
            eprintln!("bucket: cannot read {key:?}: {error}");
            None
        })
    }

    /// The object of a key.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn read(&self, key: &str) -> io::Result<Option<Object>> {
        self.lock().read(key)
    }

    /// Stores an object and returns its etag. `last_modified` becomes now; the other fields are kept as they are.
    ///
    /// # Errors
    /// See [`PutError`]; then nothing was written.
    pub fn put(
        &self,
        key: &str,
        object: Object,
        condition: &Condition,
    ) -> Result<String, PutError> {
        if key.is_empty() || key.len() > MAX_KEY_BYTES {
            return Err(PutError::KeyLength(key.len()));
        }
        let mut held = self.lock();
        if *condition != Condition::Always {
            condition.check(held.etag(key)?.as_deref())?;
        }
        let etag = object.etag.clone();
        held.write(key, object)?;
        Ok(etag)
    }

    /// Removes an object; `false` if there was none.
    ///
    /// # Errors
    /// If the folder cannot be written.
    pub fn delete(&self, key: &str) -> io::Result<bool> {
        self.lock().remove(key)
    }

    /// The objects whose keys begin with `prefix`, sorted by the bytes of the key as S3 sorts.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn list(&self, prefix: &str) -> io::Result<Vec<Entry>> {
        self.lock().list(prefix)
    }

    /// All keys, sorted. A folder that cannot be read is reported on stderr and has none.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        self.lock().keys().unwrap_or_else(|error| {
            eprintln!("bucket: cannot list: {error}");
            Vec::new()
        })
    }

    /// Whether there is no object.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys().is_empty()
    }

    fn lock(&self) -> MutexGuard<'_, Shelf> {
        // A panic in another holder leaves whole objects: each write is one insert or one rename.
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shelf {
    fn read(&mut self, key: &str) -> io::Result<Option<Object>> {
        match self {
            Self::Folder(folder) => folder.read(key),
            Self::Memory(objects) => Ok(objects.get(key).cloned()),
        }
    }

    fn etag(&mut self, key: &str) -> io::Result<Option<String>> {
        match self {
            Self::Folder(folder) => Ok(folder.entry(key)?.map(|entry| entry.etag)),
            Self::Memory(objects) => Ok(objects.get(key).map(|object| object.etag.clone())),
        }
    }

    fn write(&mut self, key: &str, mut object: Object) -> io::Result<()> {
        match self {
            Self::Folder(folder) => folder.write(key, &object),
            Self::Memory(objects) => {
                object.last_modified = SystemTime::now();
                objects.insert(key.to_owned(), object);
                Ok(())
            }
        }
    }

    fn remove(&mut self, key: &str) -> io::Result<bool> {
        match self {
            Self::Folder(folder) => folder.remove(key),
            Self::Memory(objects) => Ok(objects.remove(key).is_some()),
        }
    }

    fn keys(&self) -> io::Result<Vec<String>> {
        match self {
            Self::Folder(folder) => folder.keys(),
            Self::Memory(objects) => Ok(objects.keys().cloned().collect()),
        }
    }

    fn list(&mut self, prefix: &str) -> io::Result<Vec<Entry>> {
        match self {
            Self::Folder(folder) => folder.list(prefix),
            Self::Memory(objects) => Ok(objects
                .range(prefix.to_owned()..)
                .take_while(|(key, _)| key.starts_with(prefix))
                .map(|(key, object)| object.entry(key))
                .collect()),
        }
    }
}

impl Condition {
    fn check(&self, current: Option<&str>) -> Result<(), PutError> {
        match (self, current) {
            (Self::Always, _) | (Self::IfAbsent, None) => Ok(()),
            (Self::IfMatch(_), None) => Err(PutError::NoSuchKey),
            (Self::IfMatch(wanted), Some(etag)) if wanted == etag => Ok(()),
            (Self::IfAbsent | Self::IfMatch(_), Some(_)) => Err(PutError::PreconditionFailed),
        }
    }
}

impl From<io::Error> for PutError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl fmt::Display for PutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "the bucket's folder: {error}"),
            Self::KeyLength(found) => write!(
                f,
                "expected a key of 1 to {MAX_KEY_BYTES} bytes, but found {found}"
            ),
            Self::NoSuchKey => f.write_str("expected an object to replace, but found none"),
            Self::PreconditionFailed => f.write_str("the condition of the write does not hold"),
        }
    }
}

impl std::error::Error for PutError {}
