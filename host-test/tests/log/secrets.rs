//! The composed component and an S3 that fails: what the store's component writes, in each form, and that neither tells a
//! secret.

use anyhow::Result;
use host_test::runtime::s3_adapter::Adapter;
use host_test::store::object_store::Error;
use host_test::store::s3::{Fault, SECRET_KEY, Target};
use http::{HeaderName, HeaderValue};

use super::lines::objects;
use crate::s3_faults::bench::Bench;

const TRACEPARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

#[tokio::test]
async fn both_components_write_json_of_one_trace() -> Result<()> {
    let bench = Bench::start().await;
    let target = Target::method(http::Method::PUT);
    bench.s3.faults().always(target, Fault::AccessDenied);
    let name = HeaderName::from_static("traceparent");
    let host = bench.host.clone().env("LOG", "json");
    let host = host.env("SINGLE_FLIGHT", "no");
    let host = host.header(name, HeaderValue::from_static(TRACEPARENT));
    let answer = host.get("/9x9/a.jpg").await?;
    let lines = objects(&answer.log);
    let [of_store, of_request] = lines.as_slice() else {
        panic!("{}", answer.log);
    };
    let body = of_store["body"].as_str().unwrap_or_default();
    let words = "PUT refused: AccessDenied (403): the key lacks s3:PutObject";
    assert!(body.starts_with(words), "{body}");
    for (name, expected) in [
        ("severity_text", "ERROR"),
        ("marble.component", "s3-store"),
        ("http.request.method", "PUT"),
        ("aws.s3.key", "9x9/a.jpg"),
        ("error.type", "denied"),
        ("trace_id", "0af7651916cd43dd8448eb211c80319c"),
    ] {
        assert_eq!(of_store[name], expected, "{name}");
    }
    assert_eq!(of_request["error.type"], "store-denied");
    assert_eq!(of_request["trace_id"], of_store["trace_id"]);
    let cause = of_request["exception.message"].as_str().unwrap_or_default();
    assert!(cause.contains("s3:PutObject"), "{cause}");
    Ok(())
}

#[tokio::test]
async fn no_form_tells_a_secret() -> Result<()> {
    for log in ["text", "json", "errors"] {
        for (fault, secret) in [
            (None, SECRET_KEY),
            (None, "another-secret"),
            (Some(Fault::AccessDenied), SECRET_KEY),
            (Some(Fault::Reset), SECRET_KEY),
        ] {
            let bench = Bench::start().await;
            if let Some(fault) = &fault {
                bench.s3.faults().always(Target::any(), fault.clone());
            }
            let host = bench.host.clone().env("LOG", log);
            let host = host.env("AWS_SECRET_ACCESS_KEY", secret);
            for target in [
                "/?token=hush-hush&key=9x9/a.jpg",
                "/-/health?store&token=hush-hush",
            ] {
                let answer = host.get(target).await?;
                let body = String::from_utf8_lossy(&answer.body);
                for hidden in [secret, "hush-hush", "AWS4-HMAC-SHA256"] {
                    let case = format!("{log} {fault:?} {target}: {}", answer.log);
                    assert!(!answer.log.contains(hidden), "{case}");
                    assert!(!body.contains(hidden), "{case}: {body}");
                }
            }
        }
    }
    Ok(())
}

/// Settings are told apart from keys: there is none.
#[tokio::test]
async fn settings_that_are_not_understood_are_told_once_they_are_asked_for() {
    for (log, expected) in [
        (
            "text",
            "s3-store: not sent: BUCKET: expected 3 to 63 letters, digits, `.`, `-` and `_`, a letter or digit at both \
             ends, but found \"a\"\n",
        ),
        (
            "json",
            "{\"severity_text\":\"ERROR\",\"marble.component\":\"s3-store\",\"body\":\"not sent: BUCKET: expected 3 to \
             63 letters, digits, `.`, `-` and `_`, a letter or digit at both ends, but found \\\"a\\\"\",\
             \"error.type\":\"misconfigured\"}\n",
        ),
    ] {
        let env = [("BUCKET", "a"), ("LOG", log)];
        let env = env.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let adapter = Adapter::new(env.into()).await.unwrap();
        let error = adapter.check().await;
        assert!(matches!(error, Err(Error::Misconfigured(_))), "{error:?}");
        assert_eq!(adapter.log(), expected);
    }
}
