//! `marble purge`: deletes the derivatives of originals, by their names alone, as Marble does when an event says that an
//! original changed. They are made again when somebody asks for them.

use std::process::ExitCode;

use anyhow::{Context as _, Result};
use marble::config::Config;
use marble::names::{self, Found};
use s3_store::config::Place;

use crate::bucket::{AT_ONCE, Bucket, Listed, Listing, Retries};
use crate::jobs::Jobs;
use crate::originals::Originals;
use crate::pace::Pace;
use crate::progress::Progress;
use crate::settings::Environment;

/// What `purge` takes.
#[derive(clap::Args)]
#[command(after_help = "Originals need not be there any more.

Examples:
  marble purge trips/berlin.jpg              # in every size and format
  marble purge --prefix trips/ --dry-run     # shows what it would delete
  marble purge --prefix ''                   # all derivatives")]
#[group(skip)]
pub struct Arguments {
    #[command(flatten)]
    originals: Originals,
    /// Show what would be deleted
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    jobs: Jobs,
}

/// What deletes, or shows.
struct Purge {
    config: Config,
    bucket: Bucket,
    pace: Pace,
    progress: Progress,
    dry_run: bool,
    batch: Vec<String>,
    asked: u64,
    kept: u64,
}

/// Deletes them, or shows them.
///
/// # Errors
///
/// A setting or a key is not understood, or the store does not let the key list the bucket.
pub fn run(arguments: &Arguments, environment: &Environment) -> Result<ExitCode> {
    let purge = Purge {
        config: environment.resizer()?,
        bucket: Bucket::open(environment, Place::Derivatives, Retries::None)?,
        pace: arguments.jobs.pace(),
        progress: Progress::new(None),
        dry_run: arguments.dry_run,
        batch: Vec::new(),
        asked: 0,
        kept: 0,
    };
    let names = names_of(&arguments.originals.keys, &purge.config)?;
    let done = crate::runtime::block_on(async {
        match &arguments.originals.prefix {
            Some(prefix) => purge.below(prefix).await,
            None => purge.named(&names).await,
        }
    })??;
    done.progress.end();
    let Purge { asked, kept, .. } = done;
    println!(
        "{}",
        match (arguments.dry_run, arguments.originals.prefix.is_some()) {
            (true, _) => format!("{asked} would be deleted, where they are"),
            (false, true) => format!("{} deleted", asked.saturating_sub(kept)),
            (false, false) => format!(
                "{} deleted, where they were: each original in each folder",
                asked.saturating_sub(kept)
            ),
        }
    );
    Ok(if kept == 0 {
        ExitCode::SUCCESS
    } else {
        eprintln!("error: {kept} could not be deleted");
        ExitCode::FAILURE
    })
}

/// The names that the derivatives of these originals may have.
fn names_of(keys: &[String], config: &Config) -> Result<Vec<String>> {
    let names = keys.iter().map(|key| {
        let full = format!("{}{key}", config.source_prefix);
        let name = names::original(&full, config);
        let name = name.with_context(|| {
            format!("{key:?}: expected the key of an original without SOURCE_PREFIX")
        })?;
        Ok(names::requested(name))
    });
    Ok(names.collect::<Result<Vec<_>>>()?.concat())
}

impl Purge {
    /// Each name in each folder: what is absent counts as deleted.
    async fn named(mut self, names: &[String]) -> Result<Self> {
        let prefix = self.config.result_prefix.clone();
        let mut folders = Listing::new(&self.bucket, &self.pace, &prefix, Listed::Folders);
        while let Some(folder) = folders.next().await? {
            let folder = folder.strip_prefix(&prefix).unwrap_or(&folder);
            if !names::is_folder(folder, &self.config) {
                continue;
            }
            for name in names {
                if let Some(key) = names::derivative(folder, name, &self.config) {
                    self.delete(key).await?;
                }
            }
        }
        self.flush().await;
        Ok(self)
    }

    /// All that is listed, and is a derivative of such a name.
    async fn below(mut self, prefix: &str) -> Result<Self> {
        let beginnings = names::requested(prefix);
        let results = self.config.result_prefix.clone();
        let mut objects = Listing::new(&self.bucket, &self.pace, &results, Listed::Objects);
        while let Some(key) = objects.next().await? {
            let Found::Derivative { name, .. } = names::find(&key, &self.config) else {
                continue;
            };
            if beginnings
                .iter()
                .any(|beginning| name.starts_with(beginning))
            {
                self.delete(key).await?;
            }
        }
        self.flush().await;
        Ok(self)
    }

    async fn delete(&mut self, key: String) -> Result<()> {
        self.asked = self.asked.saturating_add(1);
        self.progress.step(&self.pace);
        if self.dry_run {
            self.progress.line(format!("{key:?}"))?;
            return Ok(());
        }
        self.batch.push(key);
        if self.batch.len() >= AT_ONCE {
            self.flush().await;
        }
        Ok(())
    }

    async fn flush(&mut self) {
        let batch = std::mem::take(&mut self.batch);
        for (key, failure) in self.bucket.delete(&self.pace, batch).await {
            self.kept = self.kept.saturating_add(1);
            self.progress
                .warn(format!("not deleted: {key:?}: {failure}"));
        }
    }
}
