//! Each fault is what it says, on the wire.

use std::time::Duration;
use std::time::Instant;

use host_test::store::s3::Fault;
use host_test::store::s3::S3Server;
use host_test::store::s3::Target;
use http::Method;

use super::client::Client;
use super::start;

/// How long a silence must be to count as one.
const SILENCE: Duration = Duration::from_millis(100);

/// A server with one object, `k`, and no requests on record.
async fn with_object(body: impl Into<Vec<u8>>) -> (S3Server, Client) {
    let (server, client) = start().await;
    client.put("k", body).await;
    server.forget_requests();
    (server, client)
}

#[tokio::test]
async fn a_canned_answer_comes_once_and_the_bucket_does_not_see_the_request() {
    let (server, client) = with_object("1").await;
    for (fault, status, code) in [
        (Fault::AccessDenied, 403, "AccessDenied"),
        (Fault::QuotaExceeded, 403, "QuotaExceeded"),
        (Fault::SkewedClock, 403, "RequestTimeTooSkewed"),
        (Fault::SlowDown, 503, "SlowDown"),
        (Fault::Status(429), 429, "TooManyRequests"),
        (Fault::Status(500), 500, "InternalError"),
        (Fault::Status(502), 502, ""),
        (Fault::Status(503), 503, "ServiceUnavailable"),
        (Fault::Status(504), 504, ""),
        (Fault::WrongRegion, 301, "PermanentRedirect"),
        (Fault::Garbage(200), 200, ""),
        (Fault::Garbage(403), 403, ""),
    ] {
        server.faults().once(Target::any(), fault.clone());
        let reply = client.put("k", "2").await;
        assert_eq!(reply.outcome(), (status, code.to_owned()), "{fault:?}");
        match fault {
            Fault::WrongRegion => {
                assert_eq!(reply.header("x-amz-bucket-region"), Some("us-west-2"));
            }
            Fault::Garbage(_) => assert!(!reply.text().contains("<Error>")),
            _ => {}
        }
        assert_eq!(client.get("k").await.text(), "1", "{fault:?}");

        server.faults().once(Target::any(), fault.clone());
        let head = client.call("HEAD", "k").send().await;
        assert_eq!(
            (head.status, head.text().as_str()),
            (status, ""),
            "{fault:?}"
        );
    }
    assert!(server.faults().is_empty());
}

#[tokio::test]
async fn a_fault_meets_its_target_in_its_turn_and_as_often_as_was_said() {
    let (server, client) = with_object("1").await;
    let faults = server.faults();
    faults.times(2, Target::method(Method::GET), Fault::Status(500));
    faults.once(Target::key("k"), Fault::Status(502));
    faults.always(Target::method(Method::GET).of("ü /k"), Fault::Status(504));
    for (method, key, status) in [
        ("GET", "other", 500),
        ("HEAD", "other", 404),
        ("GET", "k", 500),
        ("GET", "k", 502),
        ("GET", "k", 200),
        ("GET", "ü /k", 504),
        ("GET", "ü /k", 504),
        ("HEAD", "ü /k", 404),
    ] {
        let reply = client.call(method, key).send().await;
        assert_eq!(reply.status, status, "{method} {key}");
    }
    assert!(!faults.is_empty());
    faults.clear();
    assert_eq!(client.get("ü /k").await.status, 404);
    assert_eq!(
        (server.count(&Method::GET), server.count(&Method::HEAD)),
        (7, 2)
    );
}

#[tokio::test]
async fn a_reset_is_no_answer_and_a_lost_answer_is_a_stored_object() {
    let (server, client) = with_object("1").await;
    for (fault, stored) in [(Fault::Reset, "1"), (Fault::LoseAnswer, "2")] {
        server
            .faults()
            .once(Target::method(Method::PUT), fault.clone());
        let reply = client.call("PUT", "k").body("2").try_send().await;
        assert!(reply.is_none(), "{fault:?}: {reply:?}");
        assert_eq!(client.get("k").await.text(), stored, "{fault:?}");
    }
}

#[tokio::test]
async fn a_truncated_body_promises_all_and_stops_after_so_many_bytes() {
    // The long one does not fit the socket's buffers: the cut must wait for the client to read.
    let long = vec![b'x'; 20_000_000];
    let (server, client) = with_object(long.clone()).await;
    for after in [0, 1, 5_000, 19_999_999] {
        server.faults().once(Target::any(), Fault::Truncate(after));
        let reply = client.get("k").await;
        assert_eq!(reply.status, 200);
        assert_eq!(reply.header("content-length"), Some("20000000"));
        assert_eq!(reply.body.len(), after);
    }
    server
        .faults()
        .once(Target::any(), Fault::Truncate(long.len()));
    assert_eq!(client.get("k").await.body.len(), long.len());

    server.faults().once(Target::any(), Fault::Truncate(10));
    let error = client.get("missing").await;
    assert_eq!((error.status, error.body.len()), (404, 10));
}

