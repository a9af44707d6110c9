//! `cargo dev sign`: the path of a link to a transform that no list has to allow.

use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use marble::accept::Accept;
use marble::plan::{Plan, path};
use marble::request::Request;
use marble_transform::Transform;

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
    let transform = Transform::parse(transform, config.limits.max_result_side)?;
    let folder = config.policy.sign(&transform, original);
    let folder = folder.context("expected the variable SIGNING_KEYS, but it is not set")?;
    let path = path(&format!("{}{folder}/{original}", config.result_prefix));
    // What Marble would not make is not worth a signature.
    let request = Request::parse(
        &path,
        Accept::default(),
        &config.base_path,
        &config.result_prefix,
    )?;
    ensure!(
        request.original == original,
        "expected an original, but found {original:?}"
    );
    Plan::new(&request, &config)?;
    println!("{path}");
    Ok(ExitCode::SUCCESS)
}
