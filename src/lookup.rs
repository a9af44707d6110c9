//! What the store has of a request: the derivative, or what it is made of.

use crate::error::Error;
use crate::original::Original;
use crate::plan::{Keys, Plan};
use crate::store::{self, Object, Pending};
use crate::timings::{Deadline, Timings, Waits};

/// What is found.
pub enum Found<'a> {
    /// The picture, which was made before.
    Derivative(Object),
    /// What the picture is made of, and the keys of both; and the watermark, where one is asked for.
    Original(&'a Keys, Original, Option<Box<Original>>),
}

/// Asks the store. Where the answer is a redirect, derivative and original are asked for at once, because a derivative
/// that is there was answered by the bucket and not by us. Where it is the picture itself, most are there: a second read
/// would be paid for each time, and save one round trip of the first request only. A watermark is asked for beside the
/// original.
///
/// # Errors
///
/// [`Error::OriginalNotFound`], and what the store says: of the derivative first.
pub fn look<'a>(plan: &'a Plan, timings: &mut Timings) -> Result<Found<'a>, Error> {
    let derivative = store::get(&plan.keys.derivative);
    let redirected = plan.keys.location.is_some();
    let asked = redirected.then(|| Asked::new(plan));
    // Its stage has the waits for it already.
    let stored = get_derivative(derivative, Waits::new(timings.clock()))?;
    timings.end("stored");
    if let Some(object) = stored {
        return Ok(Found::Derivative(object));
    }
    let waits = timings.fetch();
    let asked = asked.unwrap_or_else(|| Asked::new(plan));
    find_original(plan, asked, &waits, timings.deadline())
}

/// What a result is made of, as it was asked for.
struct Asked {
    original: Pending,
    watermark: Option<Pending>,
}

impl Asked {
    fn new(plan: &Plan) -> Self {
        Self {
            original: store::get(&plan.keys.original),
            watermark: plan.watermark.as_deref().map(store::get),
        }
    }
}

/// Waits for the original. Only where there is none does it look for the alternatives.
fn find_original<'a>(
    plan: &'a Plan,
    asked: Asked,
    waits: &Waits,
    deadline: Deadline,
) -> Result<Found<'a>, Error> {
    let watermark = asked.watermark;
    let found = |keys, object| {
        let watermark = watermark.map(|pending| get_watermark(plan, pending, waits.clone()));
        let watermark = watermark.transpose()?;
        let watermark = watermark.map(|object| Box::new(Original::new(object, deadline)));
        Ok(Found::Original(
            keys,
            Original::new(object, deadline),
            watermark,
        ))
    };
    if let Some(object) = get_original(&plan.keys, asked.original, waits.clone())? {
        return found(&plan.keys, object);
    }
    for keys in &plan.alternatives {
        let original = store::get(&keys.original);
        let Some(object) = get_original(keys, original, waits.clone())? else {
            continue;
        };
        if keys.derivative != plan.keys.derivative {
            let derivative = store::get(&keys.derivative);
            if let Some(derivative) = get_derivative(derivative, waits.clone())? {
                return Ok(Found::Derivative(derivative));
            }
        }
        return found(keys, object);
    }
    Err(Error::OriginalNotFound)
}

/// The derivative, if it is there. Without the right to list a bucket, S3 denies what is absent.
fn get_derivative(pending: Pending, waits: Waits) -> Result<Option<Object>, Error> {
    match pending.wait(waits) {
        Err(store::Error::Denied(_)) => Ok(None),
        found => Ok(found?),
    }
}

/// The original, if there is one.
fn get_original(keys: &Keys, pending: Pending, waits: Waits) -> Result<Option<Object>, Error> {
    match pending.wait(waits) {
        Err(store::Error::Denied(text)) => {
            let key = &keys.original;
            eprintln!("marble: denied: {key:?} is absent, or may not be read: {text}");
            Ok(None)
        }
        found => Ok(found?),
    }
}

/// The watermark, which the operator says is there.
fn get_watermark(plan: &Plan, pending: Pending, waits: Waits) -> Result<Object, Error> {
    let absent = |why: &str| {
        let key = plan.watermark.as_deref().unwrap_or_default();
        Error::Misconfigured(format!("WATERMARK: {key:?} is absent{why}"))
    };
    match pending.wait(waits) {
        Err(store::Error::Denied(text)) => Err(absent(&format!(", or may not be read: {text}"))),
        found => found?.ok_or_else(|| absent("")),
    }
}
