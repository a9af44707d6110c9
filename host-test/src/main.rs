//! The dev host: `cargo dev`, and `cargo dev resize`, `compose`, `release`, `limits`, `play`, `sign` and `run`.

mod commands;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::commands::{compose, limits, play, release, resize, run, serve, sign};

/// Runs Marble on this machine: the real components in Wasmtime, with an S3 server and a bucket website.
#[derive(Parser)]
#[command(name = "cargo dev", bin_name = "cargo dev")]
struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: serve::Arguments,
}

#[derive(Subcommand)]
enum Command {
    /// Bucket, website and Marble, until Ctrl-C (what happens without a command)
    Serve(serve::Arguments),
    /// One file through the real component, with a store in memory
    Resize(resize::Arguments),
    /// Writes the composed component, for any runtime
    Compose(compose::Arguments),
    /// Writes all that is published of a version, so that whoever takes it needs no Rust
    Release(release::Arguments),
    /// How many derivatives of one original a client can have made, and why
    Limits(limits::Arguments),
    /// Writes the playground as one file, to put into a bucket beside a deployment
    Play(play::Arguments),
    /// The path of a link that is signed, so that no list has to allow it
    Sign(sign::Arguments),
    /// A WebAssembly command, as cargo runs tests that are built for wasm32-wasip2
    Run(run::Arguments),
}

fn main() -> ExitCode {
    let arguments = CommandLine::parse();
    let result = match arguments.command {
        None => serve::run(&arguments.serve),
        Some(Command::Serve(arguments)) => serve::run(&arguments),
        Some(Command::Resize(arguments)) => resize::run(&arguments),
        Some(Command::Compose(arguments)) => compose::run(&arguments),
        Some(Command::Release(arguments)) => release::run(&arguments),
        Some(Command::Limits(arguments)) => limits::run(&arguments),
        Some(Command::Play(arguments)) => play::run(&arguments),
        Some(Command::Sign(arguments)) => sign::run(&arguments),
        Some(Command::Run(arguments)) => run::run(&arguments),
    };
    result.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}
