//! Where in the folder a key lies.
//!
//! ```text
//! <dir>/<key>                              the bytes, where the key is a plain relative path
//! <dir>/.marble/objects/<sha256 of key>    the bytes of every other key
//! <dir>/.marble/meta/<sha256 of key>.json  the metadata, of both
//! <dir>/.marble/next/<sha256 of key>.json  the metadata of bytes that are about to come into place
//! <dir>/.marble/tmp/                       files on their way to one of these
//! ```
//!
//! A plain path has no segment that any file system could read as anything but a name: such are written. What somebody
//! puts into the folder is found under whatever name this file system took. No part of a path may be a symbolic link, or
//! mean anything but a name: that is why no key can leave the folder.

use std::fs;
use std::io;
use std::path::Component;
use std::path::Path;
use std::path::PathBuf;

use sha2::Digest as _;
use sha2::Sha256;

use crate::hex::hex;

/// Shorter than the 255 of common file systems, so that tools can add to a name.
const MAX_SEGMENT_BYTES: usize = 200;
/// Shorter than the 1,024 for a whole path on some systems.
const MAX_PLAIN_KEY_BYTES: usize = 512;
const OWN_FOLDER: &str = ".marble";
/// What macOS leaves in every folder that somebody looks into.
const NO_OBJECT: &str = ".DS_Store";

/// The folder's map; it looks at the disk but changes nothing after `make`.
pub(super) struct Layout {
    root: PathBuf,
}

/// Where the bytes of a key lie, or would lie.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Place {
    Hashed(PathBuf),
    Plain(PathBuf),
}

