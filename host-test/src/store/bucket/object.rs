//! One stored object: its bytes and what HTTP says about them.

use std::collections::BTreeMap;
use std::time::SystemTime;

use bytes::Bytes;
use md5::Digest as _;
use md5::Md5;

use super::entry::Entry;
use crate::hex::hex;

/// One stored object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// The whole object.
    pub bytes: Bytes,
    /// `Content-Type`, if one is known; S3 then answers `binary/octet-stream`.
    pub content_type: Option<String>,
    /// `Cache-Control`, if one was given.
    pub cache_control: Option<String>,
    /// User metadata without the `x-amz-meta-`; names in lower case.
    pub user: BTreeMap<String, String>,
    /// Quoted md5 of the bytes.
    pub etag: String,
    /// When the object was written.
    pub last_modified: SystemTime,
}

impl Object {
    /// An object of these bytes, written now, with no metadata but the etag.
    #[must_use]
    pub fn new(bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        Self {
            etag: etag_of(&bytes),
            bytes,
            content_type: None,
            cache_control: None,
            user: BTreeMap::new(),
            last_modified: SystemTime::now(),
        }
    }

    /// The same object with a `Content-Type`.
    #[must_use]
    pub fn with_content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    pub(super) fn entry(&self, key: &str) -> Entry {
        Entry {
            key: key.to_owned(),
            size: self.bytes.len() as u64,
            etag: self.etag.clone(),
            last_modified: self.last_modified,
        }
    }
}

pub(super) fn etag_of(bytes: &[u8]) -> String {
    format!("\"{}\"", hex(&Md5::digest(bytes)))
}

/// What a file that somebody put into the folder is, by its extension.
pub(super) fn content_type_of(key: &str) -> Option<String> {
    let (_, extension) = key.rsplit_once('.')?;
    let content_type = match extension.to_ascii_lowercase().as_str() {
        "avif" => "image/avif",
        "bmp" => "image/bmp",
        "css" => "text/css; charset=utf-8",
        "gif" => "image/gif",
        "htm" | "html" => "text/html; charset=utf-8",
        "ico" => "image/x-icon",
        "jpeg" | "jpg" => "image/jpeg",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "jxl" => "image/jxl",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "tif" | "tiff" => "image/tiff",
        "txt" => "text/plain; charset=utf-8",
        "webp" => "image/webp",
        _ => return None,
    };
    Some(content_type.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_etag_is_the_quoted_md5() {
        // RFC 1321, appendix A.5.
        assert_eq!(etag_of(b""), "\"d41d8cd98f00b204e9800998ecf8427e\"");
        assert_eq!(etag_of(b"abc"), "\"900150983cd24fb0d6963f7d28e17f72\"");
    }

    #[test]
    fn the_extension_tells_the_type() {
        for (key, expected) in [
            ("a.jpg", Some("image/jpeg")),
            ("300x300/A.JPEG", Some("image/jpeg")),
            ("a.b.png", Some("image/png")),
            ("a", None),
            ("a.unknown", None),
        ] {
            assert_eq!(content_type_of(key).as_deref(), expected, "{key}");
        }
    }
}
