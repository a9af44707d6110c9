//! What a store tells when an object was written or deleted: the keys in it, told by the form of the message.
//!
//! | sender | form |
//! |---|---|
//! | S3, by SQS, SNS or Lambda | `{"Records":[{"eventName":"ObjectCreated:Put","s3":{"object":{"key":…}}}]}` |
//! | MinIO, Ceph RGW | the same |
//! | SNS | `{"Type":"Notification","Message":"…"}` with one of these as its text |
//! | SQS, Cloudflare Queues | `{"Records":[{"body":"…"}]}`, `{"messages":[{"body":…}]}` |
//! | EventBridge | `{"detail-type":"Object Created","detail":{"object":{"key":…}}}` |
//! | R2 | `{"action":"PutObject","object":{"key":…}}` |
//! | anybody | `{"keys":["photo.jpg"]}` |
//!
//! (AWS, "Event message structure" and "Using EventBridge"; Cloudflare R2, "Event notifications"; Ceph, "Bucket
//! Notifications".) What is told of an object that is neither written nor deleted (that it was read, or tagged) is passed
//! over.

use std::fmt;

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

/// The most keys of one message.
pub const MAX_KEYS: usize = 1_000;

/// Values inside values, text that holds some included: S3 inside SNS inside SQS inside a batch has twelve.
const MAX_DEPTH: usize = 16;

/// An object that was written or deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its key in the bucket.
    pub key: String,
    /// Whether it may be there now.
    pub written: bool,
}

/// What a message is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// Objects that were written or deleted; perhaps none, where a sender tries whether anybody listens.
    Events(Vec<Event>),
    /// SNS asks whether its messages are wanted: for this topic, which only the operator can confirm.
    Confirmation(String),
}

/// Why a message is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// It is not JSON.
    NotJson,
    /// It is of no form that is known.
    Unknown,
    /// It has more keys than [`MAX_KEYS`].
    TooMany,
}

/// Reads a message.
///
/// # Errors
///
/// Every case of [`Error`].
pub fn parse(body: &[u8]) -> Result<Message, Error> {
    let value: Value = serde_json::from_slice(body).map_err(|_| Error::NotJson)?;
    if text(&value, "Type") == Some("SubscriptionConfirmation") {
        let topic = text(&value, "TopicArn").unwrap_or_default();
        return Ok(Message::Confirmation(topic.to_owned()));
    }
    let mut events = Vec::new();
    gather(&value, MAX_DEPTH, &mut events)?;
    // Messages come more than once, and so do keys in one of them.
    events.sort_by(|a: &Event, b| a.key.cmp(&b.key).then(b.written.cmp(&a.written)));
    events.dedup_by(|later, first| later.key == first.key);
    Ok(Message::Events(events))
}

fn gather(value: &Value, depth: usize, events: &mut Vec<Event>) -> Result<(), Error> {
    let depth = depth.checked_sub(1).ok_or(Error::Unknown)?;
    match value {
        Value::Array(messages) => {
            for message in messages {
                gather(message, depth, events)?;
            }
        }
        Value::String(message) => {
            let value = serde_json::from_str(message).map_err(|_| Error::NotJson)?;
            gather(&value, depth, events)?;
        }
        Value::Object(message) => object(message, depth, events)?,
        _ => return Err(Error::Unknown),
    }
    if events.len() > MAX_KEYS {
        return Err(Error::TooMany);
    }
    Ok(())
}

fn object(
    message: &Map<String, Value>,
    depth: usize,
    events: &mut Vec<Event>,
) -> Result<(), Error> {
    // What has a message inside it, whatever else it has.
    let inner = ["Records", "messages", "Message", "Sns", "body"];
    if let Some(inner) = inner.iter().find_map(|name| message.get(*name)) {
        return gather(inner, depth, events);
    }
    if let Some(keys) = message.get("keys") {
        let keys = keys.as_array().ok_or(Error::Unknown)?;
        for key in keys {
            let key = key.as_str().ok_or(Error::Unknown)?.to_owned();
            events.push(Event { key, written: true });
        }
        return Ok(());
    }
    // What S3 sends when it is told to send events.
    if message.get("Event").and_then(Value::as_str) == Some("s3:TestEvent") {
        return Ok(());
    }
    let name = |name| message.get(name).and_then(Value::as_str);
    let of = |name| message.get(name).and_then(|holder| key(holder));
    let (verb, keys) = if let Some(key) = of("s3") {
        (name("eventName"), written_out(key, name("eventSource")))
    } else if let Some(key) = of("detail") {
        (name("detail-type"), vec![key.to_owned()])
    } else if let Some(key) = message.get("object").and_then(|object| text(object, "key")) {
        (name("action"), vec![key.to_owned()])
    } else {
        return Err(Error::Unknown);
    };
    if let Some(written) = written(verb.ok_or(Error::Unknown)?) {
        events.extend(keys.into_iter().map(|key| Event { key, written }));
    }
    Ok(())
}

/// What `holder` tells in `object.key`.
fn key(holder: &Value) -> Option<&str> {
    text(holder.get("object")?, "key")
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_str()
}

/// In records, a key is encoded as forms are. Of Ceph that is not known: there, both are meant, since to delete the
/// derivatives of one original too many costs nothing but work.
fn written_out(key: &str, source: Option<&str>) -> Vec<String> {
    let spaced = key.replace('+', " ");
    let decoded = percent_decode_str(&spaced).decode_utf8_lossy().into_owned();
    let raw = source == Some("ceph:s3") && decoded != key;
    let raw = raw.then(|| key.to_owned());
    [decoded].into_iter().chain(raw).collect()
}

/// Whether an object was written, or else deleted; none where its bytes are as before.
fn written(verb: &str) -> Option<bool> {
    /// Beginnings of names, without `s3:` in front of them.
    const WRITTEN: [&str; 8] = [
        "CompleteMultipartUpload",
        "CopyObject",
        "Object Created",
        "Object Restore Completed",
        "ObjectCreated:",
        "ObjectRestore:Completed",
        "ObjectSynced:Create",
        "PutObject",
    ];
    const DELETED: [&str; 7] = [
        "DeleteObject",
        "LifecycleDeletion",
        "LifecycleExpiration:",
        "Object Deleted",
        "ObjectLifecycle:Expiration",
        "ObjectRemoved:",
        "ObjectSynced:Delete",
    ];
    /// MinIO calls them creations too; but the object stays as it is.
    const NEITHER: [&str; 2] = ["ObjectCreated:PutLegalHold", "ObjectCreated:PutRetention"];
    let verb = verb.strip_prefix("s3:").unwrap_or(verb);
    let begins = |names: &[&str]| names.iter().any(|name| verb.starts_with(name));
    if begins(&NEITHER) {
        None
    } else if begins(&WRITTEN) {
        Some(true)
    } else {
        begins(&DELETED).then_some(false)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson => f.write_str("expected events in JSON, but found something else"),
            Self::Unknown => f.write_str(
                "expected events of S3, SNS, EventBridge, MinIO, Ceph or R2, or {\"keys\": [...]}, but found other JSON",
            ),
            Self::TooMany => write!(f, "expected at most {MAX_KEYS} keys, but found more"),
        }
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests;
