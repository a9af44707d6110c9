//! What a path leads to: S3's order of rules, object, folder, rules, error document.

use std::io;

use percent_encoding::percent_decode;

use super::config::{MissingStatus, WebsiteConfig};
use super::readers::Readers;
use super::rule::RoutingRule;
use crate::store::bucket::Bucket;
use crate::store::bucket::MAX_KEY_BYTES;
use crate::store::bucket::Object;

/// What the visitor gets.
#[derive(Debug)]
pub(super) enum Found<'a> {
    /// 400, with S3's code for it.
    BadKey(&'static str),
    /// 302 to the same with a slash.
    Folder(String),
    /// 404 or 403, with the error document if there is one.
    Missing(MissingStatus, String, Option<Object>),
    /// 200.
    Object(Object),
    /// What the rule says, for this key.
    Redirect(&'a RoutingRule, String),
}

/// Decodes the path, once, and walks through the order.
pub(super) fn lookup<'a>(
    config: &'a WebsiteConfig,
    readers: &Readers<'_>,
    bucket: &Bucket,
    path: &str,
) -> io::Result<Found<'a>> {
    let encoded = path.strip_prefix('/').unwrap_or(path);
    let Ok(key) = percent_decode(encoded.as_bytes()).decode_utf8() else {
        return Ok(Found::BadKey("InvalidURI"));
    };
    if key.len() > MAX_KEY_BYTES {
        return Ok(Found::BadKey("KeyTooLongError"));
    }
    // The root is the index document and nothing else: no rule sees it before the bucket does.
    if !key.is_empty()
        && let Some(rule) = first_match(config, &key, None)
    {
        return Ok(Found::Redirect(rule, key.into_owned()));
    }
    let is_folder = key.is_empty() || key.ends_with('/');
    let index = config.index_document.as_deref();
    let key = match index {
        Some(index) if is_folder => format!("{key}{index}"),
        _ => key.into_owned(),
    };
    if !readers.may_read(&key) {
        return missing(config, bucket, key, MissingStatus::Forbidden);
    }
    if let Some(object) = bucket.read(&key)? {
        return Ok(Found::Object(object));
    }
    if let Some(index) = index
        && !is_folder
        && bucket.read(&format!("{key}/{index}"))?.is_some()
    {
        return Ok(Found::Folder(key));
    }
    missing(config, bucket, key, config.missing_status)
}

fn missing<'a>(
    config: &'a WebsiteConfig,
    bucket: &Bucket,
    key: String,
    status: MissingStatus,
) -> io::Result<Found<'a>> {
    let code = match status {
        MissingStatus::Forbidden => 403,
        MissingStatus::NotFound => 404,
    };
    if let Some(rule) = first_match(config, &key, Some(code)) {
        return Ok(Found::Redirect(rule, key));
    }
    let document = match &config.error_document {
        Some(document) => bucket.read(document)?,
        None => None,
    };
    Ok(Found::Missing(status, key, document))
}

fn first_match<'a>(
    config: &'a WebsiteConfig,
    key: &str,
    error: Option<u16>,
) -> Option<&'a RoutingRule> {
    config.rules.iter().find(|rule| rule.matches(key, error))
}
