//! `marble`: what the operator of a bucket with Marble behind it does from a shell.
//!
//! ```text
//! command_line ──► a command, one a file ──► settings   the component's own variables and policy
//!                                       ├──► bucket     the S3 API
//!                                       └──► web        the website, and Marble itself
//! ```
//!
//! It runs no picture through itself: what it wants made, it asks of Marble.

pub mod bucket;
mod command_line;
pub mod completions;
pub mod doctor;
pub mod gc;
pub mod init;
pub mod jobs;
pub mod links;
pub mod marble_address;
pub mod originals;
pub mod pace;
mod placeholder;
pub mod progress;
pub mod purge;
mod runtime;
pub mod settings;
pub mod srcset;
pub mod url;
pub mod warm;
pub mod web;
pub mod work;

use std::io;
use std::process::ExitCode;

pub use command_line::{Command, CommandLine};
pub use runtime::block_on;

/// The exit code of a command that could not do what it was asked to: 1. A command line that is not understood is 2.
const FAILED: u8 = 1;

/// Does what the command line says, and tells on standard error what went wrong.
#[must_use]
pub fn run(command_line: &CommandLine) -> ExitCode {
    match command_line.run() {
        Ok(code) => code,
        // Whoever reads the output has seen enough of it: `marble gc | head`.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(FAILED)
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let error = error.downcast_ref::<io::Error>();
    error.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
