//! One line of a listing.

use std::time::SystemTime;

/// What a listing says of one object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Length of the object in bytes.
    pub size: u64,
    /// Quoted md5.
    pub etag: String,
    /// When the object was written.
    pub last_modified: SystemTime,
}
