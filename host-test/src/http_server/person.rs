//! Whether a person asks, or a program.

use http::header::ACCEPT;
use http::{Method, Request};

/// Whether a browser asks for a page of its own: it names HTML then, and not for images or what a script asks for.
pub(crate) fn is_of_person<B>(request: &Request<B>) -> bool {
    let accept = request.headers().get_all(ACCEPT).iter();
    let mut accept = accept.filter_map(|accept| accept.to_str().ok());
    let reads = request.method() == Method::GET || request.method() == Method::HEAD;
    reads && accept.any(|accept| accept.contains("text/html"))
}
