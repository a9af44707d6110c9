//! The addresses below `/-/play`, and the bare ones, as programs, browsers and foreign web pages ask for them.

use anyhow::Result;
use bytes::Bytes;
use host_test::dev_server::DevServer;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

use super::start;

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

async fn send(
    url: &str,
    method: Method,
    headers: &[(&str, &str)],
    body: impl Into<Bytes>,
) -> Result<Answer> {
    let client = Client::builder(TokioExecutor::new()).build_http::<Full<Bytes>>();
    let mut request = Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let (parts, body) = client
        .request(request.body(Full::new(body.into()))?)
        .await?
        .into_parts();
    Ok(Answer {
        status: parts.status,
        headers: parts.headers,
        body: body.collect().await?.to_bytes(),
    })
}

fn marble(servers: &DevServer, path: &str) -> String {
    format!("http://{}{path}", servers.marble.addr())
}

const BROWSER: (&str, &str) = ("accept", "text/html,application/xhtml+xml,*/*;q=0.8");
const PROGRAM: (&str, &str) = ("accept", "*/*");

#[tokio::test]
async fn bare_addresses_show_a_person_where_to_go_and_a_program_the_error() -> Result<()> {
    let servers = start(&[]).await?;
    let play = marble(&servers, "/-/play");
    let website = format!("http://{}/", servers.website.addr());
    for url in [website.clone(), marble(&servers, "/")] {
        let page = send(&url, Method::GET, &[BROWSER], "").await?;
        assert_eq!(page.status, 200, "{url}");
        let text = String::from_utf8_lossy(&page.body);
        assert!(text.contains(&format!("href=\"{play}\"")), "{url}: {text}");
    }
    let program = send(&marble(&servers, "/"), Method::GET, &[PROGRAM], "").await?;
    assert_eq!(program.status, 400);
    let error: Value = serde_json::from_slice(&program.body)?;
    assert_eq!(error["code"], "missing-key");
    let redirect = send(&website, Method::GET, &[PROGRAM], "").await?;
    assert_eq!(redirect.status, 307);
    // The query form at the bare address is a picture, whoever asks.
    let query = marble(&servers, "/?key=30x30/blue_marble.jpg");
    assert_eq!(send(&query, Method::GET, &[BROWSER], "").await?.status, 307);
    Ok(())
}

#[tokio::test]
async fn the_page_lets_nothing_else_run_and_is_in_no_frame() -> Result<()> {
    let servers = start(&[]).await?;
    let page = send(&marble(&servers, "/-/play"), Method::GET, &[BROWSER], "").await?;
    let policy = page.headers["content-security-policy"].to_str()?;
    for part in [
        "default-src 'none'",
        "script-src 'sha256-",
        "frame-ancestors 'none'",
    ] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(
        !policy.contains("unsafe") && !policy.contains('*'),
        "{policy}"
    );
    assert_eq!(page.headers["x-content-type-options"], "nosniff");
    assert!(!page.headers.contains_key("access-control-allow-origin"));
    Ok(())
}

/// A page elsewhere, or a name that suddenly leads to this machine, puts and reads nothing.
#[tokio::test]
async fn foreign_pages_are_refused() -> Result<()> {
    let servers = start(&[]).await?;
    let own = format!("http://{}", servers.marble.addr());
    let photo = marble(&servers, "/-/play/original?key=new.jpg");
    for origin in [None, Some("https://evil.example"), Some("null")] {
        let headers: Vec<_> = origin.iter().map(|origin| ("origin", *origin)).collect();
        let put = send(&photo, Method::PUT, &headers, "bytes").await?;
        assert_eq!(put.status, 403, "{origin:?}");
    }
    for path in [
        "/-/play",
        "/-/play/originals",
        "/-/play/visit?path=/9x9/blue_marble.jpg",
    ] {
        let rebound = [("host", "rebound.example:3000")];
        let read = send(&marble(&servers, path), Method::GET, &rebound, "").await?;
        assert_eq!(read.status, 403, "{path}");
    }
    let rebound = [
        ("host", "rebound.example"),
        ("origin", "http://rebound.example"),
    ];
    let put = send(&photo, Method::PUT, &rebound, "bytes").await?;
    assert_eq!(put.status, 403);
    // A browser asks first whether it may put something across origins, and is not told so.
    let asked = send(
        &photo,
        Method::OPTIONS,
        &[("origin", "https://evil.example")],
        "",
    )
    .await?;
    assert_eq!(asked.status, 405);
    assert!(!asked.headers.contains_key("access-control-allow-origin"));
    assert_eq!(servers.bucket.keys(), ["blue_marble.jpg"]);

    let put = send(&photo, Method::PUT, &[("origin", &own)], "bytes").await?;
    assert_eq!(put.status, 201);
    assert_eq!(servers.bucket.keys(), ["blue_marble.jpg", "new.jpg"]);
    Ok(())
}

