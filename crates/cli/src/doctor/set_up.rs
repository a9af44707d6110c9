//! The set-up that is examined, as its settings tell it.

use anyhow::Result;
use marble::config::{Config, Delivery};
use s3_store::config::Place;

use super::options::Options;
use super::outcome::Outcome;
use super::trial::Trial;
use super::visitor::Visitor;
use crate::bucket::{Bucket, Retries};
use crate::settings::Environment;

/// The set-up that is examined.
pub(super) struct SetUp {
    /// The resizer's settings.
    pub(super) config: Config,
    /// The buckets, with Marble's keys.
    pub(super) marble: Buckets,
    /// The buckets, with the keys of somebody who may write originals and delete.
    pub(super) owner: Buckets,
    /// Whether the originals have a bucket of their own.
    pub(super) two_buckets: bool,
    pub(super) options: Options,
    /// The names of what is tried.
    pub(super) trial: Trial,
    pub(super) visitor: Visitor,
}

/// The buckets, by somebody's keys.
pub(super) struct Buckets {
    derivatives: Bucket,
    originals: Bucket,
}

impl Buckets {
    fn open(environment: &Environment) -> Result<Self> {
        let open = |place| Bucket::open(environment, place, Retries::Some);
        Ok(Self {
            derivatives: open(Place::Derivatives)?,
            originals: open(Place::Originals)?,
        })
    }

    pub(super) fn of(&self, place: Place) -> &Bucket {
        match place {
            Place::Derivatives => &self.derivatives,
            Place::Originals => &self.originals,
        }
    }
}

impl SetUp {
    /// Reads the settings.
    ///
    /// # Errors
    ///
    /// One of them is not understood.
    pub(super) fn read(
        environment: &Environment,
        owner: &Environment,
        options: Options,
    ) -> Result<Self> {
        let config = environment.resizer()?;
        let source = environment.get("SOURCE_BUCKET");
        Ok(Self {
            marble: Buckets::open(environment)?,
            owner: Buckets::open(owner)?,
            two_buckets: source.is_some_and(|source| !source.is_empty()),
            trial: Trial::new(environment, &config, options.original.as_deref())?,
            config,
            options,
            visitor: Visitor::new()?,
        })
    }

    /// What the settings say in short, without a secret.
    pub(super) fn describe(&self) -> String {
        let bucket = &self.marble.derivatives;
        let website = self.website().unwrap_or("none (DELIVERY=inline)");
        format!(
            "bucket {} at {}, website {website}",
            bucket.name(),
            bucket.config().endpoint
        )
    }

    /// The address of the bucket's website, without a slash at its end; none where Marble answers with pictures itself.
    pub(super) fn website(&self) -> Option<&str> {
        match &self.config.delivery {
            Delivery::Inline => None,
            Delivery::Redirect(url) => Some(url),
        }
    }

    /// Whether originals and derivatives have places of their own, so that a policy can let everybody read these alone.
    pub(super) fn is_apart(&self) -> bool {
        let (source, result) = (&self.config.source_prefix, &self.config.result_prefix);
        let prefixes =
            !source.is_empty() && !result.is_empty() && !source.starts_with(result.as_str());
        self.two_buckets || prefixes
    }
}

/// A setting that is not understood. The text names the variable, and tells no secret.
pub(super) fn misunderstood(error: &anyhow::Error) -> Outcome {
    Outcome::bad(
        format!("{error:#}"),
        "correct this variable here and where Marble runs (docs/configuration.md)",
    )
}
