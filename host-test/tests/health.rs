//! `/-/health`: whether settings are understood and, with `?store`, whether the bucket answers. Through the real component
//! with a store in memory, and composed with an S3 in this process.

use std::net::TcpListener;

use anyhow::Result;
use host_test::runtime::host::{Answer, Host};
use host_test::runtime::s3_adapter;
use host_test::store::mock::{Call, Failure, MockStore};
use host_test::store::object_store::Error;
use host_test::store::s3::{Fault, Target};
use serde_json::{Value, json};

use crate::s3_faults::bench::Bench;

const HEALTHY: &str = concat!(
    r#"{"status":"ok","version":""#,
    env!("CARGO_PKG_VERSION"),
    r#""}"#
);

fn host(store: &MockStore) -> Result<Host> {
    Ok(Host::resizer(store.clone())?.env("URL", "http://w.example"))
}

/// The code of an error, and that no cache keeps the answer.
fn code(answer: &Answer) -> Value {
    assert_eq!(answer.headers["cache-control"], "no-store", "{answer:?}");
    assert_eq!(answer.headers["content-type"], "application/json");
    let body: Value = serde_json::from_slice(&answer.body).unwrap();
    body["code"].clone()
}

#[tokio::test]
async fn is_200_where_settings_are_understood() -> Result<()> {
    let store = MockStore::default();
    for target in ["/-/health", "/default/resize/-/health", "/-/health?x=store"] {
        for method in ["GET", "HEAD"] {
            let answer = host(&store)?.send(method, target).await?;
            assert_eq!(answer.status, 200, "{method} {target}");
            let body = if method == "GET" { HEALTHY } else { "" };
            assert_eq!(answer.body, body, "{method} {target}");
            assert_eq!(answer.headers["cache-control"], "no-store");
            assert_eq!(answer.headers["content-type"], "application/json");
            assert_eq!(answer.headers["access-control-allow-origin"], "*");
            assert_eq!(answer.headers["x-content-type-options"], "nosniff");
            assert_eq!(answer.log, "", "{method} {target}");
        }
    }
    let elsewhere = host(&store)?.env("BASE_PATH", "/img");
    assert_eq!(elsewhere.get("/img/-/health").await?.status, 200);
    assert_eq!(elsewhere.get("/default/resize/-/health").await?.status, 400);
    // Nothing is asked of the store.
    assert_eq!(store.calls(), []);
    Ok(())
}

#[tokio::test]
async fn other_methods_are_refused() -> Result<()> {
    let store = MockStore::default();
    for method in ["POST", "PUT", "DELETE", "PATCH", "BREW"] {
        let answer = host(&store)?.send(method, "/-/health?store").await?;
        assert_eq!(answer.status, 405, "{method}");
        assert_eq!(answer.headers["allow"], "GET, HEAD, OPTIONS", "{method}");
        assert_eq!(code(&answer), "method-not-allowed");
    }
    let answer = host(&store)?.send("OPTIONS", "/-/health").await?;
    assert_eq!(answer.status, 204);
    assert_eq!(answer.headers["allow"], "GET, HEAD, OPTIONS");
    assert_eq!(store.calls(), []);
    Ok(())
}

/// What is not known below `/-/` is a key like any other, and so is what comes in the query; and nobody can give the
/// segment a meaning.
#[tokio::test]
async fn the_segment_is_never_a_transform_or_a_preset() -> Result<()> {
    let store = MockStore::with("health", &b"secret"[..]);
    for target in [
        "/-/metrics",
        "/-/health/",
        "/?key=-/health",
        "/-/",
        "/%2D/health",
    ] {
        let answer = host(&store)?.get(target).await?;
        assert_eq!(answer.status, 400, "{target}");
        assert_eq!(code(&answer), "invalid-key", "{target}");
    }
    let answer = host(&store)?
        .env("PRESETS", "-=9x9")
        .get("/-/health")
        .await?;
    assert_eq!(
        (answer.status.as_u16(), code(&answer)),
        (500, json!("misconfigured"))
    );
    assert_eq!(store.calls(), []);
    Ok(())
}

#[tokio::test]
async fn a_setting_of_the_resizer_that_is_not_understood_is_500() -> Result<()> {
    for (name, value) in [
        ("URL", ""),
        ("LOG", "loud"),
        ("MAX_WORK", "0"),
        ("BASE_PATH", "x"),
    ] {
        let answer = host(&MockStore::default())?.env(name, value);
        let answer = answer.get("/-/health").await?;
        assert_eq!(answer.status, 500, "{name}");
        assert_eq!(code(&answer), "misconfigured", "{name}");
        let line = format!("marble: misconfigured: {name}: ");
        assert!(answer.log.starts_with(&line), "{}", answer.log);
    }
    Ok(())
}

