//! What is wanted, complete: from flags, and from answers to questions where a flag is missing.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use anyhow::{Context as _, Result, bail, ensure};
use marble_settings::Setting;
use s3_store::config::Place;
use url::{Position, Url};

use super::arguments::Arguments;
use super::runtime::Runtime;
use super::store::{Rule, Store};
use crate::settings::Environment;

/// What is wanted, complete.
pub(super) struct Wishes {
    pub(super) store: Store,
    pub(super) runtime: Runtime,
    pub(super) bucket: String,
    pub(super) region: String,
    pub(super) endpoint: String,
    /// The address of the bucket's website, without a slash at its end; none where Marble answers with pictures itself.
    pub(super) website: Option<String>,
    /// Marble's address.
    pub(super) resizer: Url,
    /// The sizes that may be made, each without spaces.
    pub(super) sizes: Vec<String>,
    pub(super) source_prefix: String,
    pub(super) result_prefix: String,
    /// The secret of those who tell of changed originals.
    pub(super) events_token: Option<String>,
    /// After how many days derivatives are forgotten.
    pub(super) days: Option<u32>,
    /// Whose pages may read pictures by script.
    pub(super) origin: String,
}

impl Wishes {
    /// # Errors
    ///
    /// A flag is missing and nobody can be asked, or what was said cannot be.
    pub(super) fn complete(arguments: &Arguments, events_token: Option<String>) -> Result<Self> {
        let ask = Ask {
            answers: !arguments.yes && io::stdin().is_terminal(),
        };
        let store = match arguments.store {
            Some(store) => store,
            None => ask.choice("store", "Which store has the bucket", &Store::Aws)?,
        };
        let runtime = match arguments.runtime {
            Some(runtime) => runtime,
            None => ask.choice("runtime", "Where Marble runs", &Runtime::Spin)?,
        };
        ensure!(
            runtime != Runtime::Lambda || store == Store::Aws,
            "Lambda gives Marble the keys of a role, which AWS alone knows: another store needs another runtime"
        );
        let told = |value: &Option<String>, flag, question, default: Option<String>| match value {
            Some(value) => Ok(value.clone()),
            None => ask.question(flag, question, default.as_deref()),
        };
        let bucket = told(&arguments.bucket, "bucket", "Name of the bucket", None)?;
        let region = told(
            &arguments.region,
            "region",
            "Its region",
            Some(store.region().to_owned()),
        )?;
        let endpoint = told(
            &arguments.endpoint,
            "endpoint",
            "Address of the S3 API",
            store.endpoint(&region),
        )?;
        let website = if store.rule() == Rule::None {
            ensure!(
                arguments.url.is_none(),
                "this store has no website of a bucket: leave --url out"
            );
            None
        } else {
            let default = store.website(&bucket, &region);
            let url = told(
                &arguments.url,
                "url",
                "Address of the bucket's website, or of the CDN in front of it",
                default,
            )?;
            Some(url.trim_end_matches('/').to_owned())
        };
        let resizer = told(
            &arguments.resizer_url,
            "resizer-url",
            "Address at which Marble is reached",
            None,
        )?;
        let resizer = Url::parse(&resizer).with_context(|| format!("--resizer-url {resizer}"))?;
        let sizes = told(
            &arguments.sizes,
            "sizes",
            "Sizes that your pages use",
            Some("300x300,600x".to_owned()),
        )?;
        let sizes = sizes.split(',').map(|size| size.trim().to_owned());
        let wishes = Self {
            store,
            runtime,
            bucket,
            region,
            endpoint: endpoint.trim_end_matches('/').to_owned(),
            website,
            resizer,
            sizes: sizes.collect(),
            source_prefix: arguments.source_prefix.clone().unwrap_or_default(),
            result_prefix: arguments.result_prefix.clone().unwrap_or_default(),
            events_token,
            days: arguments.days,
            origin: arguments.origin.clone(),
        };
        wishes.check()?;
        Ok(wishes)
    }

