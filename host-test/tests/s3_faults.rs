//! What S3 can do to a request, at each of its three steps: to look for the derivative, to fetch the original,
//! to store the derivative. Through the composed component and over HTTP: how often it asks, what the client is
//! told, what the operator reads, and that the bucket holds a whole derivative or none.
//!
//! It cannot prove that AWS fails in no other way. Wrong settings are `credentials.rs`.

pub(crate) mod bench;
mod broken_bodies;
mod case;
mod inline;
mod moments;

use std::mem::discriminant;
use std::time::Duration;

use host_test::runtime::s3_adapter::{self, Adapter};
use host_test::store::object_store::{Error, Place};
use host_test::store::s3::{Fault, Target};
use http::Method;

use crate::s3_faults::bench::Step::{Fetch, Look, Put};
use crate::s3_faults::bench::{Bench, DERIVATIVE, ORIGINAL, STEPS, put};
use crate::s3_faults::case::{Case, check, fails, passes};

/// Longer than any test waits.
const TOO_LONG: Duration = Duration::from_mins(10);

#[tokio::test]
async fn without_a_fault_each_step_is_one_request() {
    let bench = Bench::start().await;
    let answer = bench.get().await;
    assert_eq!(answer.status, 307, "{answer:?}");
    assert_eq!(answer.headers["location"], "http://w.example/9x9/a.jpg");
    assert_eq!(answer.log, "");
    assert_eq!(bench.tries(), [1, 1, 1]);
    bench.check_derivative(true, "no fault");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_pass_is_tried_three_times() {
    let cases = |step| {
        [
            fails(step, Fault::Status(500), 503, "store-unavailable").log("InternalError (500)"),
            fails(step, Fault::Status(502), 503, "store-unavailable").log("status 502"),
            fails(step, Fault::Status(503), 503, "store-unavailable").log("ServiceUnavailable"),
            fails(step, Fault::Status(504), 503, "store-unavailable").log("status 504"),
            fails(step, Fault::Garbage(500), 503, "store-unavailable").log("status 500"),
            fails(step, Fault::Garbage(503), 503, "store-unavailable").log("status 503"),
            fails(step, Fault::Status(429), 503, "store-throttled").log("TooManyRequests (429)"),
            fails(step, Fault::SlowDown, 503, "store-throttled").log("SlowDown (503)"),
            fails(step, Fault::Reset, 503, "store-unavailable").log("no connection"),
            fails(step, Fault::LoseAnswer, 503, "store-unavailable").stored(step == Put),
        ]
    };
    check(STEPS.into_iter().flat_map(cases).map(|case| case.tries(3))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_failures_and_a_success_are_a_success() {
    let cases = |step| {
        [
            passes(step, 1, Fault::Status(500)),
            passes(step, 2, Fault::Status(500)),
            passes(step, 2, Fault::Status(502)),
            passes(step, 2, Fault::Status(503)),
            passes(step, 2, Fault::Status(504)),
            passes(step, 2, Fault::Status(429)),
            passes(step, 2, Fault::Garbage(502)),
            passes(step, 2, Fault::SlowDown),
            passes(step, 1, Fault::Reset),
            passes(step, 2, Fault::Reset),
            // Of a write: stored at once, and 412 is the answer to the next try.
            passes(step, 1, Fault::LoseAnswer),
            passes(step, 2, Fault::LoseAnswer),
        ]
    };
    check(STEPS.into_iter().flat_map(cases)).await;
}

#[tokio::test]
async fn failures_of_different_kinds_share_the_three_tries() {
    let bench = Bench::start().await;
    for step in STEPS {
        bench.fail(step, 1, Fault::SlowDown);
        bench.fail(step, 1, Fault::Reset);
    }
    let answer = bench.get().await;
    assert_eq!(answer.status, 307, "{answer:?}");
    assert_eq!(bench.tries(), [3, 3, 3]);
    bench.check_derivative(true, "two failures of each step");

    let bench = Bench::start().await;
    for fault in [Fault::SlowDown, Fault::Reset, Fault::Status(500)] {
        bench.fail(Fetch, 1, fault);
    }
    let answer = bench.get().await;
    assert_eq!(answer.status, 503, "{answer:?}");
    assert_eq!(bench.tries(), [1, 3, 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_store_is_asked_once() {
    let late = Fault::Delay(TOO_LONG);
    // What was sent may have been done all the same.
    let cases = [
        fails(Look, late.clone(), 504, "store-timed-out"),
        fails(Fetch, late.clone(), 504, "store-timed-out"),
        fails(Put, late, 504, "store-timed-out").stored(true),
        fails(Look, Fault::StallBeforeHeaders, 504, "store-timed-out"),
        fails(Fetch, Fault::StallBeforeHeaders, 504, "store-timed-out"),
        fails(Put, Fault::StallBeforeHeaders, 504, "store-timed-out").stored(true),
        // In the middle of the body.
        fails(Fetch, Fault::Stall, 504, "store-timed-out"),
    ];
    let short = |case: Case| case.timeout_ms(1_000).log("timed out");
    check(cases.map(short)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_in_time_is_no_failure() {
    let soon = Fault::Delay(Duration::from_millis(20));
    check(STEPS.map(|step| passes(step, 3, soon.clone()).tries(1))).await;
}

/// The status says it all: 404 to the look, 200 to the write.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_stalls_behind_its_headers_is_believed() {
    let stalls = |step| passes(step, 1, Fault::Stall).tries(1).timeout_ms(1_000);
    check([Look, Put].map(stalls)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_store_refuses_is_not_asked_again() {
    let everywhere = |step| {
        [
            fails(step, Fault::WrongRegion, 502, "store-refused").log("AWS_REGION"),
            fails(step, Fault::SkewedClock, 502, "store-refused").log("the clock"),
            fails(step, Fault::Status(400), 502, "store-invalid").log("status 400"),
            fails(step, Fault::Status(418), 502, "store-invalid").log("status 418"),
            fails(step, Fault::Garbage(204), 502, "store-invalid").log("status 204"),
            fails(step, Fault::Garbage(206), 502, "store-invalid").log("status 206"),
            fails(step, Fault::Garbage(400), 502, "store-invalid").log("status 400"),
        ]
    };
    check(STEPS.into_iter().flat_map(everywhere)).await;
}

/// S3 says it of an absent object as well, where the credentials may not list the bucket.
#[tokio::test(flavor = "multi_thread")]
async fn access_denied_means_something_else_at_each_step() {
    let told =
        "marble: denied: \"a.jpg\" is absent, or may not be read: refused: AccessDenied (403)";
    check([
        passes(Look, 1, Fault::AccessDenied).tries(1),
        fails(Fetch, Fault::AccessDenied, 404, "original-not-found").log(told),
        fails(Put, Fault::AccessDenied, 502, "store-denied").log("lacks s3:PutObject"),
        fails(Put, Fault::QuotaExceeded, 502, "store-refused").log("the quota of the bucket"),
    ])
    .await;
}

/// A line is for what the operator has to do something about: an absent derivative is none, and an absent original is
/// told once.
#[tokio::test]
async fn absence_without_the_right_to_list_is_no_failure_in_the_log() {
    let bench = Bench::start().await;
    bench.fail(Look, 1, Fault::AccessDenied);
    let answer = bench.get().await;
    assert_eq!((answer.status.as_u16(), answer.log.as_str()), (307, ""));

    let bench = Bench::start().await;
    bench.fail(Look, 1, Fault::AccessDenied);
    bench.fail(Fetch, 1, Fault::AccessDenied);
    let answer = bench.get().await;
    assert_eq!(answer.status, 404, "{answer:?}");
    assert_eq!(answer.log.lines().count(), 1, "{}", answer.log);
    for words in ["s3:ListBucket", "the store says \"Access Denied\""] {
        assert!(answer.log.contains(words), "{words}: {}", answer.log);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn stores_without_conditional_writes_are_written_to() {
    check([
        passes(Put, 1, Fault::IgnoreConditionalWrites).tries(1),
        passes(Put, 1, Fault::NoConditionalWrites),
    ])
    .await;
}

#[tokio::test]
async fn what_another_request_stored_meanwhile_is_kept() {
    let bench = Bench::start().await;
    put(&bench.bucket, DERIVATIVE, b"stored meanwhile".to_vec());
    bench.fail(Look, 1, Fault::Status(404));
    let answer = bench.get().await;
    assert_eq!(answer.status, 307, "{answer:?}");
    assert_eq!(bench.tries(), [1, 1, 1]);
    let kept = bench.bucket.get(DERIVATIVE).unwrap();
    assert_eq!(kept.bytes, "stored meanwhile");
}

#[tokio::test]
async fn a_stored_picture_that_stalls_is_504() {
    let bench = Bench::start().await;
    put(&bench.bucket, DERIVATIVE, b"a stored picture".to_vec());
    bench.fail(Look, 1, Fault::Stall);
    let host = bench.host.clone().env("S3_TIMEOUT_MS", "1000");
    let answer = host.get("/9x9/a.jpg").await.unwrap();
    assert_eq!(answer.status, 504, "{answer:?}");
    assert_eq!(bench.look_tries(), 1);
}

/// A cache or a proxy in between may answer 200 with a page of its own.
#[tokio::test]
async fn a_page_instead_of_the_original_is_no_picture() {
    let bench = Bench::start().await;
    bench.fail(Fetch, 1, Fault::Garbage(200));
    let answer = bench.get().await;
    assert_eq!(answer.status, 415, "{answer:?}");
    bench.check_derivative(false, "garbage");
}

/// The adapter alone: the resizer asks for no heads. There is no body, so the status has to tell all.
#[tokio::test(flavor = "multi_thread")]
async fn a_head_tells_failures_apart_by_their_status() {
    let kind = |text: fn(String) -> Error| text(String::new());
    for (fault, tries, expected) in [
        (Fault::Status(500), 3, Error::Unavailable),
        (Fault::SlowDown, 3, Error::Unavailable),
        (Fault::Reset, 3, Error::Unavailable),
        (Fault::Status(429), 3, Error::Throttled),
        (Fault::AccessDenied, 1, kind(Error::Denied)),
        (Fault::StallBeforeHeaders, 1, Error::TimedOut),
        (Fault::Stall, 1, Error::TimedOut),
        (Fault::WrongRegion, 1, kind(Error::Refused)),
        (Fault::Garbage(418), 1, kind(Error::Invalid)),
    ] {
        let bench = Bench::start().await;
        let mut env = s3_adapter::env(bench.s3.addr());
        env.insert("S3_TIMEOUT_MS".to_owned(), "1000".to_owned());
        let adapter = Adapter::new(env).await.unwrap();
        bench.s3.faults().always(Target::any(), fault.clone());
        let error = adapter.head(Place::Originals, ORIGINAL).await.unwrap_err();
        let same = discriminant(&error) == discriminant(&expected);
        assert!(
            same,
            "{fault:?}: expected {expected:?}, but found {error:?}"
        );
        assert_eq!(bench.s3.count(&Method::HEAD), tries, "{fault:?}");
    }
}
