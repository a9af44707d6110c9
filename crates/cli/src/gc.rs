//! `marble gc`: deletes what is of no use any more. Derivatives whose original is gone, or another one by now, and leases
//! that ended long ago.
//!
//! ```text
//! list below RESULT_PREFIX ─┬─ a folder of derivatives ── HEAD it ── made by Marble? ── HEAD its original ── gone, changed?
//!                           ├─ -/making/ ── GET it ── a lease? over?
//!                           └─ anything else stays
//! ```
//!
//! Nothing is kept of what was looked at but numbers, and at most a thousand keys that are about to be deleted.

use std::fmt;
use std::process::ExitCode;
use std::rc::Rc;
use std::time::{Duration, SystemTime};

use anyhow::{Result, anyhow};
use marble::config::Config;
use marble::derivative::{SOURCE, is_of, is_ours};
use marble::lease;
use marble::names::{self, Found};
use s3_store::config::Place;
use s3_store::{Failure, Kind};

use crate::bucket::{AT_ONCE, Bucket, Listed, Listing, Retries};
use crate::jobs::Jobs;
use crate::pace::{Pace, Setback};
use crate::progress::Progress;
use crate::settings::Environment;
use crate::work;

/// A lease counts for seconds; clocks that differ, for minutes more.
const LEASE_IS_OVER: Duration = Duration::from_hours(1);

/// What `gc` takes.
#[derive(clap::Args)]
#[command(
    after_help = "Nothing is deleted without --yes. Never deleted: what Marble did not make (it lacks the metadata \
marble-transform and marble-version), and derivatives in folders of presets that PRESETS has no more.