#[tokio::test]
async fn photos_are_as_long_as_marble_reads_and_have_keys_that_it_takes() -> Result<()> {
    let servers = start(&[
        ("MAX_SOURCE_BYTES", "1000"),
        ("SOURCE_PREFIX", "originals/"),
    ])
    .await?;
    let own = format!("http://{}", servers.marble.addr());
    for (key, length, status) in [
        ("a.jpg", 1_000, 201),
        ("b.jpg", 1_001, 413),
        ("..%2Fb.jpg", 10, 400),
        ("300x300%2Fb.jpg", 10, 400),
        ("", 10, 400),
    ] {
        let url = marble(&servers, &format!("/-/play/original?key={key}"));
        let put = send(&url, Method::PUT, &[("origin", &own)], vec![1; length]).await?;
        assert_eq!(put.status, status, "{key}: {:?}", put.body);
    }
    assert_eq!(
        servers.bucket.keys(),
        ["blue_marble.jpg", "originals/a.jpg"]
    );
    let listed = send(&marble(&servers, "/-/play/originals"), Method::GET, &[], "").await?;
    let listed: Value = serde_json::from_slice(&listed.body)?;
    assert_eq!(
        listed,
        serde_json::json!([{ "key": "a.jpg", "bytes": 1_000 }])
    );
    Ok(())
}

/// What is in the bucket is not what runs on Marble's address.
#[tokio::test]
async fn an_original_runs_nothing() -> Result<()> {
    let servers = start(&[]).await?;
    let own = format!("http://{}", servers.marble.addr());
    let url = marble(&servers, "/-/play/original?key=page.html");
    let headers = [("origin", own.as_str()), ("content-type", "text/html")];
    let put = send(&url, Method::PUT, &headers, "<script>1</script>").await?;
    assert_eq!(put.status, 201);
    let read = send(&url, Method::GET, &[], "").await?;
    assert_eq!(read.headers["content-type"], "application/octet-stream");
    assert_eq!(read.headers["x-content-type-options"], "nosniff");
    let policy = read.headers["content-security-policy"].to_str()?;
    assert!(policy.contains("sandbox"), "{policy}");
    assert_eq!(read.headers["cross-origin-resource-policy"], "same-origin");
    Ok(())
}

#[tokio::test]
async fn a_visit_tells_every_hop_and_goes_nowhere_else() -> Result<()> {
    let servers = start(&[]).await?;
    let visit = |path: &str| marble(&servers, &format!("/-/play/visit?path={path}"));
    let first = send(&visit("/30x20/blue_marble.jpg"), Method::GET, &[], "").await?;
    let first: Value = serde_json::from_slice(&first.body)?;
    let hops = first["hops"].as_array().cloned().unwrap_or_default();
    let told: Vec<_> = hops
        .iter()
        .map(|hop| (&hop["server"], &hop["status"]))
        .collect();
    let expected = serde_json::json!([["website", 307], ["Marble", 307], ["website", 200]]);
    assert_eq!(serde_json::to_value(told)?, expected, "{first}");
    let timing = hops[1]["server_timing"].as_str().unwrap_or_default();
    for stage in ["decode;dur=", "encode;dur=", "store;dur="] {
        assert!(timing.contains(stage), "{timing}");
    }
    let stored = servers
        .bucket
        .get("30x20/blue_marble.jpg")
        .expect("it is stored");
    assert_eq!(first["bytes"], stored.bytes.len());

    let refused = send(
        &visit("/30x20,zoom=2/blue_marble.jpg"),
        Method::GET,
        &[],
        "",
    )
    .await?;
    let refused: Value = serde_json::from_slice(&refused.body)?;
    assert_eq!(refused["status"], 400);
    assert_eq!(refused["error"]["code"], "invalid-key");

    for path in ["", "http://example.com/", "@example.com/a", ":80/a"] {
        let answer = send(&visit(path), Method::GET, &[], "").await?;
        assert_eq!(answer.status, 400, "{path}");
    }
    let elsewhere = send(&visit("//example.com/a"), Method::GET, &[], "").await?;
    let elsewhere: Value = serde_json::from_slice(&elsewhere.body)?;
    let website = format!("http://{}/", servers.website.addr());
    let asked = elsewhere["hops"][0]["url"].as_str().unwrap_or_default();
    assert!(asked.starts_with(&website), "{elsewhere}");
    Ok(())
}