impl Layout {
    pub(super) fn make(dir: &Path) -> io::Result<Self> {
        fs::create_dir_all(dir)?;
        let root = dir.canonicalize()?;
        let layout = Self { root };
        // The own folder first: nothing is made behind it before it is known to be no link.
        for path in [
            layout.own(),
            layout.objects(),
            layout.metas(),
            layout.nexts(),
            layout.tmp(),
        ] {
            fs::create_dir_all(&path)?;
            if fs::symlink_metadata(&path)?.is_symlink() {
                return Err(io::Error::other(format!(
                    "{} is a symbolic link",
                    path.display()
                )));
            }
        }
        Ok(layout)
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    fn own(&self) -> PathBuf {
        self.root.join(OWN_FOLDER)
    }

    fn objects(&self) -> PathBuf {
        self.own().join("objects")
    }

    pub(super) fn tmp(&self) -> PathBuf {
        self.own().join("tmp")
    }

    pub(super) fn metas(&self) -> PathBuf {
        self.own().join("meta")
    }

    pub(super) fn meta(&self, key: &str) -> PathBuf {
        self.metas().join(format!("{}.json", hash(key)))
    }

    pub(super) fn nexts(&self) -> PathBuf {
        self.own().join("next")
    }

    pub(super) fn next(&self, key: &str) -> PathBuf {
        self.nexts().join(format!("{}.json", hash(key)))
    }

    pub(super) fn hashed(&self, key: &str) -> PathBuf {
        self.objects().join(hash(key))
    }

    /// Where the bytes of a key are, if they are anywhere. A file of that name wins: it is what the user sees.
    pub(super) fn find(&self, key: &str) -> io::Result<Option<Place>> {
        if self.kind_of(key)? == Kind::File {
            return Ok(Some(Place::Plain(self.root.join(key))));
        }
        let hashed = self.hashed(key);
        Ok((kind(&hashed)? == Kind::File).then_some(Place::Hashed(hashed)))
    }

    /// Where the bytes of a key are to be written.
    pub(super) fn choose(&self, key: &str) -> io::Result<Place> {
        Ok(match self.kind_of(key)? {
            Kind::Absent if is_plain(key) => Place::Plain(self.root.join(key)),
            Kind::File => Place::Plain(self.root.join(key)),
            _ => Place::Hashed(self.hashed(key)),
        })
    }

    /// What is there under the name of a key. Walks down from the root, so that a link or a file where a folder should
    /// be is seen before it is passed.
    fn kind_of(&self, key: &str) -> io::Result<Kind> {
        if !is_path(key) {
            return Ok(Kind::Other);
        }
        let mut path = self.root.clone();
        let mut segments = key.split('/').peekable();
        while let Some(segment) = segments.next() {
            path.push(segment);
            match kind(&path)? {
                Kind::Folder if segments.peek().is_some() => {}
                Kind::File if segments.peek().is_some() => return Ok(Kind::Other),
                last => return Ok(last),
            }
        }
        Ok(Kind::Other)
    }
}

impl Place {
    pub(super) fn path(&self) -> &Path {
        match self {
            Self::Hashed(path) | Self::Plain(path) => path,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Absent,
    File,
    Folder,
    Other,
}

fn kind(path: &Path) -> io::Result<Kind> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_file() => Ok(Kind::File),
        Ok(found) if found.is_dir() => Ok(Kind::Folder),
        Ok(_) => Ok(Kind::Other),
        Err(error) => match error.kind() {
            io::ErrorKind::NotFound => Ok(Kind::Absent),
            // No file can have such a name: it is too long, or has a NUL.
            io::ErrorKind::InvalidFilename | io::ErrorKind::InvalidInput => Ok(Kind::Other),
            _ => Err(error),
        },
    }
}

/// Whether a key is the path of something below the folder, and not of the own folder: to this system, its segments are
/// names and nothing else.
pub(super) fn is_path(key: &str) -> bool {
    let names = Path::new(key)
        .components()
        .map(|component| match component {
            Component::Normal(name) => name.to_str(),
            _ => None,
        });
    let names: Option<Vec<_>> = names.collect();
    names.is_some_and(|names| {
        let own = names
            .first()
            .is_none_or(|first| first.eq_ignore_ascii_case(OWN_FOLDER));
        let noise = names.last() == Some(&NO_OBJECT);
        !own && !noise && names.join("/") == key
    })
}

/// Whether a key is a path on every system and to every tool.
fn is_plain(key: &str) -> bool {
    key.len() <= MAX_PLAIN_KEY_BYTES && key.split('/').all(is_plain_segment)
}

fn is_plain_segment(segment: &str) -> bool {
    !segment.is_empty()
        && segment.len() <= MAX_SEGMENT_BYTES
        && !segment.starts_with('.')
        && !segment.ends_with(['.', ' '])
        && !segment.contains(|c: char| c.is_control() || r#"\:*?"<>|"#.contains(c))
}

pub(super) fn hash(key: &str) -> String {
    hex(&Sha256::digest(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_keys_are_paths_that_mean_nothing_else() {
        for key in [
            "photo.jpg",
            "300x300/photo.jpg",
            "uni-ü-日本/a b+c%41&d.jpg",
            "a..b/c",
        ] {
            assert!(is_plain(key), "{key:?}");
        }
        let long = "x".repeat(MAX_SEGMENT_BYTES + 1);
        for key in ["dot.", "space ", ".hidden", "a/.b", &long, "x.marble/y"] {
            assert!(is_path(key), "{key:?}");
        }
        for key in [
            "",
            "/leading",
            "trailing/",
            "dbl//slash",
            ".",
            "..",
            "a/../b",
            "./a",
            ".marble",
            ".marble/meta/x",
            ".Marble/meta/x",
            ".DS_Store",
            "a/.DS_Store",
        ] {
            assert!(!is_path(key), "{key:?}");
        }
        for key in [
            "",
            "/leading",
            "trailing/",
            "dbl//slash",
            "..",
            "a/../b",
            "a/./b",
            ".marble/meta/x",
            ".hidden",
            "back\\slash",
            "c:colon",
            "q?x",
            "line\nfeed",
            "dot.",
            "space ",
            &long,
            &"segment/".repeat(100),
        ] {
            assert!(!is_plain(key), "{key:?}");
        }
    }
}
