//! What is known of an object beside its bytes: one JSON file an object.
//!
//! A stamp ties it to the file that it describes. A file that somebody has replaced by hand does
//! not match any more, and is then a plain file without metadata.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

use serde::Deserialize;
use serde::Serialize;

use super::object::Object;

#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Meta {
    /// The key itself, because the file's name is only its hash.
    pub(super) key: String,
    pub(super) content_type: Option<String>,
    pub(super) cache_control: Option<String>,
    pub(super) user: BTreeMap<String, String>,
    pub(super) etag: String,
    pub(super) stamp: Stamp,
}

/// Length and time of change: what a file must still have to be the one that was described.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub(super) struct Stamp {
    pub(super) bytes: u64,
    modified_ns: u64,
}

impl Meta {
    pub(super) fn new(key: &str, object: &Object, stamp: Stamp) -> Self {
        Self {
            key: key.to_owned(),
            content_type: object.content_type.clone(),
            cache_control: object.cache_control.clone(),
            user: object.user.clone(),
            etag: object.etag.clone(),
            stamp,
        }
    }

    /// `None` where there is no such file, or one that is not ours: both mean "nothing known".
    pub(super) fn load(path: &Path) -> io::Result<Option<Self>> {
        match fs::read(path) {
            Ok(json) => Ok(serde_json::from_slice(&json).ok()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(super) fn to_json(&self) -> io::Result<Vec<u8>> {
        Ok(serde_json::to_vec_pretty(self)?)
    }
}

impl Stamp {
    pub(super) fn of(file: &fs::Metadata) -> io::Result<Self> {
        let age = file
            .modified()?
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Ok(Self {
            bytes: file.len(),
            // Good until the year 2554.
            modified_ns: u64::try_from(age.as_nanos()).unwrap_or(u64::MAX),
        })
    }

    pub(super) fn modified(self) -> SystemTime {
        UNIX_EPOCH + std::time::Duration::from_nanos(self.modified_ns)
    }
}