#[tokio::test]
async fn a_stall_keeps_the_connection_and_says_no_more() {
    let (server, client) = with_object("pixels").await;
    for (fault, method, head) in [
        (Fault::Stall, "GET", true),
        (Fault::Stall, "PUT", true),
        (Fault::Stall, "HEAD", false),
        (Fault::StallBeforeHeaders, "GET", false),
        (Fault::StallBeforeHeaders, "PUT", false),
    ] {
        server.faults().once(Target::any(), fault.clone());
        let call = client
            .call(method, "k")
            .body(if method == "PUT" { "pixels" } else { "" });
        let (reply, stands) = call.send_and_wait(SILENCE).await;
        let reply = String::from_utf8(reply).unwrap();
        assert!(stands, "{fault:?} {method}");
        assert_eq!(
            reply.starts_with("HTTP/1.1 200 OK\r\n"),
            head,
            "{fault:?} {method}: {reply:?}"
        );
        assert!(reply.is_empty() || reply.ends_with("\r\n\r\n"), "{reply:?}");
        if (method, head) == ("GET", true) {
            assert!(reply.contains("content-length: 6\r\n"), "{reply:?}");
        }
    }
    assert_eq!(client.get("k").await.text(), "pixels");
}

#[tokio::test]
async fn a_stall_in_a_body_comes_after_so_many_bytes() {
    let (server, client) = with_object("pixels").await;
    for (after, body) in [(0, ""), (1, "p"), (5, "pixel")] {
        let fault = Fault::StallAfter(after);
        server.faults().once(Target::any(), fault);
        let call = client.call("GET", "k");
        let (reply, stood) = call.send_and_wait(SILENCE).await;
        let reply = String::from_utf8(reply).unwrap();
        let (head, found) = reply.split_once("\r\n\r\n").unwrap();
        assert!(head.contains("content-length: 6"), "{after}: {reply:?}");
        assert_eq!(found, body, "{after}");
        assert!(stood, "{after}: the connection stands");
    }
}

#[tokio::test]
async fn a_delay_is_the_true_answer_later() {
    let (server, client) = with_object("1").await;
    server.faults().once(Target::any(), Fault::Delay(SILENCE));
    let start = Instant::now();
    assert_eq!(client.get("k").await.text(), "1");
    assert!(start.elapsed() >= SILENCE);
}

#[tokio::test]
async fn a_store_without_conditional_writes_refuses_or_ignores_them() {
    let (server, client) = with_object("1").await;
    let if_absent = |body: &str| {
        client
            .call("PUT", "k")
            .header("if-none-match", "*")
            .body(body)
    };
    for (fault, outcome, stored) in [
        (
            Fault::NoConditionalWrites,
            (501, "NotImplemented".to_owned()),
            "1",
        ),
        (Fault::IgnoreConditionalWrites, (200, String::new()), "2"),
    ] {
        server.faults().once(Target::any(), fault.clone());
        // Not concerned, and does not use it up.
        assert_eq!(client.get("k").await.text(), "1", "{fault:?}");
        assert_eq!(client.put("other", "3").await.status, 200, "{fault:?}");
        assert_eq!(if_absent("2").send().await.outcome(), outcome, "{fault:?}");
        assert_eq!(client.get("k").await.text(), stored, "{fault:?}");
    }
    assert_eq!(if_absent("4").send().await.status, 412);
}

#[tokio::test]
async fn a_store_without_ranges_or_conditions_of_reads_answers_all_the_same() {
    let (server, client) = with_object("pixels").await;
    let rest = |etag: &str| {
        let call = client.call("GET", "k").header("range", "bytes=2-");
        call.header("if-match", etag)
    };
    let etag = client.get("k").await.header("etag").unwrap().to_owned();
    assert_eq!(rest(&etag).send().await.outcome(), (206, String::new()));
    for (fault, status, body) in [
        (Fault::IgnoreConditionalReads, 206, "xels"),
        (Fault::IgnoreRange, 200, "pixels"),
    ] {
        server.faults().once(Target::any(), fault.clone());
        // Not concerned, and does not use it up.
        assert_eq!(client.get("k").await.text(), "pixels", "{fault:?}");
        let reply = rest("\"other\"").send().await;
        assert_eq!(reply.status, status, "{fault:?}");
        assert_eq!(reply.text(), body, "{fault:?}");
        assert_eq!(reply.header("etag"), Some(etag.as_str()), "{fault:?}");
    }
    assert_eq!(rest("\"other\"").send().await.status, 412);
}
