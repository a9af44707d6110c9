//! A picture that was just made, on its way to the store.

use std::rc::Rc;

use marble_picture::Encoded;

use crate::error::Error;
use crate::plan::{Keys, Plan};
use crate::response;
use crate::store::{self, Metadata};

/// A derivative that is not stored yet.
pub struct Derivative {
    key: String,
    metadata: Metadata,
    encoded: Rc<Encoded>,
}

/// The entity tags of what a derivative is made of, where the store gave them.
#[derive(Debug, Clone, Copy)]
pub struct MadeOf<'a> {
    /// The original's.
    pub original: Option<&'a str>,
    /// The watermark's, where one was drawn.
    pub watermark: Option<&'a str>,
}

impl Derivative {
    /// What was made.
    #[must_use]
    pub fn new(plan: &Plan, keys: &Keys, made_of: MadeOf<'_>, encoded: &Rc<Encoded>) -> Self {
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
        let etags = [
            ("marble-source-etag", made_of.original),
            ("marble-watermark-etag", made_of.watermark),
        ];
        for (name, etag) in etags {
            user.extend(etag.map(|etag| (name.to_owned(), etag.to_owned())));
        }
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
