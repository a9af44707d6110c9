//! Requests, settings and failures of the store instead of pictures.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context, Result};
use bytes::Bytes;
use host_test::store::mock::{Call, Failure};
use host_test::store::object_store::Error;

use crate::case::{Case, Request};
use crate::settings::{ACCEPTS, OBJECTS, SETTINGS, TARGETS};

/// Each is asked twice: the second time most of it is stored.
pub(crate) fn all(originals: &BTreeMap<String, Bytes>) -> Result<Vec<Case>> {
    let plain = Case {
        original: "requests".into(),
        objects: Arc::new(objects(originals)?),
        environment: Vec::new(),
        failures: Vec::new(),
        requests: Vec::new(),
    };
    let asking = |request: &Request| Case {
        requests: vec![request.clone(), request.clone()],
        ..plain.clone()
    };
    let mut cases: Vec<_> = TARGETS.map(|it| asking(&Request::get(it))).into();
    cases.extend(ACCEPTS.iter().flat_map(|accept| {
        [
            "/30x20,format=auto/a.jpg",
            "/default/resize?key=30x20,format=auto/c.gif",
        ]
        .map(|target| {
            let accept = Some(*accept);
            asking(&Request {
                accept,
                ..Request::get(target)
            })
        })
    }));
    for method in ["HEAD", "OPTIONS", "POST", "PUT", "DELETE", "BREW"] {
        for target in ["/30x20/a.jpg", "/9x9/stored.jpg", "/4x/absent.jpg"] {
            let request = Request {
                method,
                ..Request::get(target)
            };
            cases.push(asking(&request));
        }
    }
    cases.extend(SETTINGS.map(|(environment, target)| Case {
        environment: environment.to_vec(),
        ..asking(&Request {
            accept: Some("image/avif,image/webp,*/*"),
            ..Request::get(target)
        })
    }));
    cases.extend(failures().map(|(target, failures)| Case {
        failures,
        ..asking(&Request::get(target))
    }));
    Ok(cases)
}

fn objects(originals: &BTreeMap<String, Bytes>) -> Result<Vec<(String, Bytes)>> {
    let objects = OBJECTS.iter().map(|(key, name)| {
        let original = originals.get(*name).with_context(|| format!("no {name}"))?;
        Ok(((*key).to_owned(), original.clone()))
    });
    objects.collect()
}

/// A target, and what goes wrong in the store.
fn failures() -> [(&'static str, Vec<(Call, Failure)>); 15] {
    let get = |failure| (Call::Get, failure);
    let put = |error| (Call::Put, Failure::Fail(error));
    let fail = Failure::Fail;
    let pass = || get(Failure::Pass);
    let (made, stored) = ("/30x20/a.jpg", "/9x9/stored.jpg");
    [
        (made, vec![get(fail(Error::Denied(String::new())))]),
        (made, vec![pass(), get(fail(Error::Denied(String::new())))]),
        (
            made,
            vec![get(fail(Error::Misconfigured(
                "BUCKET: it is not set".into(),
            )))],
        ),
        (
            made,
            vec![get(fail(Error::Refused("the clock is off".into())))],
        ),
        (made, vec![get(fail(Error::Invalid("status 999".into())))]),
        (made, vec![get(fail(Error::Unavailable))]),
        (made, vec![pass(), get(fail(Error::TimedOut))]),
        (made, vec![pass(), get(Failure::EndEarly(100))]),
        (
            made,
            vec![pass(), get(Failure::BreakOff(100, Error::Unavailable))],
        ),
        (made, vec![put(Error::Denied(String::new()))]),
        (made, vec![put(Error::Throttled)]),
        (made, vec![put(Error::Unavailable)]),
        (stored, vec![get(Failure::BreakOff(0, Error::TimedOut))]),
        (stored, vec![get(Failure::BreakOff(100, Error::TimedOut))]),
        (stored, vec![get(Failure::EndEarly(100))]),
    ]
}
