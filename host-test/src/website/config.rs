//! How the endpoint answers, and the JSON that says so.

use anyhow::{Context as _, ensure};
use serde::Deserialize;

use super::location::KeySpelling;
use super::rule::RoutingRule;

const MAX_RULES: usize = 50;

/// How the endpoint answers.
#[derive(Clone, Debug, Default)]
pub struct WebsiteConfig {
    /// Stands for `/` and every `x/`; S3 always has one.
    pub index_document: Option<String>,
    /// Key of the object that is the body of a 404 (or 403).
    pub error_document: Option<String>,
    /// The first that matches acts.
    pub rules: Vec<RoutingRule>,
    /// How a key is written into a `Location`: stores differ, and AWS is not documented.
    pub key_spelling: KeySpelling,
    /// What a missing object is.
    pub missing_status: MissingStatus,
    /// One line a request on standard output.
    pub log: bool,
    /// The page at `/` for a person with a browser, which no bucket has by itself; a program gets what a bucket answers.
    pub welcome: Option<String>,
    /// As the bucket's CORS configuration says that any origin may read.
    pub any_origin: bool,
}

impl WebsiteConfig {
    /// Reads the JSON that `aws s3api put-bucket-website --website-configuration` takes.
    ///
    /// # Errors
    /// If it is not that JSON, or S3 would refuse the rules.
    pub fn parse(json: &str) -> anyhow::Result<Self> {
        let wire: Wire = serde_json::from_str(json).context("website configuration")?;
        let config = Self {
            index_document: wire.index_document.map(|document| document.suffix),
            error_document: wire.error_document.map(|document| document.key),
            rules: wire.routing_rules,
            ..Self::default()
        };
        config.validate()?;
        Ok(config)
    }

    /// Refuses what S3 would refuse.
    pub(crate) fn validate(&self) -> anyhow::Result<()> {
        let found = self.rules.len();
        ensure!(
            found <= MAX_RULES,
            "expected at most {MAX_RULES} routing rules, but found {found}"
        );
        if let Some(index) = &self.index_document {
            ensure!(
                !index.is_empty() && !index.contains('/'),
                "expected an index document without a slash, but found {index:?}"
            );
        }
        for (number, rule) in (1..).zip(&self.rules) {
            rule.validate()
                .with_context(|| format!("routing rule {number}"))?;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Wire {
    index_document: Option<IndexDocument>,
    error_document: Option<ErrorDocument>,
    #[serde(default)]
    routing_rules: Vec<RoutingRule>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct IndexDocument {
    suffix: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct ErrorDocument {
    key: String,
}
