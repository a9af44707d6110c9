//! `cargo dev release`: all that is published of a version.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use host_test::release::{self, Contents};
use host_test::runtime::digest;

/// What `release` takes.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The components alone: no Wasmtime, no compiled code and no container
    #[arg(long)]
    wasm_only: bool,
    /// The folder that is written, which must be empty
    #[arg(value_name = "DIR", default_value = "dist")]
    folder: PathBuf,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let folder = &arguments.folder;
    let contents = Contents {
        lean: true,
        native: !arguments.wasm_only,
    };
    for file in release::write(folder, contents)? {
        let size = file
            .metadata()
            .with_context(|| file.display().to_string())?;
        println!("{}: {} bytes", file.display(), size.len());
    }
    for name in ["marble.wasm", "marble-lean.wasm"] {
        let digest = digest::of(&std::fs::read(folder.join(name))?)?;
        println!("digest of {name} sha256:{digest}");
    }
    Ok(ExitCode::SUCCESS)
}
