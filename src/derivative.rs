//! A picture that was just made, on its way to the store.

use std::rc::Rc;

use marble_picture::Encoded;

use crate::digest::sha256;
use crate::error::Error;
use crate::log::{Call, Record};
use crate::plan::{Keys, Plan};
use crate::response;
use crate::store::{self, Condition, Metadata, PutOutcome};

/// User metadata: which version of the original a derivative is made of, as [`version`] writes it.
pub const SOURCE: &str = "marble-source-etag";

/// What everybody may know of an original's entity tag, which at most stores is the MD5 of a file that is not public.
#[must_use]
pub fn version(etag: &str) -> String {
    format!("sha256-{}", sha256(etag))
}

/// A derivative that is not stored yet.
pub struct Derivative {
    key: String,
    metadata: Metadata,
    encoded: Rc<Encoded>,
}

impl Derivative {
    /// What is made of an original with this entity tag.
    #[must_use]
    pub fn new(plan: &Plan, keys: &Keys, source_etag: Option<&str>, encoded: &Rc<Encoded>) -> Self {
        let mut user = vec![
            ("marble-transform".to_owned(), plan.transform.to_string()),
            (
                "marble-version".to_owned(),
                env!("CARGO_PKG_VERSION").to_owned(),
            ),
        ];
        user.extend(
            encoded
                .frames
                .map(|frames| (response::FRAMES.to_owned(), frames.to_string())),
        );
        user.extend(source_etag.map(|etag| (SOURCE.to_owned(), version(etag))));
        let metadata = Metadata {
            content_type: Some(encoded.format.media_type().to_owned()),
            cache_control: Some(plan.cache_control.clone()),
            etag: None,
            last_modified: None,
            size: None,
            user,
        };
        Self {
            key: keys.derivative.clone(),
            metadata,
            encoded: Rc::clone(encoded),
        }
    }

    /// Stores it. One that is there already was made from the same original a moment ago.
    ///
    /// # Errors
    ///
    /// As `pending-put.wait`.
    pub fn store(&self, record: &mut Record) -> Result<(), Error> {
        let bytes = &self.encoded.bytes;
        let pending = store::put(&self.key, &self.metadata, bytes, &Condition::IfAbsent);
        let outcome = pending.wait();
        record.answered(Call::Put, &outcome, |outcome| match outcome {
            PutOutcome::ConditionFailed => "already-there",
            PutOutcome::Stored => "stored",
        });
        record.timings.end("store");
        outcome?;
        Ok(())
    }
}
