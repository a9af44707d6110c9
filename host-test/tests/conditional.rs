//! What a client has already is not sent again: 304 for stored pictures that Marble itself answers, through the real
//! component. How the headers are read is `src/conditions.rs`.
//!
//! It cannot prove what entity tags a store gives: the in-process S3 gives those of AWS without KMS.

use std::sync::Arc;

use anyhow::Result;
use bytes::Bytes;
use host_test::dev_server::{DevServer, Settings};
use host_test::pictures::{decode, encode, quarters};
use host_test::runtime::host::{Answer, Host};
use host_test::store::bucket::{Bucket, Condition, Object};
use host_test::store::mock::{Call, Failure, MockStore};
use http::header::{ACCEPT, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH};
use http::{Request, Response};
use http_body_util::{BodyExt, Empty};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use image::{DynamicImage, ImageFormat};

const CACHE_CONTROL: &str = "public, max-age=31536000, immutable";
/// When the store in memory says that everything was stored.
const STORED: &str = "Sun, 22 Nov 2026 10:00:00 GMT";
const EARLIER: &str = "Sun, 22 Nov 2026 09:59:59 GMT";

fn original() -> Vec<u8> {
    encode(&DynamicImage::from(quarters(64, 48)), ImageFormat::Jpeg)
}

fn host(store: &MockStore, delivery: &str) -> Result<Host> {
    let host = Host::resizer(store.clone())?.env("URL", "http://w.example");
    Ok(host.env("DELIVERY", delivery))
}

fn with(mut host: Host, headers: &[(HeaderName, &str)]) -> Result<Host> {
    for (name, value) in headers {
        host = host.header(name.clone(), HeaderValue::from_str(value)?);
    }
    Ok(host)
}

/// A store in which `/9x9/a.jpg` was made, and the entity tag of that.
async fn made() -> Result<(MockStore, String)> {
    let store = MockStore::with("a.jpg", original());
    host(&store, "redirect")?.get("/9x9/a.jpg").await?;
    let metadata = store.object("9x9/a.jpg").expect("it was made").metadata;
    Ok((store, metadata.etag.expect("an entity tag")))
}

fn assert_not_modified(answer: &Answer, etag: &str, case: &str) {
    assert_eq!(answer.status, 304, "{case}: {answer:?}");
    assert!(answer.body.is_empty() && !answer.broken, "{case}");
    let mut names: Vec<_> = answer.headers.keys().map(HeaderName::as_str).collect();
    names.sort_unstable();
    // What tells a cache how to go on, and what every answer has (RFC 9110, 15.4.5).
    let expected = [
        "access-control-allow-origin",
        "cache-control",
        "etag",
        "server-timing",
        "x-content-type-options",
    ];
    assert_eq!(names, expected, "{case}");
    assert_eq!(answer.headers["etag"], etag, "{case}");
    assert_eq!(answer.headers["cache-control"], CACHE_CONTROL, "{case}");
}

#[tokio::test]
async fn a_stored_picture_that_the_client_has_is_not_sent_again() -> Result<()> {
    let (store, etag) = made().await?;
    let weak = format!("W/{etag}");
    let listed = format!("\"x\", W/\"y,z\",{etag}");
    let other = "\"x\"";
    for (headers, status) in [
        (vec![(IF_NONE_MATCH, etag.as_str())], 304),
        (vec![(IF_NONE_MATCH, &weak)], 304),
        (vec![(IF_NONE_MATCH, &listed)], 304),
        (vec![(IF_NONE_MATCH, other), (IF_NONE_MATCH, &etag)], 304),
        (vec![(IF_NONE_MATCH, "*")], 304),
        (vec![(IF_MODIFIED_SINCE, STORED)], 304),
        (
            vec![(IF_NONE_MATCH, &etag), (IF_MODIFIED_SINCE, EARLIER)],
            304,
        ),
        (vec![(IF_NONE_MATCH, other)], 200),
        (vec![(IF_NONE_MATCH, etag.trim_matches('"'))], 200),
        (vec![(IF_MODIFIED_SINCE, EARLIER)], 200),
        (vec![(IF_MODIFIED_SINCE, "yesterday")], 200),
        (
            vec![(IF_NONE_MATCH, other), (IF_MODIFIED_SINCE, STORED)],
            200,
        ),
        (vec![], 200),
    ] {
        for (delivery, method) in [
            ("redirect", "GET"),
            ("redirect", "HEAD"),
            ("inline", "GET"),
            ("inline", "HEAD"),
        ] {
            let case = format!("{delivery} {method} {headers:?}");
            let host = with(host(&store, delivery)?, &headers)?;
            let answer = host.send(method, "/9x9/a.jpg").await?;
            assert_eq!(answer.log, "", "{case}");
            if status == 304 {
                assert_not_modified(&answer, &etag, &case);
                continue;
            }
            assert_eq!(answer.status, status, "{case}: {answer:?}");
            assert_eq!(answer.headers["etag"], etag, "{case}");
            assert_eq!(answer.headers["last-modified"], STORED, "{case}");
            let length = store.object("9x9/a.jpg").map_or(0, |it| it.body.len());
            let body = if method == "HEAD" { 0 } else { length };
            assert_eq!(answer.body.len(), body, "{case}");
            assert_eq!(answer.headers["content-length"], length.to_string());
            // The runtime dates its answers itself, and nothing here is a cache.
            for name in ["age", "date"] {
                assert!(!answer.headers.contains_key(name), "{case}: {name}");
            }
        }
    }
    Ok(())
}

