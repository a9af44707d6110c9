//! A picture that is its own answer: it goes out first, and what the store makes of it then is nobody's wait.

use std::time::Duration;

use host_test::pictures::decode;
use host_test::store::s3::Fault;

use super::bench::Bench;
use super::bench::Step::Put;

async fn inline() -> Bench {
    let mut bench = Bench::start().await;
    bench.host = bench.host.env("DELIVERY", "inline").env("URL", "");
    bench
}

#[tokio::test]
async fn the_answer_does_not_wait_for_the_store() {
    let bench = inline().await;
    let delay = Duration::from_millis(1_500);
    bench.fail(Put, 1, Fault::Delay(delay));
    let answer = bench.get().await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(decode(&answer.body).width(), 9);
    assert!(answer.latency < delay, "{:?}", answer.latency);
    assert_eq!(bench.tries(), [1, 1, 1]);
    bench.check_derivative(true, "after the answer");
}

#[tokio::test]
async fn a_failed_write_is_told_to_the_log_alone() {
    for (fault, tries, log) in [
        (Fault::AccessDenied, 1, "s3:PutObject"),
        (Fault::QuotaExceeded, 1, "quota"),
        (Fault::Reset, 3, "no connection"),
        (Fault::SlowDown, 3, "SlowDown"),
        (Fault::StallBeforeHeaders, 1, "timed out"),
        (Fault::Status(500), 3, "InternalError"),
    ] {
        for method in ["GET", "HEAD"] {
            let bench = inline().await;
            bench.fail(Put, usize::MAX, fault.clone());
            let host = bench.host.clone().env("S3_TIMEOUT_MS", "1000");
            let answer = host.send(method, "/9x9/a.jpg").await.unwrap();
            let case = format!("{method} {fault:?}: {answer:?}");
            assert_eq!(answer.status, 200, "{case}");
            assert!(!answer.broken, "{case}");
            assert_eq!(answer.body.is_empty(), method == "HEAD", "{case}");
            assert!(answer.log.contains(log), "{case}");
            assert!(answer.log.contains("\nmarble: not stored: "), "{case}");
            assert_eq!(bench.tries(), [1, 1, tries], "{case}");
            // What was sent may have been done all the same.
            let stored = fault == Fault::StallBeforeHeaders;
            bench.check_derivative(stored, &case);
        }
    }
}

/// The next request makes it again.
#[tokio::test]
async fn what_was_not_stored_is_made_again() {
    let bench = inline().await;
    bench.fail(Put, 1, Fault::AccessDenied);
    let first = bench.get().await;
    let second = bench.get().await;
    assert_eq!(first.body, second.body);
    assert_eq!(bench.tries(), [2, 2, 2]);
    bench.check_derivative(true, "the second time");
    let third = bench.get().await;
    assert_eq!(third.body, second.body);
    assert_eq!(bench.tries(), [3, 2, 2], "the original is not asked for");
}
