//! Every status and every error code, with its exact body, through the real component with a store in memory.
//! Failures of a real S3 are `s3_faults.rs`.

mod bodies;
pub(crate) mod case;
mod cases;

use anyhow::Result;
use host_test::pictures::{encode, quarters};
use host_test::runtime::host::Host;
use host_test::store::mock::{Call, Failure, MockStore};
use host_test::store::object_store::Error;
use image::{DynamicImage, ImageFormat};
use serde_json::Value;

use crate::status::bodies::{bodies, harmless};
use crate::status::case::{Case, JPEG, case, store};
use crate::status::cases::cases;

#[tokio::test]
async fn every_failure_has_its_status_and_its_exact_body() -> Result<()> {
    for case in cases().into_iter().chain(bodies()) {
        let (answer, store) = case.run().await?;
        let name = format!("{:?} {:?} {:?}", case.request, case.env, case.failures);
        assert_eq!(answer.status, case.status, "{name}: {:?}", answer.body);
        let body: Value = serde_json::from_slice(&answer.body)?;
        assert_eq!(body, case.body, "{name}");

        let header = |name: &str| answer.headers.get(name).and_then(|it| it.to_str().ok());
        assert_eq!(header("content-type"), Some("application/json"), "{name}");
        assert_eq!(header("cache-control"), Some("no-store"), "{name}");
        assert_eq!(header("access-control-allow-origin"), Some("*"), "{name}");
        assert_eq!(header("x-content-type-options"), Some("nosniff"), "{name}");
        let length = answer.body.len().to_string();
        assert_eq!(header("content-length"), Some(length.as_str()), "{name}");
        assert_eq!(
            header("retry-after").is_some(),
            case.status == 503,
            "{name}"
        );
        let allow = (case.status == 405).then_some("GET, HEAD, OPTIONS");
        assert_eq!(header("allow"), allow, "{name}");

        let made = store.keys().len() - self::store().keys().len();
        assert_eq!(made, 0, "{name} stored {:?}", store.keys());
        let asked = !store.calls().is_empty();
        let early = case.status < 404 || case.status == 405;
        assert!(!(early && asked), "{name} asked the store");
        let logged = answer
            .log
            .contains(case.body["code"].as_str().unwrap_or_default());
        assert_eq!(logged, case.status >= 500, "{name} logged {:?}", answer.log);
    }
    Ok(())
}

/// The order of the keys is part of the contract: `message` comes first.
#[tokio::test]
async fn bodies_are_the_very_bytes_of_the_table() -> Result<()> {
    let (answer, _) = case("/default/resize", 400, Value::Null).run().await?;
    assert_eq!(
        answer.body,
        r#"{"message":"Bad Request: Missing key query parameter","code":"missing-key"}"#
    );
    Ok(())
}

/// Every code of `src/error.rs` has a row above. Three have none here: an encoder does not fail on what is decoded,
/// the memory bound is the table of `limits.rs`, and AVIF is written in builds that have it (`avif.rs`).
#[test]
fn every_code_has_a_row() {
    let source = include_str!("../../src/error.rs");
    let start = source.find("pub fn code").expect("error.rs has code()");
    let code = &source[start..];
    let code = &code[..code.find("\n    }\n").expect("code() ends")];
    let codes: Vec<_> = code.split('"').skip(1).step_by(2).collect();
    assert!(codes.len() > 15, "{codes:?}");
    let rows: Vec<_> = cases().into_iter().map(|case| case.body).collect();
    for code in codes {
        let has_row = rows.iter().any(|row| row["code"] == code);
        let elsewhere = [
            "events-off",
            "internal",
            "invalid-events",
            "not-posted",
            "too-many-events",
            "unauthorized",
            "too-many-pixels-for-avif",
            "result-too-much-memory",
            "too-much-memory",
            "too-slow",
            "too-much-work",
        ];
        let elsewhere = elsewhere.contains(&code);
        assert!(has_row || elsewhere, "{code} has no row");
    }
}

#[tokio::test]
async fn a_denied_original_is_logged_with_what_to_do() -> Result<()> {
    let case = case(JPEG, 404, Value::Null)
        .failing(Call::Get, Failure::Pass)
        .failing(Call::Get, Failure::Fail(Error::Denied("do this".into())));
    let (answer, _) = case.run().await?;
    let expected = "marble: denied: \"a.jpg\" is absent, or may not be read: do this\n";
    assert_eq!(answer.log, expected);
    Ok(())
}

