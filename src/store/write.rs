//! The calls of `object-store` that write, list and delete: derivatives, always.

use super::Error;
use super::error::from_wit;
use super::object::Metadata;
use crate::bindings::marble::store::object_store as wit;

pub use wit::PutCondition as Condition;
pub use wit::PutOutcome;

/// A write whose bytes were sent. Dropped, it is unknown whether the object is stored.
pub struct PendingPut(wit::PendingPut);

/// Sends an object to be stored, and does not wait for the answer.
#[must_use]
pub fn put(key: &str, metadata: &Metadata, body: &[u8], condition: &Condition) -> PendingPut {
    PendingPut(wit::put(key, metadata, body, condition))
}

impl PendingPut {
    /// Waits for the answer.
    ///
    /// # Errors
    ///
    /// As `pending-put.wait`.
    pub fn wait(self) -> Result<PutOutcome, Error> {
        wit::PendingPut::wait(self.0).map_err(from_wit)
    }
}

/// Deletes derivatives, and says which are still there and why.
#[must_use]
pub fn delete(keys: &[String]) -> Vec<(String, Error)> {
    let kept = wit::delete(keys).into_iter();
    kept.map(|kept| (kept.key, from_wit(kept.error))).collect()
}

/// One page of the folders of derivatives directly below `prefix`, and what the next one is asked for with.
///
/// # Errors
///
/// As `object-store.list-folders`.
pub fn list_folders(
    prefix: &str,
    page: Option<&str>,
) -> Result<(Vec<String>, Option<String>), Error> {
    let folders = wit::list_folders(prefix, page).map_err(from_wit)?;
    Ok((folders.names, folders.next))
}
