//! `marble init`: a folder with all that one store and one runtime need, and the bucket's part of it done.
//!
//! ```text
//! wishes (flags, questions) ─► documents, manifest, commands ─► folder
//!                          └─► changes of the bucket ─► shown ─► applied
//! ```
//!
//! What the store takes is made from the files in `deploy`, so that there is one of each.

mod arguments;
mod bucket_changes;
mod deployment;
mod documents;
mod folder;
mod guide;
mod lambda;
mod playground;
mod question;
mod runtime;
mod store;
mod wishes;

use std::io::{self, Write as _};
use std::process::ExitCode;

use anyhow::{Result, bail};
use s3_store::config::Place;

pub use self::arguments::Arguments;
use self::bucket_changes::Changes;
use self::documents::Documents;
use self::wishes::{Wishes, setting};
use crate::bucket::{Bucket, Retries};
use crate::settings::Environment;

/// Writes the folder, and with `--apply` changes the bucket.
///
/// # Errors
///
/// Something is missing or not understood, a file is in the way, or the store refuses.
pub fn run(arguments: &Arguments, environment: &Environment) -> Result<ExitCode> {
    let events_token = arguments.events.then(|| token(arguments)).transpose()?;
    let wishes = Wishes::complete(arguments, events_token)?;
    let documents = Documents::new(&wishes)?;
    let files = folder::files(&wishes, &documents, &arguments.out)?;
    folder::write(&arguments.out, &files)?;
    let mut out = io::stdout();
    for (name, _) in &files {
        writeln!(out, "{}", arguments.out.join(name).display())?;
    }
    if arguments.apply {
        crate::runtime::block_on(apply(arguments, &wishes, &documents, environment))??;
    } else {
        writeln!(
            out,
            "Go on as {} says.",
            arguments.out.join("README.md").display()
        )?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn apply(
    arguments: &Arguments,
    wishes: &Wishes,
    documents: &Documents,
    environment: &Environment,
) -> Result<()> {
    let keys = [
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
    ];
    let keys = keys.map(|name| (name, environment.get(name).unwrap_or_default()));
    let set = wishes.settings().into_iter().chain(keys).map(setting);
    let bucket = Bucket::open(
        &Environment::of(set.collect()),
        Place::Derivatives,
        Retries::Some,
    )?;
    let changes = Changes::find(&bucket, documents, arguments.unblock_public_access).await?;
    let mut out = io::stdout();
    write!(out, "{changes}")?;
    if changes.are_refused() {
        bail!("nothing was changed: see what is marked with ! above");
    }
    if changes.are_none() {
        return Ok(());
    }
    if !arguments.yes && !confirmed()? {
        bail!("nothing was changed");
    }
    changes.apply(&bucket).await?;
    writeln!(out, "applied")?;
    Ok(())
}

fn confirmed() -> Result<bool> {
    eprint!("Change this? [y/N] ");
    io::stderr().flush()?;
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    Ok(matches!(line.trim(), "y" | "Y" | "yes"))
}

/// The token of the folder that is there already, or a new one.
fn token(arguments: &Arguments) -> Result<String> {
    if let Some(token) = folder::written(&arguments.out, "EVENTS_TOKEN") {
        return Ok(token);
    }
    let mut random = [0_u8; 24];
    getrandom::fill(&mut random)?;
    Ok(hex::encode(random))
}
