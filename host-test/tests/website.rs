//! The website endpoint over TCP: S3's order, its routing rules, and what a visitor must not be able to do.
//!
//! The expectations are those of AWS's text ("Hosting a static website using Amazon S3", with its pages on index and
//! error documents and on redirects) and of the suites that other stores are validated with; nobody has asked AWS
//! itself here.

mod rules;

use std::net::SocketAddr;
use std::sync::Arc;

use host_test::store::bucket::Bucket;
use host_test::store::bucket::Condition;
use host_test::store::bucket::Object;
use host_test::website::KeySpelling;
use host_test::website::MissingStatus;
use host_test::website::Website;
use host_test::website::WebsiteConfig;
use tokio::io::AsyncReadExt as _;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

const SEED_RULE: &str = r#"{
    "Condition": {"HttpErrorCodeReturnedEquals": "404"},
    "Redirect": {"HostName": "127.0.0.1:3000", "Protocol": "http", "HttpRedirectCode": "307",
                 "ReplaceKeyPrefixWith": "default/resize?key="}}"#;

/// What came back: everything before the blank line, and everything after it.
struct Reply {
    head: Vec<u8>,
    body: Vec<u8>,
}

impl Reply {
    fn status(&self) -> u16 {
        String::from_utf8_lossy(&self.head[9..12]).parse().unwrap()
    }

    fn header(&self, name: &str) -> Option<String> {
        let head = String::from_utf8_lossy(&self.head).into_owned();
        head.lines().skip(1).find_map(|line| {
            let (found, value) = line.split_once(": ")?;
            found.eq_ignore_ascii_case(name).then(|| value.to_owned())
        })
    }

    fn body(&self) -> &str {
        str::from_utf8(&self.body).unwrap()
    }
}

async fn ask(addr: SocketAddr, method: &str, path: &str, headers: &str) -> Reply {
    let mut stream = TcpStream::connect(addr).await.unwrap();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: site.test\r\nconnection: close\r\n{headers}\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut reply = Vec::new();
    stream.read_to_end(&mut reply).await.unwrap();
    let end = reply
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .unwrap();
    Reply {
        head: reply[..end].to_vec(),
        body: reply[end + 4..].to_vec(),
    }
}

async fn get(site: &Website, path: &str) -> Reply {
    ask(site.addr(), "GET", path, "").await
}

fn bucket(keys: &[&str]) -> Arc<Bucket> {
    let bucket = Bucket::in_memory();
    for key in keys {
        let object = Object::new(key.to_string()).with_content_type("text/plain");
        bucket.put(key, object, &Condition::Always).unwrap();
    }
    Arc::new(bucket)
}

fn config(rules: &str) -> WebsiteConfig {
    WebsiteConfig::parse(&format!(
        r#"{{"IndexDocument": {{"Suffix": "index.html"}}, "RoutingRules": [{rules}]}}"#
    ))
    .unwrap()
}

async fn start(bucket: Arc<Bucket>, config: WebsiteConfig) -> Website {
    let any_port = SocketAddr::from(([127, 0, 0, 1], 0));
    Website::start(any_port, bucket, config).await.unwrap()
}

#[tokio::test]
async fn an_object_comes_with_its_headers() {
    let bucket = Bucket::in_memory();
    let mut object = Object::new("pixels").with_content_type("image/webp");
    object.cache_control = Some("max-age=60".to_owned());
    object
        .user
        .insert("marble-version".to_owned(), "1".to_owned());
    bucket
        .put("sp ace+%41/ü.webp", object, &Condition::Always)
        .unwrap();
    bucket
        .put("untyped", Object::new("?"), &Condition::Always)
        .unwrap();
    let site = start(Arc::new(bucket), WebsiteConfig::default()).await;

    let path = "/sp%20ace+%2541/%C3%BC.webp?query=dropped";
    for (method, body) in [("GET", "pixels"), ("HEAD", "")] {
        let reply = ask(site.addr(), method, path, "").await;
        assert_eq!((reply.status(), reply.body()), (200, body), "{method}");
        for (name, value) in [
            ("content-type", "image/webp"),
            ("cache-control", "max-age=60"),
            ("content-length", "6"),
            ("etag", Object::new("pixels").etag.as_str()),
            ("x-amz-meta-marble-version", "1"),
        ] {
            assert_eq!(
                reply.header(name).as_deref(),
                Some(value),
                "{method} {name}"
            );
        }
        assert!(reply.header("last-modified").unwrap().ends_with(" GMT"));
    }
    let untyped = get(&site, "/untyped").await;
    assert_eq!(
        untyped.header("content-type").as_deref(),
        Some("binary/octet-stream")
    );
}

#[tokio::test]
async fn an_unchanged_object_is_not_sent_again() {
    let site = start(bucket(&["a"]), WebsiteConfig::default()).await;
    let etag = Object::new("a").etag;
    for (asked, status) in [
        (etag.clone(), 304),
        (format!("\"x\", W/{etag}"), 304),
        ("*".to_owned(), 304),
        ("\"x\"".to_owned(), 200),
    ] {
        let header = format!("if-none-match: {asked}\r\n");
        let reply = ask(site.addr(), "GET", "/a", &header).await;
        assert_eq!(reply.status(), status, "{asked}");
        assert_eq!(reply.header("etag").as_ref(), Some(&etag), "{asked}");
        assert_eq!(reply.body().is_empty(), status == 304, "{asked}");
    }
}

