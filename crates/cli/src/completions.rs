//! `marble completions`: what a shell completes the command line with.

use std::io::{self, Write as _};
use std::process::ExitCode;

use anyhow::Result;
use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::command_line::CommandLine;

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

/// Writes the script to standard output.
///
/// # Errors
///
/// Standard output cannot be written.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let mut script = Vec::new();
    let mut command = CommandLine::command();
    clap_complete::generate(arguments.shell, &mut command, "marble", &mut script);
    io::stdout().write_all(&script)?;
    Ok(ExitCode::SUCCESS)
}
