//! Every status and every error code, with its exact body, through the real component with a store in memory.
//! Failures of a real S3 are `s3_faults.rs`.

use anyhow::Result;
use host_test::pictures::{encode, quarters};
use host_test::runtime::host::{Answer, Host};
use host_test::store::mock::{Call, Failure, MockStore};
use host_test::store::object_store::Error;
use image::{DynamicImage, ImageFormat};
use serde_json::{Value, json};

/// One way to fail.
struct Case {
    /// Method and target.
    request: (&'static str, &'static str),
    /// Variables besides `URL`.
    env: &'static [(&'static str, &'static str)],
    /// What goes wrong in the store.
    failures: Vec<(Call, Failure)>,
    status: u16,
    body: Value,
}

fn case(target: &'static str, status: u16, body: Value) -> Case {
    Case {
        request: ("GET", target),
        env: &[],
        failures: Vec::new(),
        status,
        body,
    }
}

impl Case {
    fn env(self, env: &'static [(&'static str, &'static str)]) -> Self {
        Self { env, ..self }
    }

    fn failing(mut self, call: Call, failure: Failure) -> Self {
        self.failures.push((call, failure));
        self
    }

    async fn run(&self) -> Result<(Answer, MockStore)> {
        let store = store();
        for (call, failure) in &self.failures {
            store.fail(*call, failure.clone());
        }
        let mut host = Host::resizer(store.clone())?.env("URL", "http://w.example");
        for (name, value) in self.env {
            host = host.env(name, value);
        }
        let (method, target) = self.request;
        Ok((host.send(method, target).await?, store))
    }
}

/// A store with an original of every kind.
fn store() -> MockStore {
    let picture = DynamicImage::from(quarters(64, 48));
    let jpeg = encode(&picture, ImageFormat::Jpeg);
    let png = encode(&picture, ImageFormat::Png);
    let store = MockStore::with("a.jpg", jpeg.clone());
    store.insert("cut.jpg", jpeg[..jpeg.len() - 40].to_vec());
    store.insert("cut.png", png[..png.len() / 2].to_vec());
    store.insert("page.jpg", &b"<!doctype html><title>404</title>"[..]);
    store.insert("9x9/stored.jpg", &b"what was stored before"[..]);
    store
}

const JPEG: &str = "/default/resize?key=9x9/a.jpg";

