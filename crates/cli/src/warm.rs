//! `marble warm`: has derivatives made before anybody asks for them. Marble makes them, with its own limits and its own
//! encoders; this program asks for those that are not there.
//!
//! What is there is passed over, so a run that broke off goes on where it was when it is started again.

use std::process::ExitCode;
use std::rc::Rc;

use anyhow::{Result, anyhow, bail};
use marble::config::Config;
use marble::link::Link;
use marble::names;
use marble_transform::{Output, Transform};
use s3_store::config::Place;
use s3_store::{Failure, Kind};

use crate::bucket::{Bucket, Listed, Listing, Retries};
use crate::jobs::Jobs;
use crate::links::{self, Links};
use crate::marble_address::MarbleAddress;
use crate::originals::Originals;
use crate::pace::{Pace, Setback};
use crate::progress::Progress;
use crate::settings::Environment;
use crate::work;

/// The names of pictures. Of a prefix, nothing else is asked for.
const PICTURES: [&str; 12] = [
    "avif", "bmp", "gif", "heic", "heif", "jpeg", "jpg", "jxl", "png", "svg", "tif", "tiff",
];
const WEBP: &str = "webp";

/// What `warm` takes.
#[derive(clap::Args)]
#[command(
    after_help = "What is there already is passed over, so a run that was broken off can be started again. Of a \
prefix, only names of pictures count (.jpg, .png, ...). Of format=auto, WebP and the original's format are made; name AVIF \
and JPEG XL where they are wanted, as they take time: --transform hero,format=avif

Examples:
  marble warm trips/berlin.jpg --transform 300x300 --transform 600x,format=auto
  marble warm --prefix trips/                   # the PRESETS of all of them
  marble warm --prefix '' --dry-run             # shows what is missing
  marble warm --prefix '' --marble https://resizer.example/default/resize --jobs 4"
)]
#[group(skip)]
pub struct Arguments {
    #[command(flatten)]
    originals: Originals,
    /// What is made of each; may be repeated; without it, all of `PRESETS`
    #[arg(long, value_name = "TRANSFORM")]
    transform: Vec<String>,
    /// Where Marble is reached; without it, by way of the website in URL and its redirect
    #[arg(long, value_name = "URL")]
    marble: Option<String>,
    /// Show what is missing, and ask nothing of Marble
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    jobs: Jobs,
    #[command(flatten)]
    links: links::Signed,
}

/// What became of one derivative.
enum Outcome {
    /// It was there.
    Existing,
    /// It was made.
    Made,
    /// It would be.
    Missing,
    /// Why it was not.
    Failed(Failure),
}

/// How many of each.
#[derive(Default)]
struct Summary {
    originals: u64,
    existing: u64,
    made: u64,
    missing: u64,
    failed: u64,
}

/// What all pieces of work share.
struct Asking {
    bucket: Bucket,
    /// Of requests to the store, and of those to Marble.
    paces: [Pace; 2],
    marble: Option<MarbleAddress>,
}

