//! A bucket in a folder: what a user drops into the folder is an object, and plain keys appear
//! there as plain files.
//!
//! Every write is of temporary files that are moved into place: the new metadata beside the old, the bytes, and the
//! metadata over the old. Metadata tells which bytes it is of (`meta.rs`), so a process may be killed between any two
//! steps, and there is the old object or the new one, whole.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;

use super::MAX_KEY_BYTES;
use super::entry::Entry;
use super::layout::Layout;
use super::layout::Place;
use super::layout::is_path;
use super::meta::Meta;
use super::meta::Stamp;
use super::object::Object;
use super::object::content_type_of;
use super::object::etag_of;
use super::temporary::Temporary;

pub(super) struct Folder {
    layout: Layout,
    /// Etags of files without metadata, so that a listing does not read every photo again.
    etags: HashMap<PathBuf, (Stamp, String)>,
    /// Counts the temporary files.
    written: u64,
}

/// One object that is there, its bytes not read yet.
struct Found {
    place: Place,
    stamp: Stamp,
    /// `None` where nothing is known that still fits the file.
    meta: Option<Meta>,
}

impl Folder {
    pub(super) fn open(dir: &Path) -> io::Result<Self> {
        let layout = Layout::make(dir)?;
        // Left over from a process that was killed while it wrote.
        for file in fs::read_dir(layout.tmp())? {
            fs::remove_file(file?.path())?;
        }
        let folder = Self {
            layout,
            etags: HashMap::new(),
            written: 0,
        };
        folder.settle()?;
        Ok(folder)
    }

    pub(super) fn read(&mut self, key: &str) -> io::Result<Option<Object>> {
        let Some(found) = self.find(key)? else {
            return Ok(None);
        };
        let bytes = fs::read(found.place.path())?;
        let etag = self.etag(&found, Some(&bytes))?;
        let (content_type, cache_control, user) = match found.meta {
            Some(meta) => (meta.content_type, meta.cache_control, meta.user),
            None => (content_type_of(key), None, BTreeMap::new()),
        };
        Ok(Some(Object {
            bytes: bytes.into(),
            content_type,
            cache_control,
            user,
            etag,
            last_modified: found.stamp.modified(),
        }))
    }

    pub(super) fn entry(&mut self, key: &str) -> io::Result<Option<Entry>> {
        let Some(found) = self.find(key)? else {
            return Ok(None);
        };
        Ok(Some(Entry {
            key: key.to_owned(),
            size: found.stamp.bytes,
            etag: self.etag(&found, None)?,
            last_modified: found.stamp.modified(),
        }))
    }

    pub(super) fn write(&mut self, key: &str, object: &Object) -> io::Result<()> {
        let place = self.layout.choose(key)?;
        let data = self.write_temporary(&object.bytes)?;
        let stamp = Stamp::of(&fs::metadata(data.path())?)?;
        let meta = self.write_temporary(&Meta::new(key, object, stamp).to_json()?)?;
        let next = self.layout.next(key);
        meta.persist(&next)?;
        if let Err(error) = persist_below(data, place.path()) {
            remove_if_there(&next)?;
            self.remove_empty_folders(place.path());
            return Err(error);
        }
        fs::rename(&next, self.layout.meta(key))?;
        if let Place::Plain(_) = place {
            // From a time when a folder stood where the file is now.
            remove_if_there(&self.layout.hashed(key))?;
        }
        Ok(())
    }

    pub(super) fn remove(&mut self, key: &str) -> io::Result<bool> {
        let Some(found) = self.find(key)? else {
            return Ok(false);
        };
        fs::remove_file(found.place.path())?;
        remove_if_there(&self.layout.hashed(key))?;
        remove_if_there(&self.layout.meta(key))?;
        remove_if_there(&self.layout.next(key))?;
        if let Place::Plain(path) = found.place {
            self.etags.remove(&path);
            self.remove_empty_folders(&path);
        }
        Ok(true)
    }

    pub(super) fn keys(&self) -> io::Result<Vec<String>> {
        let mut keys = Vec::new();
        collect_plain(self.layout.root(), "", &mut keys)?;
        self.collect_hashed(&mut keys)?;
        keys.sort_unstable();
        keys.dedup();
        Ok(keys)
    }

