//! `marble completions`: what a shell completes the command line with.

use std::io::{self, Write as _};
use std::process::ExitCode;

use anyhow::Result;
use clap::Command;
use clap_complete::Shell;

/// What `completions` takes.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  marble completions bash > ~/.local/share/bash-completion/completions/marble
  marble completions zsh > ~/.zfunc/_marble
  marble completions fish > ~/.config/fish/completions/marble.fish")]
#[group(skip)]
pub struct Arguments {
    /// The shell
    shell: Shell,
}

/// Writes the script for all of `command` to standard output.
///
/// # Errors
///
/// Standard output cannot be written.
pub fn run(arguments: &Arguments, mut command: Command) -> Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "marble", &mut script);
    io::stdout().write_all(&script)?;
    Ok(ExitCode::SUCCESS)
}
