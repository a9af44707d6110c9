//! A visit of the website with every hop: what a browser follows and does not show to a page.

use anyhow::Result;
use http::header::{CONTENT_TYPE, HeaderName};
use http::{HeaderMap, StatusCode};
use serde::Serialize;
use serde_json::Value;
use url::Url;

use crate::website::browser::{Hop, visit_with};

/// What there is to tell.
#[derive(Serialize)]
pub(super) struct Report {
    status: u16,
    media_type: Option<String>,
    bytes: usize,
    /// Marble's own words, where it refuses.
    error: Option<Value>,
    hops: Vec<Step>,
}

/// One request and its answer.
#[derive(Serialize)]
struct Step {
    server: &'static str,
    url: String,
    status: u16,
    milliseconds: f64,
    server_timing: Option<String>,
}

/// Asks for `url` as a browser with these headers does. `website` tells which of the servers is which.
pub(super) async fn report(url: &Url, headers: &HeaderMap, website: &Url) -> Result<Report> {
    let visit = visit_with(url.as_str(), headers).await?;
    let last = visit.last();
    let error = (last.status != StatusCode::OK).then(|| error(last));
    let step = |hop: &Hop| Step {
        server: if hop.url.origin() == website.origin() {
            "website"
        } else {
            "Marble"
        },
        url: hop.url.to_string(),
        status: hop.status.as_u16(),
        milliseconds: hop.duration.as_secs_f64() * 1_000.0,
        server_timing: header(hop, HeaderName::from_static("server-timing")),
    };
    Ok(Report {
        status: last.status.as_u16(),
        media_type: header(last, CONTENT_TYPE),
        bytes: last.body.len(),
        error,
        hops: visit.hops.iter().map(step).collect(),
    })
}

/// The JSON of the body; of a body that is none, that there is nothing to say.
fn error(hop: &Hop) -> Value {
    serde_json::from_slice(&hop.body).unwrap_or(Value::Null)
}

fn header(hop: &Hop, name: HeaderName) -> Option<String> {
    let value = hop.headers.get(name)?.to_str().ok()?;
    Some(value.to_owned())
}