/// A body that fails before its first byte would be 503.
#[tokio::test]
async fn nothing_of_the_body_is_read() -> Result<()> {
    let (store, etag) = made().await?;
    for (etag, status) in [(etag.as_str(), 304), ("\"x\"", 503)] {
        store.fail(Call::Get, Failure::EndEarly(0));
        let host = with(host(&store, "inline")?, &[(IF_NONE_MATCH, etag)])?;
        let answer = host.get("/9x9/a.jpg").await?;
        assert_eq!(answer.status, status, "{answer:?}");
    }
    Ok(())
}

#[tokio::test]
async fn what_is_made_or_fails_has_no_conditions() -> Result<()> {
    for (target, delivery, status) in [
        ("/9x9/a.jpg", "redirect", 307),
        ("/9x9/a.jpg", "inline", 200),
        ("/9x9/absent.jpg", "redirect", 404),
        ("/9x9/absent.jpg", "inline", 404),
        ("/default/resize", "inline", 400),
    ] {
        let store = MockStore::with("a.jpg", original());
        let conditions = [(IF_NONE_MATCH, "*"), (IF_MODIFIED_SINCE, STORED)];
        let host = with(host(&store, delivery)?, &conditions)?;
        let answer = host.get(target).await?;
        assert_eq!(answer.status, status, "{delivery} {target}: {answer:?}");
        assert_eq!(answer.body.is_empty(), status == 307, "{target}");
    }
    Ok(())
}

#[tokio::test]
async fn a_negotiated_picture_still_says_on_what_it_depends() -> Result<()> {
    let store = MockStore::with("a", original());
    let accept = (ACCEPT, "image/webp");
    let first = with(host(&store, "inline")?, std::slice::from_ref(&accept))?;
    assert_eq!(first.get("/9x9,format=auto/a").await?.status, 200);
    let metadata = store.object("9x9,format=webp/a").expect("it was made");
    let etag = metadata.metadata.etag.expect("an entity tag");
    let again = with(host(&store, "inline")?, &[accept, (IF_NONE_MATCH, &etag)])?;
    let answer = again.get("/9x9,format=auto/a").await?;
    assert_eq!(answer.status, 304, "{answer:?}");
    assert_eq!(answer.headers["vary"], "Accept");
    Ok(())
}

async fn ask(
    servers: &DevServer,
    method: &str,
    condition: Option<(HeaderName, HeaderValue)>,
) -> Result<Response<Bytes>> {
    let client = Client::builder(TokioExecutor::new()).build_http::<Empty<Bytes>>();
    let address = format!("http://{}/9x9/a.jpg", servers.marble.addr());
    let mut request = Request::builder().method(method).uri(address);
    if let Some((name, value)) = condition {
        request = request.header(name, value);
    }
    let answer = client.request(request.body(Empty::new())?).await?;
    let (parts, body) = answer.into_parts();
    Ok(Response::from_parts(
        parts,
        body.collect().await?.to_bytes(),
    ))
}

/// Its entity tag is known before the store has given one.
#[tokio::test]
async fn a_picture_that_was_just_made_can_be_asked_for_again() -> Result<()> {
    for method in ["GET", "HEAD"] {
        let bucket = Arc::new(Bucket::in_memory());
        let put = bucket.put("a.jpg", Object::new(original()), &Condition::Always);
        put.map_err(|error| anyhow::anyhow!("{error}"))?;
        let inline = |host: Host| host.env("DELIVERY", "inline");
        let servers = DevServer::start(bucket, Settings::default(), inline).await?;

        let first = ask(&servers, method, None).await?;
        assert_eq!(first.status(), 200);
        let stored = servers.bucket.get("9x9/a.jpg").expect("it is stored");
        assert_eq!(first.headers()["etag"], stored.etag, "{method}");
        let length = stored.bytes.len().to_string();
        assert_eq!(first.headers()["content-length"], length, "{method}");
        if method == "GET" {
            assert_eq!(decode(first.body()).width(), 9);
        }

        let etag = first.headers()["etag"].clone();
        let again = ask(&servers, method, Some((IF_NONE_MATCH, etag))).await?;
        assert_eq!(again.status(), 304, "{method}");
        assert!(again.body().is_empty(), "{method}");

        let whole = ask(&servers, "GET", None).await?;
        assert_eq!(whole.status(), 200);
        assert_eq!(whole.body(), &stored.bytes);
        let date = whole.headers()["last-modified"].clone();
        let again = ask(&servers, method, Some((IF_MODIFIED_SINCE, date))).await?;
        assert_eq!(again.status(), 304, "{method}");
    }
    Ok(())
}
