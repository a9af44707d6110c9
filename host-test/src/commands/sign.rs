//! `cargo dev sign`: the path of a link to a transform that no list has to allow.

use std::process::ExitCode;

use anyhow::{Context, Result};
use marble::link::{Link, Signing};

use crate::commands::settings::{Settings, config};

/// What `sign` takes.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// What is linked to, not percent-encoded, such as 300x300,fit=inside/trips/my photo.jpg
    #[arg(value_name = "TRANSFORM/ORIGINAL")]
    key: String,
    #[command(flatten)]
    settings: Settings,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let config = config(&arguments.settings.variables()?, "http://bucket.invalid")?;
    let parts = arguments.key.split_once('/');
    let (transform, original) = parts
        .with_context(|| format!("expected TRANSFORM/ORIGINAL, but found {:?}", arguments.key))?;
    let link = Link::new(original, transform, Signing::Yes, &config)?;
    println!("{}", link.path());
    Ok(ExitCode::SUCCESS)
}
