//! The fallback, where an original is absent, no picture or damaged: through the real component with a store in memory,
//! and along the whole loop from website to website.
//!
//! It cannot prove that a bucket's redirect carries every key: `FALLBACK` takes only keys that all spellings leave alone.

use std::sync::Arc;

use anyhow::Result;
use host_test::dev_server::{DevServer, Settings};
use host_test::pictures::{decode, encode, quarters};
use host_test::runtime::host::{Answer, Host};
use host_test::store::bucket::{Bucket, Condition, Object};
use host_test::store::mock::{Call, Failure, MockStore};
use host_test::store::object_store::Error;
use host_test::website::browser::visit;
use host_test::website::{KeySpelling, WebsiteConfig};
use http::header::{HeaderValue, IF_NONE_MATCH};
use image::{DynamicImage, ImageFormat};
use serde_json::Value;

const FALLBACK: &str = "site/none.png";

/// What cannot be had, and as what.
const FAILURES: [(&str, u16, &str); 3] = [
    ("absent.jpg", 404, "original-not-found"),
    ("page.jpg", 415, "not-a-picture"),
    ("cut.jpg", 422, "damaged-original"),
];

/// Originals of every kind, below a prefix.
fn originals(prefix: &str) -> Vec<(String, Vec<u8>)> {
    let picture = DynamicImage::from(quarters(64, 48));
    let jpeg = encode(&picture, ImageFormat::Jpeg);
    let files = [
        ("cut.jpg", jpeg[..jpeg.len() - 40].to_vec()),
        ("good.jpg", jpeg),
        ("page.jpg", b"<!doctype html><title>404</title>".to_vec()),
        (FALLBACK, encode(&picture, ImageFormat::Png)),
    ];
    let files = files.into_iter();
    files
        .map(|(name, bytes)| (format!("{prefix}{name}"), bytes))
        .collect()
}

fn store(prefix: &str) -> MockStore {
    let store = MockStore::default();
    for (key, bytes) in originals(prefix) {
        store.insert(&key, bytes);
    }
    store
}

fn host(store: &MockStore, env: &[(&str, &str)]) -> Result<Host> {
    let host = Host::resizer(store.clone())?
        .env("URL", "http://w.example")
        .env("FALLBACK", FALLBACK);
    let set = env.iter();
    Ok(set.fold(host, |host, (name, value)| host.env(name, value)))
}

const INLINE: &[(&str, &str)] = &[("DELIVERY", "inline"), ("URL", "")];

fn puts(store: &MockStore) -> usize {
    let calls = store.calls();
    calls.iter().filter(|(call, _)| *call == Call::Put).count()
}

/// The header `Marble-Fallback`.
fn reason(answer: &Answer) -> Option<&str> {
    let reason = answer.headers.get("marble-fallback");
    reason.and_then(|reason| reason.to_str().ok())
}