    pub(super) fn list(&mut self, prefix: &str) -> io::Result<Vec<Entry>> {
        let mut entries = Vec::new();
        for key in self.keys()? {
            if key.starts_with(prefix) {
                entries.extend(self.entry(&key)?);
            }
        }
        Ok(entries)
    }

    fn find(&self, key: &str) -> io::Result<Option<Found>> {
        let Some(place) = self.layout.find(key)? else {
            return Ok(None);
        };
        let stamp = Stamp::of(&fs::metadata(place.path())?)?;
        let fitting = |path: PathBuf| -> io::Result<Option<Meta>> {
            let meta = Meta::load(&path)?;
            Ok(meta.filter(|meta| meta.key == key && meta.stamp == stamp))
        };
        let meta = match fitting(self.layout.meta(key))? {
            Some(meta) => Some(meta),
            None => fitting(self.layout.next(key))?,
        };
        match place {
            // Only its metadata says that it is an object: a listing would not find it otherwise.
            Place::Hashed(_) if meta.is_none() => Ok(None),
            place => Ok(Some(Found { place, stamp, meta })),
        }
    }

    fn etag(&mut self, found: &Found, bytes: Option<&[u8]>) -> io::Result<String> {
        if let Some(meta) = &found.meta {
            return Ok(meta.etag.clone());
        }
        let path = found.place.path();
        if let Some((stamp, etag)) = self.etags.get(path)
            && *stamp == found.stamp
        {
            return Ok(etag.clone());
        }
        let etag = match bytes {
            Some(bytes) => etag_of(bytes),
            None => etag_of(&fs::read(path)?),
        };
        self.etags
            .insert(path.to_owned(), (found.stamp, etag.clone()));
        Ok(etag)
    }

    fn write_temporary(&mut self, bytes: &[u8]) -> io::Result<Temporary> {
        self.written += 1;
        let name = format!("{}-{}", std::process::id(), self.written);
        Temporary::write(self.layout.tmp().join(name), bytes)
    }

    /// Brings writes to their end that were cut short behind the bytes, and forgets those cut short before.
    fn settle(&self) -> io::Result<()> {
        for file in fs::read_dir(self.layout.nexts())? {
            let next = file?.path();
            let key = Meta::load(&next)?.map(|meta| meta.key);
            let found = key.map(|key| self.find(&key)).transpose()?.flatten();
            match found.and_then(|found| found.meta) {
                Some(meta) if !self.is_settled(&meta)? => {
                    fs::rename(&next, self.layout.meta(&meta.key))?;
                }
                _ => fs::remove_file(&next)?,
            }
        }
        Ok(())
    }

    fn is_settled(&self, meta: &Meta) -> io::Result<bool> {
        let known = Meta::load(&self.layout.meta(&meta.key))?;
        Ok(known.is_some_and(|known| known.stamp == meta.stamp))
    }

    /// So that `dir` can be a key again when `dir/child` is gone. Stops at the first folder that is not empty.
    fn remove_empty_folders(&self, path: &Path) {
        let root = self.layout.root();
        for parent in path.ancestors().skip(1) {
            if !parent.starts_with(root) || parent == root || fs::remove_dir(parent).is_err() {
                return;
            }
        }
    }

    fn collect_hashed(&self, keys: &mut Vec<String>) -> io::Result<()> {
        let metas = fs::read_dir(self.layout.metas())?;
        for file in metas.chain(fs::read_dir(self.layout.nexts())?) {
            if let Some(meta) = Meta::load(&file?.path())?
                && let Some(Place::Hashed(_)) = self.layout.find(&meta.key)?
                && self.find(&meta.key)?.is_some()
            {
                keys.push(meta.key);
            }
        }
        Ok(())
    }
}

fn collect_plain(dir: &Path, prefix: &str, keys: &mut Vec<String>) -> io::Result<()> {
    for child in fs::read_dir(dir)? {
        let child = child?;
        let Ok(name) = child.file_name().into_string() else {
            continue;
        };
        let key = format!("{prefix}{name}");
        if !is_path(&key) || key.len() > MAX_KEY_BYTES {
            continue;
        }
        // Of the link, not of what it points to.
        let kind = child.file_type()?;
        if kind.is_dir() {
            collect_plain(&child.path(), &format!("{key}/"), keys)?;
        } else if kind.is_file() {
            keys.push(key);
        }
    }
    Ok(())
}

/// Moves a file into place, and makes the folders that it takes.
fn persist_below(file: Temporary, path: &Path) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    file.persist(path)
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
