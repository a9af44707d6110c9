//! `cargo dev limits`: how many derivatives of one original a client can have made, and why.

use std::process::ExitCode;

use anyhow::Result;
use marble::policy::Reach;

use crate::commands::settings::{Settings, config};

/// What `limits` takes.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    settings: Settings,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let config = config(&arguments.settings.variables()?, "http://bucket.invalid")?;
    let reach = Reach::new(&config.policy, config.limits.max_result_side);
    println!("{reach}");
    Ok(ExitCode::SUCCESS)
}
