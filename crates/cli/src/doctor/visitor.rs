//! Who asks without any key: of the website, of Marble, and, as a stranger, of the S3 server.

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use s3_store::{Failure, Kind};
use serde_json::Value;
use url::Url;

use crate::web::{self, Web};

/// The most that is read of an answer, in bytes: more than any derivative of the doctor's picture has.
const MOST_BYTES: usize = 16 << 20;

/// Asks over HTTP and HTTPS, and follows no redirect.
pub(super) struct Visitor(Web);

/// An answer.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
    /// Where it sends the visitor, as a browser reads it.
    pub(super) location: Option<Url>,
}

impl Visitor {
    /// # Errors
    ///
    /// This machine has no certificates that it trusts.
    pub(super) fn new() -> std::io::Result<Self> {
        Web::new().map(Self)
    }

    /// GETs a URL.
    pub(super) async fn get(&self, url: &str) -> Result<Answer, Failure> {
        self.send(Method::GET, url, b"").await
    }

    /// Sends `body` to a URL.
    pub(super) async fn send(
        &self,
        method: Method,
        url: &str,
        body: &'static [u8],
    ) -> Result<Answer, Failure> {
        let url = Url::parse(url)
            .map_err(|error| Failure::permanent(Kind::Invalid, format!("not sent: {error}")))?;
        let body = Bytes::from_static(body);
        let answer = self.0.send(method, &url, body, MOST_BYTES).await?;
        let location = answer.location(&url);
        let web::Answer {
            status,
            headers,
            body,
            ..
        } = answer;
        Ok(Answer {
            location: location.filter(|_| status.is_redirection()),
            status,
            headers,
            body,
        })
    }
}

impl Answer {
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