/// Has them made.
///
/// # Errors
///
/// A setting, a key or a transform is not understood, or the store does not let the key list the bucket.
pub fn run(arguments: &Arguments, environment: &Environment) -> Result<ExitCode> {
    let links = Links::signed(&arguments.links, environment.resizer()?);
    let transforms = transforms(&arguments.transform, &links.config)?;
    let originals = Bucket::open(environment, Place::Originals, Retries::None)?;
    let marble = if arguments.dry_run {
        None
    } else {
        let marble = arguments.marble.as_deref();
        Some(MarbleAddress::new(marble, &links.config)?)
    };
    let asking = Rc::new(Asking {
        bucket: Bucket::open(environment, Place::Derivatives, Retries::None)?,
        paces: [arguments.jobs.pace(), arguments.jobs.pace()],
        marble,
    });
    let begin = std::time::Instant::now();
    let warmed = warm(arguments, &links, &transforms, &originals, &asking);
    let summary = crate::runtime::block_on(warmed)??;
    println!("{}", summary.tell(arguments.dry_run, begin.elapsed()));
    Ok(if summary.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// What is made of each original, one entry for each object.
fn transforms(asked: &[String], config: &Config) -> Result<Vec<String>> {
    let presets = &config.policy.presets;
    if asked.is_empty() && presets.is_empty() {
        bail!("expected --transform, or the variable PRESETS, but there is neither");
    }
    let names: Vec<_> = presets
        .iter()
        .map(|preset| preset.name().to_owned())
        .collect();
    let asked = if asked.is_empty() { &names } else { asked };
    let all = asked.iter().flat_map(|text| {
        if let Some(preset) = presets.iter().find(|preset| preset.name() == text) {
            let folders = preset.folders().into_iter();
            let slow = [Output::Avif, Output::Jxl];
            let slow = slow.map(|format| format!("{text},format={}", format.name()));
            return folders.filter(|folder| !slow.contains(folder)).collect();
        }
        // One that is not understood is told of with the first link.
        match Transform::parse(text, config.limits.max_result_side) {
            Ok(transform) if transform.negotiate => [Some(Output::WebP), None]
                .map(|format| transform.with_format(format).to_string())
                .to_vec(),
            _ => vec![text.clone()],
        }
    });
    Ok(all.collect())
}

async fn warm(
    arguments: &Arguments,
    links: &Links,
    transforms: &[String],
    originals: &Bucket,
    asking: &Rc<Asking>,
) -> Result<Summary> {
    let [store, marble] = &asking.paces;
    let config = &links.config;
    let each = u64::try_from(transforms.len()).unwrap_or(u64::MAX);
    let keys = u64::try_from(arguments.originals.keys.len()).unwrap_or(u64::MAX);
    let known = arguments
        .originals
        .prefix
        .is_none()
        .then(|| keys.saturating_mul(each));
    let progress = Progress::new(known);
    let listing = arguments.originals.prefix.as_ref().map(|prefix| {
        let prefix = format!("{}{prefix}", config.source_prefix);
        Listing::new(originals, store, &prefix, Listed::Objects)
    });
    if let (Some(prefix), true) = (&arguments.originals.prefix, progress.is_shown()) {
        count(prefix, each, originals, links, store, &progress);
    }
    let mut names = Names {
        keys: arguments.originals.keys.iter(),
        listing,
    };
    let mut summary = Summary::default();
    let mut pending: Vec<Link> = Vec::new();
    let mut seen = 0_u64;
    let next = async || {
        while pending.is_empty() {
            let Some(name) = names.next(config).await? else {
                return Ok(None);
            };
            seen = seen.saturating_add(1);
            let made = transforms
                .iter()
                .rev()
                .map(|transform| links.link(&name, transform));
            pending = made.collect::<Result<_>>()?;
        }
        Ok(pending.pop())
    };
    let work = |link: Link| {
        let asking = Rc::clone(asking);
        async move { (asking.ask(&link).await, link) }
    };
    let done = async |(outcome, link): (Outcome, Link)| {
        progress.step(marble);
        summary.count(&outcome);
        match outcome {
            Outcome::Missing => progress.line(format!("missing {:?}", link.key))?,
            Outcome::Failed(failure) if is_hopeless(&failure) => {
                return Err(anyhow!("{:?}: {failure}", link.key));
            }
            Outcome::Failed(failure) => {
                progress.warn(format!("not made: {:?}: {failure}", link.key));
            }
            Outcome::Existing | Outcome::Made => {}
        }
        Ok(())
    };
    let worked = work::each(arguments.jobs.number(), next, work, done).await;
    progress.end();
    worked?;
    summary.originals = seen;
    Ok(summary)
}

/// Whether every other request would be told the same.
fn is_hopeless(failure: &Failure) -> bool {
    matches!(failure.kind, Kind::Misconfigured | Kind::Refused)
}

/// Tells the bar how many there will be, beside the work: somebody looks at it.
fn count(prefix: &str, each: u64, bucket: &Bucket, links: &Links, pace: &Pace, bar: &Progress) {
    let prefix = format!("{}{prefix}", links.config.source_prefix);
    let listing = Listing::new(bucket, pace, &prefix, Listed::Objects);
    let (config, bar) = (links.config.clone(), bar.clone());
    drop(tokio::task::spawn_local(async move {
        let counts = |key: &str| picture(key, &config).is_some();
        if let Ok(count) = listing.count(counts).await {
            bar.set_length(count.saturating_mul(each));
        }
    }));
}

/// The names of originals, from the command line or from the bucket.
struct Names<'a> {
    keys: std::slice::Iter<'a, String>,
    listing: Option<Listing>,
}

impl Names<'_> {
    async fn next(&mut self, config: &Config) -> Result<Option<String>> {
        let Some(listing) = &mut self.listing else {
            return Ok(self.keys.next().cloned());
        };
        while let Some(key) = listing.next().await? {
            if let Some(name) = picture(&key, config) {
                return Ok(Some(name.to_owned()));
            }
        }
        Ok(None)
    }
}

