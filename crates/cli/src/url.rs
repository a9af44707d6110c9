//! `marble url`: the URL of a derivative, spelled as Marble spells it.

use std::io::{self, Write as _};
use std::process::ExitCode;

use anyhow::Result;

use crate::links::Links;
use crate::settings::Environment;

/// What `url` takes.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  marble url trips/berlin.jpg 300x300
  marble url 'my photo.jpg' 600x,fit=inside,format=webp
  marble url --sign private/a.jpg 1600x")]
#[group(skip)]
pub struct Arguments {
    /// The original's key, without `SOURCE_PREFIX`, not percent-encoded
    key: String,
    /// What is asked for, such as 300x300,fit=inside, or the name of a preset
    transform: String,
    #[command(flatten)]
    links: crate::links::Arguments,
}

/// Prints the URL.
///
/// # Errors
///
/// The key or the transform is not understood, or Marble would refuse it.
pub fn run(arguments: &Arguments, environment: &Environment) -> Result<ExitCode> {
    let links = Links::new(&arguments.links, environment.resizer()?);
    let url = links.url(&arguments.key, &arguments.transform)?;
    writeln!(io::stdout(), "{url}")?;
    Ok(ExitCode::SUCCESS)
}