/// Without the right to list the bucket, S3 says 403 of a derivative that is not there.
#[tokio::test]
async fn a_denied_derivative_counts_as_absent() -> Result<()> {
    let (answer, store) = case(JPEG, 307, Value::Null)
        .failing(Call::Get, Failure::Fail(Error::Denied("refused".into())))
        .run()
        .await?;
    assert_eq!(answer.status, 307);
    assert_eq!(answer.log, "");
    assert!(store.object("9x9/a.jpg").is_some());
    Ok(())
}

#[tokio::test]
async fn what_is_made_is_stored_and_redirected_to() -> Result<()> {
    for target in [
        "/default/resize?key=9x9/a.jpg",
        "/default/resize/9x9/a.jpg",
        "/9x9/a.jpg",
    ] {
        let (answer, store) = case(target, 307, Value::Null).run().await?;
        assert_eq!(answer.status, 307, "{target}");
        assert_eq!(answer.headers["location"], "http://w.example/9x9/a.jpg");
        assert_eq!(answer.headers["cache-control"], "no-store");
        assert_eq!(answer.headers["access-control-allow-origin"], "*");
        assert_eq!(answer.headers["content-length"], "0");
        assert!(answer.body.is_empty(), "{target}");
        let timing = answer.headers["server-timing"].to_str()?;
        for stage in ["stored", "fetch", "decode", "resize", "encode", "store"] {
            assert!(timing.contains(&format!("{stage};dur=")), "{timing}");
        }
        assert!(store.object("9x9/a.jpg").is_some(), "{target}");
    }
    Ok(())
}

#[tokio::test]
async fn what_is_stored_is_answered_itself() -> Result<()> {
    let (answer, store) = case("/9x9/stored.jpg", 200, Value::Null).run().await?;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body, "what was stored before");
    assert_eq!(answer.headers["content-length"], "22");
    let metadata = store.object("9x9/stored.jpg").unwrap().metadata;
    assert_eq!(answer.headers["etag"], metadata.etag.unwrap());
    // The original is asked for beside it, and given up.
    let expected = ["9x9/stored.jpg", "stored.jpg"];
    let asked = |key: &str| (Call::Get, key.to_owned());
    assert_eq!(store.calls(), expected.map(asked));
    Ok(())
}

#[tokio::test]
async fn the_second_request_carries_what_the_first_one_stored() -> Result<()> {
    let store = store();
    let host = Host::resizer(store.clone())?.env("URL", "http://w.example");
    assert_eq!(host.get(JPEG).await?.status, 307);
    let calls = store.calls().len();
    // Another spelling of the same.
    let answer = host.get("/9x9,quality=80,fit=cover/a.jpg").await?;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers["content-type"], "image/jpeg");
    let immutable = "public, max-age=31536000, immutable";
    assert_eq!(answer.headers["cache-control"], immutable);
    assert_eq!(answer.body, store.object("9x9/a.jpg").unwrap().body);
    let asked = &store.calls()[calls..];
    let expected = ["9x9/a.jpg", "a.jpg"].map(|key| (Call::Get, key.to_owned()));
    assert_eq!(asked, expected, "nothing is made or stored");
    Ok(())
}

#[tokio::test]
async fn every_spelling_lands_on_one_object() -> Result<()> {
    for target in [
        "/9x9,format=png,fit=inside/a.jpg",
        "/9x9,fit=inside,format=png/a.jpg",
        "/9x9,quality=80,format=png,fit=inside/a.jpg",
        "/default/resize?key=/9x9,format=png,fit=inside/a.jpg",
    ] {
        let (answer, store) = case(target, 307, Value::Null).run().await?;
        assert_eq!(answer.status, 307, "{target}");
        let canonical = "9x9,fit=inside,format=png/a.jpg";
        assert!(store.object(canonical).is_some(), "{target}");
    }
    Ok(())
}

#[tokio::test]
async fn inline_delivery_answers_with_the_picture() -> Result<()> {
    let env = &[("DELIVERY", "inline"), ("URL", "")];
    let (answer, store) = case(JPEG, 200, Value::Null).env(env).run().await?;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers["content-type"], "image/jpeg");
    assert_eq!(answer.body, store.object("9x9/a.jpg").unwrap().body);
    assert!(!answer.headers.contains_key("location"));
    Ok(())
}

