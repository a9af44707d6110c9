//! The licences of everything inside, with their texts, each of which stands there once.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result};

use super::inventory::{Inventory, Package};

/// How the names of files begin in which a package has its licences.
const NAMES: [&str; 6] = [
    "copying",
    "copyright",
    "licence",
    "license",
    "notice",
    "unlicense",
];

/// All of it as one text.
///
/// # Errors
///
/// A package cannot be read, or is under a licence whose text is not known.
pub(super) fn notices(inventory: &Inventory) -> Result<String> {
    let mut list = String::from("This is inside, under the licences whose texts follow.\n\n");
    let mut texts: BTreeMap<String, Vec<&Package>> = BTreeMap::new();
    for package in &inventory.packages {
        let Package {
            name,
            version,
            license,
            ..
        } = package;
        writeln!(list, "{name} {version}: {license}")?;
        for text in texts_of(package)? {
            texts.entry(text).or_default().push(package);
        }
    }
    for (text, packages) in texts {
        writeln!(list, "\n{}\n", "-".repeat(80))?;
        for package in packages {
            writeln!(list, "{} {}", package.name, package.version)?;
        }
        writeln!(list, "\n{text}")?;
    }
    Ok(list)
}

/// The texts that come with a package; those of the licences that it names where none does.
fn texts_of(package: &Package) -> Result<Vec<String>> {
    let own = package.folder.as_deref().map_or(Ok(Vec::new()), texts_in);
    let own = own.with_context(|| package.name.clone())?;
    if !own.is_empty() {
        return Ok(own);
    }
    let mut texts = Vec::new();
    for wanted in package.license.requirements() {
        let license = wanted.req.license.id();
        let license = license.with_context(|| format!("{}: {}", package.name, wanted.req))?;
        texts.push(license.text().trim().to_owned());
    }
    Ok(texts)
}

fn texts_in(folder: &Path) -> Result<Vec<String>> {
    let mut texts = Vec::new();
    for entry in folder.read_dir()? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default();
        let name = name.to_string_lossy().to_ascii_lowercase();
        if path.is_file() && NAMES.iter().any(|begin| name.starts_with(begin)) {
            let text = std::fs::read(&path).with_context(|| path.display().to_string())?;
            let text = String::from_utf8_lossy(&text).replace('\r', "");
            texts.push(text.trim().to_owned());
        }
    }
    texts.sort();
    Ok(texts)
}
