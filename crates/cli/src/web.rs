//! HTTP without a signature: the bucket's website, and Marble. No redirect is followed, so that each can be looked at.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use s3_store::{Failure, Kind};
use url::Url;

/// How long an answer may take, to its end: hosted runtimes stop a request after 30 seconds.
const TIMEOUT: Duration = Duration::from_mins(1);

/// What asks.
#[derive(Clone)]
pub struct Web(Client<HttpsConnector<HttpConnector>, Full<Bytes>>);

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// The beginning of its body.
    pub body: Vec<u8>,
    /// How many bytes the body has.
    pub length: u64,
}

impl Web {
    /// Trusts the certificates that the system trusts.
    ///
    /// # Errors
    ///
    /// The system has none.
    pub fn new() -> std::io::Result<Self> {
        let provider = rustls::crypto::ring::default_provider();
        let connector = HttpsConnectorBuilder::new()
            .with_provider_and_native_roots(provider)?
            .https_or_http()
            .enable_http1()
            .build();
        let client = Client::builder(TokioExecutor::new()).build(connector);
        Ok(Self(client))
    }

    /// Asks once, and reads the answer to its end. Of the body, `keep` bytes are kept.
    ///
    /// # Errors
    ///
    /// There is no answer, or it breaks off, or it takes longer than a minute.
    pub async fn get(&self, url: &Url, keep: usize) -> Result<Answer, Failure> {
        self.send(Method::GET, url, Bytes::new(), keep).await
    }

    /// The same by another method, with a body.
    ///
    /// # Errors
    ///
    /// The same.
    pub async fn send(
        &self,
        method: Method,
        url: &Url,
        body: Bytes,
        keep: usize,
    ) -> Result<Answer, Failure> {
        let answer = tokio::time::timeout(TIMEOUT, self.ask(method, url, body, keep)).await;
        let late = format!("no answer in {} seconds", TIMEOUT.as_secs());
        answer.map_err(|_| Failure::transient(Kind::TimedOut, late))?
    }

    async fn ask(
        &self,
        method: Method,
        url: &Url,
        body: Bytes,
        keep: usize,
    ) -> Result<Answer, Failure> {
        // The fragment stays with the client.
        let target = url.as_str().split('#').next().unwrap_or_default();
        let request = Request::builder().method(method).uri(target);
        let request = request.body(Full::new(body));
        let request = request
            .map_err(|error| Failure::permanent(Kind::Invalid, format!("not sent: {error}")))?;
        let unreachable = |error: &dyn std::error::Error| {
            let text = format!("cannot be reached: {}", crate::bucket::last_cause(error));
            Failure::transient(Kind::Unavailable, text)
        };
        let answer = self
            .0
            .request(request)
            .await
            .map_err(|error| unreachable(&error))?;
        let (parts, mut body) = answer.into_parts();
        let mut kept = Vec::new();
        let mut length = 0_u64;
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|error| unreachable(&error))?;
            let Ok(data) = frame.into_data() else {
                continue;
            };
            let room = keep.saturating_sub(kept.len()).min(data.len());
            kept.extend_from_slice(data.get(..room).unwrap_or_default());
            length = length.saturating_add(u64::try_from(data.len()).unwrap_or(u64::MAX));
        }
        Ok(Answer {
            status: parts.status,
            headers: parts.headers,
            body: kept,
            length,
        })
    }
}

impl Answer {
    /// Where it leads, read as browsers read it: what is not ASCII is encoded.
    #[must_use]
    pub fn location(&self, from: &Url) -> Option<Url> {
        let location = self.headers.get(http::header::LOCATION)?;
        let location = String::from_utf8_lossy(location.as_bytes());
        from.join(&location).ok()
    }

    /// How long it asks to be left alone.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        let seconds = self.headers.get(http::header::RETRY_AFTER)?.to_str().ok()?;
        seconds.trim().parse().ok().map(Duration::from_secs)
    }
}
