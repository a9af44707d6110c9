//! The manifests beside the components.

use std::path::Path;

use anyhow::{Context, Result};
use toml_edit::{DocumentMut, Item, Table, value};

/// What stands at the head of the manifest for Spin: the one in the repository says how it is built.
const HEAD: &str = "\
#:schema https://schemas.spinframework.dev/spin/manifest-v2/latest.json

# spin up --from spin.toml --variable url=https://pictures.example.com --variable bucket=my-pictures …
# More in docs/deploying.md.

";

/// `spin.toml` as it is in the repository, but for what builds the component, and with the one that is beside it.
///
/// # Errors
///
/// It is not as this expects it.
pub(super) fn spin(repository: &Path) -> Result<String> {
    let mut manifest = manifest(repository)?;
    let marble = manifest
        .get_mut("component")
        .and_then(|components| components.get_mut("marble"))
        .and_then(Item::as_table_mut)
        .context("spin.toml has no component marble")?;
    marble.insert("source", value("marble-spin.wasm"));
    marble.remove("build").context("spin.toml builds nothing")?;
    let first = manifest.key_mut("spin_manifest_version");
    let mut first = first.context("spin.toml has no version")?;
    first.leaf_decor_mut().set_prefix(HEAD);
    Ok(manifest.to_string())
}

/// `wkg.toml`: what a registry of components tells of Marble
/// (<https://github.com/bytecodealliance/wasm-pkg-tools/blob/main/docs/manifest.md>).
///
/// # Errors
///
/// `spin.toml` is not as this expects it.
pub(super) fn wkg(repository: &Path) -> Result<String> {
    let spin = manifest(repository)?;
    let description = spin
        .get("application")
        .and_then(|application| application.get("description")?.as_str())
        .context("spin.toml describes nothing")?;
    let mut metadata = Table::new();
    metadata.insert("description", value(description));
    metadata.insert("license", value(env!("CARGO_PKG_LICENSE")));
    let mut manifest = DocumentMut::new();
    manifest.insert("metadata", Item::Table(metadata));
    Ok(manifest.to_string())
}

fn manifest(repository: &Path) -> Result<DocumentMut> {
    let text = std::fs::read_to_string(repository.join("spin.toml"))?;
    text.parse().context("spin.toml")
}