/// There, most derivatives are stored, and a second read would be paid for each time.
#[tokio::test]
async fn inline_delivery_asks_for_one_thing_after_the_other() -> Result<()> {
    let env = &[("DELIVERY", "inline"), ("URL", "")];
    let stored = case("/9x9/stored.jpg", 200, Value::Null).env(env);
    let (answer, store) = stored.run().await?;
    assert_eq!(answer.body, "what was stored before");
    let asked = |call, key: &str| (call, key.to_owned());
    assert_eq!(store.calls(), [asked(Call::Get, "9x9/stored.jpg")]);

    let (_, store) = case(JPEG, 200, Value::Null).env(env).run().await?;
    let expected = [
        asked(Call::Get, "9x9/a.jpg"),
        asked(Call::Get, "a.jpg"),
        asked(Call::Put, "9x9/a.jpg"),
    ];
    assert_eq!(store.calls(), expected);
    Ok(())
}

#[tokio::test]
async fn inline_delivery_answers_with_a_picture_that_cannot_be_stored() -> Result<()> {
    let error = |text: &str| Error::Denied(text.to_owned());
    let case = case(JPEG, 200, Value::Null)
        .env(&[("DELIVERY", "inline"), ("URL", "")])
        .failing(Call::Put, Failure::Fail(error("do this")));
    let (answer, store) = case.run().await?;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers["content-type"], "image/jpeg");
    assert_eq!(answer.log, "marble: not stored: store-denied: do this\n");
    assert!(store.object("9x9/a.jpg").is_none());
    Ok(())
}

#[tokio::test]
async fn what_is_made_good_changes_nothing() -> Result<()> {
    let (answer, store) = case(JPEG, 307, Value::Null).run().await?;
    assert_eq!(answer.status, 307);
    let expected = store.object("9x9/a.jpg").unwrap();
    for failure in harmless() {
        let case = case(JPEG, 307, Value::Null)
            .failing(Call::Get, Failure::Pass)
            .failing(Call::Get, failure.clone());
        let (answer, store) = case.run().await?;
        assert_eq!(answer.status, 307, "{failure:?}: {answer:?}");
        let found = store.object("9x9/a.jpg").unwrap();
        assert_eq!(found.body, expected.body, "{failure:?}");
        assert_eq!(answer.log, "", "{failure:?}");
    }
    for failure in harmless() {
        let (answer, _) = case("/9x9/stored.jpg", 200, Value::Null)
            .failing(Call::Get, failure.clone())
            .run()
            .await?;
        assert_eq!(answer.status, 200, "{failure:?}: {answer:?}");
        assert_eq!(answer.body, "what was stored before", "{failure:?}");
        assert!(!answer.broken, "{failure:?}");
    }
    Ok(())
}

#[tokio::test]
async fn head_is_get_without_the_body() -> Result<()> {
    for (target, status) in [
        (JPEG, 307),
        ("/9x9/stored.jpg", 200),
        ("/9x9/absent.jpg", 404),
    ] {
        let case = Case {
            request: ("HEAD", target),
            ..case(target, status, Value::Null)
        };
        let (mut answer, _) = case.run().await?;
        assert_eq!(answer.status, status, "{target}");
        assert!(answer.body.is_empty() && !answer.broken, "{target}");
        let (mut get, _) = self::case(target, status, Value::Null).run().await?;
        let length = get.body.len().to_string();
        assert_eq!(answer.headers["content-length"], length, "{target}");
        for headers in [&mut answer.headers, &mut get.headers] {
            let timing = headers.remove("server-timing");
            assert!(timing.is_some(), "{target}");
        }
        assert_eq!(answer.headers, get.headers, "{target}");
    }
    Ok(())
}

#[tokio::test]
async fn options_names_the_methods() -> Result<()> {
    let case = Case {
        request: ("OPTIONS", JPEG),
        ..case(JPEG, 204, Value::Null)
    };
    let (answer, store) = case.run().await?;
    assert_eq!(answer.status, 204);
    assert_eq!(answer.headers["allow"], "GET, HEAD, OPTIONS");
    assert!(store.calls().is_empty());
    Ok(())
}

