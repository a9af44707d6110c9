//! The program `marble`. All of it is the library `marble_cli`.

use std::process::ExitCode;

use clap::Parser as _;
use marble_cli::CommandLine;

fn main() -> ExitCode {
    marble_cli::run(&CommandLine::parse())
}
