//! `If-Match`, `If-None-Match` and `Range` over TCP.

use host_test::store::bucket::Object;

use super::start;

#[tokio::test]
async fn of_24_parallel_writers_if_absent_exactly_one_wins() {
    let (_server, client) = start().await;
    let mut writers = tokio::task::JoinSet::new();
    for number in 0..24 {
        let client = client.clone();
        writers.spawn(async move {
            let call = client.call("PUT", "k").header("if-none-match", "*");
            let reply = call.body(number.to_string()).send().await;
            (number.to_string(), reply.outcome())
        });
    }
    let outcomes = writers.join_all().await;
    let lost = (412, "PreconditionFailed".to_owned());
    let won: Vec<_> = outcomes
        .iter()
        .filter(|(_, outcome)| outcome.0 == 200)
        .collect();
    assert_eq!(won.len(), 1, "{outcomes:?}");
    assert_eq!(
        outcomes
            .iter()
            .filter(|(_, outcome)| *outcome == lost)
            .count(),
        23
    );
    assert_eq!(client.get("k").await.text(), won[0].0);
}

#[tokio::test]
async fn a_put_honours_if_match() {
    let (_server, client) = start().await;
    let etag = Object::new("1").etag;
    let put = |header, value: &str| client.call("PUT", "k").header(header, value).body("2");
    let missing = put("if-match", &etag).send().await;
    assert_eq!(missing.outcome(), (404, "NoSuchKey".to_owned()));
    client.put("k", "1").await;
    for (header, value, status) in [
        ("if-match", "\"x\"", 412),
        ("if-match", "*", 501),
        ("if-none-match", "\"x\"", 501),
        ("if-match", &etag, 200),
        ("if-match", &etag, 412),
    ] {
        assert_eq!(
            put(header, value).send().await.status,
            status,
            "{header}: {value}"
        );
    }
}

#[tokio::test]
async fn a_get_honours_conditions_and_ranges() {
    let (_server, client) = start().await;
    client.put("k", "0123456789").await;
    client.put("empty", "").await;
    let etag = Object::new("0123456789").etag;
    for (key, header, value, status, body, range) in [
        ("k", "if-none-match", etag.as_str(), 304, "", None),
        ("k", "if-none-match", "*", 304, "", None),
        ("k", "if-none-match", "\"x\"", 200, "0123456789", None),
        ("k", "if-match", &etag, 200, "0123456789", None),
        ("k", "range", "bytes=0-0", 206, "0", Some("bytes 0-0/10")),
        ("k", "range", "bytes=7-", 206, "789", Some("bytes 7-9/10")),
        ("k", "range", "bytes=7-99", 206, "789", Some("bytes 7-9/10")),
        ("k", "range", "bytes=-2", 206, "89", Some("bytes 8-9/10")),
        ("empty", "if-none-match", "\"x\"", 200, "", None),
    ] {
        for method in ["GET", "HEAD"] {
            let reply = client.call(method, key).header(header, value).send().await;
            let expected = if method == "GET" { body } else { "" };
            assert_eq!(
                (reply.status, reply.text().as_str()),
                (status, expected),
                "{header}: {value}"
            );
            assert_eq!(
                reply.header("content-range"),
                range,
                "{method} {header}: {value}"
            );
            if status == 304 {
                assert_eq!(reply.header("etag"), Some(etag.as_str()));
            } else {
                assert_eq!(
                    reply.header("content-length"),
                    Some(body.len().to_string().as_str())
                );
            }
        }
    }
    for (key, header, value, status, code) in [
        ("k", "if-match", "\"x\"", 412, "PreconditionFailed"),
        ("k", "range", "bytes=10-", 416, "InvalidRange"),
        ("k", "range", "bytes=-0", 416, "InvalidRange"),
        ("empty", "range", "bytes=-1", 416, "InvalidRange"),
    ] {
        let reply = client.call("GET", key).header(header, value).send().await;
        assert_eq!(
            reply.outcome(),
            (status, code.to_owned()),
            "{header}: {value}"
        );
    }
}
