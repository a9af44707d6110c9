//! `cargo dev compose`: the composed component as a file.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use host_test::runtime::components::Components;
use host_test::runtime::digest;

/// What `compose` takes.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Take the settings from Spin's variables
    #[arg(long)]
    spin: bool,
    /// Where to write the component
    #[arg(value_name = "OUT.wasm")]
    output: PathBuf,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let components = Components::get()?;
    let wasm = if arguments.spin {
        components.marble_for_spin()?
    } else {
        components.marble()?
    };
    let output = &arguments.output;
    if let Some(folder) = output.parent() {
        std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    std::fs::write(output, &wasm).with_context(|| output.display().to_string())?;
    println!("{}: {} bytes", output.display(), wasm.len());
    // That of Marble without what stands in front of it for Spin: the same code has the same digest.
    println!("digest sha256:{}", digest::of(&components.marble()?)?);
    Ok(ExitCode::SUCCESS)
}
