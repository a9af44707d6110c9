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
