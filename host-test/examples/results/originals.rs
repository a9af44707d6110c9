//! `originals`: files of every kind that is read, and of some that are not.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use host_test::components::workspace;

use crate::{animations, colors, damaged, drawings, stills};

/// What `originals` takes.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Where to write them
    folder: PathBuf,
}

/// Names, such as `png-kinds/rgb-8.png`, and contents.
pub(crate) type Files = Vec<(String, Vec<u8>)>;

/// Folders of this repository that hold files for tests, and what they are called here.
const FOLDERS: [(&str, &str); 5] = [
    ("host-test/tests/agreement/originals", "agreement"),
    ("host-test/tests/avif", "avif"),
    ("jpeg/tests/encode", "jpeg-encode"),
    ("jpeg/tests/files", "jpeg-files"),
    ("webp/tests/files", "webp-files"),
];

/// How the names of pictures end.
const PICTURES: [&str; 6] = ["avif", "gif", "jpg", "png", "tiff", "webp"];

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let files = all()?;
    let names: BTreeMap<_, _> = files.iter().map(|(name, file)| (name, file)).collect();
    ensure!(names.len() == files.len(), "two originals have one name");
    for (name, file) in &files {
        let path = arguments.folder.join(name);
        let folder = path.parent().context("a file lies in a folder")?;
        std::fs::create_dir_all(folder)?;
        std::fs::write(&path, file).with_context(|| path.display().to_string())?;
    }
    println!("{} originals", files.len());
    Ok(ExitCode::SUCCESS)
}

fn all() -> Result<Files> {
    let mut files = stills::all();
    files.extend(animations::all());
    files.extend(colors::all());
    files.extend(damaged::all());
    files.extend(drawings::all());
    for (folder, name) in FOLDERS {
        files.extend(pictures(&workspace().join(folder), name)?);
    }
    if let Some(photos) = std::env::var_os("MARBLE_PHOTOS") {
        files.extend(pictures(Path::new(&photos), "photos")?);
    }
    Ok(files)
}

/// The pictures of a folder.
fn pictures(folder: &Path, name: &str) -> Result<Files> {
    let mut files = Vec::new();
    let entries = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    for entry in entries {
        let path = entry?.path();
        let end = path.extension().and_then(|end| end.to_str());
        if end.is_some_and(|end| PICTURES.contains(&end)) {
            let file = path.file_name().unwrap_or_default().to_string_lossy();
            files.push((format!("{name}/{file}"), std::fs::read(&path)?));
        }
    }
    Ok(files)
}

/// What `originals` wrote, by name.
pub(crate) fn read(folder: &Path) -> Result<BTreeMap<String, Bytes>> {
    let mut files = BTreeMap::new();
    let entries = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    for entry in entries {
        let group = entry?.path();
        let name = group.file_name().unwrap_or_default().to_string_lossy();
        let entries = std::fs::read_dir(&group).with_context(|| group.display().to_string())?;
        for entry in entries {
            let path = entry?.path();
            let file = path.file_name().unwrap_or_default().to_string_lossy();
            let content = std::fs::read(&path).with_context(|| path.display().to_string())?;
            files.insert(format!("{name}/{file}"), content.into());
        }
    }
    Ok(files)
}
