//! Everything on this machine: bucket, S3 server, website and Marble, each knowing the others.

mod marble_server;

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, Result};
use marble::config::Config;
use url::Url;

pub use self::marble_server::MarbleServer;
use self::marble_server::QUEUE_LIMIT;
use crate::playground::{self, Playground};
use crate::runtime::host::Host;
use crate::store::bucket::Bucket;
use crate::store::s3::{ACCESS_KEY, BUCKET, REGION, S3Config, S3Server, SECRET_KEY, SOURCE_BUCKET};
use crate::website::{Condition, Redirect, RoutingRule, Website, WebsiteConfig};

/// Where the website's rule points to, below the resizer's address; the key follows. It is Marble's default, or below
/// another `BASE_PATH`.
#[must_use]
pub fn query_form(base_path: Option<&str>) -> String {
    let base_path = base_path.unwrap_or("/default/resize");
    format!("{}?key=", base_path.trim_matches('/'))
}

/// Where everything listens, and how the website behaves.
pub struct Addresses {
    /// Marble.
    pub listen: SocketAddr,
    /// The bucket's website.
    pub website: SocketAddr,
    /// The S3 server.
    pub s3: SocketAddr,
}

/// What a caller may want otherwise.
pub struct Settings {
    /// Where everything listens.
    pub addresses: Addresses,
    /// Prints one line a request: what S3 and the website answer on standard output, and what Marble writes itself, as
    /// `LOG` says, on standard error.
    pub log: bool,
    /// Where the website sends what is missing, instead of to the Marble that is started here.
    pub resizer_url: Option<Url>,
    /// The website, but for its rules.
    pub website: WebsiteConfig,
    /// What `default/resize?key=` is in the website's rule.
    pub rule_prefix: String,
    /// The bucket of the originals, where they have one of their own.
    pub source_bucket: Option<Arc<Bucket>>,
}

/// Everything, running. It stops when it is dropped.
pub struct DevServer {
    /// The objects.
    pub bucket: Arc<Bucket>,
    /// The server that Marble talks to.
    pub s3: S3Server,
    /// The server that browsers talk to.
    pub website: Website,
    /// The server that the website sends them to.
    pub marble: MarbleServer,
}

impl Default for Settings {
    /// Free ports, and no log.
    fn default() -> Self {
        let free = SocketAddr::from(([127, 0, 0, 1], 0));
        Self {
            addresses: Addresses {
                listen: free,
                website: free,
                s3: free,
            },
            log: false,
            resizer_url: None,
            website: WebsiteConfig::default(),
            rule_prefix: query_form(None),
            source_bucket: None,
        }
    }
}

impl DevServer {
    /// Starts everything. `adjust` may change the host, after its settings were made.
    ///
    /// # Errors
    ///
    /// Where a port is taken, or the components do not build.
    pub async fn start(
        bucket: Arc<Bucket>,
        settings: Settings,
        adjust: impl FnOnce(Host) -> Host,
    ) -> Result<Self> {
        let Addresses {
            listen,
            website,
            s3,
        } = settings.addresses;
        let originals = settings.source_bucket.as_ref().unwrap_or(&bucket);
        let originals = Arc::clone(originals);
        let apart = settings.source_bucket.is_some();
        let config = S3Config {
            source_bucket: settings.source_bucket,
            log: settings.log,
            ..S3Config::default()
        };
        let s3 = S3Server::start(s3, Arc::clone(&bucket), config).await?;
        let marble = MarbleServer::start(listen, settings.log).await?;
        let rule = rule(
            marble.addr(),
            settings.resizer_url.as_ref(),
            &settings.rule_prefix,
        )?;
        let config = WebsiteConfig {
            rules: vec![rule],
            log: settings.log,
            welcome: Some(playground::welcome(marble.addr())),
            any_origin: true,
            ..settings.website
        };
        let website = Website::start(website, Arc::clone(&bucket), config).await?;
        let host = Host::composed()?
            .queue_limit(QUEUE_LIMIT)
            .env("LOG", if settings.log { "text" } else { "errors" })
            .env("URL", &format!("http://{}", website.addr()))
            .env("BUCKET", BUCKET)
            .env("AWS_REGION", REGION)
            .env("S3_ENDPOINT", &format!("http://{}", s3.addr()))
            .env("AWS_ACCESS_KEY_ID", ACCESS_KEY)
            .env("AWS_SECRET_ACCESS_KEY", SECRET_KEY);
        let host = if apart {
            host.env("SOURCE_BUCKET", SOURCE_BUCKET)
        } else {
            host
        };
        let host = adjust(host);
        let addresses = playground::Addresses {
            marble: marble.addr(),
            website: website.addr(),
            resizer: settings.resizer_url,
        };
        let playground = Playground::new(originals, settings_of(&host)?, addresses)?;
        marble.open(host, Some(playground));
        Ok(Self {
            bucket,
            s3,
            website,
            marble,
        })
    }
}

/// What Marble is set to. Where it does not understand a setting, it makes nothing and says so; the playground then goes by
/// what is without settings.
fn settings_of(host: &Host) -> Result<Config> {
    let set = |name: &str| host.variable(name).map(str::to_owned);
    let understood = Config::parse(set);
    let fallback = || Config::parse(|name| (name == "DELIVERY").then(|| "inline".to_owned()));
    Ok(understood.or_else(|_| fallback())?)
}

/// What is missing is asked of the resizer: the rule in `deploy/aws/routing-rules.json`.
fn rule(marble: SocketAddr, resizer: Option<&Url>, prefix: &str) -> Result<RoutingRule> {
    let (protocol, host) = match resizer {
        None => ("http", marble.to_string()),
        Some(url) => {
            let host = url.host_str().context("the resizer's URL has no host")?;
            let port = url.port().map(|port| format!(":{port}"));
            (url.scheme(), format!("{host}{}", port.unwrap_or_default()))
        }
    };
    Ok(RoutingRule {
        condition: Some(Condition {
            http_error_code_returned_equals: Some("404".to_owned()),
            key_prefix_equals: None,
        }),
        redirect: Redirect {
            host_name: Some(host),
            protocol: Some(protocol.to_owned()),
            http_redirect_code: Some("307".to_owned()),
            replace_key_prefix_with: Some(prefix.to_owned()),
            replace_key_with: None,
        },
    })
}