/// The name of an original that looks like a picture's.
fn picture<'a>(key: &'a str, config: &Config) -> Option<&'a str> {
    let name = names::original(key, config)?;
    let (_, extension) = name.rsplit_once('.')?;
    let mut known = PICTURES.iter().chain([&WEBP]);
    known
        .any(|known| known.eq_ignore_ascii_case(extension))
        .then_some(name)
}

impl Asking {
    async fn ask(&self, link: &Link) -> Outcome {
        let [store, pace] = &self.paces;
        let head = async || Ok::<_, Setback>(self.bucket.head(&link.key).await?);
        match store.send(head).await {
            Ok(Some(_)) => return Outcome::Existing,
            Ok(None) => {}
            // Without s3:ListBucket absence is a denial; Marble knows more.
            Err(failure) if failure.kind == Kind::Denied => {}
            Err(failure) => return Outcome::Failed(failure),
        }
        let Some(marble) = &self.marble else {
            return Outcome::Missing;
        };
        match pace.send(async || marble.make(link).await).await {
            Ok(()) => Outcome::Made,
            Err(failure) => Outcome::Failed(failure),
        }
    }
}

impl Summary {
    fn count(&mut self, outcome: &Outcome) {
        let field = match outcome {
            Outcome::Existing => &mut self.existing,
            Outcome::Made => &mut self.made,
            Outcome::Missing => &mut self.missing,
            Outcome::Failed(_) => &mut self.failed,
        };
        *field = field.saturating_add(1);
    }

    fn tell(&self, dry_run: bool, took: std::time::Duration) -> String {
        let Self {
            originals,
            existing,
            made,
            missing,
            failed,
        } = self;
        let seconds = took.as_secs_f64();
        let last = if dry_run {
            format!("{missing} are missing")
        } else {
            format!("{made} were made, {failed} could not be")
        };
        format!("{originals} originals: {existing} derivatives were there, {last} ({seconds:.1} s)")
    }
}

#[cfg(test)]
mod tests {
    use marble_settings::among;

    use super::*;

    fn config(settings: &[(&str, &str)]) -> Config {
        let rest = [("URL", "http://h")];
        Config::parse(among(&[settings, &rest].concat())).unwrap()
    }

    #[test]
    fn an_open_format_is_every_object_that_it_leads_to_but_slow_ones() {
        let presets = "thumb=9x9; hero=9x,format=auto";
        let config = config(&[("PRESETS", presets)]);
        for (asked, expected) in [
            (
                &[][..],
                &["thumb", "hero,format=webp", "hero,format=original"][..],
            ),
            (&["thumb"], &["thumb"]),
            (&["hero,format=avif"], &["hero,format=avif"]),
            (
                &["9x9,format=auto,quality=70"],
                &["9x9,format=webp,quality=70", "9x9,quality=70"],
            ),
        ] {
            let asked: Vec<_> = asked.iter().map(|it| (*it).to_owned()).collect();
            let mut found = transforms(&asked, &config).unwrap();
            let mut expected = expected.to_vec();
            found.sort_unstable();
            expected.sort_unstable();
            assert_eq!(found, expected, "{asked:?}");
        }
        assert!(transforms(&[], &self::config(&[])).is_err());
    }

    #[test]
    fn of_a_prefix_only_pictures_that_are_no_derivatives_count() {
        let config = config(&[("SOURCE_PREFIX", "o/")]);
        for (key, expected) in [
            ("o/a.jpg", Some("a.jpg")),
            ("o/x/A.JPEG", Some("x/A.JPEG")),
            ("o/a.webp", Some("a.webp")),
            ("o/index.html", None),
            ("o/jpg", None),
            ("o/9x9/a.jpg", None),
            ("a.jpg", None),
        ] {
            assert_eq!(picture(key, &config), expected, "{key}");
        }
    }
}
