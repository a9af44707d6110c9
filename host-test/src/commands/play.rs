//! `cargo dev play`: the playground as one file, for any deployment.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use marble_playground::{Deployment, Page};
use url::Url;

/// What `play` takes.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The address below which the pictures are, such as <https://images.example.com>; asked for in the page without it
    #[arg(long, value_name = "URL")]
    base: Option<Url>,
    /// Where to write the page
    #[arg(value_name = "OUT.html")]
    output: PathBuf,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let base = arguments.base.clone();
    if let Some(base) = &base {
        let is_plain = base.query().is_none() && base.fragment().is_none();
        ensure!(
            ["http", "https"].contains(&base.scheme()) && is_plain,
            "expected an absolute http:// or https:// URL without query and fragment, but found {base}"
        );
    }
    let page = Page::new(&Deployment::File { base })?;
    let output = &arguments.output;
    if let Some(folder) = output.parent() {
        std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    std::fs::write(output, &page.html).with_context(|| output.display().to_string())?;
    println!("{}: {} bytes", output.display(), page.html.len());
    Ok(ExitCode::SUCCESS)
}
