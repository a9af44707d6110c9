//! What becomes of the derivatives of originals that were written or deleted: they are deleted, wherever they are.
//!
//! ```text
//! RESULT_PREFIX ─ list ─► 300x300/  hero/  600x,fit=inside/ ─ times the originals ─► delete, a thousand at a time
//! ```

use serde::Serialize;

use crate::config::Config;
use crate::error::Error;
use crate::events::Event;
use crate::log::{Call, Record};
use crate::names::{derivative, is_folder, original, requested};

use crate::store;

/// How many derivatives are deleted with one call.
const AT_ONCE: usize = 1_000;

/// What was done.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// How many of the keys are those of originals.
    pub originals: usize,
    /// How many folders of derivatives there are.
    pub folders: usize,
    /// How many derivatives were made anew, where that is wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub made: Option<usize>,
    /// The keys of originals of which a derivative may still be there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<String>,
}

/// An original, and how its derivatives may be named.
struct Named<'a> {
    key: &'a str,
    names: Vec<String>,
}

/// Deletes every derivative of the originals in `events`. What is absent counts as deleted, so that all of it can be done
/// again.
///
/// # Errors
///
/// [`Error::Store`] where the folders cannot be listed, [`Error::TooSlow`]. Nothing was deleted then.
pub fn purge(events: &[Event], config: &Config, record: &mut Record) -> Result<Report, Error> {
    let originals = events.iter().filter_map(|event| named(&event.key, config));
    let originals: Vec<_> = originals.collect();
    let mut report = Report {
        originals: originals.len(),
        ..Report::default()
    };
    if originals.is_empty() {
        return Ok(report);
    }
    let folders = folders(config, record)?;
    record.timings.end("list");
    report.folders = folders.len();
    report.failed = delete(&originals, &folders, config, record);
    record.timings.end("delete");
    Ok(report)
}

/// The names of the originals in `events` that may be there, each without `SOURCE_PREFIX`.
pub fn written<'a>(events: &'a [Event], config: &Config) -> impl Iterator<Item = &'a str> {
    let written = events.iter().filter(|event| event.written);
    written.filter_map(|event| original(&event.key, config))
}

fn named<'a>(key: &'a str, config: &Config) -> Option<Named<'a>> {
    let names = requested(original(key, config)?);
    Some(Named { key, names })
}

/// The folders that derivatives are in, with a slash at the end of each.
fn folders(config: &Config, record: &mut Record) -> Result<Vec<String>, Error> {
    let mut folders = Vec::new();
    let mut page = None;
    loop {
        if record.timings.deadline().is_over() {
            return Err(Error::TooSlow);
        }
        let listed = store::list_folders(&config.result_prefix, page.as_deref());
        record.answered(Call::List, &listed, |_| "found");
        let (names, next) = listed?;
        folders.extend(names.into_iter().filter(|name| is_folder(name, config)));
        if next.is_none() {
            return Ok(folders);
        }
        page = next;
    }
}

/// The keys of those originals of which a derivative may be left. There can be many more derivatives than memory holds the
/// keys of.
fn delete(
    originals: &[Named<'_>],
    folders: &[String],
    config: &Config,
    record: &mut Record,
) -> Vec<String> {
    let mut failed = vec![false; originals.len()];
    let mut all = originals.iter().enumerate().flat_map(|(index, original)| {
        let names = original.names.iter();
        names.flat_map(move |name| {
            let keys = folders.iter();
            keys.filter_map(move |folder| Some((index, derivative(folder, name, config)?)))
        })
    });
    loop {
        let (indices, keys): (Vec<_>, Vec<_>) = all.by_ref().take(AT_ONCE).unzip();
        let Some(first) = indices.first() else {
            break;
        };
        if record.timings.deadline().is_over() {
            // Those before have had their turn, and all that follow have not.
            failed.iter_mut().skip(*first).for_each(|it| *it = true);
            break;
        }
        let kept = store::delete(&keys);
        let word = kept.first().map_or(Ok(()), |(_, error)| Err(error.clone()));
        record.answered(Call::Delete, &word, |()| "deleted");
        for (index, key) in indices.into_iter().zip(&keys) {
            if let Some(it) = failed.get_mut(index) {
                *it |= kept.iter().any(|(kept, _)| kept == key);
            }
        }
    }
    let failed = originals.iter().zip(failed).filter(|(_, failed)| *failed);
    let mut failed: Vec<_> = failed
        .map(|(original, _)| original.key.to_owned())
        .collect();
    failed.dedup();
    failed
}
