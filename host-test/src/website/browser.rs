//! A client that follows redirects as browsers do: each `Location` is read by the URL standard.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::{BodyExt, Empty};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use url::Url;

/// As many redirects as Chrome follows.
const MOST_REDIRECTS: usize = 20;

/// All that happened on the way to a picture, the last answer last.
#[derive(Debug)]
pub struct Visit {
    /// One a request.
    pub hops: Vec<Hop>,
}

/// One request and its answer.
#[derive(Debug)]
pub struct Hop {
    /// What was asked for.
    pub url: Url,
    /// Status of the answer.
    pub status: StatusCode,
    /// Headers of the answer.
    pub headers: HeaderMap,
    /// Body of the answer.
    pub body: Bytes,
    /// From the request to the end of the body.
    pub duration: Duration,
}

/// Asks for `url`, and for whatever the answers point to.
///
/// # Errors
///
/// Where a server does not answer, or the redirects do not end.
pub async fn visit(url: &str) -> Result<Visit> {
    visit_with(url, &HeaderMap::new()).await
}

/// The same, with headers that go along to every server.
///
/// # Errors
///
/// As [`visit`].
pub async fn visit_with(url: &str, headers: &HeaderMap) -> Result<Visit> {
    let mut next = Some(Url::parse(url)?);
    let mut hops = Vec::new();
    while let Some(url) = next {
        ensure!(hops.len() <= MOST_REDIRECTS, "the redirects do not end");
        let hop = ask_with(url, headers).await?;
        next = hop.location()?;
        hops.push(hop);
    }
    Ok(Visit { hops })
}

/// Asks once.
///
/// # Errors
///
/// Where the server does not answer.
pub async fn ask(url: Url) -> Result<Hop> {
    ask_with(url, &HeaderMap::new()).await
}

async fn ask_with(url: Url, headers: &HeaderMap) -> Result<Hop> {
    let start = Instant::now();
    let client = Client::builder(TokioExecutor::new()).build_http::<Empty<Bytes>>();
    // The fragment stays with the client.
    let target = url[..url::Position::AfterQuery].to_owned();
    let mut request = Request::get(target).body(Empty::new())?;
    request.headers_mut().clone_from(headers);
    let (parts, body) = client.request(request).await?.into_parts();
    Ok(Hop {
        url,
        status: parts.status,
        headers: parts.headers,
        body: body.collect().await?.to_bytes(),
        duration: start.elapsed(),
    })
}

impl Visit {
    /// The statuses, in order.
    #[must_use]
    pub fn statuses(&self) -> Vec<u16> {
        self.hops.iter().map(|hop| hop.status.as_u16()).collect()
    }

    /// The last answer.
    ///
    /// # Panics
    ///
    /// Never: there is at least one.
    #[must_use]
    pub fn last(&self) -> &Hop {
        self.hops.last().expect("a visit has at least one hop")
    }
}

impl Hop {
    fn location(&self) -> Result<Option<Url>> {
        if !self.status.is_redirection() {
            return Ok(None);
        }
        let Some(location) = self.headers.get(http::header::LOCATION) else {
            return Ok(None);
        };
        // Servers write raw UTF-8 into it, and browsers read it so.
        let location = std::str::from_utf8(location.as_bytes())?;
        let url = self.url.join(location);
        url.map(Some).with_context(|| location.to_owned())
    }
}
