//! What lies in the store.

use bytes::Bytes;

use crate::store::object_store::Metadata;

/// An object of the mock store.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Its body.
    pub body: Bytes,
    /// Its metadata, with size and entity tag.
    pub metadata: Metadata,
}

impl Stored {
    pub(super) fn new(body: Bytes, metadata: Option<Metadata>) -> Self {
        let metadata = Metadata {
            etag: Some(format!("\"{:x}-{}\"", checksum(&body), body.len())),
            last_modified: Some("Sun, 22 Nov 2026 10:00:00 GMT".to_owned()),
            size: Some(body.len() as u64),
            ..metadata.unwrap_or_else(no_metadata)
        };
        Self { body, metadata }
    }
}

/// Metadata that says nothing.
#[must_use]
pub fn no_metadata() -> Metadata {
    Metadata {
        content_type: None,
        cache_control: None,
        etag: None,
        last_modified: None,
        size: None,
        user: Vec::new(),
    }
}

/// FNV-1a, so that other bytes have another entity tag.
fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum, byte| {
        (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
