//! What the client asks for, in Marble's own words or in those of a service that `DIALECTS` names, which are translated.
//!
//! A key that begins with a transform or the name of a preset, and one of Marble's own addresses, is never in other words.

use marble_dialects::{Error as DialectError, Link, Spelling};

use crate::accept::Accept;
use crate::config::Config;
use crate::error::Error;
use crate::request::{self, Request, Words};

/// Reads a request target such as `/default/resize?key=unsafe/300x300/a.jpg`.
///
/// # Errors
///
/// There is no key, or it is none; or it is a link in other words that is not followed.
pub fn read(target: &str, accept: Accept, config: &Config) -> Result<Request, Error> {
    let Some(link) = translate(target, config) else {
        let (base_path, result_prefix) = (&config.base_path, &config.result_prefix);
        return Ok(Request::parse(target, accept, base_path, result_prefix)?);
    };
    let link = link?;
    let words = if link.signed {
        Words::OtherSigned
    } else {
        Words::Other
    };
    Ok(Request::translated(
        link.segment,
        link.original,
        words,
        accept,
    )?)
}

fn translate(target: &str, config: &Config) -> Option<Result<Link, DialectError>> {
    if config.dialects.known.is_empty() || is_own(target, config) {
        return None;
    }
    let texts = request::spellings(target, &config.base_path);
    let spellings = texts.iter().map(|spelling| {
        if spelling.is_escaped {
            Spelling::escaped(&spelling.text)
        } else {
            Spelling::decoded(&spelling.text)
        }
    });
    let spellings: Vec<_> = spellings.collect();
    config
        .dialects
        .read(&spellings, config.limits.max_result_side)
}

/// Whether the first segment is one that Marble knows.
fn is_own(target: &str, config: &Config) -> bool {
    let Some(key) = request::key(target, &config.base_path) else {
        return true;
    };
    let key = key.strip_prefix(&config.result_prefix).unwrap_or(&key);
    let first = key.split_once('/').map(|(first, _)| first);
    first.is_none_or(|first| first == "-" || config.policy.names_derivatives(first))
}

#[cfg(test)]
mod tests;