#[expect(clippy::too_many_lines, reason = "a table")]
fn cases() -> Vec<Case> {
    let invalid = |detail: &str| json!({"message": "Bad Request: Invalid key format", "code": "invalid-key", "detail": detail});
    let plain = |message: &str, code: &str| json!({"message": message, "code": code});
    let large = |code: &str, detail: &str| {
        json!({
            "message": "Content Too Large: Original image is too large",
            "code": code,
            "detail": detail,
        })
    };
    let missing = || plain("Bad Request: Missing key query parameter", "missing-key");
    let absent = || plain("Not Found: Original image not found", "original-not-found");
    let denied = || Failure::Fail(Error::Denied);
    let misconfigured = || plain("Internal Server Error: Not configured", "misconfigured");
    vec![
        case("/default/resize", 400, missing()),
        case("/default/resize?", 400, missing()),
        case("/default/resize?key=", 400, missing()),
        case("/", 400, missing()),
        case(
            "/default/resize?key=a.jpg",
            400,
            invalid(
                "expected a key such as 300x300/photo.jpg, but found one without an original behind the first slash",
            ),
        ),
        case(
            "/default/resize?key=300/a.jpg",
            400,
            invalid(
                "expected a size such as 300x200, 300x or x200 with sides from 1 to 4096, but found \"300\"",
            ),
        ),
        case(
            "/default/resize?key=4097x1/a.jpg",
            400,
            invalid(
                "expected a size such as 300x200, 300x or x200 with sides from 1 to 4096, but found \"4097x1\"",
            ),
        ),
        case(
            "/default/resize?key=9x9,zoom=1/a.jpg",
            400,
            invalid(
                "expected one of the options fit, position, enlarge, dpr, crop, rotate, flip, flop, background, pad, blur, sharpen, grayscale, brightness, contrast, saturation, format, quality, max-bytes, lossless, progressive, metadata, icc, frames, but found \"zoom\"",
            ),
        ),
        case(
            "/default/resize?key=9x9/../a.jpg",
            400,
            invalid(
                "expected a key such as 300x300/photo.jpg, but found one with a segment . or ..",
            ),
        ),
        case(
            "/default/resize?key=9x9/9x9/a.jpg",
            400,
            invalid("expected an original, but found the derivative \"9x9/a.jpg\""),
        ),
        // 400 comes before 403, and both before any call of the store.
        case(
            "/9x9,fit=x/a.jpg",
            400,
            invalid(
                "expected fit to be one of cover, contain, fill, inside, outside, but found \"x\"",
            ),
        )
        .env(&[("ALLOWED_RESOLUTIONS", "300x300")]),
        case(
            JPEG,
            403,
            plain(
                "Forbidden: Resolution not allowed",
                "resolution-not-allowed",
            ),
        )
        .env(&[("ALLOWED_RESOLUTIONS", "300x300")]),
        case("/9x9/absent.jpg", 404, absent()),
        case(JPEG, 404, absent())
            .failing(Call::Get, Failure::Pass)
            .failing(Call::Get, denied()),
        Case {
            request: ("POST", JPEG),
            ..case(
                JPEG,
                405,
                plain(
                    "Method Not Allowed: Expected GET, HEAD or OPTIONS",
                    "method-not-allowed",
                ),
            )
        },
        Case {
            request: ("BREW", JPEG),
            ..case(
                JPEG,
                405,
                plain(
                    "Method Not Allowed: Expected GET, HEAD or OPTIONS",
                    "method-not-allowed",
                ),
            )
        },
        case(
            "/9x9/page.jpg",
            413,
            large("too-many-bytes", "expected at most 32 bytes, but found 33"),
        )
        .env(&[("MAX_SOURCE_BYTES", "32")]),
        case(
            JPEG,
            413,
            large(
                "too-many-pixels",
                "expected at most 3071 pixels, but found 3072",
            ),
        )
        .env(&[("MAX_SOURCE_PIXELS", "3071")]),
        case(
            "/100x/a.jpg",
            413,
            json!({
                "message": "Content Too Large: Result would be too large",
                "code": "result-side-too-long",
                "detail": "expected at most 40 pixels on the longer side, but found 53",
            }),
        )
        .env(&[("MAX_RESULT_SIDE", "40")])
        .retarget("/x40/a.jpg"),
        case(
            "/9x9,max-bytes=100/a.jpg",
            413,
            json!({
                "message": "Content Too Large: Result would be too large",
                "code": "result-too-many-bytes",
                "detail": "expected at most 100 bytes, but found 302",
            }),
        ),
        case(
            "/9x9/page.jpg",
            415,
            json!({
                "message": "Unsupported Media Type: Original is not a supported image",
                "code": "not-a-picture",
                "detail": "expected JPEG, PNG, WebP, GIF, TIFF or BMP, but found HTML or XML",
            }),
        ),
        case(
            "/9x9/cut.jpg",
            422,
            json!({
                "message": "Unprocessable Content: Original image is damaged",
                "code": "damaged-original",
                "detail": "the file ends before the picture",
            }),
        ),
        case(JPEG, 500, misconfigured()).env(&[("URL", "")]),
        case(JPEG, 500, misconfigured()).env(&[("MAX_SOURCE_BYTES", "many")]),
        case(JPEG, 500, misconfigured()).failing(
            Call::Get,
            Failure::Fail(Error::Misconfigured("BUCKET: it is not set".into())),
        ),
        case(
            JPEG,
            502,
            plain(
                "Bad Gateway: Store did not accept the request",
                "store-refused",
            ),
        )
        .failing(
            Call::Get,
            Failure::Fail(Error::Refused("the clock is off".into())),
        ),
        case(
            JPEG,
            502,
            plain(
                "Bad Gateway: Store did not accept the request",
                "store-invalid",
            ),
        )
        .failing(
            Call::Get,
            Failure::Fail(Error::Invalid("status 999".into())),
        ),
        // Shorter than it was said to be.
        case(
            JPEG,
            502,
            plain(
                "Bad Gateway: Store did not accept the request",
                "store-invalid",
            ),
        )
        .failing(Call::Get, Failure::Pass)
        .failing(Call::Get, Failure::EndEarly(100)),
        case(
            JPEG,
            502,
            plain(
                "Bad Gateway: Store did not accept the request",
                "store-denied",
            ),
        )
        .failing(Call::Put, denied()),
        case(
            JPEG,
            503,
            plain("Service Unavailable: Store is busy", "store-throttled"),
        )
        .failing(Call::Put, Failure::Fail(Error::Throttled)),
        case(
            JPEG,
            503,
            plain("Service Unavailable: Store is down", "store-unavailable"),
        )
        .failing(Call::Get, Failure::Fail(Error::Unavailable)),
        // Broken off in the middle of the original.
        case(
            JPEG,
            503,
            plain("Service Unavailable: Store is down", "store-unavailable"),
        )
        .failing(Call::Get, Failure::Pass)
        .failing(Call::Get, Failure::BreakOff(100, Error::Unavailable)),
        case(
            JPEG,
            504,
            plain("Gateway Timeout: Store is too slow", "store-timed-out"),
        )
        .failing(Call::Get, Failure::Pass)
        .failing(Call::Get, Failure::Fail(Error::TimedOut)),
        // The stored picture fails before a byte is sent.
        case(
            "/9x9/stored.jpg",
            504,
            plain("Gateway Timeout: Store is too slow", "store-timed-out"),
        )
        .failing(Call::Get, Failure::BreakOff(0, Error::TimedOut)),
    ]
}

