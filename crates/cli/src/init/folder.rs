//! The folder that is written, and what is in it.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

use super::documents::Documents;
use super::guide::guide;
use super::playground;
use super::wishes::Wishes;

/// Every file, by its name.
///
/// # Errors
///
/// A template is not what it was.
pub(super) fn files(
    wishes: &Wishes,
    documents: &Documents,
    folder: &Path,
) -> Result<Vec<(&'static str, String)>> {
    let mut files = documents.files();
    files.extend(wishes.runtime.manifest(wishes)?);
    files.push((".env", env(wishes)));
    files.push((playground::FILE, playground::page(wishes)?));
    files.push((
        "README.md",
        guide(wishes, documents, &folder.display().to_string()),
    ));
    Ok(files)
}

/// Writes the files that are not there. One that is there and says something else is left alone.
///
/// # Errors
///
/// There is such a file, or one cannot be written. Then nothing was written over.
pub(super) fn write(folder: &Path, files: &[(&str, String)]) -> Result<()> {
    let differs = |(name, text): &&(&str, String)| {
        let found = fs::read_to_string(folder.join(name));
        found.is_ok_and(|found| found != *text)
    };
    if let Some((name, _)) = files.iter().find(differs) {
        bail!(
            "{} is there and says something else: take it away, or write into another folder (--out)",
            folder.join(name).display()
        );
    }
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    for (name, text) in files {
        let path = folder.join(name);
        fs::write(&path, text).with_context(|| path.display().to_string())?;
    }
    Ok(())
}

fn env(wishes: &Wishes) -> String {
    let settings = wishes.settings().into_iter();
    let lines = settings.map(|(name, value)| format!("{name}={value}\n"));
    let lines: String = lines.collect();
    format!(
        "# Marble's settings (docs/configuration.md), one a line, without quotes.\n{lines}\
         # Whose requests to the store are Marble's: see README.md. Do not keep them in a repository.\n\
         # AWS_ACCESS_KEY_ID=\n# AWS_SECRET_ACCESS_KEY=\n"
    )
}

/// The value of a variable in an `.env` that was written before.
pub(super) fn written(folder: &Path, name: &str) -> Option<String> {
    let text = fs::read_to_string(folder.join(".env")).ok()?;
    let mut values = text
        .lines()
        .filter_map(|line| line.strip_prefix(name)?.strip_prefix('='));
    values.next().map(str::to_owned)
}
