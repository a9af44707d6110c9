//! A file on its way to its place. If it never gets there, it goes away, half written or whole: a disk that is full does
//! not get fuller by what it could not take.

use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;

pub(super) struct Temporary {
    /// `None` once it is in place.
    path: Option<PathBuf>,
}

impl Temporary {
    pub(super) fn write(path: PathBuf, bytes: &[u8]) -> io::Result<Self> {
        let file = Self { path: Some(path) };
        fs::write(file.path(), bytes)?;
        Ok(file)
    }

    pub(super) fn path(&self) -> &Path {
        self.path.as_deref().unwrap_or(Path::new(""))
    }

    /// Moves it to its place, over what is there.
    pub(super) fn persist(mut self, place: &Path) -> io::Result<()> {
        fs::rename(self.path(), place)?;
        self.path = None;
        Ok(())
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if let Some(path) = &self.path {
            // Where even that fails, the next start removes it.
            let _ = fs::remove_file(path);
        }
    }
}