    fn check(&self) -> Result<()> {
        let keys = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];
        let keys = keys.map(|name| (name, "none".to_owned()));
        let set = self.settings().into_iter().chain(keys).map(setting);
        let environment = Environment::of(set.collect());
        environment.resizer()?;
        environment.bucket(Place::Derivatives)?;
        ensure!(
            self.resizer.has_host() && self.resizer.path() == "/",
            "expected --resizer-url with a host and without a path, but found {}",
            self.resizer
        );
        ensure!(
            self.days.is_none() || !self.result_prefix.is_empty(),
            "expected --result-prefix with --days: without it the originals would be forgotten, too"
        );
        let ranged = self.sizes.iter().find(|size| size.contains(".."));
        if let (Rule::PathPerSize, Some(size)) = (self.store.rule(), ranged) {
            bail!("this store needs a rule for each size, and there is none for the range {size}");
        }
        Ok(())
    }

    /// Marble's variables, but for its keys.
    pub(super) fn settings(&self) -> Vec<(&'static str, String)> {
        let delivery = match &self.website {
            Some(url) => ("URL", url.clone()),
            None => ("DELIVERY", "inline".to_owned()),
        };
        let mut settings = vec![
            delivery,
            ("BUCKET", self.bucket.clone()),
            ("AWS_REGION", self.region.clone()),
            ("S3_ENDPOINT", self.endpoint.clone()),
            ("ALLOWED_RESOLUTIONS", self.sizes.join(",")),
        ];
        for (name, prefix) in [
            ("SOURCE_PREFIX", &self.source_prefix),
            ("RESULT_PREFIX", &self.result_prefix),
        ] {
            if !prefix.is_empty() {
                settings.push((name, prefix.clone()));
            }
        }
        if !self.store.has_conditional_put() {
            settings.push(("SINGLE_FLIGHT", "no".to_owned()));
        }
        if let Some(token) = &self.events_token {
            settings.push(("EVENTS_TOKEN", token.clone()));
        }
        settings
    }

    /// Marble's host, with a port where it has one of its own.
    pub(super) fn resizer_host(&self) -> &str {
        &self.resizer[Position::BeforeHost..Position::AfterPort]
    }
}

/// A variable and its value.
pub(super) fn setting((name, value): (&'static str, String)) -> Setting {
    Setting {
        name: name.to_owned(),
        value,
    }
}

/// Asks on the terminal, if somebody is there.
struct Ask {
    answers: bool,
}

impl Ask {
    /// The answer to a question; the default where there is none, or nobody is asked.
    fn question(&self, flag: &str, question: &str, default: Option<&str>) -> Result<String> {
        if !self.answers {
            return default
                .map(str::to_owned)
                .with_context(|| format!("expected --{flag}"));
        }
        loop {
            match default {
                Some(default) => eprint!("{question} [{default}]: "),
                None => eprint!("{question}: "),
            }
            io::stderr().flush()?;
            let mut line = String::new();
            ensure!(
                io::stdin().lock().read_line(&mut line)? > 0,
                "expected --{flag}"
            );
            match (line.trim(), default) {
                ("", None) => {}
                ("", Some(default)) => return Ok(default.to_owned()),
                (answer, _) => return Ok(answer.to_owned()),
            }
        }
    }

    fn choice<T: clap::ValueEnum>(&self, flag: &str, question: &str, default: &T) -> Result<T> {
        let name = |value: &T| value.to_possible_value().map(|it| it.get_name().to_owned());
        let names: Vec<_> = T::value_variants().iter().filter_map(name).collect();
        // Nobody who is not asked has a store by default.
        let default = name(default).filter(|_| self.answers);
        let question = format!("{question} ({})", names.join(", "));
        let answer = self.question(flag, &question, default.as_deref())?;
        T::from_str(&answer, false).map_err(|error| anyhow::anyhow!("--{flag}: {error}"))
    }
}
