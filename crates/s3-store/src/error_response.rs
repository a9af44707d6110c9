//! A response that is not a success: read from status, headers and the error document, and classified.
//!
//! ```xml
//! <Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message>...</Error>
//! ```
//!
//! The document is foreign text. Only `Code`, `Message` and `Region` are looked at: to a wrong signature S3
//! answers with the canonical request and the string to sign, which belong in no log.

use http::response::Parts;
use http::{HeaderMap, Method, StatusCode};
use marble_log::quoted;

use crate::failure::{Failure, Kind};
use crate::s3_error::{ErrorClass, classify};
use crate::xml;

/// The part of a response's body that is read for the error document, in bytes.
pub(crate) const MAX_DOCUMENT_BYTES: usize = 64 * 1_024;

/// S3's error documents have about ten nodes.
const MOST_NODES: u32 = 1_000;

/// A response other than 200.
#[derive(Debug, PartialEq, Eq)]
pub struct ErrorResponse {
    method: Method,
    /// Its status.
    pub status: StatusCode,
    /// S3's error code; empty where there is none.
    code: String,
    message: String,
    /// The bucket's own region, where the response tells it.
    region: String,
}

impl ErrorResponse {
    /// Reads a response to a request with `method`. A body that is no error document is the same as none.
    /// `redact` clears foreign text of the credentials.
    pub(crate) fn parse(
        method: Method,
        response: &Parts,
        body: &[u8],
        redact: impl Fn(&str) -> String,
    ) -> Self {
        let body = String::from_utf8_lossy(body);
        let document = xml::parse(&body, MOST_NODES);
        let root = document.as_ref().map(roxmltree::Document::root_element);
        let element = |name| redact(root.map_or("", |root| xml::text(root, name)));
        let region = match region(&response.headers) {
            "" => element("Region"),
            region => redact(region),
        };
        Self {
            method,
            status: response.status,
            code: element("Code"),
            message: element("Message"),
            region,
        }
    }

    /// What another one read of a response to a request with `method`: the status, and the error's code and message,
    /// which are empty where there are none. `redact` clears foreign text of the credentials.
    #[must_use]
    pub fn new(
        method: Method,
        status: StatusCode,
        headers: &HeaderMap,
        [code, message]: [&str; 2],
        redact: impl Fn(&str) -> String,
    ) -> Self {
        Self {
            method,
            status,
            code: redact(code),
            message: redact(message),
            region: redact(region(headers)),
        }
    }

    /// What `DeleteObjects` says of one key among many.
    #[must_use]
    pub fn of_one_key(code: String, message: String) -> Self {
        Self {
            method: Method::DELETE,
            status: StatusCode::OK,
            code,
            message,
            region: String::new(),
        }
    }

    /// Whether the same request may succeed after a pause.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self.classify().0, ErrorClass::Transient(_))
    }

    /// `Ok` where the object is absent.
    ///
    /// # Errors
    ///
    /// Any other response.
    pub fn absent_or_failure(&self) -> Result<(), Failure> {
        match self.classify().0 {
            ErrorClass::Absent => Ok(()),
            ErrorClass::AbsentOrDenied | ErrorClass::Permanent(_) | ErrorClass::Transient(_) => {
                Err(self.failure())
            }
        }
    }

    /// Whether the response has this error code.
    #[must_use]
    pub fn says(&self, code: &str) -> bool {
        self.code == code
    }

    /// Whether the object may just be absent, which nobody is told who may not list the bucket.
    #[must_use]
    pub fn may_be_absence(&self) -> bool {
        self.classify().0 == ErrorClass::AbsentOrDenied
    }

    /// What it means, and what to do.
    #[must_use]
    pub fn failure(&self) -> Failure {
        match self.classify() {
            (ErrorClass::Absent, advice) => Failure::permanent(Kind::Invalid, self.text(advice)),
            (ErrorClass::AbsentOrDenied, advice) => {
                Failure::permanent(Kind::Denied, self.text(advice))
            }
            (ErrorClass::Permanent(kind), advice) => Failure::permanent(kind, self.text(advice)),
            (ErrorClass::Transient(kind), advice) => Failure::transient(kind, self.text(advice)),
        }
    }

    fn classify(&self) -> (ErrorClass, &'static str) {
        let region = !self.region.is_empty();
        classify(&self.method, self.status, &self.code, region)
    }

    /// `refused: SignatureDoesNotMatch (403): <advice>; the store says "..."`.
    fn text(&self, advice: &str) -> String {
        let status = self.status.as_u16();
        let verb = if self.is_transient() {
            "failed"
        } else {
            "refused"
        };
        let mut text = match self.code.as_str() {
            "" => format!("{verb}: status {status}"),
            code if is_word(code) => format!("{verb}: {code} ({status})"),
            code => format!("{verb}: {} ({status})", quoted(code)),
        };
        if !advice.is_empty() {
            text = format!("{text}: {advice}");
        }
        if !self.region.is_empty() {
            text = format!("{text}; the bucket's region is {}", quoted(&self.region));
        }
        if self.message.is_empty() || tells_of_signing(&self.message) {
            return text;
        }
        format!("{text}; the store says {}", quoted(&self.message))
    }
}

fn region(headers: &HeaderMap) -> &str {
    let region = headers.get("x-amz-bucket-region");
    region
        .and_then(|region| region.to_str().ok())
        .unwrap_or_default()
}

/// Whether a code looks like one of S3's, so that it needs no quotes.
fn is_word(code: &str) -> bool {
    code.len() <= 64
        && code
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'.')
}

/// Whether a message quotes a signed header or the string to sign.
fn tells_of_signing(message: &str) -> bool {
    message.contains("AWS4-HMAC-SHA256") || message.contains("Signature=")
}

#[cfg(test)]
mod tests;