Examples:
  marble gc                    # shows what is of no use any more
  marble gc --yes              # deletes it
  marble gc --yes --jobs 4     # asks the store for less at once"
)]
#[group(skip)]
pub struct Arguments {
    /// Delete it, instead of showing it only
    #[arg(long, conflicts_with = "dry_run")]
    yes: bool,
    /// Show it only, as without --yes
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    jobs: Jobs,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Summary {
    listed: u64,
    derivatives: u64,
    gone: u64,
    changed: u64,
    leases: u64,
    /// Objects in a folder of derivatives that Marble did not make.
    foreign: u64,
    /// Derivatives that do not say of which version of the original they are.
    unversioned: u64,
    deleted: u64,
    failed: u64,
}

/// What is asked about one object.
struct Questions {
    config: Config,
    derivatives: Bucket,
    originals: Bucket,
    pace: Pace,
    now: Duration,
}

/// An object that may be of no use.
enum Candidate {
    Derivative { key: String, name: String },
    Lease { key: String },
}

/// What became of the look at it.
enum Looked {
    /// It is of no use.
    Useless(Reason, String),
    /// It stays.
    Useful,
    /// It stays, because it is not Marble's.
    Foreign,
    /// It stays, because it cannot be told which version of the original it is of.
    Unversioned,
    /// It stays, because it cannot be looked at.
    Failed(String, Failure),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reason {
    Gone,
    Changed,
    Lease,
}

/// Shows what is of no use, or deletes it.
///
/// # Errors
///
/// A setting is not understood, or the store does not let the key list a bucket.
pub fn run(arguments: &Arguments, environment: &Environment) -> Result<ExitCode> {
    let pace = arguments.jobs.pace();
    let open = |place| Bucket::open(environment, place, Retries::None);
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let questions = Rc::new(Questions {
        config: environment.resizer()?,
        derivatives: open(Place::Derivatives)?,
        originals: open(Place::Originals)?,
        pace: pace.clone(),
        now: since?,
    });
    let progress = Progress::new(None);
    let collected = collect(arguments, &questions, &progress);
    let summary = crate::runtime::block_on(collected)?;
    progress.end();
    let summary = summary?;
    println!("{}", summary.tell(arguments.yes));
    Ok(if summary.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

async fn collect(
    arguments: &Arguments,
    questions: &Rc<Questions>,
    progress: &Progress,
) -> Result<Summary> {
    let Questions {
        config,
        derivatives,
        originals,
        pace,
        ..
    } = &**questions;
    // Whoever may not list the originals is told that each of them is denied, and of a bucket that is not there, that each
    // of them is absent.
    Listing::new(originals, pace, &config.source_prefix, Listed::Objects)
        .next()
        .await?;
    let mut listing = Listing::new(derivatives, pace, &config.result_prefix, Listed::Objects);
    let mut listed = 0_u64;
    let mut summary = Summary::default();
    let mut batch = Vec::new();
    let next = async || {
        while let Some(key) = listing.next().await? {
            listed = listed.saturating_add(1);
            if let Some(candidate) = Candidate::of(key, config) {
                return Ok(Some(candidate));
            }
        }
        Ok(None)
    };
    let work = |candidate| {
        let questions = Rc::clone(questions);
        async move { questions.look(candidate).await }
    };
    let done = async |looked: Looked| {
        progress.step(pace);
        summary.count(&looked);
        match looked {
            Looked::Failed(key, failure) if is_hopeless(&failure) => {
                return Err(anyhow!("{key:?}: {failure}"));
            }
            Looked::Failed(key, failure) => progress.warn(format!("{key:?}: {failure}")),
            Looked::Useless(reason, key) if arguments.yes => {
                progress.line(format!("{reason} {key:?}"))?;
                batch.push(key);
            }
            Looked::Useless(reason, key) => progress.line(format!("{reason} {key:?}"))?,
            Looked::Useful | Looked::Foreign | Looked::Unversioned => {}
        }
        if batch.len() >= AT_ONCE {
            summary
                .delete(std::mem::take(&mut batch), questions, progress)
                .await;
        }
        Ok(())
    };
    work::each(arguments.jobs.number(), next, work, done).await?;
    summary.delete(batch, questions, progress).await;
    summary.listed = listed;
    Ok(summary)
}

impl Candidate {
    fn of(key: String, config: &Config) -> Option<Self> {
        match names::find(&key, config) {
            Found::Derivative { name, .. } => {
                let name = name.to_owned();
                Some(Self::Derivative { key, name })
            }
            Found::Lease => Some(Self::Lease { key }),
            Found::Other => None,
        }
    }
}

impl Questions {
    async fn look(&self, candidate: Candidate) -> Looked {
        let (key, looked) = match candidate {
            Candidate::Derivative { key, name } => {
                let looked = self.look_at_derivative(&key, &name).await;
                (key, looked)
            }
            Candidate::Lease { key } => {
                let looked = self.look_at_lease(&key).await;
                (key, looked)
            }
        };
        match looked {
            Ok(Verdict::Useless(reason)) => Looked::Useless(reason, key),
            Ok(Verdict::Stays(looked)) => looked,
            Err(failure) => Looked::Failed(key, failure),
        }
    }

    async fn look_at_derivative(&self, key: &str, name: &str) -> Result<Verdict, Failure> {
        let head = async || Ok::<_, Setback>(self.derivatives.head(key).await?);
        let Some(derivative) = self.pace.send(head).await? else {
            // It went in the meantime.
            return Ok(Verdict::Stays(Looked::Useful));
        };
        if !is_ours(&derivative) {
            return Ok(Verdict::Stays(Looked::Foreign));
        }
        for original in names::originals(name) {
            let key = format!("{}{original}", self.config.source_prefix);
            let head = async || Ok::<_, Setback>(self.originals.head(&key).await?);
            let Some(original) = self.pace.send(head).await? else {
                continue;
            };
            let versioned = derivative.user.iter().any(|(name, _)| name == SOURCE);
            return Ok(match original.etag {
                Some(etag) if versioned && is_of(&derivative, &etag) => {
                    Verdict::Stays(Looked::Useful)
                }
                Some(_) if versioned => Verdict::Useless(Reason::Changed),
                _ => Verdict::Stays(Looked::Unversioned),
            });
        }
        Ok(Verdict::Useless(Reason::Gone))
    }

    async fn look_at_lease(&self, key: &str) -> Result<Verdict, Failure> {
        let most = lease::MAX_BYTES.saturating_add(1);
        let get = async || Ok::<_, Setback>(self.derivatives.beginning(key, most).await?);
        let Some(body) = self.pace.send(get).await? else {
            return Ok(Verdict::Stays(Looked::Useful));
        };
        Ok(match lease::ended(&body, self.now) {
            Some(since) if since >= LEASE_IS_OVER => Verdict::Useless(Reason::Lease),
            Some(_) => Verdict::Stays(Looked::Useful),
            None => Verdict::Stays(Looked::Foreign),
        })
    }
}

enum Verdict {
    Useless(Reason),
    Stays(Looked),
}

/// Whether every other request would be told the same.
fn is_hopeless(failure: &Failure) -> bool {
    matches!(failure.kind, Kind::Misconfigured | Kind::Refused)
}

impl Summary {
    fn count(&mut self, looked: &Looked) {
        let field = match looked {
            Looked::Useless(Reason::Gone, _) => Some(&mut self.gone),
            Looked::Useless(Reason::Changed, _) => Some(&mut self.changed),
            Looked::Useless(Reason::Lease, _) => Some(&mut self.leases),
            Looked::Useful => None,
            Looked::Foreign => Some(&mut self.foreign),
            Looked::Unversioned => Some(&mut self.unversioned),
            Looked::Failed(..) => Some(&mut self.failed),
        };
        if let Some(field) = field {
            *field = field.saturating_add(1);
        }
        if !matches!(looked, Looked::Foreign | Looked::Useless(Reason::Lease, _)) {
            self.derivatives = self.derivatives.saturating_add(1);
        }
    }

    async fn delete(&mut self, keys: Vec<String>, questions: &Questions, progress: &Progress) {
        if keys.is_empty() {
            return;
        }
        let asked = u64::try_from(keys.len()).unwrap_or(u64::MAX);
        let kept = questions.derivatives.delete(&questions.pace, keys).await;
        for (key, failure) in &kept {
            progress.warn(format!("not deleted: {key:?}: {failure}"));
        }
        let kept = u64::try_from(kept.len()).unwrap_or(u64::MAX);
        self.failed = self.failed.saturating_add(kept);
        self.deleted = self.deleted.saturating_add(asked.saturating_sub(kept));
    }

    fn tell(&self, deletes: bool) -> String {
        let Self {
            listed,
            derivatives,
            gone,
            changed,
            leases,
            foreign,
            unversioned,
            deleted,
            failed,
        } = self;
        let mut text = format!(
            "{listed} objects, {derivatives} derivatives: the original of {gone} is gone, of {changed} it is another one; \
             {leases} leases are over"
        );
        for (count, what) in [
            (foreign, "in their folders are not Marble's and stay"),
            (unversioned, "do not say of which version they are and stay"),
            (failed, "could not be looked at or deleted"),
        ] {
            if *count > 0 {
                text = format!("{text}; {count} {what}");
            }
        }
        let end = if deletes {
            format!("deleted: {deleted}")
        } else {
            "nothing was deleted: --yes does".to_owned()
        };
        format!("{text}\n{end}")
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gone => "gone   ",
            Self::Changed => "changed",
            Self::Lease => "lease  ",
        })
    }
}
