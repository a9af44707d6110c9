//! Where Marble is asked for a derivative, and what its answer means.

use anyhow::{Context as _, Result, bail};
use http::StatusCode;
use marble::config::{Config, Delivery};
use marble::link::Link;
use s3_store::{Failure, Kind};
use serde_json::Value;
use url::Url;

use crate::pace::Setback;
use crate::web::{Answer, Web};

/// From the website to Marble, and what a CDN or a canonical host may add.
const MOST_REDIRECTS: usize = 5;

/// Of an answer that is read: facts, or why not. Marble's are shorter.
const MAX_BYTES: usize = 4_096;

/// Where Marble is reached: at its own address, or by the website's redirect.
pub struct MarbleAddress {
    base: String,
    web: Web,
}

/// How far redirects are followed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// To the derivative.
    Read,
    /// Until it is known to be stored.
    Stored,
}

impl MarbleAddress {
    /// At this address, or by way of the website that the settings name.
    ///
    /// # Errors
    ///
    /// The address is none, or there is neither, or the system trusts no certificates.
    pub fn new(marble: Option<&str>, config: &Config) -> Result<Self> {
        let base = match (marble, &config.delivery) {
            (Some(marble), _) => {
                let url = Url::parse(marble).with_context(|| format!("--marble {marble:?}"))?;
                if !matches!(url.scheme(), "http" | "https") {
                    bail!("--marble {marble:?}: expected an http:// or https:// URL");
                }
                marble.trim_end_matches('/').to_owned()
            }
            (None, Delivery::Redirect(base)) => base.clone(),
            (None, Delivery::Inline) => {
                bail!("expected --marble, because with DELIVERY=inline no website leads there")
            }
        };
        let web = Web::new().context("the certificates that this system trusts")?;
        Ok(Self { base, web })
    }

    /// Has a derivative made.
    ///
    /// # Errors
    ///
    /// Why it is not.
    pub async fn make(&self, link: &Link) -> Result<(), Setback> {
        self.follow(link, End::Stored).await.map(drop)
    }

    /// Has a derivative made, if need be, and reads its beginning: 4 KiB.
    ///
    /// # Errors
    ///
    /// Why it cannot be had.
    pub async fn read(&self, link: &Link) -> Result<Vec<u8>, Setback> {
        self.follow(link, End::Read).await
    }

    async fn follow(&self, link: &Link, end: End) -> Result<Vec<u8>, Setback> {
        let first = format!("{}{}", self.base, link.path());
        let mut url = Url::parse(&first).map_err(|error| invalid(&format!("{first}: {error}")))?;
        let stored = link.url.as_deref().and_then(|url| Url::parse(url).ok());
        for _ in 0..=MOST_REDIRECTS {
            let answer = self.web.get(&url, MAX_BYTES).await;
            let answer = answer.map_err(|failure| Setback::from(at(&url, failure)))?;
            if answer.headers.contains_key("marble-fallback") {
                return Err(invalid("the original cannot be had: Marble shows FALLBACK").into());
            }
            if answer.status == StatusCode::OK {
                return Ok(answer.body);
            }
            if !answer.status.is_redirection() {
                return Err(refused(&url, &answer));
            }
            let location = answer.location(&url);
            let location = location.ok_or_else(|| invalid("a redirect leads nowhere"))?;
            if Some(&location) == stored.as_ref() {
                // Marble answers so when it is stored. A website that leads to itself has no rule.
                if location == url {
                    return Err(invalid(&format!("{url} leads to itself")).into());
                }
                if end == End::Stored {
                    return Ok(Vec::new());
                }
            }
            url = location;
        }
        Err(invalid(&format!("{first}: more than {MOST_REDIRECTS} redirects")).into())
    }
}

fn invalid(text: &str) -> Failure {
    Failure::permanent(Kind::Invalid, text)
}

fn at(url: &Url, mut failure: Failure) -> Failure {
    let origin = url.origin().ascii_serialization();
    failure.text = format!("{origin} {}", failure.text);
    failure
}

/// What an answer says that is none of those.
fn refused(url: &Url, answer: &Answer) -> Setback {
    let status = answer.status;
    let body: Option<Value> = serde_json::from_slice(&answer.body).ok();
    let field = |name: &str| body.as_ref().and_then(|body| body.get(name)?.as_str());
    let reason = match (field("code"), field("message")) {
        (Some(code), Some(message)) => format!("{code:?}: {message:?}"),
        _ => "no reason that is understood: does this lead to Marble?".to_owned(),
    };
    let from = url.origin().ascii_serialization();
    let text = format!("{from} answers {}: {reason}", status.as_u16());
    let failure = match status {
        // Of Marble's own, the store is down or the work is too slow.
        StatusCode::SERVICE_UNAVAILABLE
            if matches!(field("code"), Some("store-unavailable" | "too-slow")) =>
        {
            Failure::transient(Kind::Unavailable, text)
        }
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => {
            Failure::transient(Kind::Throttled, text)
        }
        StatusCode::BAD_GATEWAY | StatusCode::GATEWAY_TIMEOUT | StatusCode::REQUEST_TIMEOUT => {
            Failure::transient(Kind::Unavailable, text)
        }
        _ if field("code") == Some("misconfigured") => {
            Failure::permanent(Kind::Misconfigured, text)
        }
        _ => Failure::permanent(Kind::Invalid, text),
    };
    Setback {
        failure,
        wait: answer.retry_after(),
    }
}