#[tokio::test]
async fn a_redirect_leads_to_it_and_costs_nothing() -> Result<()> {
    let prefixes = [("SOURCE_PREFIX", "in/"), ("RESULT_PREFIX", "out/")];
    let presets = [("PRESETS", "thumb=9x9"), ("ALLOWED_TRANSFORMS", "presets")];
    for (env, source, folder, expected) in [
        (&[][..], "", "9x9", "9x9"),
        (&[], "", "9x9,quality=80,format=webp", "9x9,format=webp"),
        (&prefixes, "in/", "9x9", "out/9x9"),
        (&prefixes, "in/", "out/9x9", "out/9x9"),
        (&presets, "", "thumb", "thumb"),
    ] {
        for (name, _, code) in FAILURES {
            for method in ["GET", "HEAD"] {
                let store = store(source);
                let before = store.keys();
                let target = format!("/default/resize?key={folder}/{name}");
                let answer = host(&store, env)?
                    .env("LOG", "text")
                    .send(method, &target)
                    .await?;
                let case = format!("{method} {target} {env:?}: {answer:?}");
                assert_eq!(answer.status, 307, "{case}");
                let location = format!("http://w.example/{expected}/{FALLBACK}");
                assert_eq!(answer.headers["location"], location, "{case}");
                assert_eq!(answer.headers["cache-control"], "no-store", "{case}");
                assert_eq!(reason(&answer), Some(code), "{case}");
                assert!(answer.body.is_empty() && !answer.broken, "{case}");
                let line = format!("marble: status=307 code={code} cause=");
                assert!(answer.log.starts_with(&line), "{case}");
                assert!(answer.log.contains(" by=fallback "), "{case}");
                assert_eq!(answer.log.lines().count(), 1, "{case}");
                assert_eq!(store.keys(), before, "{case}");
                let asked = store.calls();
                let fallback = |(_, key): &(Call, String)| key.ends_with(FALLBACK);
                assert!(!asked.iter().any(fallback), "{asked:?}");
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn an_answer_carries_it_under_the_honest_status() -> Result<()> {
    for (name, status, code) in FAILURES {
        for method in ["GET", "HEAD"] {
            let store = store("");
            let target = format!("/9x9/{name}");
            // Made, then stored.
            for made in [1, 0] {
                let puts_before = puts(&store);
                let answer = host(&store, INLINE)?
                    .env("LOG", "text")
                    .send(method, &target)
                    .await?;
                let case = format!("{method} {name} {made}: {answer:?}");
                assert_eq!(answer.status, status, "{case}");
                assert_eq!(reason(&answer), Some(code), "{case}");
                assert_eq!(answer.headers["content-type"], "image/png", "{case}");
                assert_eq!(answer.headers["cache-control"], "no-store", "{case}");
                for header in ["etag", "last-modified", "location"] {
                    assert!(!answer.headers.contains_key(header), "{case}: {header}");
                }
                let timing = answer.headers["server-timing"].to_str()?;
                assert!(timing.contains(", fallback;dur="), "{timing}");
                let line = format!("marble: status={status} code={code} cause=");
                assert!(answer.log.starts_with(&line), "{case}");
                assert!(answer.log.contains(" by=fallback "), "{case}");
                let stored = store.object("9x9/site/none.png").expect("it is stored");
                let length = stored.body.len().to_string();
                assert_eq!(answer.headers["content-length"], length, "{case}");
                if method == "GET" {
                    assert_eq!(answer.body, stored.body, "{case}");
                    assert_eq!(decode(&answer.body).width(), 9, "{case}");
                }
                let immutable = "public, max-age=31536000, immutable";
                assert_eq!(stored.metadata.cache_control.as_deref(), Some(immutable));
                assert_eq!(puts(&store) - puts_before, made, "{case}");
            }
            // Nothing else came there.
            assert_eq!(store.keys().len(), originals("").len() + 1, "{name}");
        }
    }
    Ok(())
}

/// The client may have it from before: it is still not what is meant to be here.
#[tokio::test]
async fn no_condition_hides_it() -> Result<()> {
    let store = store("");
    host(&store, INLINE)?.get("/9x9/absent.jpg").await?;
    let host = host(&store, INLINE)?.header(IF_NONE_MATCH, HeaderValue::from_static("*"));
    let answer = host.get("/9x9/absent.jpg").await?;
    assert_eq!(answer.status, 404);
    assert_eq!(decode(&answer.body).width(), 9);
    Ok(())
}

#[tokio::test]
async fn what_can_be_had_needs_none() -> Result<()> {
    for (env, status) in [(&[][..], 307), (INLINE, 200)] {
        let store = store("");
        for (target, status) in [("/9x9/good.jpg", status), ("/9x9/good.jpg", 200)] {
            let answer = host(&store, env)?.get(target).await?;
            assert_eq!(answer.status, status, "{answer:?}");
            assert_eq!(reason(&answer), None);
            assert_eq!(answer.log, "");
        }
        assert!(store.object("9x9/site/none.png").is_none());
    }
    Ok(())
}

#[tokio::test]
async fn no_other_failure_has_one() -> Result<()> {
    let fails = |error| Some((Call::Get, Failure::Fail(error)));
    for delivery in ["redirect", "inline"] {
        for (target, env, failure, status) in [
            ("/default/resize", ("SNAP", "no"), None, 400),
            ("/9x9,fit=x/absent.jpg", ("SNAP", "no"), None, 400),
            ("/9x9,crop=90:90:9:9/good.jpg", ("SNAP", "no"), None, 400),
            ("/9x9/absent.jpg", ("ALLOWED_RESOLUTIONS", "8x8"), None, 403),
            ("/9x9/good.jpg", ("MAX_SOURCE_PIXELS", "9"), None, 413),
            ("/9x9/good.jpg", ("URL", "no"), None, 500),
            (
                "/9x9/good.jpg",
                ("SNAP", "no"),
                fails(Error::Refused("the clock is off".into())),
                502,
            ),
            (
                "/9x9/good.jpg",
                ("SNAP", "no"),
                fails(Error::Unavailable),
                503,
            ),
            ("/9x9/good.jpg", ("SNAP", "no"), fails(Error::TimedOut), 504),
        ] {
            if (delivery, status) == ("inline", 500) {
                continue;
            }
            let store = store("");
            if let Some((call, failure)) = failure {
                store.fail(call, failure);
            }
            let host = host(&store, &[("DELIVERY", delivery), env])?;
            let answer = host.get(target).await?;
            let case = format!("{delivery} {target}: {answer:?}");
            assert_eq!(answer.status, status, "{case}");
            assert_eq!(reason(&answer), None, "{case}");
            assert_eq!(answer.headers["content-type"], "application/json");
            assert_eq!(puts(&store), 0, "{case}");
        }
    }
    Ok(())
}

/// What stands in for itself would be asked for without end.
#[tokio::test]
async fn it_has_none_itself() -> Result<()> {
    for (missing, status, code) in FAILURES {
        let store = store("");
        let target = format!("/9x9/{missing}");
        for delivery in ["redirect", "inline"] {
            let env = [("FALLBACK", missing), ("DELIVERY", delivery)];
            let answer = host(&store, &env)?.get(&target).await?;
            let body: Value = serde_json::from_slice(&answer.body)?;
            assert_eq!(answer.status, status, "{delivery} {target}: {answer:?}");
            assert_eq!(body["code"], code, "{delivery} {target}");
            assert_eq!(reason(&answer), None, "{delivery} {target}");
        }
        assert_eq!(store.keys().len(), originals("").len());
    }
    Ok(())
}

#[tokio::test]
async fn where_it_cannot_be_had_the_plain_error_stands() -> Result<()> {
    let store = store("");
    for (fallback, log) in [
        ("gone.png", "marble: no fallback: original-not-found: "),
        ("page.jpg", "marble: no fallback: not-a-picture: "),
        ("cut.jpg", "marble: no fallback: damaged-original: "),
    ] {
        let env = [INLINE, &[("FALLBACK", fallback)]].concat();
        let answer = host(&store, &env)?.get("/9x9/absent.jpg").await?;
        let body: Value = serde_json::from_slice(&answer.body)?;
        assert_eq!(answer.status, 404, "{fallback}: {answer:?}");
        assert_eq!(body["code"], "original-not-found", "{fallback}");
        assert_eq!(reason(&answer), None, "{fallback}");
        assert!(answer.log.contains(log), "{fallback}: {answer:?}");
    }
    // The store fails once the original was found to be absent.
    store.fail(Call::Get, Failure::Pass);
    store.fail(Call::Get, Failure::Pass);
    store.fail(Call::Get, Failure::Fail(Error::Unavailable));
    let answer = host(&store, INLINE)?.get("/9x9/absent.jpg").await?;
    assert_eq!(answer.status, 404, "{answer:?}");
    let line = "marble: no fallback: store-unavailable: ";
    assert!(answer.log.contains(line), "{answer:?}");
    assert_eq!(puts(&store), 0);
    Ok(())
}

#[tokio::test]
async fn a_fallback_that_cannot_work_is_named_in_the_log() -> Result<()> {
    for value in [
        "/a.png",
        "pct%41.png",
        "../a.png",
        "9x9/a.png",
        "sp ace.png",
    ] {
        let host = host(&store(""), &[("FALLBACK", value)])?;
        let answer = host.get("/9x9/good.jpg").await?;
        assert_eq!(answer.status, 500, "{value}: {answer:?}");
        let line = "marble: misconfigured: FALLBACK: expected ";
        assert!(answer.log.starts_with(line), "{}", answer.log);
    }
    Ok(())
}

async fn start(
    keys: &[(String, Vec<u8>)],
    spelling: KeySpelling,
    env: &'static [(&str, &str)],
) -> Result<DevServer> {
    let bucket = Arc::new(Bucket::in_memory());
    for (key, bytes) in keys {
        let put = bucket.put(key, Object::new(bytes.clone()), &Condition::Always);
        put.map_err(|error| anyhow::anyhow!("{key}: {error}"))?;
    }
    let website = WebsiteConfig {
        key_spelling: spelling,
        ..WebsiteConfig::default()
    };
    let settings = Settings {
        website,
        ..Settings::default()
    };
    let adjust = |host: Host| {
        let host = host.env("FALLBACK", FALLBACK);
        env.iter()
            .fold(host, |host, (name, value)| host.env(name, value))
    };
    DevServer::start(bucket, settings, adjust).await
}

#[tokio::test]
async fn a_page_shows_it_in_the_size_that_it_asked_for() -> Result<()> {
    for spelling in [
        KeySpelling::Raw,
        KeySpelling::Encoded,
        KeySpelling::DoubleEncoded,
    ] {
        let servers = start(&originals(""), spelling, &[]).await?;
        let address = |name| format!("http://{}/9x9/{name}", servers.website.addr());
        let marble = servers.marble.addr().port();
        // The first of all has it made.
        let mut statuses = vec![307, 307, 307, 307, 200];
        for (name, _, code) in FAILURES {
            let visit = visit(&address(name)).await?;
            assert_eq!(visit.statuses(), statuses, "{name}: {visit:?}");
            assert_eq!(visit.hops[1].url.port(), Some(marble));
            assert_eq!(visit.hops[1].headers["marble-fallback"], code);
            assert_eq!(visit.last().url.as_str(), address(FALLBACK));
            let stored = servers.bucket.get("9x9/site/none.png").expect("stored");
            assert_eq!(visit.last().body, stored.bytes);
            assert_eq!(decode(&visit.last().body).width(), 9);
            statuses = vec![307, 307, 200];
        }
        let keys = servers.bucket.keys();
        assert_eq!(keys.len(), originals("").len() + 1, "{keys:?}");
    }
    Ok(())
}

#[tokio::test]
async fn where_there_is_none_the_way_ends() -> Result<()> {
    for spelling in [
        KeySpelling::Raw,
        KeySpelling::Encoded,
        KeySpelling::DoubleEncoded,
    ] {
        let servers = start(&[], spelling, &[]).await?;
        let address = format!("http://{}/9x9/absent.jpg", servers.website.addr());
        let visit = visit(&address).await?;
        assert_eq!(visit.statuses(), [307, 307, 307, 404], "{visit:?}");
        let body: Value = serde_json::from_slice(&visit.last().body)?;
        assert_eq!(body["code"], "original-not-found");
        assert!(servers.bucket.keys().is_empty());
    }
    Ok(())
}

#[tokio::test]
async fn without_a_website_it_is_in_the_answer() -> Result<()> {
    let servers = start(&originals(""), KeySpelling::Raw, &[("DELIVERY", "inline")]).await?;
    for (name, status, code) in FAILURES {
        let address = format!("http://{}/9x9/{name}", servers.marble.addr());
        let visit = visit(&address).await?;
        assert_eq!(visit.statuses(), [status], "{visit:?}");
        assert_eq!(visit.last().headers["marble-fallback"], code);
        let stored = servers.bucket.get("9x9/site/none.png").expect("stored");
        assert_eq!(visit.last().body, stored.bytes, "{name}");
    }
    Ok(())
}
