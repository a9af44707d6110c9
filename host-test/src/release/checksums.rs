//! `SHA256SUMS`, as `sha256sum --check` reads it.

use std::fmt::Write as _;

use anyhow::Result;
use sha2::{Digest, Sha256};

use super::Folder;
use crate::hex::hex;

/// Sums up all files that are there.
pub(super) fn write(folder: &Folder) -> Result<()> {
    let mut sums = String::new();
    for file in folder.files()? {
        let sum = hex(&Sha256::digest(std::fs::read(&file)?));
        let name = file.strip_prefix(&folder.0)?;
        writeln!(sums, "{sum}  {}", name.display())?;
    }
    folder.write("SHA256SUMS", sums)
}
