//! `marble doctor`: whether a bucket, its website and Marble work together as they are set up now.
//!
//! ```text
//! set_up    the settings, and what they lead to: buckets, website, Marble
//!   └─► checks (a table), each with the findings of those before it ─► outcome ─► report
//! ```
//!
//! It asks as Marble does (by its settings and keys), as a visitor does (by the website), and as a stranger does (without
//! any key). What it writes has names of its own, and is taken away at the end.

mod check;
mod checks;
mod findings;
mod objects;
mod options;
mod outcome;
mod report;
mod set_up;
mod trial;
mod visitor;

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use url::Url;

use self::checks::CHECKS;
use self::findings::Findings;
pub use self::options::Options;
pub use self::outcome::Outcome;
pub use self::report::{Report, Row};
use self::set_up::SetUp;
use crate::settings::{Environment, read_file};

/// The exit code where something is wrong: 1.
const UNHEALTHY: u8 = 1;

/// The first check, without which there is nothing to check: its name, and what holds where it is good.
const SETTINGS: (&str, &str) = ("settings", "every setting is understood");

/// What `doctor` takes.
#[expect(clippy::doc_markdown, reason = "a help text, shown as it stands")]
#[derive(clap::Args)]
pub struct Arguments {
    /// Where Marble is reached [default: where the website's rule leads to]
    #[arg(long, value_name = "URL")]
    resizer_url: Option<Url>,
    /// The keys of somebody who may write originals and delete: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, one a line
    /// [default: Marble's own]
    #[arg(long, value_name = "FILE")]
    owner_env_file: Option<PathBuf>,
    /// A picture that is there, without SOURCE_PREFIX, to be tried instead of one that is brought along
    #[arg(long, value_name = "KEY")]
    original: Option<String>,
    /// How many derivatives a stranger may have made of one original
    #[arg(long, value_name = "NUMBER", default_value_t = 1_000)]
    most_derivatives: u128,
    /// Print JSON instead of text
    #[arg(long)]
    json: bool,
}

/// Examines, prints the report on standard output, and tells by the exit code whether anything is wrong.
///
/// # Errors
///
/// A file cannot be read, or the output not be written. What is wrong with the set-up is no error.
pub fn run(arguments: &Arguments, environment: &Environment) -> Result<ExitCode> {
    let owner = arguments.owner_env_file.as_deref();
    let owner = owner.map(read_file).transpose()?;
    let owner = owner.map(|set| environment.with_keys(set));
    let options = Options {
        resizer_url: arguments.resizer_url.clone(),
        original: arguments.original.clone(),
        most_derivatives: arguments.most_derivatives,
    };
    let report = crate::runtime::block_on(examine(environment, owner.as_ref(), options))?;
    let text = if arguments.json {
        report.to_json()
    } else {
        report.to_string()
    };
    io::stdout().write_all(text.as_bytes())?;
    Ok(if report.is_healthy() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(UNHEALTHY)
    })
}

/// Every check, in order: its name, and what holds where it is good.
pub fn checks() -> impl Iterator<Item = (&'static str, &'static str)> {
    let others = CHECKS.iter().map(|check| (check.name, check.what));
    [SETTINGS].into_iter().chain(others)
}

/// Does every check whose own conditions hold, in order. `owner` has keys that may write originals and delete; without
/// it, Marble's own are tried.
pub async fn examine(
    environment: &Environment,
    owner: Option<&Environment>,
    options: Options,
) -> Report {
    let mut report = Report::default();
    let set_up = SetUp::read(environment, owner.unwrap_or(environment), options);
    let (outcome, set_up) = match set_up {
        Ok(set_up) => (Outcome::good(set_up.describe()), Some(set_up)),
        Err(error) => (set_up::misunderstood(&error), None),
    };
    report.add(SETTINGS.0, SETTINGS.1, outcome);
    let mut findings = Findings::default();
    for check in CHECKS {
        let obstacle = report.obstacle(check.needs);
        let outcome = match (&set_up, obstacle) {
            (None, _) => Outcome::unknown("needs settings"),
            (Some(_), Some(obstacle)) => Outcome::Unknown(format!("needs {obstacle}")),
            (Some(set_up), None) => (check.run)(set_up, &mut findings).await,
        };
        report.add(check.name, check.what, outcome);
    }
    report
}
