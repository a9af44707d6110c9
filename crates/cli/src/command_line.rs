//! The command line: the table of commands, and the flags that all of them have.

use std::process::ExitCode;

use anyhow::Result;
use clap::{CommandFactory as _, Parser, Subcommand};

use crate::settings::Settings;
use crate::{completions, doctor, gc, init, purge, srcset, url, warm};

/// Sets up a bucket with Marble behind it, checks it, writes links, and makes and deletes derivatives.
///
/// Reads the same variables as Marble itself: from the environment, from --env-file, or from --env.
#[derive(Parser)]
#[command(name = "marble", version)]
pub struct CommandLine {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    settings: Settings,
}

/// The commands, one a file.
#[derive(Subcommand)]
pub enum Command {
    /// Writes all that a store and a runtime need, and sets the bucket up
    Init(init::Arguments),
    /// Whether bucket, website and Marble work together: each thing that is wrong, and what to do about it
    Doctor(doctor::Arguments),
    /// The URL of a derivative in its canonical spelling
    Url(url::Arguments),
    /// The HTML of a picture in several sizes
    Srcset(srcset::Arguments),
    /// Makes derivatives before anybody asks for them
    Warm(warm::Arguments),
    /// Deletes all derivatives of originals
    Purge(purge::Arguments),
    /// Deletes derivatives whose original is gone or another one
    Gc(gc::Arguments),
    /// What a shell completes the command line with
    Completions(completions::Arguments),
}

impl CommandLine {
    /// Does what it says.
    ///
    /// # Errors
    ///
    /// What went wrong, and what to do about it.
    pub fn run(&self) -> Result<ExitCode> {
        let settings = || self.settings.read();
        match &self.command {
            Command::Init(arguments) => init::run(arguments, &settings()?),
            Command::Doctor(arguments) => doctor::run(arguments, &settings()?),
            Command::Url(arguments) => url::run(arguments, &settings()?),
            Command::Srcset(arguments) => srcset::run(arguments, &settings()?),
            Command::Warm(arguments) => warm::run(arguments, &settings()?),
            Command::Purge(arguments) => purge::run(arguments, &settings()?),
            Command::Gc(arguments) => gc::run(arguments, &settings()?),
            Command::Completions(arguments) => completions::run(arguments, CommandLine::command()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flags_agree_with_each_other() {
        CommandLine::command().debug_assert();
    }
}
