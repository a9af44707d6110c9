//! Who gets in: signatures, keys, regions, tokens; and that none of them is told.

use std::time::Duration;

use host_test::store::bucket::Bucket;
use http::Method;

use super::client::Client;
use super::{start, start_with};

#[tokio::test]
async fn a_request_that_is_not_ours_is_refused_as_s3_refuses_it() {
    let (_server, ours) = start().await;
    ours.put("a", "1").await;
    let minutes = |minutes: u64| Duration::from_secs(minutes * 60);
    for (what, client, status, code) in [
        ("ours", ours.clone(), 200, ""),
        (
            "another secret",
            Client {
                secret_key: "x".to_owned(),
                ..ours.clone()
            },
            403,
            "SignatureDoesNotMatch",
        ),
        (
            "another id",
            Client {
                access_key: "AKIDOTHER".to_owned(),
                ..ours.clone()
            },
            403,
            "InvalidAccessKeyId",
        ),
        (
            "a slow clock",
            Client {
                now: ours.now - minutes(16),
                ..ours.clone()
            },
            403,
            "RequestTimeTooSkewed",
        ),
        (
            "a fast clock",
            Client {
                now: ours.now + minutes(16),
                ..ours.clone()
            },
            403,
            "RequestTimeTooSkewed",
        ),
        (
            "a tolerable clock",
            Client {
                now: ours.now - minutes(13),
                ..ours.clone()
            },
            200,
            "",
        ),
        (
            "another region",
            Client {
                region: "us-east-1".to_owned(),
                ..ours.clone()
            },
            400,
            "AuthorizationHeaderMalformed",
        ),
        (
            "a token that nobody gave",
            Client {
                token: Some("t".to_owned()),
                ..ours.clone()
            },
            400,
            "InvalidToken",
        ),
    ] {
        let reply = client.get("a").await;
        assert_eq!(reply.outcome(), (status, code.to_owned()), "{what}");
        if code == "AuthorizationHeaderMalformed" {
            assert_eq!(reply.element("Region").as_deref(), Some("eu-north-1"));
        }
    }
    let unsigned = ours.call("GET", "a").send_unsigned().await;
    assert_eq!(unsigned.outcome(), (403, "AccessDenied".to_owned()));
}

#[tokio::test]
async fn a_session_token_must_be_the_right_one() {
    let (_server, client) = start_with(Bucket::in_memory(), Some("token".to_owned())).await;
    for (token, status, code) in [
        (Some("token"), 404, "NoSuchKey"),
        (Some("other"), 400, "InvalidToken"),
        (None, 400, "InvalidToken"),
    ] {
        let client = Client {
            token: token.map(str::to_owned),
            ..client.clone()
        };
        assert_eq!(
            client.get("a").await.outcome(),
            (status, code.to_owned()),
            "{token:?}"
        );
    }
}

#[tokio::test]
async fn a_record_of_a_request_shows_no_secret() {
    let (server, client) = start_with(Bucket::in_memory(), Some("hush-token".to_owned())).await;
    let client = Client {
        token: Some("hush-token".to_owned()),
        ..client
    };
    client.get("a").await;
    let record = &server.requests()[0];
    assert_eq!(
        (&record.method, record.key.as_deref()),
        (&Method::GET, Some("a"))
    );
    assert_eq!(record.headers["x-amz-security-token"], "hush-token");
    let shown = format!("{record:?}");
    assert!(
        !shown.contains("Signature=") && !shown.contains("hush"),
        "{shown}"
    );
    server.forget_requests();
    assert_eq!(server.requests().len(), 0);
}
