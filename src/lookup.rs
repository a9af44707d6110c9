//! What the store has of a request: the derivative, or what it is made of.

use marble_log::{Severity, quoted};

use crate::clock::Clock;
use crate::derivative;
use crate::error::Error;
use crate::lease::{self, Holder, Lease, Waited};
use crate::log::{Call, Record};
use crate::original::Original;
use crate::plan::{Keys, Plan};
use crate::store::{self, Object, Pending, Place};
use crate::timings::Waits;

/// What is found.
pub enum Found<'a> {
    /// The picture, which was made before.
    Derivative(Object),
    /// What the picture is made of.
    Original {
        /// The keys of both.
        keys: &'a Keys,
        /// The original.
        original: Original,
        /// What is drawn onto it, where that is asked for.
        watermark: Option<Box<Original>>,
        /// Whether the picture was made before, of another version.
        replaces: bool,
    },
    /// The picture, which another one made in the meantime.
    Waited(Object),
}

/// Asks the store. Where the answer is a redirect, derivative, original and lease are asked for at once, because a
/// derivative that is there was answered by the bucket and not by us. Where it is the picture itself, most are there: a
/// second read would be paid for each time, and save one round trip of the first request only. A watermark is asked for
/// beside the original.
///
/// `leases` gets what is to be released when all is done, whatever becomes of it.
///
/// # Errors
///
/// [`Error::OriginalNotFound`], and what the store says: of the derivative first.
pub fn look<'a>(
    plan: &'a Plan,
    clock: Clock,
    leases: &mut Vec<Lease>,
    record: &mut Record,
) -> Result<Found<'a>, Error> {
    let derivative = store::get(Place::Derivatives, &plan.keys.derivative);
    let redirected = plan.keys.location.is_some();
    // It is released where nothing comes of it.
    let ask = |leases: &mut Vec<Lease>| {
        let asked = Asked::new(plan);
        let lease = plan.keys.lease.as_ref();
        leases.extend(lease.map(|key| Lease::ask(key, clock)));
        asked
    };
    let asked = redirected.then(|| ask(leases));
    let revalidates = plan.freshness.revalidates;
    let version = revalidates.then(|| Version::of(plan, record));
    // Its stage has the waits for it already.
    let waits = Waits::new(record.timings.clock());
    let stored = get_derivative(derivative, waits, record)?;
    record.timings.end("stored");
    let replaces = stored.is_some();
    let version = version.transpose()?;
    let counts = |object: &Object| {
        let version = version.as_ref();
        version.is_none_or(|version| version.is_of(object))
    };
    if let Some(object) = stored.filter(counts) {
        return Ok(Found::Derivative(object));
    }
    let waits = record.timings.fetch();
    let mut asked = asked.unwrap_or_else(|| ask(leases));
    if let Some(key) = &plan.keys.lease
        && let Some(lease) = leases.pop()
    {
        match lease.holder(record) {
            Holder::Us(ours) => leases.push(ours),
            Holder::Another => {
                // Its connections are of no use.
                drop(asked);
                match lease::wait(&plan.keys.derivative, key, counts, clock, record)? {
                    Waited::Stored(object) => {
                        record.timings.end("lease");
                        return Ok(Found::Waited(object));
                    }
                    Waited::Over(taken) => leases.extend(taken),
                }
                asked = Asked::new(plan);
            }
            Holder::Nobody => {}
        }
        record.timings.end("lease");
    }
    find_original(plan, asked, &waits, replaces, record)
}

/// What a result is made of, as it was asked for.
struct Asked {
    original: Pending,
    watermark: Option<Pending>,
}

impl Asked {
    fn new(plan: &Plan) -> Self {
        let get = |key: &str| store::get(Place::Originals, key);
        Self {
            original: get(&plan.keys.original),
            watermark: plan.watermark.as_deref().map(get),
        }
    }
}

/// Which version of the original a derivative must be made of.
enum Version {
    /// Any: the store does not say which there is, and what was made before is better than nothing.
    Any,
    /// The one with this entity tag.
    Tag(String),
}

impl Version {
    /// Asks for the version that there is.
    ///
    /// # Errors
    ///
    /// [`Error::OriginalNotFound`]: what was made of it is not shown any more.
    fn of(plan: &Plan, record: &mut Record) -> Result<Self, Error> {
        let found = store::head(Place::Originals, &plan.keys.original);
        record.answered(Call::Recheck, &found, |found| match found {
            Some(_) => "found",
            None => "absent",
        });
        match found {
            // An alternative may be there, which is looked for where nothing was made before.
            Ok(None) | Err(store::Error::Denied(_)) if plan.alternatives.is_empty() => {
                Err(Error::OriginalNotFound)
            }
            Ok(Some(metadata)) => Ok(metadata.etag.map_or(Self::Any, Self::Tag)),
            _ => Ok(Self::Any),
        }
    }

    fn is_of(&self, derivative: &Object) -> bool {
        match self {
            Self::Any => true,
            Self::Tag(etag) => derivative::is_of(&derivative.metadata, etag),
        }
    }
}

/// Waits for the original. Only where there is none does it look for the alternatives.
fn find_original<'a>(
    plan: &'a Plan,
    asked: Asked,
    waits: &Waits,
    replaces: bool,
    record: &mut Record,
) -> Result<Found<'a>, Error> {
    let deadline = record.timings.deadline();
    let watermark = asked.watermark;
    let found = |keys, object, record: &mut Record| {
        let watermark =
            watermark.map(|pending| get_watermark(plan, pending, waits.clone(), record));
        let watermark = watermark.transpose()?;
        let watermark = watermark.map(|object| Box::new(Original::new(object, deadline)));
        Ok(Found::Original {
            keys,
            original: Original::new(object, deadline),
            watermark,
            replaces,
        })
    };
    if let Some(object) = get_original(&plan.keys, asked.original, waits.clone(), record)? {
        return found(&plan.keys, object, record);
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
        return found(keys, object, record);
    }
    Err(Error::OriginalNotFound)
}

/// The derivative, if it is there.
fn get_derivative(
    pending: Pending,
    waits: Waits,
    record: &mut Record,
) -> Result<Option<Object>, Error> {
    let found = pending.wait(waits);
    record.answered(Call::Derivative, &found, store::found);
    Ok(store::or_denied(found)?)
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

/// The watermark, which the operator says is there.
fn get_watermark(
    plan: &Plan,
    pending: Pending,
    waits: Waits,
    record: &mut Record,
) -> Result<Object, Error> {
    let absent = |why: &str| {
        let key = plan.watermark.as_deref().unwrap_or_default();
        Error::Misconfigured(format!("WATERMARK: {key:?} is absent{why}"))
    };
    let found = pending.wait(waits);
    record.answered(Call::Watermark, &found, store::found);
    match found {
        Err(store::Error::Denied(text)) => Err(absent(&format!(", or may not be read: {text}"))),
        found => found?.ok_or_else(|| absent("")),
    }
}
