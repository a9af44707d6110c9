//! Deletes objects, a thousand with one request where the store can, and else each with its own.
//!
//! ```xml
//! <Delete><Quiet>true</Quiet><Object><Key>300x300/a.jpg</Key></Object>...</Delete>
//! <DeleteResult><Error><Key>300x300/a.jpg</Key><Code>AccessDenied</Code>...</Error></DeleteResult>
//! ```
//!
//! (AWS, Amazon S3 API Reference, `DeleteObjects` and `DeleteObject`.)

use base64ct::{Base64, Encoding as _};
use http::{HeaderValue, Method, Request, StatusCode};
use md5::{Digest as _, Md5};

use crate::action;
use crate::attempts::{self, exchange};
use crate::bucket_url::is_valid_key;
use crate::config::Config;
use crate::error_response::ErrorResponse;
use crate::failure::{Failure, Kind};
use crate::retry::Tries;
use crate::send::Sent;
use crate::xml;

/// The most keys of one request.
const MOST_KEYS: usize = 1_000;

/// The longest answer that is read, in bytes: an error for each key.
const MAX_DOCUMENT_BYTES: usize = 8 << 20;

/// An error has about ten nodes.
const MOST_NODES: u32 = 40_000;

/// How many requests for one key each are under way at once.
const AT_ONCE: usize = 16;

/// An object that was not deleted, and why.
pub(crate) type Kept = (String, Failure);

/// Deletes all that it can.
pub(crate) fn delete(config: &Config, keys: &[String]) -> Vec<Kept> {
    let (plain, odd): (Vec<_>, Vec<_>) = keys
        .iter()
        .filter(|key| is_valid_key(key))
        .partition(|key| key.chars().all(is_xml));
    let mut kept = Vec::new();
    for keys in plain.chunks(MOST_KEYS) {
        match delete_many(config, keys) {
            Ok(Some(more)) => kept.extend(more),
            Ok(None) => kept.extend(delete_each(config, keys)),
            Err(failure) => kept.extend(all(keys, &failure)),
        }
    }
    kept.extend(delete_each(config, &odd));
    kept
}

/// None where the store does not know how.
fn delete_many(config: &Config, keys: &[&String]) -> Result<Option<Vec<Kept>>, Failure> {
    if let [_] = keys {
        return Ok(None);
    }
    let document = document(keys).into_bytes();
    let md5 = Base64::encode_string(&Md5::digest(&document));
    let md5 = HeaderValue::from_str(&md5);
    let md5 = md5.map_err(|_| Failure::permanent(Kind::Invalid, "not sent: no checksum"))?;
    let request = action::delete_many(&config.bucket_url, document, md5)?;
    let borrowed = request.clone().map(|_| request.body().as_slice());
    match exchange(config, &borrowed, &mut Tries::default())? {
        Ok(response) => {
            let result = response.into_body().read_beginning(MAX_DOCUMENT_BYTES);
            kept(config, &result).map(Some)
        }
        Err(error) if is_unknown(error.status) => Ok(None),
        Err(error) => Err(error.failure()),
    }
}

/// What stores answer that take the request for another one.
fn is_unknown(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::BAD_REQUEST | StatusCode::METHOD_NOT_ALLOWED | StatusCode::NOT_IMPLEMENTED
    )
}

/// The keys, as XML: `\r` would become `\n`.
fn document(keys: &[&String]) -> String {
    let objects = keys.iter().map(|key| {
        let key = key
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('\r', "&#13;");
        format!("<Object><Key>{key}</Key></Object>")
    });
    let objects: String = objects.collect();
    format!(
        "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Quiet>true</Quiet>{objects}</Delete>"
    )
}

/// Whether a document may have it (XML 1.0, 2.2).
fn is_xml(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// What the store says of those that it did not delete.
fn kept(config: &Config, result: &[u8]) -> Result<Vec<Kept>, Failure> {
    let invalid = |what| Failure::permanent(Kind::Invalid, format!("the store's answer {what}"));
    let text = std::str::from_utf8(result).map_err(|_| invalid("is not UTF-8"))?;
    let document = xml::parse(text, MOST_NODES);
    let document = document.ok_or_else(|| invalid("is no XML, or is cut off"))?;
    let root = document.root_element();
    if root.tag_name().name() != "DeleteResult" {
        return Err(invalid("is no DeleteResult"));
    }
    let errors = xml::elements(root, "Error").map(|error| {
        let key = error.children().find(|child| child.has_tag_name("Key"));
        let key = key.and_then(|key| key.text()).unwrap_or_default();
        let [code, message] = ["Code", "Message"].map(|name| xml::text(error, name));
        let redact = |text: &str| config.credentials.redact(text);
        let error = ErrorResponse::of_one_key(redact(code), redact(message));
        (key.to_owned(), error)
    });
    let kept = errors.filter_map(|(key, error)| Some((key, error.absent_or_failure().err()?)));
    Ok(kept.collect())
}

/// Some at a time. Where the store wants none of it, the rest is not tried.
fn delete_each(config: &Config, keys: &[&String]) -> Vec<Kept> {
    let mut kept = Vec::new();
    let mut rest = keys;
    while let Some((some, others)) = rest.split_at_checked(AT_ONCE.min(rest.len())) {
        if some.is_empty() {
            break;
        }
        rest = others;
        let sent: Vec<_> = some.iter().map(|key| (*key, begin(config, key))).collect();
        for (key, begun) in sent {
            let Err(failure) = begun.and_then(|(request, sent)| finish(config, &request, sent))
            else {
                continue;
            };
            let hopeless = matches!(
                failure.kind,
                Kind::Misconfigured | Kind::Refused | Kind::TimedOut
            );
            if hopeless {
                kept.extend(all(rest, &failure));
                rest = &[];
            }
            kept.push((key.clone(), failure));
        }
    }
    kept
}

type Begun = (Request<&'static [u8]>, Result<Sent, Failure>);

fn begin(config: &Config, key: &str) -> Result<Begun, Failure> {
    let request = action::bare(Method::DELETE, &config.bucket_url, key)?;
    let sent = attempts::begin(config, &request);
    Ok((request, sent))
}

fn finish(
    config: &Config,
    request: &Request<&[u8]>,
    sent: Result<Sent, Failure>,
) -> Result<(), Failure> {
    match attempts::go_on(config, request, sent, &mut Tries::default())? {
        Ok(_) => Ok(()),
        Err(error) => error.absent_or_failure(),
    }
}

/// All of them, for one reason.
pub(crate) fn all<K: AsRef<str>>(keys: &[K], failure: &Failure) -> Vec<Kept> {
    let kept = keys
        .iter()
        .map(|key| (key.as_ref().to_owned(), failure.clone()));
    kept.collect()
}
