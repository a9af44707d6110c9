//! What a maintainer publishes: a folder with which nobody else needs Rust.
//!
//! | what | where |
//! |---|---|
//! | The components, for every runtime and for Spin, whole and lean | [`write`] |
//! | What is inside: found, listed for programs, and with all licences | `inventory.rs`, `bill.rs`, `notices.rs` |
//! | The runtime, and code that it compiled before | `wasmtime.rs` |
//! | What a container is built of | `container.rs` |
//! | Manifests for Spin and for a registry of components | `manifests.rs` |
//! | What everything hashes to | `checksums.rs` |

mod bill;
mod checksums;
mod container;
mod inventory;
mod manifests;
mod notices;
mod wasmtime;

use std::env::consts::ARCH;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use cargo_metadata::Metadata;

use self::inventory::{Inventory, Library};
use self::wasmtime::Wasmtime;
use crate::cargo::Cargo;
use crate::runtime::components::Components;
use crate::workspace;

/// Marble's own licences.
const OWN_LICENSES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

/// What is written beside the default build.
#[derive(Clone, Copy, Debug)]
pub struct Contents {
    /// The lean build.
    pub lean: bool,
    /// Wasmtime, compiled code, and what a container is built of: for this machine's architecture.
    pub native: bool,
}

/// Writes a release into a folder, which must be empty where it is there, and returns its files.
///
/// # Errors
///
/// Where something does not build, a licence is not to be taken, or the folder is in use.
pub fn write(folder: &Path, contents: Contents) -> Result<Vec<PathBuf>> {
    let folder = Folder::new(folder)?;
    let root = workspace::root();
    let workspace = Cargo::at(root).metadata()?;
    let whole = write_build(&folder, &workspace, "", "")?;
    if contents.lean {
        write_build(&folder, &workspace, "-lean", "lean")?;
    }
    // The lean build has nothing that the other has not.
    folder.write("THIRD-PARTY.txt", notices::notices(&whole)?)?;
    for license in OWN_LICENSES {
        folder.copy(&root.join(license), license)?;
    }
    if contents.native {
        let wasmtime = Wasmtime::build(&workspace)?;
        let name = format!("marble-wasmtime-{}-{ARCH}-linux.cwasm", wasmtime.version);
        let compiled = folder.0.join(name);
        wasmtime.compile(&folder.0.join("marble.wasm"), &compiled)?;
        container::write(&folder, &wasmtime, &compiled)?;
    }
    folder.write("spin.toml", manifests::spin(root)?)?;
    folder.write("wkg.toml", manifests::wkg(root)?)?;
    checksums::write(&folder)?;
    folder.files()
}

/// The components of one build, with their bill, and what is inside. `suffix` is what their names have behind `marble`,
/// `features` are those of [`Components::build`].
fn write_build(
    folder: &Folder,
    workspace: &Metadata,
    suffix: &str,
    features: &str,
) -> Result<Inventory> {
    let components = Components::build(features)?;
    let marble = components.marble()?;
    let inventory = Inventory::new(workspace, &components.packages, Library::of_wasm()?)?;
    let name = format!("marble{suffix}");
    let bill = bill::bill(&inventory, &name, env!("CARGO_PKG_VERSION"), &marble)?;
    folder.write(&format!("{name}.wasm"), &marble)?;
    folder.write(&format!("{name}.cdx.json"), bill)?;
    let for_spin = components.marble_for_spin()?;
    folder.write(&format!("marble-spin{suffix}.wasm"), for_spin)?;
    Ok(inventory)
}

/// A folder that is written.
struct Folder(PathBuf);

impl Folder {
    /// An empty one: nothing of an earlier release is published once more, and nothing is lost.
    fn new(path: &Path) -> Result<Self> {
        std::fs::create_dir_all(path).with_context(|| path.display().to_string())?;
        let mut entries = path.read_dir()?;
        ensure!(
            entries.next().is_none(),
            "{} is not empty: remove it, or name another folder",
            path.display()
        );
        Ok(Self(path.to_owned()))
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> Result<()> {
        let path = self.0.join(name);
        std::fs::write(&path, content).with_context(|| path.display().to_string())
    }

    /// Copies a file into it, with its permissions.
    fn copy(&self, from: &Path, name: &str) -> Result<()> {
        let copied = std::fs::copy(from, self.0.join(name));
        copied.with_context(|| from.display().to_string())?;
        Ok(())
    }

    /// All files in it and in its folders, by name.
    fn files(&self) -> Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        let mut folders = vec![self.0.clone()];
        while let Some(folder) = folders.pop() {
            for entry in folder.read_dir()? {
                let path = entry?.path();
                let list = if path.is_dir() {
                    &mut folders
                } else {
                    &mut files
                };
                list.push(path);
            }
        }
        files.sort();
        Ok(files)
    }
}
