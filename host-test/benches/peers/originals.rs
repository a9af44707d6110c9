//! Where the originals are: photographs, or made of one of them by sharp (`originals.mjs`).

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use crate::npm::Peers;
use crate::script;
use crate::settings::Settings;

/// What the others are made of.
const PHOTO: &str = "mosaic-12mp.jpg";

/// Each original is there, or is made when it is first asked for.
pub(crate) struct Originals<'a> {
    settings: &'a Settings,
    peers: &'a Peers,
    /// Of what is made.
    folder: &'a Path,
    made: OnceCell<Result<(), String>>,
}

impl<'a> Originals<'a> {
    pub(crate) fn new(settings: &'a Settings, peers: &'a Peers, folder: &'a Path) -> Self {
        Self {
            settings,
            peers,
            folder,
            made: OnceCell::new(),
        }
    }

    /// The file of that name, or why it cannot be made.
    pub(crate) fn path(&self, name: &str) -> Result<PathBuf, String> {
        let photo = self.photo(name)?;
        if photo.exists() {
            return Ok(photo);
        }
        self.made.get_or_init(|| self.make()).clone()?;
        Ok(self.folder.join(name))
    }

    fn photo(&self, name: &str) -> Result<PathBuf, String> {
        let photo = self.settings.photo(name);
        photo.map_err(|error| format!("{error:#}"))
    }

    fn make(&self) -> Result<(), String> {
        eprintln!("making originals …");
        let photo = self.photo(PHOTO)?;
        script::run(self.peers, "originals.mjs", &[&photo, self.folder])
    }
}
