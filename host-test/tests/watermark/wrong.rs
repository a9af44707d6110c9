//! What is wrong with a watermark is the operator's to know: a 500 of few words, and a line in the log. What is wrong with the
//! original stays so.

use anyhow::Result;
use host_test::store::mock::{Call, Failure, MockStore};
use host_test::store::object_store::Error;
use serde_json::json;

use super::{host, red, store};

/// Status, code, and what the log says.
async fn ask(
    store: &MockStore,
    target: &str,
    env: &[(&str, &str)],
) -> Result<(u16, String, String)> {
    let mut host = host(store)?;
    for (name, value) in env {
        host = host.env(name, value);
    }
    let answer = host.get(target).await?;
    let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    if answer.status == 500 {
        assert_eq!(
            body,
            json!({"message": "Internal Server Error: Not configured", "code": "misconfigured"})
        );
    }
    let code = body["code"].as_str().unwrap_or_default().to_owned();
    Ok((answer.status.as_u16(), code, answer.log))
}

const TARGET: &str = "/4x4,watermark=north/a";

#[tokio::test]
async fn the_log_says_what_is_wrong_with_it() -> Result<()> {
    let whole = red(40);
    for (name, watermark, env, expected) in [
        (
            "text",
            b"hello".to_vec(),
            &[][..],
            "misconfigured: WATERMARK: expected JPEG",
        ),
        ("empty", vec![], &[], "found an empty file"),
        (
            "cut off",
            whole[..60].to_vec(),
            &[],
            "misconfigured: WATERMARK: ",
        ),
        (
            "long",
            vec![0; 3000],
            &[("MAX_SOURCE_BYTES", "2999")],
            "expected at most 2999 bytes, but found 3000",
        ),
        (
            "many pixels",
            red(200),
            &[("MAX_SOURCE_PIXELS", "39999")],
            "expected at most 39999 pixels, but found 40000",
        ),
    ] {
        let store = store(red(8), watermark);
        let (status, _, log) = ask(&store, TARGET, env).await?;
        assert_eq!(status, 500, "{name}: {log}");
        assert!(log.contains(expected), "{name}: {log}");
        assert_eq!(store.keys(), ["a", "marks/logo"], "{name}");
        // Without it all is well.
        assert_eq!(ask(&store, "/4x4/a", env).await?.0, 307, "{name}");
    }
    Ok(())
}

#[tokio::test]
async fn one_that_is_absent_or_not_set_is_not_passed_over() -> Result<()> {
    let store = MockStore::with("a", red(8));
    let (status, _, log) = ask(&store, TARGET, &[]).await?;
    assert_eq!(status, 500);
    assert!(
        log.contains("misconfigured: WATERMARK: \"marks/logo\" is absent"),
        "{log}"
    );
    store.insert("marks/logo", red(2));
    for failure in [
        Failure::Pass,
        Failure::Pass,
        Failure::Fail(Error::Denied("AccessDenied".into())),
    ] {
        store.fail(Call::Get, failure);
    }
    let (status, _, log) = ask(&store, TARGET, &[]).await?;
    assert_eq!(status, 500);
    assert!(
        log.contains("is absent, or may not be read: AccessDenied"),
        "{log}"
    );
    let (status, code, _) = ask(&store, TARGET, &[("WATERMARK", "")]).await?;
    assert_eq!((status, code.as_str()), (400, "invalid-key"));
    let (status, code, _) = ask(&store, TARGET, &[("WATERMARK", "/logo")]).await?;
    assert_eq!((status, code.as_str()), (500, "misconfigured"));
    Ok(())
}

/// What the store does not do is the store's, and the next request may have more luck.
#[tokio::test]
async fn the_store_s_failures_are_the_store_s() -> Result<()> {
    for (failure, expected) in [
        (Failure::Fail(Error::Throttled), (503, "store-throttled")),
        (Failure::Fail(Error::TimedOut), (504, "store-timed-out")),
        (
            Failure::BreakOff(30, Error::Unavailable),
            (503, "store-unavailable"),
        ),
        (Failure::Pieces(7), (307, "")),
        (Failure::BreakOnce(30), (307, "")),
    ] {
        let store = store(red(8), red(40));
        for failure in [Failure::Pass, Failure::Pass, failure.clone()] {
            store.fail(Call::Get, failure);
        }
        let (status, code, log) = ask(&store, TARGET, &[]).await?;
        assert_eq!((status, code.as_str()), expected, "{failure:?}: {log}");
    }
    Ok(())
}

#[tokio::test]
async fn the_original_s_faults_stay_its_own() -> Result<()> {
    for (original, expected) in [
        (None, (404, "original-not-found")),
        (Some(b"hello".to_vec()), (415, "not-a-picture")),
        (Some(red(40)[..60].to_vec()), (422, "damaged-original")),
    ] {
        // Whether the watermark is there or not.
        for watermark in [None, Some(red(2))] {
            let store = MockStore::default();
            let has_watermark = watermark.is_some();
            for (key, file) in [("a", original.clone()), ("marks/logo", watermark)] {
                if let Some(file) = file {
                    store.insert(key, file);
                }
            }
            let (status, code, _) = ask(&store, TARGET, &[]).await?;
            let expected = match expected {
                // Nothing was read of the original yet.
                (415 | 422, _) if !has_watermark => (500, "misconfigured"),
                same => same,
            };
            assert_eq!((status, code.as_str()), expected);
        }
    }
    Ok(())
}
