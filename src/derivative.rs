//! A picture that was just made, on its way to the store.

use std::rc::Rc;

use marble_picture::Encoded;

use crate::error::Error;
use crate::plan::{Keys, Plan};
use crate::response;
use crate::store::{self, Metadata};
use crate::version::version;

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
            ("marble-version".to_owned(), version()),
        ];
        user.extend(
            encoded
                .frames
                .map(|frames| (response::FRAMES.to_owned(), frames.to_string())),
        );
        user.extend(source_etag.map(|etag| ("marble-source-etag".to_owned(), etag.to_owned())));
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
    /// As `object-store.put`.
    pub fn store(&self) -> Result<(), Error> {
        store::put_if_absent(&self.key, &self.metadata, &self.encoded.bytes)?;
        Ok(())
    }
}
