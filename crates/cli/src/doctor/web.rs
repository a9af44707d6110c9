//! What is asked without any key: the website, Marble, and the S3 server as a stranger. No redirect is followed.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_LENGTH, LOCATION, USER_AGENT};
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;
use url::Url;

/// How long an answer may take: a little more than hosted runtimes give a request.
const PATIENCE: Duration = Duration::from_secs(35);

/// The most that is read of an answer, in bytes: more than any derivative of the doctor's picture has.
const MOST_BYTES: usize = 16 << 20;

/// Asks over HTTP and HTTPS.
pub(super) struct Web(Client<HttpsConnector<HttpConnector>, Full<Bytes>>);

/// An answer.
#[derive(Debug)]
pub(super) struct Answer {
    /// What was asked for.
    url: Url,
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

/// Why there is none.
#[derive(Debug)]
pub(super) struct WebError(String);

impl Web {
    /// # Errors
    ///
    /// This machine has no certificates that it trusts.
    pub(super) fn new() -> std::io::Result<Self> {
        let provider = rustls::crypto::ring::default_provider();
        let connector = HttpsConnectorBuilder::new()
            .with_provider_and_native_roots(provider)?
            .https_or_http()
            .enable_http1()
            .build();
        Ok(Self(Client::builder(TokioExecutor::new()).build(connector)))
    }

    /// GETs a URL.
    pub(super) async fn get(&self, url: &str) -> Result<Answer, WebError> {
        self.send(Method::GET, url, b"").await
    }

    /// Sends `body` to a URL.
    pub(super) async fn send(
        &self,
        method: Method,
        url: &str,
        body: &'static [u8],
    ) -> Result<Answer, WebError> {
        let asked = self.exchange(method, url, body);
        match tokio::time::timeout(PATIENCE, asked).await {
            Ok(answer) => answer,
            Err(_) => Err(WebError(format!("no answer in {} s", PATIENCE.as_secs()))),
        }
    }

    async fn exchange(
        &self,
        method: Method,
        url: &str,
        body: &'static [u8],
    ) -> Result<Answer, WebError> {
        let asked = Url::parse(url).map_err(|error| WebError(error.to_string()))?;
        // Not as the URL standard writes it: what is not escaped stays so. A fragment never leaves a browser.
        let target = url.split('#').next().unwrap_or_default();
        let mut request = Request::builder()
            .method(method)
            .uri(target)
            .header(USER_AGENT, "marble-doctor")
            .header(ACCEPT, "*/*");
        if !body.is_empty() {
            request = request.header(CONTENT_LENGTH, body.len());
        }
        let request = request.body(Full::new(Bytes::from_static(body)));
        let request = request.map_err(|error| WebError(error.to_string()))?;
        let answer = self.0.request(request).await;
        let answer = answer.map_err(|error| WebError(last_cause(&error)))?;
        let (parts, body) = answer.into_parts();
        let body = Limited::new(body, MOST_BYTES).collect().await;
        let body = body.map_err(|error| WebError(error.to_string()))?;
        Ok(Answer {
            url: asked,
            status: parts.status,
            headers: parts.headers,
            body: body.to_bytes(),
        })
    }
}

impl Answer {
    /// Where it sends the visitor, as a browser reads it.
    pub(super) fn location(&self) -> Option<Url> {
        let location = self.headers.get(LOCATION)?;
        // Stores write raw UTF-8 into it, and browsers read it so.
        let location = std::str::from_utf8(location.as_bytes()).ok()?;
        self.url.join(location).ok()
    }

    /// A text in its JSON.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let json: Value = serde_json::from_slice(&self.body).ok()?;
        Some(json.get(name)?.as_str()?.to_owned())
    }

    /// Whether its body has this text.
    pub(super) fn contains(&self, text: &str) -> bool {
        String::from_utf8_lossy(&self.body).contains(text)
    }
}

impl fmt::Display for WebError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The error behind all others, which alone says what happened.
fn last_cause(error: &dyn std::error::Error) -> String {
    let mut last = error;
    while let Some(source) = last.source() {
        last = source;
    }
    last.to_string()
}
