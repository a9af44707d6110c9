//! The website endpoint of the bucket: what a browser sees, with S3's routing rules.
//!
//! ```text
//! path ─ decode once ─► key ─ rules without an error code ─► object ─► folder ─ rules with one ─► error document ─► error page
//! ```
//! The first that answers wins. As with S3, `/` and `x/` mean the index document below them, the
//! query is dropped, there is no TLS, and a redirect of a rule has no `Cache-Control`.

mod location;
mod lookup;
mod page;
mod respond;
mod rule;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context as _;
use anyhow::ensure;
use serde::Deserialize;

pub use self::location::KeySpelling;
use self::respond::Site;
pub use self::rule::Condition;
pub use self::rule::Redirect;
pub use self::rule::RoutingRule;
use crate::bucket::Bucket;
use crate::listener::Listener;

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
}

/// What a missing object is: it depends on the store and its policy (`s3:ListBucket`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MissingStatus {
    /// 403 `AccessDenied`: Ceph's RGW, and AWS without any permission to read.
    Forbidden,
    /// 404 `NoSuchKey`: what AWS documents for a public website.
    #[default]
    NotFound,
}

/// The running endpoint. It stops when it is dropped.
pub struct Website {
    listener: Listener,
}

impl Website {
    /// Starts to serve; port 0 takes a free one.
    ///
    /// # Errors
    /// If the rules are none that S3 would take, or the port cannot be had; the text names which.
    pub async fn start(
        listen: SocketAddr,
        bucket: Arc<Bucket>,
        config: WebsiteConfig,
    ) -> anyhow::Result<Self> {
        config.validate()?;
        let site = Arc::new(Site { bucket, config });
        let listener = Listener::start(listen, "website", move |request, _| {
            let site = Arc::clone(&site);
            async move { Ok::<_, Infallible>(site.answer(&request)) }
        })
        .await?;
        Ok(Self { listener })
    }

    /// Where it listens, with the true port.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.listener.addr()
    }
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

    fn validate(&self) -> anyhow::Result<()> {
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