impl Case {
    fn retarget(self, target: &'static str) -> Self {
        Self {
            request: ("GET", target),
            ..self
        }
    }
}

#[tokio::test]
async fn every_failure_has_its_status_and_its_exact_body() -> Result<()> {
    for case in cases() {
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
        let elsewhere = ["internal", "too-many-pixels-for-avif", "too-much-memory"].contains(&code);
        assert!(has_row || elsewhere, "{code} has no row");
    }
}

#[tokio::test]
async fn a_denied_original_is_logged_with_what_to_do() -> Result<()> {
    let case = case(JPEG, 404, Value::Null)
        .failing(Call::Get, Failure::Pass)
        .failing(Call::Get, Failure::Fail(Error::Denied));
    let (answer, _) = case.run().await?;
    assert!(answer.log.contains("s3:ListBucket"), "{}", answer.log);
    Ok(())
}

/// Without the right to list the bucket, S3 says 403 of a derivative that is not there.
#[tokio::test]
async fn a_denied_derivative_counts_as_absent() -> Result<()> {
    let (answer, store) = case(JPEG, 307, Value::Null)
        .failing(Call::Get, Failure::Fail(Error::Denied))
        .run()
        .await?;
    assert_eq!(answer.status, 307);
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
    assert_eq!(store.calls().len(), 1, "{:?}", store.calls());
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
    assert_eq!(store.calls().len(), calls + 1, "the store was asked once");
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
        let (answer, _) = case.run().await?;
        assert_eq!(answer.status, status, "{target}");
        assert!(answer.body.is_empty() && !answer.broken, "{target}");
        let has_location = answer.headers.contains_key("location");
        assert_eq!(has_location, status == 307, "{target}");
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
