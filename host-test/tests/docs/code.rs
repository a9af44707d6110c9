//! What the pages are held against: every name of Marble's crates that these tests use.

use marble::response::{Body, healthy as healthy_response};

pub(crate) use marble::accept::Accept;
pub(crate) use marble::config::{Config, VARIABLES};
pub(crate) use marble::error::Error;
pub(crate) use marble::log::FIELDS;
pub(crate) use marble::plan::Plan;
pub(crate) use marble::request::{Error as RequestError, Request, Words};
pub(crate) use marble::store::Error as StoreError;
pub(crate) use marble_log::{Mode, VARIABLE as LOG};
pub(crate) use marble_picture::geometry::{Dimensions, Geometry};
pub(crate) use marble_picture::{Bound, Excess, formats};
pub(crate) use marble_transform::{DEFINITIONS, Output, Size, Transform};
pub(crate) use s3_store::config::{Config as StoreConfig, Place, VARIABLES as STORE_VARIABLES};

/// An installation of the resizer with no more settings than it needs.
pub(crate) fn config() -> Config {
    let inline = |name: &str| (name == "DELIVERY").then(|| "inline".to_owned());
    Config::parse(inline).unwrap()
}

/// A request without `Accept`.
pub(crate) fn parse(target: &str, config: &Config) -> Result<Request, RequestError> {
    let accept = Accept::default();
    Request::parse(target, accept, &config.base_path, &config.result_prefix)
}

/// The body of the answer of `/-/health`.
pub(crate) fn healthy() -> serde_json::Result<serde_json::Value> {
    match healthy_response().body() {
        Body::Bytes(bytes) => serde_json::from_slice(bytes),
        Body::Made(_) | Body::Stored(..) => unreachable!("it is no picture"),
    }
}
