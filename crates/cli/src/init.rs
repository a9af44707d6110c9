//! `marble init`: a folder with all that one store and one runtime need, and the bucket's part of it done.
//!
//! ```text
//! wishes (flags, questions) ─► documents, manifest, commands ─► folder
//!                          └─► changes of the bucket ─► shown ─► applied
//! ```
//!
//! What the store takes is made from the files in `deploy`, so that there is one of each.

mod bucket_changes;
mod documents;
mod folder;
mod guide;
mod runtime;
mod store;
mod wishes;

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use s3_store::config::Place;

use self::bucket_changes::Changes;
use self::documents::Documents;
use self::runtime::Runtime;
use self::store::Store;
use self::wishes::{Wishes, setting};
use crate::bucket::{Bucket, Retries};
use crate::settings::Environment;

/// What `init` takes.
#[expect(
    clippy::doc_markdown,
    clippy::struct_excessive_bools,
    reason = "help texts, shown as they stand, and flags"
)]
#[derive(clap::Args)]
#[command(after_help = "Examples:
  marble init
  marble init --store aws --runtime akamai --bucket my-pictures --region eu-central-1 \\
    --resizer-url https://marble.example.com --sizes 300x300,600x --yes
  marble init --store ceph --runtime wasmtime --bucket my-pictures --endpoint https://s3.example.com \\
    --url http://my-pictures.web.example.com --resizer-url https://marble.example.com --yes --apply")]
pub struct Arguments {
    /// Which store has the bucket
    #[arg(long, value_enum)]
    store: Option<Store>,
    /// Where Marble runs
    #[arg(long, value_enum)]
    runtime: Option<Runtime>,
    /// Name of the bucket
    #[arg(long, value_name = "NAME")]
    bucket: Option<String>,
    /// The bucket's region [default: depends on the store]
    #[arg(long, value_name = "NAME")]
    region: Option<String>,
    /// Address of the S3 API [default at AWS: follows from the region]
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
    /// Address of the bucket's website, or of the CDN in front of it [default at AWS: follows from the region]
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Address at which Marble is reached
    #[arg(long, value_name = "URL")]
    resizer_url: Option<String>,
    /// Sizes that may be made, with a comma between two [default: 300x300,600x]
    #[arg(long, value_name = "SIZES")]
    sizes: Option<String>,
    /// In front of the keys of originals, such as originals/
    #[arg(long, value_name = "PREFIX")]
    source_prefix: Option<String>,
    /// In front of the keys of derivatives, such as derived/
    #[arg(long, value_name = "PREFIX")]
    result_prefix: Option<String>,
    /// Let somebody tell Marble of originals that changed
    #[arg(long)]
    events: bool,
    /// Forget derivatives after so many days; needs --result-prefix
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=36_500))]
    days: Option<u32>,
    /// Whose pages may read pictures by script
    #[arg(long, value_name = "ORIGIN", default_value = "*")]
    origin: String,
    /// The folder that is written
    #[arg(long, value_name = "DIR", default_value = "marble")]
    out: PathBuf,
    /// Ask nothing: take the defaults
    #[arg(long)]
    yes: bool,
    /// Do the bucket's part, with the keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. Shows first what will change;
    /// adds to what is there, and refuses where that cannot be done
    #[arg(long)]
    apply: bool,
    /// With --apply: let a bucket that is there be made public where AWS blocks it
    #[arg(long)]
    unblock_public_access: bool,
}

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
        crate::block_on(apply(arguments, &wishes, &documents, environment))??;
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
