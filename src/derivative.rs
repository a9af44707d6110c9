//! A picture that was just made, on its way to the store.

use std::rc::Rc;

use marble_picture::Encoded;

use crate::digest::sha256;
use crate::error::Error;
use crate::log::{Call, Record};
use crate::plan::{Keys, Plan};
use crate::response;
use crate::store::{self, Condition, Metadata, Place, PutOutcome};
use crate::version::version;

/// User metadata: which version of the original a derivative is made of, as [`source_version`] writes it.
pub const SOURCE: &str = "marble-source-etag";

/// User metadata: what was done, in its canonical spelling.
const TRANSFORM: &str = "marble-transform";

/// User metadata: which Marble did it.
const VERSION: &str = "marble-version";

/// Whether an object with this metadata was made by Marble.
#[must_use]
pub fn is_ours(metadata: &Metadata) -> bool {
    let mut names = [TRANSFORM, VERSION].into_iter();
    names.all(|name| metadata.user.iter().any(|(found, _)| found == name))
}

/// What everybody may know of an original's entity tag, which at most stores is the MD5 of a file that is not public.
#[must_use]
pub fn source_version(etag: &str) -> String {
    format!("sha256-{}", sha256(etag))
}

/// Whether a derivative with this metadata is of that version of the original. Those of before 0.2 have the tag itself.
#[must_use]
pub fn is_of(metadata: &Metadata, etag: &str) -> bool {
    let mut user = metadata.user.iter();
    let source = user.find(|(name, _)| name == SOURCE);
    source.is_some_and(|(_, source)| *source == source_version(etag) || source == etag)
}

/// A derivative, and what it is made of.
pub struct Derivative {
    key: String,
    metadata: Metadata,
    encoded: Rc<Encoded>,
    condition: Condition,
    original: String,
    source_etag: Option<String>,
    stored: bool,
    rechecks: bool,
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
    /// What was made. `replaces` is whether it takes the place of one that was made of another version.
    #[must_use]
    pub fn new(
        plan: &Plan,
        keys: &Keys,
        made_of: MadeOf<'_>,
        replaces: bool,
        encoded: &Rc<Encoded>,
    ) -> Self {
        let mut user = vec![
            (TRANSFORM.to_owned(), plan.transform.to_string()),
            (VERSION.to_owned(), version()),
        ];
        user.extend(
            encoded
                .frames
                .map(|frames| (response::FRAMES.to_owned(), frames.to_string())),
        );
        let etags = [
            (SOURCE, made_of.original),
            ("marble-watermark-etag", made_of.watermark),
        ];
        for (name, etag) in etags {
            user.extend(etag.map(|etag| (name.to_owned(), source_version(etag))));
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
            condition: if replaces {
                Condition::Always
            } else {
                Condition::IfAbsent
            },
            original: keys.original.clone(),
            source_etag: made_of.original.map(str::to_owned),
            stored: false,
            rechecks: plan.freshness.rechecks,
        }
    }

    /// Stores it. One that is there already was made from the same original a moment ago.
    ///
    /// # Errors
    ///
    /// As `pending-put.wait`.
    pub fn store(&mut self, record: &mut Record) -> Result<(), Error> {
        let bytes = &self.encoded.bytes;
        let outcome = store::put(&self.key, &self.metadata, bytes, &self.condition).wait();
        record.answered(Call::Put, &outcome, |outcome| match outcome {
            PutOutcome::ConditionFailed => "already-there",
            PutOutcome::Stored => "stored",
        });
        record.timings.end("store");
        outcome?;
        self.stored = true;
        Ok(())
    }

    /// Does what is still to be done once the answer is sent: stores it, and looks at the original once more.
    ///
    /// # Errors
    ///
    /// It is not stored.
    pub fn finish(mut self, record: &mut Record) -> Result<(), Error> {
        if !self.stored {
            self.store(record)?;
        }
        if let (true, Some(etag)) = (self.rechecks, &self.source_etag) {
            recheck(&self.original, etag, &[self.key], record);
        }
        Ok(())
    }
}

/// Looks once more at an original of which derivatives were stored. Where it was written or deleted since it had this entity
/// tag, whoever was told of that had not found them yet: they are deleted.
pub fn recheck(original: &str, etag: &str, derivatives: &[String], record: &mut Record) {
    let found = store::head(Place::Originals, original);
    let is_same = |metadata: &Metadata| metadata.etag.as_deref() == Some(etag);
    record.answered(Call::Recheck, &found, |found| match found {
        Some(metadata) if is_same(metadata) => "unchanged",
        Some(_) => "changed",
        None => "absent",
    });
    // Where it is not known, the sender of the event is the one to try again.
    if let Ok(found) = store::or_denied(found)
        && !found.as_ref().is_some_and(is_same)
    {
        drop(store::delete(derivatives));
    }
}
