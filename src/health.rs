//! Whether requests can be answered: the settings of both components, and the bucket.

use crate::config::Config;
use crate::error::Error;
use crate::log::{Call, Record};
use crate::store::{self, Place};
use crate::timings::Waits;

/// What is looked for, below both prefixes. It need not be there: that the store says so is an answer.
const KEY: &str = "-/health";

/// The same errors as a picture would have: of settings that are not understood, and, where the `store` is asked, of a
/// store that does not answer or refuses everything. One that denies this one object does answer, as S3 does of what is
/// absent to those who may not list the bucket.
///
/// # Errors
///
/// [`Error::Store`].
pub fn check(config: &Config, store: bool, record: &mut Record) -> Result<(), Error> {
    store::check()?;
    if !store {
        return Ok(());
    }
    // Not by `head`: only the answer to a `get` tells a bucket that is not there from an object.
    let asked = [
        (Call::Derivative, Place::Derivatives, &config.result_prefix),
        (Call::Original, Place::Originals, &config.source_prefix),
    ]
    .map(|(call, place, prefix)| (call, store::get(place, &format!("{prefix}{KEY}"))));
    for (call, pending) in asked {
        let found = pending.wait(Waits::new(record.timings.clock()));
        record.answered(call, &found, store::found);
        store::or_denied(found)?;
    }
    record.timings.end("store");
    Ok(())
}