#[tokio::test]
async fn prefixes_tell_originals_and_derivatives_apart() -> Result<()> {
    let store = MockStore::default();
    let picture = encode(&DynamicImage::from(quarters(8, 8)), ImageFormat::Png);
    store.insert("originals/a.png", picture);
    let host = Host::resizer(store.clone())?
        .env("URL", "http://w.example/")
        .env("SOURCE_PREFIX", "originals/")
        .env("RESULT_PREFIX", "derived/");
    let answer = host.get("/default/resize?key=derived/4x4/a.png").await?;
    assert_eq!(
        answer.headers["location"],
        "http://w.example/derived/4x4/a.png"
    );
    assert_eq!(store.keys(), ["derived/4x4/a.png", "originals/a.png"]);
    Ok(())
}

#[tokio::test]
async fn originals_may_lie_below_the_derivatives() -> Result<()> {
    for (source, result) in [("img/originals/", "img/"), ("img/", "img/")] {
        let store = MockStore::default();
        let picture = encode(&DynamicImage::from(quarters(8, 8)), ImageFormat::Png);
        store.insert(&format!("{source}a.png"), picture);
        let host = Host::resizer(store.clone())?
            .env("URL", "http://w.example/")
            .env("SOURCE_PREFIX", source)
            .env("RESULT_PREFIX", result);
        let answer = host.get("/4x4/a.png").await?;
        assert_eq!(answer.status, 307, "{source}: {answer:?}");
        assert!(store.object("img/4x4/a.png").is_some(), "{source}");
        let again = host.get("/4x4/4x4/a.png").await?;
        assert_eq!(again.status, 400, "{source}: a derivative is no original");
    }
    Ok(())
}

/// Whoever sets what no request could pass learns of it from the first one.
#[tokio::test]
async fn a_setting_that_cannot_work_is_named_in_the_log() -> Result<()> {
    for (variable, value) in [
        ("RESULT_PREFIX", "../x/"),
        ("RESULT_PREFIX", "derived"),
        ("RESULT_PREFIX", "300x300/"),
        ("SOURCE_PREFIX", "originals"),
        ("SOURCE_PREFIX", "300x300/"),
        ("ALLOWED_RESOLUTIONS", "5000x5000"),
        ("ALLOWED_TRANSFORMS", "100..5000x"),
        ("ALLOWED_OPTIONS", "quality=60|80"),
        ("PRESETS", ";"),
    ] {
        let host = Host::resizer(store())?.env("URL", "http://w.example");
        let answer = host.env(variable, value).get(JPEG).await?;
        let body: Value = serde_json::from_slice(&answer.body)?;
        assert_eq!(answer.status, 500, "{variable}={value}: {answer:?}");
        assert_eq!(body["code"], "misconfigured", "{variable}={value}");
        let line = format!("marble: misconfigured: {variable}: expected ");
        assert!(answer.log.starts_with(&line), "{}", answer.log);
        assert!(answer.log.contains(&format!("{value:?}")), "{}", answer.log);
    }
    Ok(())
}

#[tokio::test]
async fn a_signing_key_that_is_none_is_not_told() -> Result<()> {
    for value in ["0badc0de", "0badc0de0badc0de0badc0de0badc0de,x", ","] {
        let host = Host::resizer(store())?.env("URL", "http://w.example");
        let answer = host.env("SIGNING_KEYS", value).get(JPEG).await?;
        assert_eq!(answer.status, 500, "{answer:?}");
        let line = "marble: misconfigured: SIGNING_KEYS: expected keys of hexadecimal digits";
        assert!(answer.log.starts_with(line), "{}", answer.log);
        assert!(!answer.log.contains("0badc0de"), "{}", answer.log);
        assert!(!String::from_utf8_lossy(&answer.body).contains("0badc0de"));
    }
    Ok(())
}

/// Once the head is sent only a broken body can tell, and no cache keeps one.
#[tokio::test]
async fn a_stored_picture_that_breaks_off_is_no_whole_answer() -> Result<()> {
    let store = MockStore::with("9x9/a.jpg", vec![1; 3 << 20]);
    store.fail(Call::Get, Failure::BreakOff(2 << 20, Error::Unavailable));
    let host = Host::resizer(store)?.env("URL", "http://w.example");
    let answer = host.get("/9x9/a.jpg").await?;
    assert!(answer.broken && answer.body.len() < 3 << 20);
    assert!(answer.log.contains("broken off"), "{}", answer.log);
    Ok(())
}
