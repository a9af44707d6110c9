//! What the store has of a request: the derivative, or what it is made of.

use marble_log::{Severity, quoted};

use crate::error::Error;
use crate::log::{Call, Record};
use crate::original::Original;
use crate::plan::{Keys, Plan};
use crate::store::{self, Object, Pending, Place};
use crate::timings::Waits;

/// What is found.
pub enum Found<'a> {
    /// The picture, which was made before.
    Derivative(Object),
    /// What the picture is made of, and the keys of both.
    Original(&'a Keys, Original),
}

/// Asks the store. Where the answer is a redirect, derivative and original are asked for at once, because a derivative
/// that is there was answered by the bucket and not by us. Where it is the picture itself, most are there: a second read
/// would be paid for each time, and save one round trip of the first request only.
///
/// # Errors
///
/// [`Error::OriginalNotFound`], and what the store says: of the derivative first.
pub fn look<'a>(plan: &'a Plan, record: &mut Record) -> Result<Found<'a>, Error> {
    let derivative = store::get(Place::Derivatives, &plan.keys.derivative);
    let redirected = plan.keys.location.is_some();
    let original = redirected.then(|| store::get(Place::Originals, &plan.keys.original));
    // Its stage has the waits for it already.
    let waits = Waits::new(record.timings.clock());
    let stored = get_derivative(derivative, waits, record)?;
    record.timings.end("stored");
    if let Some(object) = stored {
        return Ok(Found::Derivative(object));
    }
    let waits = record.timings.fetch();
    let original = original.unwrap_or_else(|| store::get(Place::Originals, &plan.keys.original));
    find_original(plan, original, &waits, record)
}

/// Waits for the original. Only where there is none does it look for the alternatives.
fn find_original<'a>(
    plan: &'a Plan,
    original: Pending,
    waits: &Waits,
    record: &mut Record,
) -> Result<Found<'a>, Error> {
    let deadline = record.timings.deadline();
    let found = |keys, object| Found::Original(keys, Original::new(object, deadline));
    if let Some(object) = get_original(&plan.keys, original, waits.clone(), record)? {
        return Ok(found(&plan.keys, object));
    }
    for keys in &plan.alternatives {
        let original = store::get(Place::Originals, &keys.original);
        let Some(object) = get_original(keys, original, waits.clone(), record)? else {
            continue;
        };
        if keys.derivative != plan.keys.derivative {
            let derivative = store::get(Place::Derivatives, &keys.derivative);
            if let Some(derivative) = get_derivative(derivative, waits.clone(), record)? {
                return Ok(Found::Derivative(derivative));
            }
        }
        return Ok(found(keys, object));
    }
    Err(Error::OriginalNotFound)
}

/// The derivative, if it is there. Without the right to list a bucket, S3 denies what is absent.
fn get_derivative(
    pending: Pending,
    waits: Waits,
    record: &mut Record,
) -> Result<Option<Object>, Error> {
    let found = pending.wait(waits);
    record.answered(Call::Derivative, &found, store::found);
    match found {
        Err(store::Error::Denied(_)) => Ok(None),
        found => Ok(found?),
    }
}

/// The original, if there is one.
fn get_original(
    keys: &Keys,
    pending: Pending,
    waits: Waits,
    record: &mut Record,
) -> Result<Option<Object>, Error> {
    let found = pending.wait(waits);
    record.answered(Call::Original, &found, store::found);
    match found {
        Err(store::Error::Denied(text)) => {
            let key = quoted(&keys.original);
            let body = format!("denied: {key} is absent, or may not be read: {text}");
            record.tell(Severity::Warn, &body);
            Ok(None)
        }
        found => Ok(found?),
    }
}