#[tokio::test]
async fn the_root_is_the_index_document_whatever_the_rules_say() {
    let rule = r#"{"Redirect": {"ReplaceKeyWith": "elsewhere"}}"#;
    let site = start(bucket(&["index.html", "ü dir/index.html"]), config(rule)).await;
    assert_eq!(get(&site, "/").await.body(), "index.html");
    assert_eq!(get(&site, "/x").await.status(), 301);

    let folders = start(bucket(&["ü dir/index.html"]), config("")).await;
    let reply = get(&folders, "/%C3%BC%20dir").await;
    assert_eq!(reply.header("location").as_deref(), Some("/%C3%BC%20dir/"));

    let plain = start(bucket(&["index.html"]), WebsiteConfig::default()).await;
    assert_eq!(get(&plain, "/").await.status(), 404);
}

#[tokio::test]
async fn a_missing_object_is_an_error_page_or_the_error_document() {
    for (status, expected, code) in [
        (MissingStatus::NotFound, 404, "NoSuchKey"),
        (MissingStatus::Forbidden, 403, "AccessDenied"),
    ] {
        let mut config = WebsiteConfig {
            missing_status: status,
            ..WebsiteConfig::default()
        };
        let site = start(bucket(&["error.txt"]), config.clone()).await;
        let reply = get(&site, "/%3Cb%3E").await;
        assert_eq!(reply.status(), expected);
        assert_eq!(
            reply.header("content-type").as_deref(),
            Some("text/html; charset=utf-8")
        );
        assert!(
            reply.body().contains(&format!("<li>Code: {code}</li>")),
            "{}",
            reply.body()
        );
        assert!(
            reply.body().contains("<li>Key: &lt;b&gt;</li>"),
            "{}",
            reply.body()
        );
        let head = ask(site.addr(), "HEAD", "/%3Cb%3E", "").await;
        assert_eq!((head.status(), head.body()), (expected, ""));
        assert_eq!(
            head.header("content-length"),
            reply.header("content-length")
        );

        config.error_document = Some("error.txt".to_owned());
        let site = start(bucket(&["error.txt"]), config.clone()).await;
        let reply = get(&site, "/missing").await;
        assert_eq!((reply.status(), reply.body()), (expected, "error.txt"));
        assert_eq!(reply.header("content-type").as_deref(), Some("text/plain"));
    }
}

#[tokio::test]
async fn other_methods_are_refused() {
    let config = WebsiteConfig {
        error_document: Some("a".to_owned()),
        ..config(SEED_RULE)
    };
    let site = start(bucket(&["a"]), config).await;
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"] {
        for path in ["/a", "/missing"] {
            let reply = ask(site.addr(), method, path, "content-length: 0\r\n").await;
            assert_eq!(reply.status(), 405, "{method} {path}");
            assert_eq!(reply.header("allow").as_deref(), Some("GET, HEAD"));
            assert!(reply.body().contains("MethodNotAllowed"), "{method} {path}");
        }
    }
}

#[tokio::test]
async fn each_spelling_of_a_key_reaches_the_location() {
    let path = "/300x300/sp%20ace+pl%2Bus&amp%26%3F%23%2541/%C3%BC";
    for (spelling, rest) in [
        (KeySpelling::Raw, "300x300/sp ace+pl+us&amp&?#%41/ü"),
        (
            KeySpelling::Encoded,
            "300x300/sp%20ace%2Bpl%2Bus%26amp%26%3F%23%2541/%C3%BC",
        ),
        (
            KeySpelling::DoubleEncoded,
            "300x300/sp%2520ace%252Bpl%252Bus%2526amp%2526%253F%2523%252541/%25C3%25BC",
        ),
    ] {
        let config = WebsiteConfig {
            key_spelling: spelling,
            ..config(SEED_RULE)
        };
        let reply = get(&start(bucket(&[]), config).await, path).await;
        let expected = format!("http://127.0.0.1:3000/default/resize?key={rest}");
        assert_eq!(reply.header("location"), Some(expected), "{spelling:?}");
    }
}

#[tokio::test]
async fn a_visitor_cannot_write_headers() {
    for spelling in [
        KeySpelling::Raw,
        KeySpelling::Encoded,
        KeySpelling::DoubleEncoded,
    ] {
        let config = WebsiteConfig {
            key_spelling: spelling,
            ..config(SEED_RULE)
        };
        let site = start(bucket(&[]), config).await;
        for path in [
            "/cr%0d%0aSet-Cookie:x=1",
            "/nul%00%7f%1b",
            "/%0d%0a%0d%0a%3Cscript%3E",
        ] {
            let reply = get(&site, path).await;
            assert_eq!(reply.status(), 307, "{path}");
            assert_eq!(reply.header("set-cookie"), None, "{path}");
            assert_eq!(reply.body(), "", "{path}");
            assert!(!reply.head.contains(&0), "{path}");
        }
    }
}

#[tokio::test]
async fn a_key_that_no_bucket_can_hold_is_400_and_never_redirected() {
    let site = start(bucket(&[]), config(SEED_RULE)).await;
    let too_long = format!("/{}", "x".repeat(1_025));
    let longest = format!("/{}", "x".repeat(1_024));
    for (path, status) in [("/%FF", 400), (&too_long, 400), (&longest, 307)] {
        assert_eq!(get(&site, path).await.status(), status, "{}", path.len());
    }
}

#[tokio::test]
async fn a_taken_port_is_an_error_that_names_it() {
    let site = start(bucket(&[]), WebsiteConfig::default()).await;
    let taken = Website::start(site.addr(), bucket(&[]), WebsiteConfig::default()).await;
    let error = format!("{:#}", taken.err().unwrap());
    assert!(error.contains(&site.addr().to_string()), "{error}");
}
