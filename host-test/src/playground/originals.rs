//! The photos in the bucket: which there are, one of them, and a new one.

use std::fmt;
use std::io;
use std::sync::Arc;

use bytes::Bytes;
use marble::accept::Accept;
use marble::config::Config;
use marble::request::Request;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use crate::store::bucket::{Bucket, Condition, Object, PutError};

/// As many as are listed.
const MOST_LISTED: usize = 500;

/// As many names as are tried for a photo whose own is taken.
const MOST_NAMES: usize = 1_000;

/// Originals, as Marble with these settings sees them.
pub(super) struct Originals {
    pub(super) bucket: Arc<Bucket>,
    pub(super) config: Config,
}

/// One of them.
#[derive(Serialize)]
pub(super) struct Listed {
    key: String,
    bytes: u64,
}

/// Why a photo is not put.
#[derive(Debug)]
pub(super) enum Refusal {
    /// Marble would not take such a key.
    Key(String),
    /// The bucket fails.
    Bucket(String),
    /// More bytes than Marble reads.
    TooManyBytes { found: usize, most: u64 },
    /// Every name like it is taken.
    Taken,
}

impl Originals {
    pub(super) fn list(&self) -> io::Result<Vec<Listed>> {
        let prefix = &self.config.source_prefix;
        let entries = self.bucket.list(prefix)?.into_iter();
        let originals = entries.filter_map(|entry| {
            let key = entry.key.strip_prefix(prefix.as_str())?;
            self.is_original(key).then(|| Listed {
                key: key.to_owned(),
                bytes: entry.size,
            })
        });
        Ok(originals.take(MOST_LISTED).collect())
    }

    pub(super) fn read(&self, key: &str) -> io::Result<Option<Object>> {
        if !self.is_original(key) {
            return Ok(None);
        }
        self.bucket.read(&self.in_bucket(key))
    }

    /// Puts a photo and tells its key: the name that is asked for, or one with a number where that is another photo's.
    /// Nothing is ever replaced, as derivatives of what was there would stay.
    pub(super) fn put(
        &self,
        name: &str,
        media_type: Option<&str>,
        bytes: &Bytes,
    ) -> Result<String, Refusal> {
        let most = self.config.limits.max_source_bytes;
        if bytes.len() as u64 > most {
            let found = bytes.len();
            return Err(Refusal::TooManyBytes { found, most });
        }
        if !self.is_original(name) {
            return Err(Refusal::Key(name.to_owned()));
        }
        let mut object = Object::new(bytes.clone());
        object.content_type = media_type.map(str::to_owned);
        for number in 1..=MOST_NAMES {
            let key = numbered(name, number);
            let place = self.in_bucket(&key);
            match self
                .bucket
                .put(&place, object.clone(), &Condition::IfAbsent)
            {
                Ok(_) => return Ok(key),
                Err(PutError::PreconditionFailed) => {}
                Err(PutError::KeyLength(_)) => return Err(Refusal::Key(key)),
                Err(error) => return Err(Refusal::Bucket(error.to_string())),
            }
            let there = self.bucket.read(&place);
            let there = there.map_err(|error| Refusal::Bucket(error.to_string()))?;
            if there.is_some_and(|there| there.etag == object.etag) {
                return Ok(key);
            }
        }
        Err(Refusal::Taken)
    }

    fn in_bucket(&self, key: &str) -> String {
        format!("{}{key}", self.config.source_prefix)
    }

    /// Whether Marble takes the key, and as that of an original.
    fn is_original(&self, key: &str) -> bool {
        let encoded = utf8_percent_encode(key, NON_ALPHANUMERIC);
        let request = Request::parse(&format!("/1x1/{encoded}"), Accept::default(), "", "");
        let is_taken = request.is_ok_and(|request| request.original == key);
        is_taken && !key.starts_with("-/") && !self.config.is_derivative(key)
    }
}

/// `photo.jpg`, `photo-2.jpg`, …
fn numbered(name: &str, number: usize) -> String {
    if number == 1 {
        return name.to_owned();
    }
    let folder = name.rfind('/').map_or(0, |slash| slash + 1);
    let point = name[folder..].rfind('.').filter(|point| *point > 0);
    let end = point.map_or(name.len(), |point| folder + point);
    format!("{}-{number}{}", &name[..end], &name[end..])
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => write!(
                f,
                "expected the key of an original that Marble takes, but found {key:?}"
            ),
            Self::Bucket(error) => f.write_str(error),
            Self::TooManyBytes { found, most } => {
                write!(f, "expected at most {most} bytes, but found {found}")
            }
            Self::Taken => f.write_str("every name like this one is taken"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn originals(variables: &[(&str, &str)]) -> Originals {
        let config = Config::parse(|name| {
            let mut set = variables.iter().filter(|(set, _)| *set == name);
            let value = set.next().map(|(_, value)| (*value).to_owned());
            value.or_else(|| (name == "DELIVERY").then(|| "inline".to_owned()))
        });
        Originals {
            bucket: Arc::new(Bucket::in_memory()),
            config: config.unwrap(),
        }
    }

    #[test]
    fn a_photo_never_replaces_another() {
        let originals = originals(&[("SOURCE_PREFIX", "originals/")]);
        let put = |name, bytes: &'static str| {
            originals
                .put(name, Some("image/jpeg"), &Bytes::from(bytes))
                .unwrap()
        };
        assert_eq!(put("a/b.c.jpg", "one"), "a/b.c.jpg");
        assert_eq!(put("a/b.c.jpg", "one"), "a/b.c.jpg");
        assert_eq!(put("a/b.c.jpg", "two"), "a/b.c-2.jpg");
        assert_eq!(put("a/b.c.jpg", "three"), "a/b.c-3.jpg");
        assert_eq!(put("a/b.c.jpg", "two"), "a/b.c-2.jpg");
        assert_eq!(put(".hidden", "one"), ".hidden");
        assert_eq!(put(".hidden", "two"), ".hidden-2");
        assert!(originals.bucket.get("originals/a/b.c-3.jpg").is_some());
        let listed = originals.list().unwrap().into_iter();
        let keys: Vec<_> = listed.map(|listed| listed.key).collect();
        assert_eq!(
            keys,
            [
                ".hidden",
                ".hidden-2",
                "a/b.c-2.jpg",
                "a/b.c-3.jpg",
                "a/b.c.jpg"
            ]
        );
    }

    #[test]
    fn what_marble_refuses_is_not_put() {
        let originals = originals(&[("MAX_SOURCE_BYTES", "9"), ("PRESETS", "thumb=9x9")]);
        let bytes = Bytes::from_static(b"123456789");
        for key in [
            "",
            "../a.jpg",
            "a/./b.jpg",
            "a\\b.jpg",
            "a\nb.jpg",
            "300x300/a.jpg",
            "thumb/a.jpg",
            "-/making/a",
        ] {
            let found = originals.put(key, None, &bytes);
            assert!(matches!(found, Err(Refusal::Key(_))), "{key:?}: {found:?}");
        }
        let long = format!("{}.jpg", "a".repeat(1_100));
        assert!(matches!(
            originals.put(&long, None, &bytes),
            Err(Refusal::Key(_))
        ));
        let bytes = Bytes::from_static(b"1234567890");
        let found = originals.put("a.jpg", None, &bytes);
        assert!(
            matches!(found, Err(Refusal::TooManyBytes { .. })),
            "{found:?}"
        );
        assert!(originals.bucket.is_empty());
    }
}
