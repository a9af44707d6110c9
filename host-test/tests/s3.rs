//! The S3 server over TCP, asked by AWS's own signer: who gets in, what comes back, and each fault on the wire.
//!
//! It proves that the server is a fair stand-in for what Marble needs of S3; it cannot prove that AWS answers alike.

mod access;
mod client;
mod conditions;
mod far;
mod faults;
mod listing;

use std::net::SocketAddr;
use std::sync::Arc;

use host_test::store::bucket::Bucket;
use host_test::store::bucket::Object;
use host_test::store::s3::S3Config;
use host_test::store::s3::S3Server;
use http::Method;

use self::client::Client;

async fn start() -> (S3Server, Client) {
    start_with(Bucket::in_memory(), None).await
}

async fn start_with(bucket: Bucket, session_token: Option<String>) -> (S3Server, Client) {
    let config = S3Config {
        bucket_name: "photos".to_owned(),
        source_bucket: None,
        region: "eu-north-1".to_owned(),
        access_key: "AKIDTEST".to_owned(),
        secret_key: "a secret".to_owned(),
        session_token,
        base_domain: "localhost".to_owned(),
        owner: None,
        policy: None,
        settings: None,
        log: false,
    };
    let any_port = SocketAddr::from(([127, 0, 0, 1], 0));
    let server = S3Server::start(any_port, Arc::new(bucket), config)
        .await
        .unwrap();
    let client = Client::new(server.addr());
    (server, client)
}

#[tokio::test]
async fn an_object_comes_back_with_its_metadata() {
    let (_server, client) = start().await;
    let stored = client
        .call("PUT", "300x300/a.webp")
        .header("content-type", "image/webp")
        .header("cache-control", "public, max-age=31536000, immutable")
        .header("x-amz-meta-marble-version", "1")
        .body("pixels")
        .send()
        .await;
    assert_eq!((stored.status, stored.text().as_str()), (200, ""));
    let etag = Object::new("pixels").etag;
    assert_eq!(stored.header("etag"), Some(etag.as_str()));
    for (method, body) in [("GET", "pixels"), ("HEAD", "")] {
        let reply = client.call(method, "300x300/a.webp").send().await;
        assert_eq!(
            (reply.status, reply.text().as_str()),
            (200, body),
            "{method}"
        );
        for (name, value) in [
            ("content-type", "image/webp"),
            ("cache-control", "public, max-age=31536000, immutable"),
            ("x-amz-meta-marble-version", "1"),
            ("content-length", "6"),
            ("etag", &etag),
        ] {
            assert_eq!(reply.header(name), Some(value), "{method} {name}");
        }
        assert!(reply.header("last-modified").unwrap().ends_with(" GMT"));
    }
}

#[tokio::test]
async fn every_key_makes_the_round_trip() {
    let mut keys: Vec<String> = [
        "sp ace",
        "pl+us",
        "amp&eq=q?",
        "pct%41%",
        "ha#sh",
        "uni-ü-日本",
        "quo'te\"(1)!*~@:,;$[]",
        "dbl//slash",
        "/leading",
        "trailing/",
        "dot/./x",
        "dot/../y",
        "..",
        "dir",
        "dir/child",
        "line\nfeed",
    ]
    .map(str::to_owned)
    .into();
    keys.push("x".repeat(1_024));
    let dir = tempfile::tempdir().unwrap();
    for bucket in [Bucket::in_memory(), Bucket::in_folder(dir.path()).unwrap()] {
        let (server, client) = start_with(bucket, None).await;
        for key in &keys {
            assert_eq!(client.put(key, key.as_str()).await.status, 200, "{key:?}");
        }
        for key in &keys {
            assert_eq!(client.get(key).await.text(), *key);
            assert_eq!(server.requests().last().unwrap().key.as_ref(), Some(key));
        }
        for key in &keys {
            assert_eq!(client.call("DELETE", key).send().await.status, 204);
            assert_eq!(
                client.get(key).await.outcome(),
                (404, "NoSuchKey".to_owned())
            );
        }
        let too_long = "x".repeat(1_025);
        for reply in [client.put(&too_long, "").await, client.get(&too_long).await] {
            assert_eq!(reply.outcome(), (400, "KeyTooLongError".to_owned()));
        }
    }
}