/// The resizer does not read them; it asks who does.
#[tokio::test]
async fn a_setting_of_the_store_that_is_not_understood_is_500_and_no_secret_is_told() -> Result<()>
{
    let bench = Bench::start().await;
    for (name, value) in [
        ("BUCKET", ""),
        ("S3_ENDPOINT", "http://user:hush-hush@127.0.0.1"),
        ("AWS_SECRET_ACCESS_KEY", "hush-hush\n"),
        ("S3_TIMEOUT_MS", "0"),
    ] {
        let answer = bench.host.clone().env(name, value).get("/-/health").await?;
        assert_eq!(answer.status, 500, "{name}");
        assert_eq!(code(&answer), "misconfigured", "{name}");
        let line = format!("s3-store: not sent: {name}: expected ");
        assert!(answer.log.starts_with(&line), "{}", answer.log);
        assert!(!answer.log.contains("hush-hush"), "{}", answer.log);
        assert!(!String::from_utf8_lossy(&answer.body).contains("hush-hush"));
    }
    assert!(bench.s3.requests().is_empty());
    // Composed, it tells its digest too.
    let answer = bench.host.get("/-/health").await?;
    let body = String::from_utf8_lossy(&answer.body).into_owned();
    assert!(body.starts_with(r#"{"status":"ok","version":""#), "{body}");
    assert!(body.contains("+sha256."), "{body}");
    assert!(bench.s3.requests().is_empty());
    Ok(())
}

#[tokio::test]
async fn with_store_both_prefixes_are_asked() -> Result<()> {
    let store = MockStore::with("derived/-/health", &b"it may be there"[..]);
    let host = host(&store)?
        .env("SOURCE_PREFIX", "originals/")
        .env("RESULT_PREFIX", "derived/");
    for target in ["/-/health?store", "/default/resize/-/health?store=yes"] {
        let answer = host.get(target).await?;
        assert_eq!(
            (answer.status.as_u16(), &answer.body[..]),
            (200, HEALTHY.as_bytes())
        );
    }
    let asked = ["derived/-/health", "originals/-/health"].map(|key| (Call::Get, key.to_owned()));
    assert_eq!(store.calls(), [asked.clone(), asked].concat());
    Ok(())
}

/// As a picture would have it.
#[tokio::test]
async fn with_store_a_failure_has_its_status_and_its_code() -> Result<()> {
    for (error, status, expected) in [
        (Error::Refused("do this".into()), 502, "store-refused"),
        (Error::Invalid("odd".into()), 502, "store-invalid"),
        (Error::Throttled, 503, "store-throttled"),
        (Error::Unavailable, 503, "store-unavailable"),
        (Error::TimedOut, 504, "store-timed-out"),
    ] {
        for before in 0..2 {
            let store = MockStore::default();
            for _ in 0..before {
                store.fail(Call::Get, Failure::Pass);
            }
            store.fail(Call::Get, Failure::Fail(error.clone()));
            let answer = host(&store)?.get("/-/health?store").await?;
            assert_eq!(answer.status, status, "{error:?} {before}");
            assert_eq!(code(&answer), expected, "{error:?} {before}");
            assert_eq!(answer.headers.contains_key("retry-after"), status == 503);
            assert!(answer.log.contains(expected), "{}", answer.log);
            // Without the query nothing is asked.
            store.fail(Call::Get, Failure::Fail(error.clone()));
            assert_eq!(host(&store)?.get("/-/health").await?.status, 200);
        }
    }
    Ok(())
}

/// Who may not list the bucket is told so of what is absent.
#[tokio::test]
async fn with_store_what_is_denied_counts_as_an_answer() -> Result<()> {
    let bench = Bench::start().await;
    bench.s3.faults().always(Target::any(), Fault::AccessDenied);
    let answer = bench.host.get("/-/health?store").await?;
    assert_eq!((answer.status.as_u16(), answer.log.as_str()), (200, ""));
    Ok(())
}

#[tokio::test]
async fn with_store_a_bucket_that_does_not_answer_is_told() -> Result<()> {
    let bench = Bench::start().await;
    assert_eq!(bench.host.get("/-/health?store").await?.status, 200);
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let nobody = format!("http://{}", listener.local_addr()?);
    drop(listener);
    for (name, value, status, expected) in [
        ("AWS_SECRET_ACCESS_KEY", "another", 502, "store-refused"),
        ("AWS_ACCESS_KEY_ID", "another", 502, "store-refused"),
        ("BUCKET", "another", 502, "store-refused"),
        ("S3_ENDPOINT", nobody.as_str(), 503, "store-unavailable"),
    ] {
        let host = Host::composed()?.env("URL", "http://w.example");
        let host = host.envs(s3_adapter::env(bench.s3.addr())).env(name, value);
        let answer = host.get("/-/health?store").await?;
        assert_eq!(answer.status, status, "{name}: {answer:?}");
        assert_eq!(code(&answer), expected, "{name}");
        assert_eq!(host.get("/-/health").await?.status, 200, "{name}");
        // Without a path that leads there, HEAD tells the same.
        let head = host.send("HEAD", "/-/health?store").await?;
        assert_eq!((head.status.as_u16(), head.body.is_empty()), (status, true));
    }
    Ok(())
}
