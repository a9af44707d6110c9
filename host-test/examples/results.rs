//! Whether a change of the code changes what is made. It writes many originals, records what a resizer makes of each of
//! them in many ways, and compares two such records:
//!
//! ```sh
//! cargo run -p host-test --example results -- originals target/originals
//! cargo run -p host-test --example results -- record --resizer before.wasm target/originals before.tsv
//! cargo run -p host-test --example results -- record --resizer after.wasm target/originals after.tsv
//! cargo run -p host-test --example results -- compare before.tsv after.tsv
//! ```
//!
//! The resizers are `target/wasm32-wasip2/release/marble.wasm` of two commits. Where the environment variable
//! `MARBLE_PHOTOS` names a folder, its pictures are among the originals.

#[path = "results/animations.rs"]
mod animations;
#[path = "results/case.rs"]
mod case;
#[path = "results/colors.rs"]
mod colors;
#[path = "results/compare.rs"]
mod compare;
#[path = "results/damaged.rs"]
mod damaged;
#[path = "results/drawings.rs"]
mod drawings;
#[path = "results/originals.rs"]
mod originals;
#[path = "results/plan.rs"]
mod plan;
#[path = "results/record.rs"]
mod record;
#[path = "results/requests.rs"]
mod requests;
#[path = "results/row.rs"]
mod row;
#[path = "results/settings.rs"]
mod settings;
#[path = "results/stills.rs"]
mod stills;
#[path = "results/transforms.rs"]
mod transforms;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Whether a change of the code changes what is made.
#[derive(Parser)]
#[command(name = "results")]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Writes originals of every kind
    Originals(originals::Arguments),
    /// Records what a resizer makes of them
    Record(record::Arguments),
    /// Tells two records apart; fails where they differ
    Compare(compare::Arguments),
}

fn main() -> ExitCode {
    let result = match CommandLine::parse().command {
        Command::Originals(arguments) => originals::run(&arguments),
        Command::Record(arguments) => record::run(&arguments),
        Command::Compare(arguments) => compare::run(&arguments),
    };
    result.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}