#[tokio::test]
async fn a_body_that_is_not_what_was_announced_is_not_stored() {
    let (server, client) = start().await;
    let put = |key| client.call("PUT", key).body("pixels");
    let other_hash = "0".repeat(64);
    // Of "pixels" and of nothing at all.
    let md5 = "05mEggjai4CjBq8P1iuwPw==";
    let other_md5 = "1B2M2Y8AsgTpgAmY7PhCfg==";
    for (call, status, code) in [
        (
            put("a").signed_hash(other_hash.as_str()),
            400,
            "XAmzContentSHA256Mismatch",
        ),
        (
            client.call("PUT", "a").signed_hash(other_hash.as_str()),
            400,
            "XAmzContentSHA256Mismatch",
        ),
        (put("a").header("content-md5", other_md5), 400, "BadDigest"),
        (put("a").header("content-md5", "x"), 400, "InvalidDigest"),
        (
            put("a").header("x-amz-meta-big", "x".repeat(2_048)),
            400,
            "MetadataTooLarge",
        ),
        (put("b").signed_hash("UNSIGNED-PAYLOAD"), 200, ""),
        (put("c").header("content-md5", md5), 200, ""),
    ] {
        assert_eq!(call.send().await.outcome(), (status, code.to_owned()));
    }
    // The client promises more than it sends: nobody is there for the answer.
    put("a").send_promising(7).await;
    let huge = put("a").send_promising(64 * 1_024 * 1_024 + 1).await;
    assert_eq!(huge.unwrap().outcome(), (400, "EntityTooLarge".to_owned()));
    assert_eq!(
        client.get("a").await.outcome(),
        (404, "NoSuchKey".to_owned())
    );
    assert_eq!(client.get("b").await.text(), "pixels");
    assert_eq!(server.count(&Method::PUT), 9);
}

#[tokio::test]
async fn a_put_without_a_length_is_411() {
    let (_server, client) = start().await;
    let chunked = client
        .call("PUT", "a")
        .header("transfer-encoding", "chunked");
    let chunked = chunked.body("0\r\n\r\n").send_without_length().await;
    assert_eq!(chunked.outcome(), (411, "MissingContentLength".to_owned()));
}

#[tokio::test]
async fn an_error_of_a_head_has_a_status_and_no_body() {
    let (_server, client) = start().await;
    let reply = client.call("HEAD", "missing").send().await;
    assert_eq!((reply.status, reply.text().as_str()), (404, ""));
}

#[tokio::test]
async fn the_host_names_the_bucket_and_the_path_does_too() {
    let (server, client) = start().await;
    client.put("a b/c", "1").await;
    let port = server.addr().port();
    for (host, path, status, code) in [
        (format!("photos.localhost:{port}"), "/a%20b/c", 200, ""),
        ("photos.localhost".to_owned(), "/a%20b/c", 200, ""),
        (format!("localhost:{port}"), "/photos/a%20b/c", 200, ""),
        ("s3.example.com".to_owned(), "/photos/a%20b/c", 200, ""),
        (
            format!("other.localhost:{port}"),
            "/a%20b/c",
            404,
            "NoSuchBucket",
        ),
        (
            format!("127.0.0.1:{port}"),
            "/other/a%20b/c",
            404,
            "NoSuchBucket",
        ),
    ] {
        let client = Client {
            host: host.clone(),
            ..client.clone()
        };
        let reply = client.call_path("GET", path).send().await;
        assert_eq!(reply.outcome(), (status, code.to_owned()), "{host}{path}");
    }
}

#[tokio::test]
async fn the_bucket_is_there_already_and_no_other_can_be_made() {
    let (_server, client) = start().await;
    for (method, path, status, code) in [
        ("HEAD", "/photos", 200, ""),
        ("HEAD", "/other", 404, ""),
        ("PUT", "/photos", 409, "BucketAlreadyOwnedByYou"),
        ("PUT", "/other", 400, "TooManyBuckets"),
    ] {
        let reply = client.call_path(method, path).send().await;
        assert_eq!(
            reply.outcome(),
            (status, code.to_owned()),
            "{method} {path}"
        );
    }
}

#[tokio::test]
async fn a_taken_port_is_an_error_that_names_it_and_a_dropped_server_frees_it() {
    let (server, _) = start().await;
    let addr = server.addr();
    let config = S3Config {
        bucket_name: "photos".to_owned(),
        source_bucket: None,
        region: String::new(),
        access_key: String::new(),
        secret_key: String::new(),
        session_token: None,
        base_domain: "localhost".to_owned(),
        owner: None,
        policy: None,
        settings: None,
        log: false,
    };
    let start = |config| S3Server::start(addr, Arc::new(Bucket::in_memory()), config);
    let error = format!("{:#}", start(config.clone()).await.err().unwrap());
    assert!(error.contains(&addr.to_string()), "{error}");
    drop(server);
    while start(config.clone()).await.is_err() {
        tokio::task::yield_now().await;
    }
}
