//! What is wanted, complete: from flags, and from answers to questions where a flag is missing.

use std::io::{self, IsTerminal as _};

use anyhow::{Context as _, Result, bail, ensure};
use marble_settings::Setting;
use s3_store::config::Place;
use url::{Position, Url};

use super::arguments::Arguments;
use super::question::{Ask, Question};
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
        let runtime = runtime(arguments, &ask, store)?;
        let told = |value: &Option<String>, question: Question<'_>| match value {
            Some(value) => Ok(value.clone()),
            None => ask.question(question),
        };
        let bucket = told(
            &arguments.bucket,
            Question {
                flag: "bucket",
                text: "Name of the bucket",
                default: None,
                check: &|bucket| understood(&[("BUCKET", bucket)]),
            },
        )?;
        let region = told(
            &arguments.region,
            Question {
                flag: "region",
                text: "Its region",
                default: Some(store.region().to_owned()),
                check: &|region| understood(&[("AWS_REGION", region)]),
            },
        )?;
        let endpoint = told(
            &arguments.endpoint,
            Question {
                flag: "endpoint",
                text: "Address of the S3 API",
                default: store.endpoint(&region),
                check: &|endpoint| understood(&[("S3_ENDPOINT", endpoint)]),
            },
        )?;
        let website = if store.rule() == Rule::None {
            ensure!(
                arguments.url.is_none(),
                "this store has no website of a bucket: leave --url out"
            );
            None
        } else {
            let question = Question {
                flag: "url",
                text: "Address of the bucket's website, or of the CDN in front of it",
                default: store.website(&bucket, &region),
                check: &|url| understood(&[("DELIVERY", "redirect"), ("URL", url)]),
            };
            let url = told(&arguments.url, question)?;
            Some(url.trim_end_matches('/').to_owned())
        };
        let resizer = told(
            &arguments.resizer_url,
            Question {
                flag: "resizer-url",
                text: "Address at which Marble is reached",
                default: None,
                check: &|url| address(url).map(drop),
            },
        )?;
        let resizer = address(&resizer)?;
        let sizes = told(
            &arguments.sizes,
            Question {
                flag: "sizes",
                text: "Sizes that your pages use",
                default: Some("300x300,600x".to_owned()),
                check: &|sizes| {
                    understood(&[("ALLOWED_RESOLUTIONS", sizes)])?;
                    each_has_a_rule(store, sizes.split(','))
                },
            },
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
            self.days.is_none() || !self.result_prefix.is_empty(),
            "expected --result-prefix with --days: without it the originals would be forgotten, too"
        );
        each_has_a_rule(self.store, self.sizes.iter().map(String::as_str))
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

/// Where Marble runs, which must go with the store.
fn runtime(arguments: &Arguments, ask: &Ask, store: Store) -> Result<Runtime> {
    let runtime = match arguments.runtime {
        Some(runtime) => runtime,
        None => ask.choice("runtime", "Where Marble runs", &Runtime::Spin)?,
    };
    ensure!(
        runtime != Runtime::Lambda || store == Store::Aws,
        "Lambda gives Marble the keys of a role, which AWS alone knows: another store needs another runtime"
    );
    Ok(runtime)
}

/// A variable and its value.
pub(super) fn setting((name, value): (&'static str, String)) -> Setting {
    Setting {
        name: name.to_owned(),
        value,
    }
}

/// Whether Marble understands these variables, whatever the others are.
fn understood(settings: &[(&'static str, &str)]) -> Result<()> {
    let others = [
        ("DELIVERY", "inline"),
        ("BUCKET", "any"),
        ("S3_ENDPOINT", "http://any.example"),
        ("AWS_ACCESS_KEY_ID", "none"),
        ("AWS_SECRET_ACCESS_KEY", "none"),
    ];
    let set = others.iter().chain(settings);
    let set = set.map(|(name, value)| setting((*name, (*value).to_owned())));
    let environment = Environment::of(set.collect());
    environment.resizer()?;
    environment.bucket(Place::Derivatives)?;
    Ok(())
}

/// Marble's address.
fn address(text: &str) -> Result<Url> {
    let is_plain = |url: &Url| {
        ["http", "https"].contains(&url.scheme())
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none()
    };
    let url = Url::parse(text).ok().filter(is_plain);
    url.with_context(|| {
        format!("expected --resizer-url to be an http:// or https:// URL with a host and without a path, but found {text:?}")
    })
}

fn each_has_a_rule<'a>(store: Store, mut sizes: impl Iterator<Item = &'a str>) -> Result<()> {
    let ranged = sizes.find(|size| size.contains(".."));
    if let (Rule::PathPerSize, Some(size)) = (store.rule(), ranged) {
        bail!("this store needs a rule for each size, and there is none for the range {size}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_held_against_its_variable_alone() {
        for (name, good, bad) in [
            ("BUCKET", "my-pictures", ""),
            ("S3_ENDPOINT", "https://s3.example.com", "s3.example.com"),
            ("ALLOWED_RESOLUTIONS", "30x20, 7x, 1..9x", "30x20, big"),
        ] {
            understood(&[(name, good)]).unwrap();
            let error = understood(&[(name, bad)]).unwrap_err().to_string();
            assert!(error.starts_with(name), "{error}");
        }
        let url = |url| understood(&[("DELIVERY", "redirect"), ("URL", url)]);
        url("https://pictures.example").unwrap();
        assert!(url("pictures").is_err());
        each_has_a_rule(Store::Aws, ["1..9x"].into_iter()).unwrap();
        assert!(each_has_a_rule(Store::Versitygw, ["9x", "1..9x"].into_iter()).is_err());
    }
}
