//! The context of a container: what `docker build` needs, with neither Rust nor a network.

use std::path::Path;

use anyhow::{Context, Result};

use super::wasmtime::Wasmtime;
use super::{Folder, OWN_LICENSES, bill, notices};
use crate::workspace;

/// Writes the folder `container` into a release that has its licences: what is in `deploy/container`, and what that copies,
/// which is the runtime, Marble as `compiled` by it, and the licences of both.
///
/// # Errors
///
/// A file cannot be copied.
pub(super) fn write(release: &Folder, wasmtime: &Wasmtime, compiled: &Path) -> Result<()> {
    let folder = Folder::new(&release.0.join("container"))?;
    let recipes = workspace::root().join("deploy/container");
    for name in ["Dockerfile", "Dockerfile.lambda"] {
        folder.copy(&recipes.join(name), name)?;
    }
    let program = &wasmtime.program;
    folder.copy(program, "wasmtime")?;
    folder.copy(compiled, "marble.cwasm")?;
    let program = std::fs::read(program).with_context(|| program.display().to_string())?;
    let bill = bill::bill(&wasmtime.inventory, "wasmtime", &wasmtime.version, &program)?;
    folder.write("wasmtime.cdx.json", bill)?;
    let licenses = Folder::new(&folder.0.join("licenses"))?;
    for name in OWN_LICENSES.into_iter().chain(["THIRD-PARTY.txt"]) {
        licenses.copy(&release.0.join(name), name)?;
    }
    licenses.write("WASMTIME.txt", notices::notices(&wasmtime.inventory)?)
}
