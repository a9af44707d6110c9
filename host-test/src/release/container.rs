//! The context of a container: what `docker build` needs, with neither Rust nor a network.

use anyhow::{Context, Result};

use super::wasmtime::Wasmtime;
use super::{Folder, LICENSES, bill, notices};
use crate::workspace;

/// What is in `deploy/container`, and what it copies: the runtime, Marble as `compiled` by it, and the licences of both.
///
/// # Errors
///
/// A file cannot be copied.
pub(super) fn write(
    folder: &Folder,
    wasmtime: &Wasmtime,
    compiled: &[u8],
    third_party: &str,
) -> Result<()> {
    let root = workspace::root();
    let copy = |folder: &Folder, file: &str, name: &str| -> Result<()> {
        let path = root.join(file);
        let content = std::fs::read(&path).with_context(|| path.display().to_string())?;
        folder.write(name, content)
    };
    for name in ["Dockerfile", "Dockerfile.lambda"] {
        copy(folder, &format!("deploy/container/{name}"), name)?;
    }
    let program = std::fs::read(&wasmtime.program)?;
    let bill = bill::bill(&wasmtime.inventory, "wasmtime", &wasmtime.version, &program)?;
    folder.write("wasmtime.cdx.json", bill)?;
    // With its permissions.
    std::fs::copy(&wasmtime.program, folder.0.join("wasmtime"))?;
    folder.write("marble.cwasm", compiled)?;
    let licenses = Folder::new(&folder.0.join("licenses"))?;
    for name in LICENSES {
        copy(&licenses, name, name)?;
    }
    licenses.write("THIRD-PARTY.txt", third_party)?;
    licenses.write("WASMTIME.txt", notices::notices(&wasmtime.inventory)?)
}
